#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Installs what Auricle needs on Debian 12, as root or through sudo. Nothing missing: returns at
# once. --developer adds what presubmit.sh needs, --print only lists, --help says this.
set -euo pipefail

# One package a line, with what it is for.
packages() {
  cat <<'LIST'
bazel-bootstrap       the build system, 4.2.3
bazel-platforms       Bazel's rules that the WORKSPACE names, so that nothing is downloaded
bazel-rules-java      as above
bazel-rules-proto     as above
bazel-skylib          as above
g++                   the compiler, 12.2
make                  runs the studies of experiments/
git                   fetches this repository, and lists its files for presubmit.sh
ca-certificates       git over https
python3               Bazel's own helper scripts, and the README's reader of the stream
python3-protobuf      the README's reader of the stream
libtorch-dev          networks, 1.13 for the processor
libopenblas0-pthread  torch's matrix products, 27 times the reference BLAS
libdnnl-dev           convolutions in Winograd's form, 2.6 as LibTorch's own
libgloo-dev           headers that torch's process groups include
libabsl-dev           Status, strings, hash maps, 20220623
libgflags-dev         flags of the tools
libgoogle-glog-dev    headers that torch's own include
libprotobuf-dev       the stream's messages
protobuf-compiler     the stream's messages
libisal-dev           CRC32C at memory speed
libsndfile1-dev       decoding of FLAC, OGG, AIFF, AU and codecs in WAV
libmpg123-dev         decoding of MP3, 1.31, which libsndfile links anyway
libsoxr-dev           resampling
libfftw3-dev          spectra
libboost-dev          Boost.Math, the distributions of intervals and tests, header only, 1.74
libsqlite3-dev        Good-Sounds' database
libutf8proc-dev       names that read alike: normal forms and case of Unicode
nlohmann-json3-dev    reading and writing JSON
gnuplot-nox           figures of the report
libxlsxwriter-dev     tables of the report as a spreadsheet
dpkg-dev              bazel build //:deb: what the package's programs need
groff-base            tests: man pages as they are shown
libgtest-dev          tests
libgmock-dev          tests
libbenchmark-dev      benchmarks
espeak-ng             speech of experiments/corpora
sndfile-tools         resamples that speech
flac                  packs that speech in LibriSpeech's form
fluidsynth            music of experiments/corpora
timgm6mb-soundfont    General MIDI instruments for fluidsynth, 6 MB
sqlite3               the database of the made Good-Sounds
strace                tests: system calls that fail
LIST
  if [[ $1 == developer ]]; then
    cat <<'LIST'
clang-14              the second compiler, with the layering check and fuzzers
clang-format-14       presubmit.sh
clang-tidy-14         presubmit.sh
libclang-rt-14-dev    sanitizers and libFuzzer of clang
shellcheck            presubmit.sh
python3-torch         what //lib/nn/networks:wide_resnet_comparison compares with
debootstrap           third_party/bare_debian_check.sh
LIST
  fi
}

fail() {
  echo "third_party/install.sh: $*" >&2
  exit 1
}

# $OS_RELEASE stands in for /etc/os-release in the test.
require_debian_12() {
  local file=${OS_RELEASE:-/etc/os-release} found="a system without /etc/os-release"
  # shellcheck disable=SC1090  # The file is the system's.
  [[ ! -r $file ]] || found=$(. "$file" && echo "${ID:-no ID} ${VERSION_ID:-no VERSION_ID}")
  [[ $found == "debian 12" ]] && return
  fail "this is $found, want Debian 12 (bookworm), whose versions the" \
    "build is made for. Run it in a Debian 12 container or chroot; --print lists the packages."
}

# Names of `wanted` that are not installed. dpkg-query fails when it knows one of them not at all,
# which is no error here.
missing_of() {
  local installed package
  installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null || true)
  for package in "$@"; do
    [[ $'\n'"$installed"$'\n' == *$'\n'"$package installed"$'\n'* ]] || echo "$package"
  done
}

as_root() {
  if [[ $(id -u) == 0 ]]; then
    "$@"
  else
    sudo "$@"
  fi
}

main() {
  local set_of=user
  case ${1:-} in
    '') ;;
    --developer) set_of=developer ;;
    --print) packages developer; exit 0 ;;
    --help) sed -n '3,4s/^# //p' "$0"; exit 0 ;;
    *) echo "third_party/install.sh: unknown argument '$1'; want --developer, --print, --help or none" >&2
       exit 2 ;;
  esac
  command -v dpkg-query >/dev/null || require_debian_12
  local -a wanted missing
  mapfile -t wanted < <(packages "$set_of" | awk '{print $1}')
  mapfile -t missing < <(missing_of "${wanted[@]}")
  if ((${#missing[@]} == 0)); then
    return 0
  fi
  require_debian_12
  if [[ $(id -u) != 0 ]] && ! command -v sudo >/dev/null; then
    fail "${#missing[@]} packages are missing, which takes root, and there is no sudo; as root run:" \
      "apt-get update && apt-get install --no-install-recommends ${missing[*]}"
  fi
  echo "third_party/install.sh: installing ${#missing[@]} packages: ${missing[*]}" >&2
  as_root apt-get update -q >&2 ||
    fail "apt-get update failed (see above); the machine must reach a Debian mirror"
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=300 "${missing[@]}" >&2 ||
    fail "apt-get install failed (see above)"
  mapfile -t missing < <(missing_of "${wanted[@]}")
  ((${#missing[@]} == 0)) || fail "still missing after apt-get install: ${missing[*]}"
}

main "$@"
