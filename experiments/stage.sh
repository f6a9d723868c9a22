#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The shell of a study's stages: make calls it as `stage.sh -euo pipefail -c COMMAND` with $STAGE,
# the file that is being made, and $LAUNCH, what starts it ("srun -c1"; empty: nothing). What the
# tools say goes to .logs/$STAGE.log, and its end to the screen when they fail.
set -euo pipefail

log=.logs/$STAGE.log
mkdir -p "$(dirname "$log")" "$(dirname "$STAGE")"
read -r -a launch <<< "${LAUNCH:-}"
status=0
"${launch[@]}" /bin/bash "$@" < /dev/null > "$log" 2>&1 || status=$?
if ((status == 0)); then
  echo "$STAGE: made in $SECONDS s" >&2
else
  {
    echo "$STAGE: failed after $SECONDS s; the end of $log:"
    tail -n 12 "$log" | cut -c1-400 | sed 's/^/  /'
    for corpus in .in/*; do
      [[ ! -L $corpus ]] || ! grep -qF "$corpus" "$log" || echo "  $corpus is '$(readlink "$corpus")'"
    done
  } >&2
fi
exit "$status"
