#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What must hold before a change lands: presubmit.sh [--since=REV] [STEP…]
#
# Steps, all by default: format shell size tidy gcc clang asan ubsan tsan readme. tidy reads the sources
# that changed since REV (default: where the branch left its upstream, else the last commit). size only
# mentions long files. third_party/install.sh --developer installs what it needs.
set -uo pipefail
cd "$(dirname "$0")" || exit 1

since=$(git merge-base HEAD '@{upstream}' 2>/dev/null || git rev-parse -q --verify HEAD~1 || echo HEAD)
declare -a steps=()
for argument; do
  case $argument in
    --since=*) since=${argument#*=} ;;
    --help) sed -n '3,7s/^# \{0,1\}//p' "$0"; exit 0 ;;
    format | shell | size | tidy | gcc | clang | asan | ubsan | tsan | readme) steps+=("$argument") ;;
    *) echo "presubmit.sh: unknown argument '$argument'; see --help" >&2; exit 2 ;;
  esac
done
((${#steps[@]})) || steps=(format shell size tidy gcc clang asan ubsan tsan readme)

sources() {
  git ls-files '*.cc' '*.h'
}

step_format() {
  sources | xargs clang-format-14 --dry-run --Werror
}

step_shell() {
  git ls-files '*.sh' .ci/run | xargs shellcheck --severity=warning
}

# No failure: a file is cut at a joint of what it does. But few of this length do one thing.
step_size() {
  local file lines
  while read -r file; do
    lines=$(wc -l < "$file")
    ((lines <= 500)) || echo "note: $file has $lines lines; does it do one thing?"
  done < <(sources)
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

# sanitize CONFIG TARGETS: the tests among these that do not link torch. LibTorch is not instrumented
# and takes minutes to start under a sanitizer.
sanitize() {
  local -a tests
  mapfile -t tests < <(bazel query --noshow_progress --output=label \
    "kind('cc_test', $2) except rdeps(//..., @libtorch//:torch)")
  ((${#tests[@]})) || { echo "bazel query finds no test without torch in $2"; return 1; }
  bazel test --config="$1" --build_tests_only "${tests[@]}"
}

step_asan() {
  sanitize asan //...
}

step_ubsan() {
  sanitize ubsan //...
}

# What has threads says so by using this library.
step_tsan() {
  sanitize tsan 'rdeps(//..., //third_party:pthread)'
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
