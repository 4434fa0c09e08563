"""What draw.py draws: what is typed, or done at the terminal, in each scene."""

import time


def keys(*names, wait=1.0):
    def press(terminal):
        terminal.key(*names)
        time.sleep(wait)

    return press


def types(text, wait=0.5):
    def write(terminal):
        terminal.type(text)
        time.sleep(wait)

    return write


def view(**scene):
    """A scene at both widths."""
    return dict(columns=(80, 120), **scene)


SCENES = {
    "session": dict(
        label="A session in a terminal: a coroutine is awaited, five sleeps run at once, a Python counter is kept between "
        "commands, a failed item becomes an error, and the loops are listed.",
        columns=(100,),
        steps=[
            "Invoke-PyAwaitable asyncio:sleep 0.1, 'slept well'",
            "1..5 | Invoke-PyAwaitable -Code 'import asyncio; await asyncio.sleep(1); _ * _'",
            "Invoke-PyAwaitable -Code 'from collections import Counter; seen = Counter()'",
            "'to be', 'or not', 'to be' | Invoke-PyAwaitable -Code 'seen.update(_.split())'",
            "Invoke-PyAwaitable -Code '[{\"word\": w, \"times\": n} for w, n in seen.most_common(3)]'",
            "'1', 'x', '3' | Invoke-PyAwaitable builtins:int -Ordered",
            "Get-PyEventLoop",
        ],
    ),
    "view-loops": view(
        label="Loops, as a table and as a list.",
        steps=["Start-PyEventLoop; Start-PyEventLoop second", "Get-PyEventLoop second | Format-List"],
    ),
    "view-tasks": view(
        label="Tasks, as a table and as a list.",
        files=["ops.py"],
        steps=[
            "$job = 'api', 'web' | Invoke-PyAwaitable ./ops.py:watch -AsJob; $job",
            "Get-PyTask",
            "Get-PyTask | Select-Object -First 1 | Format-List",
        ],
    ),
    "view-results": view(
        label="Results with their inputs.",
        steps=[
            "'1', 'x', '3' | Invoke-PyAwaitable builtins:int -AsResult -Ordered",
            "'x' | Invoke-PyAwaitable builtins:int -AsResult | Format-List",
        ],
    ),
    "view-objects": view(
        label="Live Python objects, as a table and as a list.",
        files=["ops.py"],
        steps=[
            "$service = Invoke-PyAwaitable ./ops.py:Service api -Keyword @{ ports = @(80) } -Raw",
            "$service",
            "$service | Format-List",
            "$service.ports.append(443); $service.ports",
        ],
    ),
    "view-tests": view(
        label="Python's tests, run on the loop.",
        files=["ops.py", "test_ops.py"],
        steps=["Invoke-PyAsyncTest ./test_ops.py -List", "Invoke-PyAsyncTest ./test_ops.py"],
    ),
    "view-environments": view(
        label="Pythons and environments.",
        steps=["Get-PyEnvironment | Select-Object -First 4", "Test-PyEnvironment"],
    ),
    "view-errors": view(
        label="An error, with the frames of the user's own files first.",
        files=["ops.py"],
        steps=[
            "'db1' | Invoke-PyAwaitable ./ops.py:connect",
            "Invoke-PyAwaitable ./ops.py:connect_all db1, db2",
            "Get-Error | Select-Object Exception",
        ],
    ),
    "help": dict(
        label="The help of an imported command.",
        columns=(100,),
        rows=70,
        files=["ops.py"],
        steps=["Import-PyModule ./ops.py -Prefix Ops", "Get-Help Get-OpsService -Full | Out-String -Stream | Select-Object -First 45"],
    ),
    "completion": dict(
        label="The functions of a file, offered with the Tab key.",
        columns=(100,),
        files=["ops.py"],
        steps=[types("Invoke-PyAwaitable ./ops.py:"), keys("Tab", wait=4)],
    ),
    "progress": dict(
        label="The progress of a batch.",
        columns=(100,),
        files=["ops.py"],
        steps=[types("1..400 | Invoke-PyAwaitable ./ops.py:check -ThrottleLimit 20"), keys("Enter", wait=4)],
    ),
}
