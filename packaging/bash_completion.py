#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Makes bash's completion of all tools from their --help: bash_completion.py HELP… > auricle.bash

A HELP is a file with what TOOL --help printed. Flags are completed, the words that a flag can be
where its description lists them, and files for all else; of `auricle` the names of studies.
"""
import sys

import help_text

HEAD = """# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Completion of Auricle's tools in bash, made from their --help: source it, or let bash-completion
# find it.
declare -gA _auricle_flags _auricle_values _auricle_words
"""

TAIL = r"""
_auricle() {
  local tool=${1##*/} word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} flag='' lead=''
  # With = in COMP_WORDBREAKS, as usual, --flag=value is three words.
  if [[ $word == = && $before == --* ]]; then
    flag=$before word=''
  elif [[ $before == = ]]; then
    flag=${COMP_WORDS[COMP_CWORD-2]}
  elif [[ $word == --*=* ]]; then
    flag=${word%%=*} word=${word#*=} lead=$flag=
  elif [[ $before == --* && -n ${_auricle_values[$tool $before]:-} ]]; then
    flag=$before
  elif [[ $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "${_auricle_flags[$tool]:-}" -- "$word")
    [[ ${#COMPREPLY[@]} != 1 || ${COMPREPLY[0]} != *= ]] || compopt -o nospace 2> /dev/null
    return
  elif ((COMP_CWORD == 1)) && [[ -n ${_auricle_words[$tool]:-} ]]; then
    mapfile -t COMPREPLY < <(compgen -W "${_auricle_words[$tool]}" -- "$word")
    return
  fi
  COMPREPLY=()
  [[ -z $flag ]] ||
    mapfile -t COMPREPLY < <(compgen -P "$lead" -W "${_auricle_values[$tool $flag]:-}" -- "$word")
}
"""


def completions(told):
    flags = ["--help", "--version"]
    for flag in told.flags():
        if flag.is_switch:
            flags.append(f"--no{flag.name}" if flag.default == "true" else f"--{flag.name}")
            continue
        flags.append(f"--{flag.name}=")
        values = told.values(flag)
        if values:
            yield f"_auricle_values['{told.name} --{flag.name}']='{' '.join(values)}'"
    yield f"_auricle_flags[{told.name}]='{' '.join(flags)}'"
    studies = told.listed("Studies:")
    if studies:
        yield f"_auricle_words[{told.name}]='{' '.join(studies)}'"


def main():
    names = []
    sys.stdout.write(HEAD)
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as file:
            try:
                told = help_text.parse(file.read())
            except ValueError as error:
                sys.exit(f"bash_completion.py: {path}: {error}")
        names.append(told.name)
        print("\n".join(completions(told)))
    sys.stdout.write(TAIL)
    print(f"complete -o default -F _auricle {' '.join(names)}")


if __name__ == "__main__":
    main()
