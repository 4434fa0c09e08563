#!/bin/sh
# The bootstrap: hands its word to build.ps1, run by pwsh when it is on PATH, else by tools/pshost.
set -u
root=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 1

case ${1-} in
    build | test | demo | bench | docs | package | clean | peers) ;;
    *)
        cat >&2 <<USAGE
Usage: ./build.sh <task> [-Configuration Release] [-Quick] [-Python <which>] [-Tag <tags>] [-Filter <name>]
  build     compile, and assemble the module under out/PyAsync/<version>/
  test      build, then run every test; the last line is the total
  demo      build, then run examples/endpoint-report.ps1
  bench     build, then run the benchmarks (-Quick: under a minute)
  docs      make the help that Get-Help shows
  package   build, then zip the module in out/
  clean     remove out/ and every bin/ and obj/
  peers     install the optional Python packages that some tests use (Debian, as root)
USAGE
        exit 2
        ;;
esac

if ! dotnet --list-sdks 2>/dev/null | grep -q '^[1-9][0-9]\.'; then
    echo "build.sh: no .NET SDK 10 or newer: install it (the package dotnet-sdk-10.0, or from https://dot.net/download) so that 'dotnet --list-sdks' shows it." >&2
    exit 1
fi

shell=$(command -v pwsh) || {
    shell=$root/tools/pshost/bin/Release/net10.0/pshost
    newer=$(find "$root/tools/pshost" "$root"/Directory.*.props \( -name bin -o -name obj \) -prune -o -type f -newer "$shell.dll" -print 2>&1 | head -n 1)
    if [ -n "$newer" ] || [ ! -x "$shell" ]; then
        echo "build.sh: no pwsh on PATH, so tools/pshost is built to stand in for it" >&2
        build_shell() {
            dotnet build "$root/tools/pshost" --configuration Release --nologo --verbosity quiet -maxCpuCount:1 "-p:PshostReadyToRun=$1" 2>&1
        }
        # Compiled ahead of time it starts in half the time, but not every registry has the compiler.
        log=$(build_shell true) || log=$(build_shell false) || {
            printf '%s\n' "$log" >&2
            exit 1
        }
        touch "$shell.dll"
    fi
}

task=$1
shift
exec "$shell" -NoProfile -File "$root/build.ps1" -Task "$task" "$@"
