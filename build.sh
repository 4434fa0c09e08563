#!/bin/sh
# The bootstrap: hands its word to build.ps1, run by the pwsh on PATH, else by PowerShell as a .NET tool.
set -u
root=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 1

case ${1-} in
    build | test | soak | demo | bench | docs | package | publish | clean | peers) ;;
    *)
        cat >&2 <<USAGE
Usage: ./build.sh <task> [-Configuration Release] [-Quick] [-Python <which>] [-Tag <tags>] [-Filter <name>] [-Pester <version>] [-Packaged]
  build     compile, and assemble the module under out/PyAsync/<version>/
  test      build, then run every test; the last line is the total
  soak      build, then await from six runspaces while everything goes wrong [-Minutes 10] [-Seed n]
  demo      build, then run examples/endpoint-report.ps1
  bench     build, then run the benchmarks (-Quick: under a minute)
  docs      make the help that Get-Help shows
  package   build, then make the packages of the module and the library in out/packages/
  publish   publish those packages; GALLERY_KEY and NUGET_KEY hold the keys
  clean     remove out/ and every bin/ and obj/
  peers     install the optional Python packages that some tests use (Debian, as root)
USAGE
        exit 2
        ;;
esac

sdks=$(dotnet --list-sdks 2>/dev/null)
if ! printf '%s\n' "$sdks" | grep -q '^[1-9][0-9]\.'; then
    echo "build.sh: no .NET SDK 10 or newer: install it (the package dotnet-sdk-10.0, or from https://dot.net/download) so that 'dotnet --list-sdks' shows it." >&2
    exit 1
fi
# An executable that runs on .NET looks for the runtime here; it does not look at PATH.
DOTNET_ROOT=${DOTNET_ROOT:-$(printf '%s\n' "$sdks" | sed -n '$s/.*\[\(.*\)[\\/]sdk\]$/\1/p')}
export DOTNET_ROOT POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off

# Without a Python nothing can be proved, and that is said before the build.
case "$1 $* " in
    *" -Python "*) ;;
    test* | soak* | demo* | bench*)
        if [ -z "${PYASYNC_PYTHON-}${VIRTUAL_ENV-}${CONDA_PREFIX-}$(command -v python3 || command -v python || ls "${PYENV_ROOT:-${HOME-}/.pyenv}/versions" 2>/dev/null)" ]; then
            # Debian's package of the shared library has the version in its name; that of its headers brings it.
            library=$(apt-cache depends python3 2>/dev/null | sed -n 's/.*Depends: \(python3\.[0-9]*\)$/lib\1/p')
            command -v apt-get >/dev/null && advice="apt-get install python3 ${library:-libpython3-dev}"
            echo "build.sh: no Python: install 3.9 or newer with its shared library (${advice:-your system's package}), or name one with -Python" >&2
            exit 1
        fi
        ;;
esac

shell=$(command -v pwsh) && "$shell" --version 2>/dev/null | grep -Eq '^PowerShell (7\.([4-9]|[1-9][0-9])|[89]|[1-9][0-9])' || {
    shell=$(cat "$root/out/shell.path" 2>/dev/null)
    if [ ! -x "$shell" ] || [ ! "$root/out/shell.path" -nt "$root/.config/dotnet-tools.json" ]; then
        echo "build.sh: no pwsh 7.4 or newer on PATH, so the one of .config/dotnet-tools.json is fetched" >&2
        shell=$(cd "$root" && dotnet tool restore >&2 && dotnet tool run pwsh -NoProfile -NonInteractive -File tools/build/Find-Shell.ps1) || exit 1
    fi
}

task=$1
shift
exec "$shell" -NoProfile -File "$root/build.ps1" -Task "$task" "$@"
