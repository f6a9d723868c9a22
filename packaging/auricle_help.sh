#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What `auricle --help` says: auricle_help.sh HEAD STUDIES HELP…, where HEAD is its beginning, STUDIES
# a list of names and questions, and each HELP what a tool's --help prints.
set -euo pipefail

# "name<TAB>text" lines as an indented list.
listed() {
  local name text
  while IFS=$'\t' read -r name text; do
    fmt -w 74 <<< "$text" | sed "1s/^/$(printf '    %-20s ' "$name")/; 1!s/^/$(printf '%25s' '')/"
  done
}

cat -- "$1"
printf '\nStudies:\n'
listed < "$2"
printf '\nTools; each has a page, man TOOL:\n'
sed -sn '1s/: /\t/p' -- "${@:3}" | listed
