#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2016,SC2317  # What stands in quotes is run by check.
# What the package holds and needs, and that it is the same twice. Arguments: the tools.
set -u
tools=("$@")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0
check() {
  local what=$1
  shift
  "$@" > "$work/said" 2>&1 && return
  echo "FAILED: $what"
  sed 's/^/  /' "$work/said"
  failures=$((failures + 1))
}
deb=$(ls auricle_*_*.deb)
dpkg-deb --contents "$deb" > "$work/list" || exit 1
dpkg-deb --extract "$deb" "$work/root" || exit 1
root=$work/root
control() { dpkg-deb --field "$deb" "$1"; }
needs() { grep -qE "(^|, |\| )$1( |,|$)" <(control Depends) || { control Depends; false; }; }
holds() { [[ -f $root/$1 ]]; }
names_all() {
  local tool
  for tool in "${tools[@]}"; do
    "$root/usr/bin/auricle" | grep "^    $tool " || return 1
  done
}

for tool in "${tools[@]}" auricle; do
  check "/usr/bin/$tool can be run" test -x "$root/usr/bin/$tool"
  check "$tool has a man page" gzip -t "$root/usr/share/man/man1/$tool.1.gz"
  check "$tool has completion" grep -q "\[$tool\]=" "$root/usr/share/bash-completion/completions/$tool"
done
check 'there is no other command' diff <(ls "$root/usr/bin") \
  <(printf '%s\n' "${tools[@]}" auricle eval | LC_ALL=C sort)
check 'eval is evaluate' test "$(readlink "$root/usr/bin/eval")" = evaluate
check 'its page too' gzip -t "$root/usr/share/man/man1/eval.1.gz"
for file in experiments/quickstart.mk experiments/rules.mk experiments/launch.sh experiments/stage.sh \
  experiments/corpora/espeak_words.sh experiments/published/antitransfer.tsv presets/vggish.textproto; do
  check "$file is there" holds "usr/share/auricle/$file"
done
for file in copyright README.md CHANGELOG.md docs/tools.md; do
  check "$file is there" holds "usr/share/doc/auricle/$file"
done
check 'nothing is anywhere else' eval '! grep -vE " \./(usr/(bin|share)(/.*)?|usr/)?$" <(sed "s/ -> .*//" "$work/list")'
check 'no link leads nowhere' eval '[[ -z $(find "$root" -xtype l) ]]'
check 'all belongs to root' eval '! grep -v " root/root " "$work/list"'
check 'nothing can be written by others' eval '! grep -E "^[-d]....(w|...w)" "$work/list"'
check 'programs are stripped' eval '! readelf -S "$root/usr/bin/wav2mel" | grep -F .symtab'
day=$(sed -n 's/^## .* (\([0-9-]*\))$/\1/p' "$root/usr/share/doc/auricle/CHANGELOG.md" | head -1)
check "all is of $day" eval '[[ $(TZ=UTC dpkg-deb --contents "$deb" | grep -c " $day ") == $(wc -l < "$work/list") ]]'

for package in libtorch1.13 libsndfile1 libsoxr0 libfftw3-single3 libisal2 libxlsxwriter4 libc6 libopenblas0-pthread \
  make gnuplot-nox espeak-ng; do
  check "$package is needed" needs "$package"
done
check 'no header is' eval '! grep -e -dev <(control Depends)'
check 'its version is the tools'"'" test "auricle $(control Version)" = "$("$root/usr/bin/auricle" --version)"

cd "$work" || exit 1
check 'auricle says what there is' eval '"$root/usr/bin/auricle" | grep -q "^    quickstart "'
check 'and names every tool' names_all
check 'a study can be listed' eval '"$root/usr/bin/auricle" quickstart list | grep -q "^cost "'
check 'its stages are known' eval '"$root/usr/bin/auricle" quickstart -n | grep -q "^train_classifier "'
check 'a study that is none is misuse' eval '"$root/usr/bin/auricle" quickstop; (($? == 2))'
check 'a flag instead of a study is misuse' eval '"$root/usr/bin/auricle" -j2; (($? == 2))'
cd - > /dev/null || exit 1

# Twice, at another time and by another user's habits.
printf '## 1.2 (2001-02-03)\n' > "$work/CHANGELOG.md"
make_deb() {
  printf '%s\n' '755 tools/rec2json usr/bin/rec2json' "644 $work/CHANGELOG.md usr/share/man/man1/x.1" \
    'link rec2json usr/bin/r2j' | packaging/deb.sh "--output=$1" --version="$2" "--changelog=$work/CHANGELOG.md"
}
check 'a package is made' make_deb "$work/first.deb" 1.2
sleep 1.1
touch "$work/CHANGELOG.md"
check 'and again' eval '(umask 077 && TZ=Asia/Tokyo LC_ALL=C.UTF-8 make_deb "$work/second.deb" 1.2)'
check 'both are the same bytes' cmp "$work/first.deb" "$work/second.deb"
check 'another version than the changelog is an error' eval '! make_deb "$work/third.deb" 1.3 2> "$work/error"'
check 'which says both' grep -q '1\.2.*1\.3' "$work/error"
exit $((failures > 0))
