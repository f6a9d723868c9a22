# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What tests of tools share; they source it from the root and are then in a folder of their own. They
# end with `exit $((failures > 0))`.

cd "${TEST_TMPDIR:-$(mktemp -d)}" || exit 1
failures=0
# shellcheck disable=SC2317  # check calls it.
check() {  # check 'what should be' command…
  local what=$1
  shift
  "$@" || { echo "FAILED: $what"; failures=$((failures + 1)); }
}
rc() {  # rc STATUS 'words on stderr' command…
  local want=$1 words=$2
  shift 2
  "$@" >out 2>err
  local got=$?
  [ "$got" = "$want" ] && { [ -z "$words" ] || grep -qF -- "$words" err; } && return
  echo "exit $got, want $want and '$words': $*"
  cat err
  return 1
}
