#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Runs commands in a bare Debian 12: a fresh debootstrap root that holds a clone of this
# repository's HEAD and nothing else. Without a command: each of README.md's set-up blocks. Says how
# long each takes, and how large the root has become.
#
#   sudo third_party/bare_debian_check.sh
#   sudo third_party/bare_debian_check.sh --cache=~/.cache/auricle-bazel
#   sudo third_party/bare_debian_check.sh 'third_party/install.sh && bazel test //lib/records/...'
#   sudo third_party/bare_debian_check.sh --package=bazel-bin/auricle_0.1.0_amd64.deb
#
# --package=DEB instead of the repository the root gets this package. Without a command: it is
#               installed with what it needs, runs the quickstart, and shows its man pages
# --root=DIR    make the root here and leave it (default: a temporary one, removed at the end);
#               one that exists is used again, so what is installed in it stays
# --cache=DIR   let the builds in it use this Bazel disk cache: checks the same in less time
# --mirror=URL  where Debian is
set -euo pipefail

root='' cache='' package='' mirror=http://deb.debian.org/debian
while [[ ${1:-} == --* ]]; do
  case $1 in
    --root=*) root=$(realpath -m "${1#*=}") ;;
    --cache=*) cache=$(realpath "${1#*=}") ;;
    --package=*) package=$(realpath -e "${1#*=}") ;;
    --mirror=*) mirror=${1#*=} ;;
    --help) sed -n '3,18s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "bare_debian_check.sh: unknown flag '$1'; see --help" >&2; exit 2 ;;
  esac
  shift
done
repository=$(realpath "$(dirname "$0")/..")

if [[ $(id -u) != 0 ]]; then
  echo "bare_debian_check.sh: a chroot takes root; run it through sudo" >&2
  exit 1
fi
# In a mount namespace of its own every mount below ends with the script, whatever ends it.
if [[ -z ${BARE_DEBIAN_UNSHARED:-} ]]; then
  BARE_DEBIAN_UNSHARED=1 exec unshare --mount --propagation private "$0" \
    ${root:+"--root=$root"} ${cache:+"--cache=$cache"} ${package:+"--package=$package"} \
    "--mirror=$mirror" "$@"
fi

if [[ -z $root ]]; then
  root=$(mktemp -d -p "${TMPDIR:-/var/tmp}" bare_debian.XXXXXX)
  trap 'umount -q "$root"/{proc,dev/shm,dev/pts,dev,root/cache} || true; rm -rf --one-file-system "$root"' EXIT
fi
if [[ ! -e $root/etc/debian_version ]]; then
  echo "bare_debian_check.sh: debootstrap into $root" >&2
  debootstrap --variant=minbase bookworm "$root" "$mirror" >&2
  printf 'deb %s bookworm-updates main\n' "$mirror" >> "$root/etc/apt/sources.list"
fi
# The kernel's file systems, which every real machine and container has.
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
mount --bind /dev/pts "$root/dev/pts"
mkdir -p "$root/dev/shm"
mount -t tmpfs tmpfs "$root/dev/shm"
cp -L /etc/resolv.conf "$root/etc/resolv.conf"

rm -rf "$root/root/auricle"
if [[ -n $package ]]; then
  mkdir "$root/root/auricle"
  cp "$package" "$root/root/auricle/auricle.deb"
else
  git clone -q --no-hardlinks "$repository" "$root/root/auricle"
fi
if [[ -n $cache ]]; then
  mkdir -p "$root/root/cache"
  mount --bind "$cache" "$root/root/cache"
  # Compilations may come from the cache; a test must run here.
  printf '%s\n' 'build --disk_cache=/root/cache' 'test --cache_test_results=no' \
    > "$root/root/auricle/user.bazelrc"
fi

# run COMMAND: as a login on that machine would, with nothing of this one's environment.
run() {
  local start=$SECONDS status=0
  echo "bare_debian_check.sh: $1" >&2
  env -i HOME=/root USER=root TERM=dumb PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    chroot "$root" /bin/bash -c "cd /root/auricle && $1" < /dev/null || status=$?
  echo "bare_debian_check.sh: $((SECONDS - start)) s, exit $status; the root has" \
    "$(du -smx --exclude="$root/root/cache" "$root" | cut -f1) MB" >&2
  return "$status"
}

apt='DEBIAN_FRONTEND=noninteractive apt-get -y -q'
declare -a commands
if (($#)); then
  commands=("$*")
elif [[ -n $package ]]; then
  commands=("$apt update && $apt install --no-install-recommends ./auricle.deb"
    'auricle --help && auricle quickstart -j2 && test -s runs/quickstart/report.html'
    "$apt install --no-install-recommends man-db bash-completion &&
      for tool in \$(cd /usr/share/auricle/tools && ls) auricle eval; do
        man -P cat \$tool | grep -q OPTIONS || exit 1
      done
      bash -c '. /usr/share/bash-completion/bash_completion; _completion_loader wav2mel; complete -p wav2mel'")
else
  mapfile -t -d '' commands < <(for nth in 1 2; do
    printf '%s\0' "$("$repository/third_party/readme_commands.sh" --nth=$nth)"
  done)
fi
status=0
for command in "${commands[@]}"; do
  run "$command" || status=$?
done
if [[ -z $package ]]; then
  # Bazel's server would hold the mounts.
  run 'if command -v bazel > /dev/null; then bazel shutdown; fi' || true
fi
((status == 0)) && echo "bare_debian_check.sh: passed" >&2
exit "$status"
