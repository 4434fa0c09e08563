#!/bin/sh
# Runs the tests in another suite of Debian, with every CPython that it has: trixie (3.13) or sid (3.14, 3.15).
# As root, on Debian, with debootstrap and the .NET SDK installed. The suite is a chroot outside the repository, made
# once and kept; the sources are copied into it each time, and the mounts end with the command.
#   tools/debian-suite.sh trixie|sid [command...]     the command instead of ./build.sh test
#   SUITES=/folder tools/debian-suite.sh sid          where the chroots are, /var/tmp/pyasync-suites otherwise
#   FRESH=1 tools/debian-suite.sh trixie              with an empty home, an empty package cache and nothing built, as on a
#                                                     new machine; else this machine's NuGet packages and the last build serve
set -eu
suite=${1:?which suite: trixie or sid}
shift
[ $# -gt 0 ] || set -- ./build.sh test
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
tree=${SUITES:-/var/tmp/pyasync-suites}/$suite
[ -n "$(command -v debootstrap)" ] || { echo "debian-suite.sh: no debootstrap: apt-get install debootstrap" >&2; exit 1; }

if [ ! -e "$tree/made" ]; then
    # This machine's own mirror serves the other suites too.
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Component: main' | head -n 1)
    # What an attempt that failed has left would be in its way.
    rm -rf --one-file-system "$tree"
    mkdir -p "$tree"
    debootstrap --variant=minbase --include=ca-certificates "$suite" "$tree" "$mirror"
    # The interpreters and their shared libraries, what .NET needs, and no more: the tests must do without the rest.
    chroot "$tree" sh -eu -c '
        # A mirror that keeps one day of sid says of itself that it has run out.
        apt-get -o Acquire::Check-Valid-Until=false update
        versions=$(apt-cache pkgnames libpython3. | sed -n "s/^lib\(python3\.[0-9]*\)\$/\1/p")
        DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends python3 python3-venv \
            $(apt-cache pkgnames libicu | grep -x "libicu[0-9]*") $(for v in $versions; do echo "$v" "lib$v" "$v-venv"; done)'
    touch "$tree/made"
fi

exec unshare --mount sh -eu -c '
    root=$1 tree=$2 fresh=$3
    shift 3
    sdk=$(dotnet --list-sdks | sed -n "\$s/.*\[\(.*\)\/sdk\]\$/\1/p")
    # A mount of its own: .NET, and so PowerShell, knows the drive / only where / is one.
    mount --bind "$tree" "$tree"
    if [ -n "$fresh" ]; then
        rm -rf "$tree/var/tmp/home" "$tree/src"
        mkdir -p "$tree/var/tmp/home"
        mount --bind "$tree/var/tmp/home" "$tree/root"
    else
        mkdir -p "$tree/root/.nuget"
        mount --bind "$HOME/.nuget" "$tree/root/.nuget"
    fi
    mkdir -p "$tree/$sdk" "$tree/src"
    mount --bind "$sdk" "$tree/$sdk"
    # Whom this machine trusts: what serves its packages may have a certificate of its own.
    mount --bind /etc/ssl/certs/ca-certificates.crt "$tree/etc/ssl/certs/ca-certificates.crt"
    mount --rbind /proc "$tree/proc"
    mount --rbind /dev "$tree/dev"
    ln -sf "$sdk/dotnet" "$tree/usr/bin/dotnet"
    # What git knows and what is new, and nothing that is gone. What was built there stays, so that the next run builds less.
    find "$tree/src" -type f -not -path "*/bin/*" -not -path "*/obj/*" -not -path "$tree/src/out/*" -delete
    cd "$root"
    git ls-files --cached --others --exclude-standard | while IFS= read -r file; do [ ! -e "$file" ] || echo "$file"; done |
        tar --create --files-from=- | tar --extract --directory "$tree/src"
    exec chroot "$tree" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TERM="${TERM:-dumb}" \
        sh -c "cd /src && exec \"\$@\"" sh "$@"
' sh "$root" "$tree" "${FRESH:-}" "$@"
