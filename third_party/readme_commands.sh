#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Prints the commands of README.md's ```sh blocks under a heading ("Set-up" by default), so that
# what is checked and what a newcomer types are the same characters. --nth=N prints one block.
set -euo pipefail

nth=0
if [[ ${1:-} == --nth=* ]]; then
  nth=${1#--nth=}
  shift
fi
heading=${1:-Set-up}
readme=$(dirname "$0")/../README.md

found=$(awk -v heading="## $heading" -v nth="$nth" '
  /^```sh$/ && inside { block = ++blocks; next }
  /^```/ { block = 0; next }
  block { if (!nth || block == nth) print; next }
  /^## / { inside = ($0 == heading) }
' "$readme")
if [[ -z $found ]]; then
  which=''
  [[ $nth == 0 ]] || which=" number $nth"
  echo "readme_commands.sh: README.md has no \`\`\`sh block$which under '## $heading'" >&2
  exit 1
fi
printf '%s\n' "$found"
