"""Draws perf's samples of one await after another, and of ten thousand in flight: thread, layer, function.

Usage: picture.py TITLE FOLDER OUT.svg, with FOLDER/{sequential,flight}.{txt,out} of bench/profile.sh.
"""

import collections
import html
import re
import sys

WIDTH, ROW, LEFT = 1180, 30, 10
COLOURS = {
    "kernel": "#c8553d",
    "Python": "#3b7dd8",
    "C#": "#6a9f3c",
    ".NET runtime": "#8e6bbf",
    "libc": "#b8860b",
}


def layer(dso, symbol):
    if "[kernel" in dso:
        return "kernel"
    if "python" in dso or "_asyncio" in dso:
        return "Python"
    if "coreclr" in dso or "clrjit" in dso or "System.Native" in dso:
        return ".NET runtime"
    if "perf-" in dso or "memfd" in dso or "//anon" in dso or dso.endswith(".dll"):
        return "C#"
    return "libc"


def method(symbol):
    """A compiled method's name without its return type, arguments and tier."""
    symbol = re.sub(r"\[(Tier|OptimizedTier|PreJIT|Optimized|Instrumented|MinOpt)[^\]]*\]", "", symbol)
    match = re.match(r".*?([\w.`+<>|]+(?:\[[^\]]*\])?::[\w.<>|`]+)", symbol)
    if match:
        return re.sub(r"^.*?(\w+)(?:`\d+)?(?:\[.*\])?::", r"\1.", match.group(1))
    return symbol


def read(path):
    """{thread: {layer: {function: samples}}}"""
    tree = collections.defaultdict(lambda: collections.defaultdict(collections.Counter))
    line = re.compile(r"^\s*(.+?)\s+(\d+)\s+([0-9a-f]+)\s+(.*) \((.*)\)\s*$")
    for text in open(path, encoding="utf-8", errors="replace"):
        match = line.match(text)
        if not match:
            continue
        command, thread, _, symbol, dso = match.groups()
        if command.startswith("Python"):
            who = "the loop's thread"
        elif command.startswith("PyAsync"):
            who = "the calling thread"
        else:
            who = "JIT, GC, finalizer"
        kind = layer(dso, symbol)
        name = method(symbol) if kind == "C#" else re.sub(r"@.*|\.isra.*|\.part.*", "", symbol)
        if name == "[unknown]":
            name = {"libc": "other", ".NET runtime": "libcoreclr", "C#": "stubs"}.get(kind, "other")
        if name == "pvm_irq_enable":
            name = "system calls, switches (paravirtual)"
        tree[who][kind][name] += 1
    return tree


def total(node):
    return sum(total(child) for child in node.values()) if isinstance(node, dict) else node


def box(out, x, y, width, text, share, colour):
    label = "%s %.0f %%" % (text, share * 100) if width > 60 else text
    most = max(0, int(width / 6.4) - 1)
    shown = label if len(label) <= most else (label[: most - 1] + "…" if most > 3 else "")
    out.append(
        '<g><title>%s: %.1f %%</title><rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s" stroke="#fff"/>'
        '<text x="%.1f" y="%d" fill="#fff">%s</text></g>'
        % (html.escape(text), share * 100, x, y, max(width, 0.5), ROW - 2, colour, x + 4, y + 19, html.escape(shown))
    )


def draw(out, tree, top, caption):
    out.append('<text x="%d" y="%d" class="caption">%s</text>' % (LEFT, top + 14, html.escape(caption)))
    whole = total(tree)
    x = LEFT
    for who, layers in sorted(tree.items(), key=lambda item: -total(item[1])):
        width = WIDTH * total(layers) / whole
        box(out, x, top + 24, width, who, total(layers) / whole, "#555")
        left = x
        for kind, functions in sorted(layers.items(), key=lambda item: -total(item[1])):
            inner = WIDTH * total(functions) / whole
            box(out, left, top + 24 + ROW, inner, kind, total(functions) / whole, COLOURS[kind])
            at = left
            for name, count in functions.most_common():
                piece = WIDTH * count / whole
                if piece < 7:
                    rest = left + inner - at
                    box(out, at, top + 24 + 2 * ROW, rest, "others", rest / WIDTH, COLOURS[kind])
                    break
                box(out, at, top + 24 + 2 * ROW, piece, name, count / whole, COLOURS[kind])
                at += piece
            left += inner
        x += width


def main():
    title, folder, target = sys.argv[1:]
    out = [
        '<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="330" font-family="sans-serif" font-size="11">' % (WIDTH + 20),
        "<style>.caption{font-size:14px;font-weight:bold;fill:#222}</style>",
        '<rect width="100%" height="100%" fill="#fff"/>',
    ]
    for top, side, words in ((10, "sequential", "One await after another"), (170, "flight", "Ten thousand awaits in flight")):
        lines = open("%s/%s.out" % (folder, side), encoding="utf-8").read().strip().splitlines()
        cost = re.search(r"([\d.]+) microseconds", lines[-1]).group(1)
        draw(out, read("%s/%s.txt" % (folder, side)), top, "%s, Python %s: %s µs each. Thread, layer, function; the width is the share of CPU samples." % (words, title, cost))
    out.append("</svg>")
    open(target, "w", encoding="utf-8").write("\n".join(out) + "\n")


if __name__ == "__main__":
    main()
