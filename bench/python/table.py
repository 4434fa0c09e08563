"""Prints docs/performance.md's tables from bench/results-*.json. Usage: table.py results.json..."""

import json
import sys


def number(value, unit):
    if value is None:
        return "-"
    text = "{:,.0f}".format(value) if value >= 1000 else "{:.4g}".format(value)
    return "%s %s" % (text, unit)


def main(paths):
    for path in paths:
        with open(path, encoding="utf-8") as file:
            results = json.load(file)
        rows = results["rows"]
        measured = [row for row in rows if row.get("ratio") is not None]
        met = sum(1 for row in measured if row["met"])
        print("**Python %s** (`%s`): %d of %d targets met.\n" % (results["python"], results["loop"], met, len(measured)))
        print("| row | against | ours, median | p99 | baseline | ratio | target | |\n|---|---|---|---|---|---|---|---|")
        for row in measured:
            unit = row["unit"]
            print("| %s | %s | %s | %s | %s | %.3g | %s | %s |" % (
                row["name"], row["against"], number(row["median"], unit), number(row.get("p99"), unit),
                number(row.get("baseline"), unit), row["ratio"], row["target"], "met" if row["met"] else "**missed**"))
        print()


main(sys.argv[1:])
