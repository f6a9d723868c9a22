#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Runs the study that this program is named after: bazel run //experiments:NAME -- [VAR=value] [-jN]
#
#   -jN        stages at once (each has THREADS threads of its own)
#   -n         say what would be run, and run nothing; needs no corpus
#   -k         go on with what does not depend on a failure
#   list       one line a run, then what the study costs; needs no corpus
#   OUT=DIR    outputs under DIR/NAME instead of runs/NAME of the workspace
#   VAR=value  a variable of the study (--help shows them); a corpus is VAR=/path
#
# NAME_5 is study NAME with IDS=5, where NAME.mk has that variable. Under its own name, launch.sh, it
# runs the study that its first argument names; the tools then lie in ../tools.
set -euo pipefail
unset CDPATH

name=$(basename "$0")
here=$(pwd)
started="bazel run //experiments:$name --"
if [[ $name == launch.sh ]]; then
  name=${1:-launch.sh}
  shift || true
  started="auricle $name"
  here=$(cd "$(dirname "$0")/.." && pwd)
elif [[ -d $0.runfiles ]]; then
  here=$(cd "$0.runfiles/auricle" && pwd)
fi
study=$here/experiments

misuse() {
  echo "$name: $*" >&2
  exit 2
}

declare -a make_arguments=()
if [[ ! -e $study/$name.mk && $name =~ ^(.+)_([0-9]+)$ ]]; then
  name=${BASH_REMATCH[1]}
  make_arguments+=("IDS=${BASH_REMATCH[2]}")
fi

[[ $name =~ ^[a-z0-9_]+$ && -f $study/$name.mk ]] || misuse "there is no study of this name"

# NAME.mk and what it includes, each before those that it includes itself.
declare -a fragments=()
gather() {
  local included
  fragments+=("$1")
  while read -r included; do
    gather "$included"
  done < <(sed -n 's/^include //p' "$study/$1")
}
gather "$name.mk"
# Variables that the study lets the user set: those it gives with ?=.
settable() {
  (cd "$study" && sed -n 's/^\([A-Z][A-Z_0-9]*\) *?=.*/\1/p' "${fragments[@]}")
}
corpora() {
  sed -n 's/^CORPORA *:\{0,1\}= *//p' "$study/$name.mk"
}

# Variables that it reads, whether or not anything sets them.
referred() {
  (cd "$study" && grep -ohE '\$\([A-Za-z_][A-Za-z_0-9]*\)' "${fragments[@]}" | tr -d '$()' | sort -u)
}

usage() {
  echo "Runs the study $name: $started [VAR=value] [-jN]"
  echo
  sed -n '5,10s/^# \{0,1\}//p' "$study/launch.sh"
  echo
  echo "Corpora: $(corpora)"
  echo "Variables, with their defaults:"
  (cd "$study" && sed -n 's/^\([A-Z][A-Z_0-9]*\) *?= */  \1=/p' "${fragments[@]}")
  echo
  sed -n '/^#/!q; 2,$s/^# \{0,1\}//p' "$study/$name.mk"
}

# Text reaches make and the shell only if it means nothing to them; a path goes by a link instead.
readonly harmless='^[A-Za-z0-9_.,:%@+=/ -]*$'
runs=${BUILD_WORKSPACE_DIRECTORY:-$PWD}/runs
caller=${BUILD_WORKING_DIRECTORY:-$PWD}
mode=run
declare -A given=()

