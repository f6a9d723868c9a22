#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Makes a Debian package: deb.sh --output=X.deb --version=V --changelog=FILE < LIST
#
# LIST has a line a file, "MODE SOURCE TARGET": SOURCE is put at /TARGET with MODE 755 or 644; a
# program is stripped, what lies in usr/share/man is packed. "link TEXT TARGET" makes /TARGET a
# symbolic link to TEXT. What the programs need is read out of them by dpkg-shlibdeps. The date of
# everything is that of the changelog's first heading, "## V (2026-12-01)", so that the same files
# give the same bytes.
set -euo pipefail
umask 022

output='' version='' changelog=''
for argument; do
  case $argument in
    --output=*) output=$(realpath -m "${argument#*=}") ;;
    --version=*) version=${argument#*=} ;;
    --changelog=*) changelog=${argument#*=} ;;
    *) echo "deb.sh: unknown argument '$argument'" >&2; exit 2 ;;
  esac
done
fail() {
  echo "deb.sh: $*" >&2
  exit 1
}

heading=$(grep -m1 '^## ' "$changelog")
[[ $heading =~ ^'## '([^ ]+)' ('([0-9-]+)')'$ ]] ||
  fail "$changelog begins with '$heading', want '## VERSION (YEAR-MONTH-DAY)'"
[[ ${BASH_REMATCH[1]} == "$version" ]] ||
  fail "$changelog begins with version ${BASH_REMATCH[1]}, but this is $version"
SOURCE_DATE_EPOCH=$(date --utc --date="${BASH_REMATCH[2]}" +%s)
export SOURCE_DATE_EPOCH

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
programs=()
while read -r mode source target; do
  mkdir -p "$root/$(dirname "$target")"
  case $mode in
    link) ln -s "$source" "$root/$target" ;;
    755 | 644) install -m "$mode" "$source" "$root/$target" ;;
    *) fail "LIST: '$mode $source $target'" ;;
  esac
  if [[ $mode == 755 && $(head -c 4 "$source" | tr -d '\0') == $'\x7fELF' ]]; then
    strip --strip-all "$root/$target"
    programs+=("$root/$target")
  elif [[ $mode == 644 && $target == usr/share/man/* ]]; then
    gzip -9n "$root/$target"
  fi
done

# dpkg-shlibdeps wants to stand in a source package.
mkdir "$work/debian"
printf 'Source: auricle\n\nPackage: auricle\nArchitecture: any\n' > "$work/debian/control"
libraries=$(cd "$work" && dpkg-shlibdeps -O "${programs[@]/#/-e}" 2> "$work/said") ||
  fail "dpkg-shlibdeps: $(tail -n 3 "$work/said")"
libraries=${libraries#*Depends=}

mkdir "$root/DEBIAN"
cat > "$root/DEBIAN/control" <<CONTROL
Package: auricle
Version: $version
Architecture: $(dpkg --print-architecture)
Maintainer: The Auricle authors <auricle@example.org>
Section: sound
Priority: optional
Installed-Size: $(du -sk --apparent-size "$root" | cut -f1)
Depends: $libraries, libopenblas0-pthread, make, gnuplot-nox | gnuplot, espeak-ng
Recommends: python3, sndfile-tools, flac, fluidsynth, timgm6mb-soundfont, sqlite3
Suggests: bash-completion, man-db, jq, sox
Description: transfer and invariance learning on audio
 Small tools that exchange streams of records: corpora to clips, clips to
 features, features to networks, networks to predictions, predictions to
 figures with intervals, and figures to a page. They are composed in pipes
 and chained into studies by make; "auricle quickstart" runs one that needs
 no data.
CONTROL
(cd "$root" && find usr -type f -printf '%P\0' | LC_ALL=C sort -z | sed -z 's|^|usr/|' |
  xargs -0 md5sum > DEBIAN/md5sums)
find "$root" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group --threads-max=1 -Zxz --build "$root" "$output" > /dev/null
