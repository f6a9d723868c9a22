#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2016,SC2317  # What stands in quotes here is for other shells.
# install.sh against stand-ins for dpkg-query, apt-get, sudo and id.
set -euo pipefail

install=$(pwd)/third_party/install.sh
top=${TEST_TMPDIR:-$(mktemp -d)}
mkdir -p "$top/bin" && cd "$top"
cat > bin/dpkg-query <<'EOS'
#!/bin/bash
echo dpkg-query >> calls
for p in "${@:4}"; do
  if grep -qxF "$p" missing; then echo "no packages found matching $p" >&2; status=1
  elif grep -qxF "$p" removed; then echo "$p config-files"
  else echo "$p installed"; fi
done
exit ${status:-0}
EOS
cat > bin/apt-get <<'EOS'
#!/bin/bash
echo "apt-get $*" >> calls
[[ $1 != "$(cat broken)" ]] || exit 100
[[ $1 == update ]] || : > missing
EOS
printf '#!/bin/bash\necho sudo >> calls\nexec "$@"\n' > bin/sudo
printf '#!/bin/bash\ncat uid\n' > bin/id
chmod +x bin/*
printf 'ID=debian\nVERSION_ID="12"\n' > debian12
printf 'ID=ubuntu\nVERSION_ID="24.04"\n' > ubuntu

failures=0
check() {
  if "${@:2}"; then
    echo "ok    $1"
  else
    echo "FAIL  $1"
    failures=$((failures + 1))
    sed 's/^/      /' said calls
  fi
}
# system UID MISSING [BROKEN]: the machine of the next call.
system() {
  echo "$1" > uid
  printf '%s\n' "$2" > missing
  echo "${3:-}" > broken
  : > removed
  : > calls
}
run() { PATH=$top/bin:$PATH OS_RELEASE=${os:-debian12} "$install" "$@" > said 2>&1; }
fails() { local status=0; run "$@" || status=$?; ((status == 1)); }
says() { grep -q -e "$1" said; }
called() { grep -q -e "$1" calls; }

system 1000 ''
check "with everything installed it succeeds" run
check "and says nothing" test ! -s said
check "and asks dpkg once, and neither sudo nor apt" eval '[[ $(cat calls) == dpkg-query ]]'
os=ubuntu check "and on any system" run

system 0 $'g++\nespeak-ng'
check "root installs what is missing" run
check "by name, without what is only recommended" \
  called 'apt-get install -y .*--no-install-recommends.* g++ espeak-ng$'
check "and no other package" eval '! called libtorch-dev'
check "without sudo" eval '! called sudo'
system 0 ''; echo make > removed
check "a package removed but not purged" fails
check "counts as missing" called 'apt-get install.* make$'
system 1000 gnuplot-nox
check "a user installs through sudo" run
check "called sudo" called sudo
system 0 clang-tidy-14
check "a developer's package is not a user's" run
check "so nothing is installed" eval '! called apt-get'
check "--developer installs it" run --developer
check "by name" called 'clang-tidy-14$'

system 0 g++
os=ubuntu check "another system is refused" fails
check "by its name, with the one that is wanted" says 'ubuntu 24.04, want Debian 12'
check "before anything is changed" eval '! called apt-get'
os=nowhere check "so is one without os-release" fails
system 0 g++ update
check "an unreachable mirror is an error" fails
check "named so" says 'apt-get update failed'
system 0 g++ install
check "so is a failed installation" fails
system 1000 g++
rm bin/sudo
for command in awk bash cat grep sed; do
  ln -sf "$(command -v $command)" "bin/$command"
done
check "without root and sudo it fails" eval \
  'PATH=$top/bin OS_RELEASE=debian12 "$install" > said 2>&1; (($? == 1))'
check "and says what root should run" says 'as root run: apt-get update && apt-get install .* g++$'
check "an unknown argument is misuse" eval 'run --developers; (($? == 2))'
"$install" --print > said
check "--print gives a reason for each package" eval '! grep -qvE "^[a-z0-9+.-]+ +[^ ].+" said'

echo "$failures failures"
exit $((failures > 0))