take_variable() {
  local variable=${1%%=*} value=${1#*=}
  if [[ $variable == OUT ]]; then
    [[ $value == /* ]] || value=$caller/$value
    runs=$value
  elif [[ " $(corpora) " == *" $variable "* ]]; then
    [[ -n $value ]] || misuse "$variable= names no folder"
    [[ $value == /* ]] || value=$caller/$value
    given[$variable]=$value
  elif ! settable | grep -qxF -e "$variable"; then
    misuse "no variable '$variable'; there are OUT $(corpora) $(settable | tr '\n' ' ')"
  elif [[ ! $value =~ $harmless ]]; then
    misuse "$variable='$value' holds a character that means something to make or the shell;" \
      "want letters, digits, spaces and _.,:%@+=/- only"
  else
    make_arguments+=("$variable=$value")
  fi
}

while (($#)); do
  case $1 in
    --help | -h) usage; exit 0 ;;
    -j | -l) [[ ${2:-} =~ ^[0-9]+$ ]] || misuse "$1 wants a number"
             make_arguments+=("$1$2"); shift ;;
    -j[0-9]* | -l[0-9]* | -k) make_arguments+=("$1") ;;
    -n | --dry-run) mode=dry; make_arguments+=(-n) ;;
    list) mode=list ;;
    [A-Z]*=*) take_variable "$1" ;;
    *) misuse "unknown argument '$1'; --help shows what there is" ;;
  esac
  shift
done

# What the environment or a make around us says must not leak into the study.
unset MAKEFLAGS MFLAGS MAKEFILES MAKELEVEL MAKEOVERRIDES CORPORA TOOLS TOOL_DIGESTS PLACES STAGE
for variable in $(settable) $(corpora); do
  unset "$variable"
done
for variable in $(referred); do
  export -n "${variable?}"
done

cd "$study"
# Of the tools that are there, those that the study names; rules.mk names all, and runs trim_model.
declare -a tools=()
named=" trim_model $(cat -- "${fragments[@]/%rules.mk//dev/null}" | tr -cs 'a-z0-9_' ' ') "
for tool in "$here"/tools/*; do
  [[ ! -f $tool || ! -x $tool || $named != *" ${tool##*/} "* ]] || tools+=("$tool")
done
# What makes corpora, and what these scripts share.
declare -a makers=()
for script in "$study"/corpora/*; do
  [[ ! -f $script ]] || makers+=("$script")
done
out=$runs/$name

if [[ $mode == list ]]; then
  # A study that has begun can be listed with what it has finished.
  [[ ! -d $out ]] || cd "$out"
  exec make -s -I "$study" -f "$study/$name.mk" TOOLS="${tools[*]##*/}" MODE=list \
    "${make_arguments[@]}" list
fi

# The content of everything that is run: the tools, and the texts that say how.
digests=$(for tool in "${tools[@]}"; do
  echo "${tool##*/}:$(sha256sum < "$tool" | cut -c1-16)"
done
made_by=$(cat -- /dev/null "${makers[@]}" | sha256sum | cut -c1-16)
for maker in "${makers[@]}"; do
  echo "${maker##*/}:$made_by"
done)
tools+=("${makers[@]}")
declare -a texts=("${fragments[@]}" stage.sh)
for published in "$study"/published/*; do
  [[ ! -f $published ]] || texts+=("$published")
done
hash=$({ echo "$digests"; cat -- "${texts[@]}"; } | sha256sum | cut -c1-16)

if [[ $mode == dry && ! -d $out ]]; then
  out=$(mktemp -d)
  trap 'rm -rf -- "$out"' EXIT
fi
[[ $mode == dry ]] || mkdir -p "$out/.tools" "$out/.in"
out=$(cd "$out" && pwd)
if [[ $mode == run ]]; then
  exec 9> "$out/.lock"
  flock -n 9 || misuse "another run of this study is at work in $out; wait for it, or give OUT=DIR"
  for old in "$out"/.tools/*; do
    [[ $old == */"$hash" ]] || rm -rf -- "$old"
  done
  for corpus in "${!given[@]}"; do
    ln -sfn -- "${given[$corpus]}" "$out/.in/$corpus"
  done
fi
if [[ $mode == run && ! -d $out/.tools/$hash ]]; then
  # A build during the study changes nothing under it, and other machines see the same binaries.
  mkdir "$out/.tools/$hash.partial"
  cp -L -- "${tools[@]}" "${texts[@]}" "$out/.tools/$hash.partial/"
  chmod -R a-w,u+w "$out/.tools/$hash.partial"
  mv -- "$out/.tools/$hash.partial" "$out/.tools/$hash"
fi
# By this name a command reads published figures, whatever their folder is called.
[[ $mode != run ]] || ln -sfn -- "../.tools/$hash" "$out/.in/study"

# A corpus that is elsewhere now is read again.
places=''
for corpus in $(corpora); do
  place=${given[$corpus]:-$(readlink "$out/.in/$corpus" || true)}
  places+="$corpus:$(sha256sum <<< "$place" | cut -c1-16) "
done

# Everything below is named from here, so no character of a folder's name reaches make or a shell.
[[ $mode == dry ]] || study=.tools/$hash
cd "$out"
run_make() { # MODE GOAL
  PATH=.tools/$hash:$PATH make -I "$study" -f "$study/$name.mk" TOOLS="${tools[*]##*/}" MODE="$1" \
    TOOL_DIGESTS="${digests//$'\n'/ }" PLACES="$places" "${make_arguments[@]}" "$2"
}
# What it costs and what it can see stands before the first stage.
[[ $mode == dry ]] || run_make list list | grep -E '^(cost|effect) ' >&2
# bash reads a script as it goes; this much it has read before it starts, whatever becomes of the file.
{
  status=0
  run_make $mode all || status=$?
  if [[ $mode == run && $status == 0 ]]; then
    if [[ -e $out/report.html ]]; then
      echo "$name: done; the report is $out/report.html" >&2
    else
      echo "$name: done in $out" >&2
    fi
  fi
  # What make calls 2 is a failure; 2 here is misuse.
  exit $((status == 2 ? 1 : status))
}
