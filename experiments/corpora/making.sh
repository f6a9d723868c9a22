# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What the makers of corpora share; they source it. A maker's head, from its third line, is its help.

maker=${0##*/}
here=$(dirname "$0")

fail() {
  echo "$maker: $*" >&2
  exit 1
}

misuse() {
  echo "$maker: $*; see --help" >&2
  exit 2
}

# check_option NAME VALUE MOST, as take_options has them.
check_option() {
  if [[ $3 == *'|'* ]]; then
    [[ $2 =~ ^[a-z]+$ && "|$3|" == *"|$2|"* ]] || fail "--$1='$2', want ${3//|/, }"
  else
    [[ $2 =~ ^[1-9][0-9]{0,3}$ ]] && (($2 <= $3)) ||
      fail "--$1='$2', want a number from 1 to $3"
  fi
}

# take_options NAME=MOST… NAME=A|B… -- ARGUMENT…: reads --output=DIR, numbers --NAME=1…MOST and words
# --NAME=A into the variables $output and $NAME.
take_options() {
  local -A most=()
  local argument option
  while [[ $1 != -- ]]; do
    most[${1%=*}]=${1#*=}
    shift
  done
  shift
  output=''
  for argument; do
    option=${argument#--}
    option=${option%%=*}
    if [[ $argument == --help ]]; then
      sed -n '3,${/^#/!q; s/^# \{0,1\}//p}' "$0"
      exit 0
    elif [[ $argument == --output=?* ]]; then
      output=${argument#*=}
    elif [[ $argument == --?*=* && -n ${most[$option]:-} ]]; then
      check_option "$option" "${argument#*=}" "${most[$option]}"
      printf -v "$option" %s "${argument#*=}"
    else
      misuse "unknown argument '$argument'"
    fi
  done
  [[ -n $output ]] || misuse "--output=DIR is missing"
}

# Removes what makers of $output left that were killed with no time to do it. A maker at work holds a
# lock on its folder; one that has just begun may not have it yet.
remove_leftovers() {
  local left
  for left in "${output%/}".partial.??????; do
    [[ -d $left && -n $(find "$left" -maxdepth 0 -mmin +1) ]] || continue
    ! flock -n "$left" true 2> /dev/null || rm -rf -- "$left"
  done
}

# begin TOOL…: checks that they are there, and makes $partial, which is to become $output.
begin() {
  local tool lock
  [[ ! -e $output && ! -L $output ]] || fail "'$output' exists; give a folder that does not"
  for tool; do
    command -v "$tool" > /dev/null || fail "no $tool; third_party/install.sh installs it"
  done
  partial=$(mktemp -d "${output%/}.partial.XXXXXX")
  trap 'rm -rf -- "$partial"' EXIT
  exec {lock}< "$partial"
  flock -n "$lock" || true
  chmod 755 "$partial"
  remove_leftovers
}

# The corpus appears only when it is whole.
finish() {
  mv -T -- "$partial" "$output"
}

# Their temporary files go with $partial, whatever ends them.
play() {
  TMPDIR=$partial /usr/bin/python3 -IB "$here/play.py" "$@"
}
speak() {
  TMPDIR=$partial /usr/bin/python3 -IB "$here/speak.py" "$@"
}

# Sex, espeak-ng's voice (an accent and a throat) and own pitch, 0 to 99, of twelve speakers, women and
# men in turn.
twelve_speakers() {
  cat <<'LIST'
F en-us+f2           58
M en-us+m3           42
F en-gb+f4           50
M en-gb-scotland+m1  40
F en-029+f1          62
M en-gb-x-rp+m7      34
F en-gb-x-gbclan+f5  54
M en-gb-x-gbcwmd+m2  46
F en-gb-scotland+f3  66
M en-029+m6          30
F en-gb-x-rp+f2      44
M en-us+m5           52
LIST
}
ten_speakers() {
  twelve_speakers | head -n 10
}
