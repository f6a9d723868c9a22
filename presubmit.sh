#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What must hold before a change lands: presubmit.sh [--since=REV] [STEP…]
#
# Steps, all by default: format shell size tidy gcc clang asan readme. tidy reads the sources that
# changed since REV (default: where the branch left its upstream, else the last commit).
# third_party/install.sh --developer installs what it needs.
set -uo pipefail
cd "$(dirname "$0")" || exit 1

since=$(git merge-base HEAD '@{upstream}' 2>/dev/null || git rev-parse -q --verify HEAD~1 || echo HEAD)
declare -a steps=()
for argument; do
  case $argument in
    --since=*) since=${argument#*=} ;;
    --help) sed -n '3,7s/^# \{0,1\}//p' "$0"; exit 0 ;;
    format | shell | size | tidy | gcc | clang | asan | readme) steps+=("$argument") ;;
    *) echo "presubmit.sh: unknown argument '$argument'; see --help" >&2; exit 2 ;;
  esac
done
((${#steps[@]})) || steps=(format shell size tidy gcc clang asan readme)

sources() {
  git ls-files '*.cc' '*.h'
}

step_format() {
  sources | xargs clang-format-14 --dry-run --Werror
}

step_shell() {
  git ls-files '*.sh' .ci/run | xargs shellcheck --severity=warning
}

# A header says its contract, a source does one thing, a main hardly anything; tests may be longer. A
# header that is code itself (templates, bodies that two sources include) counts as a source.
step_size() {
  local bad=0 file lines most
  while read -r file; do
    case $file in
      *_test.cc | *_fuzzer.cc) most=500 ;;
      *.h) most=120; grep -qE '^template <|included once by each' "$file" && most=250 ;;
      tools/*.cc) most=250; grep -q '^int main' "$file" && most=160 ;;
      *) most=250 ;;
    esac
    lines=$(wc -l < "$file")
    if ((lines > most)); then
      echo "$file has $lines lines, want at most $most"
      bad=1
    fi
  done < <(sources)
  return $bad
}

step_tidy() {
  local -a changed
  mapfile -t changed < <(git diff --name-only --diff-filter=d "$since" -- '*.cc')
  ((${#changed[@]})) || { echo "no source changed since $since"; return 0; }
  bazel build //lib/... //tools/... && third_party/compile_commands.py &&
    printf '%s\n' "${changed[@]}" | xargs -P "$(nproc)" -n 1 clang-tidy-14 --quiet -p .
}

step_gcc() {
  bazel test //...
}

# The second compiler also checks who includes whom.
step_clang() {
  bazel test --config=clang //...
}

# LibTorch is not instrumented and takes minutes to start under asan; all else is checked.
step_asan() {
  local -a tests
  mapfile -t tests < <(bazel query --output=label \
    'kind("cc_test", //...) except rdeps(//..., @libtorch//:torch)' 2>/dev/null)
  ((${#tests[@]})) && bazel test --config=asan "${tests[@]}"
}

step_readme() {
  third_party/readme_commands.sh > /dev/null &&
    bash -euo pipefail -c "$(third_party/readme_commands.sh)" < /dev/null
}

failed=''
for step in "${steps[@]}"; do
  echo "== $step"
  "step_$step" || failed+=" $step"
done
if [[ -n $failed ]]; then
  echo "presubmit.sh: failed:$failed" >&2
  exit 1
fi
echo "presubmit.sh: ${#steps[@]} steps passed"
