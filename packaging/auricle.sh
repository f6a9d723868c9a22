#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The command `auricle` of the package: studies by name. What --help says is ../share/auricle/help.txt.
set -euo pipefail

share=$(realpath -m -- "$(dirname -- "$(readlink -f -- "$0")")/../share/auricle")
case ${1:-} in
  '' | -h | --help) exec cat -- "$share/help.txt" ;;
  --version) "$share/tools/rec2json" --version | sed "s/^rec2json/auricle/" ;;
  -*)
    echo "auricle: the first argument is a study, not '$1' (auricle --help lists them)" >&2
    exit 2
    ;;
  *) exec /bin/bash -- "$share/experiments/launch.sh" "$@" ;;
esac
