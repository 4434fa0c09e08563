#!/bin/sh
# Runs the tests on a free-threaded Python (3.13t), which Debian has no package of: it is built once from the source
# package of trixie, outside the repository, and kept. On Debian, with a compiler and the headers that Python's modules want
# (libssl-dev libffi-dev zlib1g-dev libsqlite3-dev liblzma-dev libbz2-dev).
#   tools/free-threaded.sh [command...]       the command instead of ./build.sh test -Python <that Python>
#   PYTHONS=/folder tools/free-threaded.sh    where it is built, /var/tmp/pyasync-pythons otherwise
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
prefix=${PYTHONS:-/var/tmp/pyasync-pythons}/3.13t
python=$prefix/bin/python3.13t

if [ ! -x "$python" ]; then
    work=$prefix.build
    mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
    cd "$work"
    # This machine's own mirror serves the other suites too.
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Component: main' | head -n 1)
    echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" > sources.list
    apt() { apt-get -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=- -o Dir::State::Lists="$work/lists" -o Dir::Cache="$work/cache" "$@"; }
    apt update
    apt source --download-only python3.13
    tar xf python3.13_*.orig.tar.xz
    cd Python-3.13*
    ./configure --prefix="$prefix" --disable-gil --enable-shared --without-ensurepip LDFLAGS="-Wl,-rpath,$prefix/lib"
    make -j"$(nproc)"
    make install
    cd "$root"
    rm -rf "$work"
fi

cd "$root"
[ $# -gt 0 ] || set -- ./build.sh test -Python "$python"
export PYASYNC_PYTHON="$python"
exec "$@"
