#!/bin/sh
# Draws docs/images/perf-awaits.svg: where the time of one await, and of ten thousand in flight, goes.
# Needs Linux's perf. Usage: bench/profile.sh [python]
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
program=$root/bench/PyAsync.Bench/bin/Release/net10.0/PyAsync.Bench
python=${1:-3.13}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The names of compiled methods; without the double mapping perf finds them.
export DOTNET_PerfMapEnabled=1 DOTNET_EnableWriteXorExecute=0
for side in sequential flight; do
    # The first seconds are start and warm-up.
    ${PREFIX-} perf record -q -F 499 -D 3000 -o "$work/$side.data" "$program" -Workload "$side" -Python "$python" >"$work/$side.out"
    perf script -i "$work/$side.data" -F comm,tid,ip,sym,dso >"$work/$side.txt" 2>/dev/null
done
mkdir -p "$root/docs/images"
"${PYTHON:-python3}" "$root/bench/python/picture.py" "$python" "$work" "$root/docs/images/perf-awaits.svg"
