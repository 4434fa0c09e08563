#!/usr/bin/env python3
"""Draws docs/images/*.svg: what a real pwsh shows in a real terminal. Needs tmux, and the module from ./build.sh build.

Usage: tools/pictures/draw.py <pwsh> [scene...]
"""

import html
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from scenes import SCENES

ROOT = Path(__file__).resolve().parents[2]
FILES = Path(__file__).resolve().parent / "files"
PALETTE = ["#1e1e1e", "#f48771", "#6a9955", "#dcdcaa", "#569cd6", "#c586c0", "#4ec9b0", "#cccccc"]
BRIGHT = ["#808080", "#f48771", "#b5cea8", "#e5e510", "#9cdcfe", "#d670d6", "#29b8db", "#f2f2f2"]
CELL, LINE = 8.43, 19


class Terminal:
    """A tmux session of its own server, with pwsh in it."""

    def __init__(self, shell, columns, rows, folder):
        self._socket = "pyasync-pictures-%d-%d" % (os.getpid(), time.monotonic_ns())
        module = max((ROOT / "out" / "PyAsync").glob("*/PyAsync.psd1"))
        start = "$env:TERM='xterm-256color'; function prompt { 'PS> ' }; Set-PSReadLineKeyHandler -Chord Tab -Function MenuComplete; Import-Module '%s'; Clear-Host" % module
        self._tmux("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows), "-c", folder,
                   shell, "-NoLogo", "-NoProfile", "-NoExit", "-Command", start)
        self.wait_for_prompt()

    def _tmux(self, *arguments):
        return subprocess.run(["tmux", "-L", self._socket, *arguments], check=True, capture_output=True, text=True, timeout=20).stdout

    def type(self, text):
        self._tmux("send-keys", "-l", text)

    def key(self, *names):
        self._tmux("send-keys", *names)

    def screen(self):
        return self._tmux("capture-pane", "-e", "-p", "-S", "-300").rstrip("\n").split("\n")

    def wait_for_prompt(self, seconds=40):
        self.wait_for(lambda lines: lines and re.fullmatch(r"PS>\s*", lines[-1]), seconds)

    def wait_for(self, is_there, seconds=40):
        end = time.monotonic() + seconds
        while not is_there([plain(line) for line in self.screen() if plain(line).strip()]):
            if time.monotonic() > end:
                raise TimeoutError("the terminal shows:\n" + "\n".join(self.screen()))
            time.sleep(0.1)

    def close(self):
        subprocess.run(["tmux", "-L", self._socket, "kill-server"], check=False, capture_output=True, timeout=20)


def plain(line):
    return re.sub(r"\x1b\[[0-9;]*m", "", line)


def colour(numbers):
    if numbers[0] == 5:
        n = numbers[1]
        if n < 8:
            return PALETTE[n]
        if n < 16:
            return BRIGHT[n - 8]
        if n > 231:
            return "#%02x%02x%02x" % ((8 + 10 * (n - 232),) * 3)
        return "#%02x%02x%02x" % tuple(55 + 40 * p if p else 0 for p in ((n - 16) // 36, (n - 16) // 6 % 6, (n - 16) % 6))
    return "#%02x%02x%02x" % tuple(numbers[1:4])


def spans(line):
    """(text, colour, background, bold) of a line that holds escape codes of colours."""
    style = dict(fg=None, bg=None, bold=False, inverse=False)
    for part in re.split(r"(\x1b\[[0-9;]*m)", line):
        found = re.fullmatch(r"\x1b\[([0-9;]*)m", part)
        if not found:
            if part:
                fg, bg = (style["bg"] or "#1e1e1e", style["fg"] or "#cccccc") if style["inverse"] else (style["fg"], style["bg"])
                yield part, fg or "#cccccc", bg, style["bold"]
            continue
        codes = [int(code or 0) for code in found.group(1).split(";")]
        while codes:
            code = codes.pop(0)
            if code == 0:
                style.update(fg=None, bg=None, bold=False, inverse=False)
            elif code == 1:
                style["bold"] = True
            elif code == 7:
                style["inverse"] = True
            elif code == 27:
                style["inverse"] = False
            elif code in (38, 48):
                size = 2 if codes[0] == 5 else 4
                style["fg" if code == 38 else "bg"] = colour(codes[:size])
                del codes[:size]
            elif code in (39, 49):
                style["fg" if code == 39 else "bg"] = None
            elif 30 <= code <= 37 or 40 <= code <= 47:
                style["fg" if code < 40 else "bg"] = PALETTE[code % 10]
            elif 90 <= code <= 97 or 100 <= code <= 107:
                style["fg" if code < 100 else "bg"] = BRIGHT[code % 10]


def svg(lines, columns, label):
    width, height = columns * CELL + 24, len(lines) * LINE + 24
    out = [
        '<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%d" viewBox="0 0 %.0f %d" xml:space="preserve" role="img" aria-label="%s">'
        % (width, height, width, height, html.escape(label, quote=True)),
        "  <style>text { font: 14px 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace; white-space: pre; }</style>",
        '  <rect width="100%" height="100%" rx="8" fill="#1e1e1e" />',
    ]
    for row, line in enumerate(lines):
        at, y = 0, 12 + row * LINE
        for text, fg, bg, bold in spans(line):
            x, size = 12 + at * CELL, len(text) * CELL
            if bg:
                out.append('  <rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s" />' % (x, y, size, LINE, bg))
            if text.strip():
                weight = ' font-weight="bold"' if bold else ""
                out.append('  <text x="%.1f" y="%d" fill="%s"%s textLength="%.1f">%s</text>' % (x, y + 14, fg, weight, size, html.escape(text, quote=False)))
            at += len(text)
    return "\n".join(out + ["</svg>", ""])


def draw(shell, name, scene, columns):
    with tempfile.TemporaryDirectory() as folder:
        for file in scene.get("files", ()):
            shutil.copy(FILES / file, folder)
        terminal = Terminal(shell, columns, scene.get("rows", 50), folder)
        try:
            for step in scene["steps"]:
                if isinstance(step, str):
                    terminal.type(step)
                    terminal.key("Enter")
                    time.sleep(0.3)
                    terminal.wait_for_prompt()
                else:
                    step(terminal)
            lines = terminal.screen()
        finally:
            terminal.close()
    while lines and plain(lines[-1]).strip() in ("", "PS>"):
        lines.pop()
    several = len(scene["columns"]) > 1
    file = ROOT / "docs" / "images" / ("%s-%d.svg" % (name, columns) if several else name + ".svg")
    file.write_text(svg(lines, columns, scene["label"]), encoding="utf-8")
    print("%s: %d lines" % (file.relative_to(ROOT), len(lines)))


def main():
    shell, *names = sys.argv[1:]
    for name, scene in SCENES.items():
        if not names or name in names:
            for columns in scene["columns"]:
                draw(shell, name, scene, columns)


main()
