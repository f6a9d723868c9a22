#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What every tool promises: exit statuses, help, misuse, signals, a reader that leaves, a full disk.
set -u
tool=$1
failures=0

# expect NAME STATUS STDOUT-PATTERN STDERR-PATTERN COMMAND… (patterns: grep -E, '' = must be empty)
expect() {
  local name=$1 status=$2 out=$3 err=$4
  shift 4
  "$@" >"$TEST_TMPDIR/out" 2>"$TEST_TMPDIR/err" </dev/null
  local got=$?
  local ok=1
  [ $got = "$status" ] || ok=0
  match "$out" "$TEST_TMPDIR/out" && match "$err" "$TEST_TMPDIR/err" || ok=0
  [ $ok = 1 ] && return
  echo "FAILED: $name (status $got, want $status)"
  head -5 "$TEST_TMPDIR/out" "$TEST_TMPDIR/err"
  failures=$((failures + 1))
}
match() {
  if [ -z "$1" ]; then [ ! -s "$2" ]; else grep -qE -- "$1" "$2"; fi
}

expect 'inputs and flags in any order' 0 '^SHOUT a seed=7$' '' "$tool" a --shout --seed 7 b
expect 'no input is stdin' 0 '^- seed=1$' '' "$tool"
expect 'after -- nothing is a flag' 0 '^--shout seed=1$' '' "$tool" -- --shout
expect 'a negated flag' 0 '^a seed' '' "$tool" --shout --noshout a
expect 'help is on stdout' 0 'echo_tool a b > c' '' "$tool" --help
expect 'help names a flag of its group' 0 '^    --seed=1$' '' "$tool" --help
expect 'help shows no flag that the tool leaves out of a group' 0 '^0$' '' \
  bash -c '"$0" --help | grep -c -e --memory || :' "$tool"
expect 'a flag left out of a group is unknown' 2 '' 'no flag --memory' "$tool" --memory=1G
expect 'help shows numbers as they were typed' 0 '^    --share=0.95$' '' "$tool" --help
expect 'help wins over a wrong flag' 0 'Flags' '' "$tool" --sead=1 --help
expect 'version' 0 '^echo_tool [0-9]' '' "$tool" --version
expect 'an unknown flag is misuse' 2 '' 'did you mean --seed\?.*--help' "$tool" --sead=1
expect 'a flag of a library is not ours' 2 '' 'no flag --logtostderr' "$tool" --logtostderr
expect 'a bad value is misuse' 2 '' "lines='many' is not a valid int32" "$tool" --lines=many
expect 'an empty number is misuse' 2 '' "lines=''" "$tool" --lines=
expect 'a missing value is misuse' 2 '' 'needs a value' "$tool" --lines
expect 'far more threads than cores are told' 0 '^a seed=1$' 'threads=4096 where .* gain nothing' \
  "$tool" --threads=4096 a
expect 'a number out of bounds is told them' 2 '' "threads='-1' is not 0 to 4096; Threads" "$tool" --threads=-1
expect 'bounds of fractions are told too' 2 '' "size='1e6' is not 0.25 to 16; A number" "$tool" --size=1e6
expect 'what is no number is out of bounds' 2 '' "size='nan' is not 0.25 to 16" "$tool" --size=nan
expect 'what is next to a bound is refused' 2 '' 'not 0.25 to 16' "$tool" --size=0.2499
expect 'a bound itself is taken' 0 '^a seed' '' "$tool" --size=0.25 --threads=0 a
expect 'a word that is none of those is told them' 2 '' "shape='oval' is not round, square or flat" \
  "$tool" --shape=oval
expect 'help says the bounds' 0 '        A number with bounds. \(0.25 to 16\)' '' "$tool" --help
expect 'no memory is told, though no one catches it' 1 '' '^echo_tool: out of memory: .*ulimit -v' \
  "$tool" --raise=memory
expect 'no thread is told, though no one catches it' 1 '' '^echo_tool: no further thread .*ulimit -u' \
  "$tool" --raise=thread
expect 'an error is one escaped line' 1 '' '^echo_tool: bad \\x1b\[31m \[DATA_LOSS\]$' \
  "$tool" --fail=$'bad \x1b[31m'
expect 'a full disk is an error' 1 '' 'No space left' bash -c '"$0" --lines=100000 >/dev/full' "$tool"
expect 'a reader that leaves is no error' 0 '' '' \
  bash -c '"$0" --lines=1000000 | head -1 >/dev/null; exit ${PIPESTATUS[0]}' "$tool"

# In a shell of its own, which does not speak of how its children ended.
expect 'a library that aborts ends the tool with words' 1 '' '^echo_tool: a library gave up' \
  "$tool" --raise=abort

# A file that is cut while it is mapped: words and 1, no signal.
head -c 1000000 /dev/zero >"$TEST_TMPDIR/mapped"
"$tool" --mapped="$TEST_TMPDIR/mapped" 2>"$TEST_TMPDIR/err" &
pid=$!
until grep -q waiting "$TEST_TMPDIR/err"; do sleep 0.02; done
: >"$TEST_TMPDIR/mapped"
wait $pid
got=$?
if [ $got != 1 ] || ! grep -qE "^echo_tool: '.*mapped' was cut while it was read" "$TEST_TMPDIR/err"; then
  echo "FAILED: a mapped file that is cut gives $got"
  cat "$TEST_TMPDIR/err"
  failures=$((failures + 1))
fi

set -m  # Own process groups: without it a background job ignores SIGINT.
for signal in INT TERM HUP; do
  "$tool" --wait 2>"$TEST_TMPDIR/err" &
  pid=$!
  until grep -q waiting "$TEST_TMPDIR/err"; do sleep 0.02; done
  kill -$signal $pid
  wait $pid
  got=$?
  want=$((128 + $(kill -l $signal)))
  if [ $got != $want ] || ! grep -q 'stopped; nothing was lost' "$TEST_TMPDIR/err"; then
    echo "FAILED: SIG$signal gives $got, want $want"
    failures=$((failures + 1))
  fi
done

for signal in INT TERM HUP; do
  "$tool" --wait_for_none 2>"$TEST_TMPDIR/err" &
  pid=$!
  until grep -q waiting "$TEST_TMPDIR/err"; do sleep 0.02; done
  kill -$signal $pid
  wait $pid
  got=$?
  want=$((128 + $(kill -l $signal)))
  if [ $got != $want ] || ! grep -q "stopped by SIG$signal" "$TEST_TMPDIR/err"; then
    echo "FAILED: a tool that ends at the first signal gives $got at SIG$signal, want $want"
    failures=$((failures + 1))
  fi
done

# The last row of a terminal is all that a line of progress may take, as no more of it is cleared.
python3 - "$tool" <<'P' || { echo 'FAILED: progress on a terminal'; failures=$((failures + 1)); }
import fcntl, os, pty, struct, sys, termios
child, terminal = pty.fork()
if child == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("4H", 24, 40, 0, 0))
    os.execv(sys.argv[1], [sys.argv[1], "--work", "done"])
said = b""
while True:
    try:
        more = os.read(terminal, 4096)
    except OSError:  # How the end of a terminal is told.
        break
    if not more:
        break
    said += more
lines = [line for part in said.split(b"\r\n") for line in part.split(b"\r\x1b[K")]
assert os.waitpid(child, 0)[1] == 0 and b"done seed=1" in lines, lines
assert any(b"steps" in line for line in lines), lines
assert max(map(len, lines)) < 40, lines
P

echo "$failures failed"
exit $((failures > 0))
