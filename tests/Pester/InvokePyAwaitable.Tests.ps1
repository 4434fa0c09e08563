BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    $null = Start-PyEventLoop -ModulePath $fixtures
}

AfterAll {
    Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
}

Describe 'Invoke-PyAwaitable' {
    BeforeEach {
        Invoke-PyAwaitable sample:reset
    }

    Context '-Function' {
        It 'awaits a coroutine function named as <name>' -ForEach @(
            @{ name = 'sample:echo_late' }
            @{ name = 'sample.echo_late' }
            @{ name = ' sample:echo_late ' }
        ) {
            Invoke-PyAwaitable $name 5 | Should -Be 5
        }

        It 'understands asyncio:sleep and asyncio.sleep' {
            Invoke-PyAwaitable asyncio:sleep 0, 'first' | Should -Be 'first'
            Invoke-PyAwaitable -Function asyncio.sleep -ArgumentList 0, 'second' | Should -Be 'second'
        }

        It 'returns the value of a function that is not async' {
            Invoke-PyAwaitable sample:plain 1, 2 | Should -Be 3
        }

        It 'awaits what a plain function returns when that is awaitable' {
            Invoke-PyAwaitable sample:gives_coroutine 'inner' | Should -Be 'inner'
        }

        It 'calls a nested name and a static method' {
            Invoke-PyAwaitable sample:Greeter.wave 'you' | Should -Be 'wave you'
            Invoke-PyAwaitable sample.Greeter.wave 'me' | Should -Be 'wave me'
        }

        It 'calls a live callable and a bound method of a live object' {
            $function = Invoke-PyAwaitable -Code 'import sample; sample.add' -Raw
            Invoke-PyAwaitable $function 1, 2 | Should -Be 3
            $method = Invoke-PyAwaitable -Code 'sample.Greeter("good day").greet' -Raw
            Invoke-PyAwaitable -Function $method -ArgumentList 'Ada' | Should -Be 'good day Ada'
        }

        It 'calls a function that was defined by -Code, by its bare name' {
            Invoke-PyAwaitable -Code 'async def doubled(x): return 2 * x'
            1..3 | Invoke-PyAwaitable doubled -Ordered | Should -Be 2, 4, 6
        }

        It 'looks for a bare name in the names of the loop that it runs on' {
            $null = Start-PyEventLoop Own
            try {
                Invoke-PyAwaitable -Code 'def whose(): return "Default"'
                (Get-ErrorOf { Invoke-PyAwaitable whose -Loop Own }).FullyQualifiedErrorId | Should -Match '^PyAsync\.FunctionNotFound,'
                Invoke-PyAwaitable -Code 'def whose(): return "Own"' -Loop Own
                Invoke-PyAwaitable whose -Loop Own | Should -Be 'Own'
                Invoke-PyAwaitable whose | Should -Be 'Default'
                Invoke-PyAwaitable len 'four' -Loop Own | Should -Be 4
            }
            finally {
                Stop-PyEventLoop Own
            }
        }

        It 'gives -ArgumentList by position and -Keyword by name' {
            Invoke-PyAwaitable sample:add 1, 2 -Keyword @{ c = 100 } | Should -Be 103
            Invoke-PyAwaitable sample:signature -ArgumentList 1, 'two', $null -Keyword ([ordered] @{ a = $true; b = 2.5 }) |
                Should -Be "args=(1, 'two', None) kwargs={'a': True, 'b': 2.5}"
        }

        It 'puts each pipeline item in front of -ArgumentList' {
            1, 2 | Invoke-PyAwaitable sample:signature -ArgumentList 'x' -Keyword @{ k = 0 } -Ordered |
                Should -Be "args=(1, 'x') kwargs={'k': 0}", "args=(2, 'x') kwargs={'k': 0}"
        }

        It 'takes one item by -InputObject' {
            Invoke-PyAwaitable sample:echo -InputObject 'given' | Should -Be 'given'
        }

        It 'gives $null from the pipeline as None' {
            $null, 1 | Invoke-PyAwaitable sample:signature -Ordered | Should -Be 'args=(None,) kwargs={}', 'args=(1,) kwargs={}'
        }

        It 'calls nothing for an empty pipeline' {
            @() | Invoke-PyAwaitable sample:signature | Should -BeNullOrEmpty
        }

        It 'runs each await in a context of its own' {
            Invoke-PyAwaitable sample:context_value 'changed' | Should -Be 'changed'
            Invoke-PyAwaitable sample:context_value | Should -Be 'unset'
        }
    }

    Context '-Code' {
        It 'gives the last expression' {
            Invoke-PyAwaitable -Code "x = 20`nx + 1`nx * 2" | Should -Be 40
        }

        It 'gives nothing for a statement and for an empty text' {
            Invoke-PyAwaitable -Code 'y = 1' | Should -BeNullOrEmpty
            Invoke-PyAwaitable -Code '' | Should -BeNullOrEmpty
            Invoke-PyAwaitable -Code '# nothing' | Should -BeNullOrEmpty
        }

        It 'awaits at the top level, in with and in for' {
            Invoke-PyAwaitable -Code @'
import asyncio, contextlib

@contextlib.asynccontextmanager
async def opened():
    await asyncio.sleep(0)
    yield "inside"

async def numbers():
    for n in range(3):
        await asyncio.sleep(0)
        yield n

total = 0
async with opened() as where:
    async for n in numbers():
        total += n
f"{where} {total} {await asyncio.sleep(0, 'done')}"
'@ | Should -Be 'inside 3 done'
        }

        It 'awaits the last expression when it is awaitable itself' {
            Invoke-PyAwaitable -Code 'import asyncio; asyncio.sleep(0, "by itself")' | Should -Be 'by itself'
        }

        It 'keeps its names from call to call, functions and classes too' {
            Invoke-PyAwaitable -Code "import math`ncounter = 1`ndef triple(x): return 3 * x`nclass Point: pass"
            Invoke-PyAwaitable -Code 'counter += 1; counter'  | Should -Be 2
            Invoke-PyAwaitable -Code 'triple(counter), Point.__name__, math.floor(2.5)' | Should -Be 6, 'Point', 2
        }

        It 'passes -Variable in, and the names stay' {
            Invoke-PyAwaitable -Code 'first + second' -Variable @{ first = 'a'; second = 'b' } | Should -Be 'ab'
            Invoke-PyAwaitable -Code 'second' | Should -Be 'b'
        }

        It 'passes a live object in by -Variable as the same object' {
            $box = Invoke-PyAwaitable sample:box 'content' -Raw
            $box | Should -BeOfType PyAsync.PyObject
            $box.PyTypeName | Should -Be 'Box'
            Invoke-PyAwaitable -Code 'kept = it; kept.value = "new"' -Variable @{ it = $box }
            Invoke-PyAwaitable sample:unbox $box | Should -Be 'new'
            Invoke-PyAwaitable -Code 'kept is it' | Should -BeTrue
        }

        It 'has each item as _ of its own while many are in flight' {
            1..50 | Invoke-PyAwaitable -Code @'
import asyncio
before = _
await asyncio.sleep(0.002 * (50 - _))
(_,)
'@ | Sort-Object | Should -Be (1..50)
        }

        It 'shows the code''s own line in the error of a failing call' {
            $record = Get-ErrorOf { Invoke-PyAwaitable -Code "value = 1`nvalue / 0" }
            $record.FullyQualifiedErrorId | Should -BeLike 'PyAsync.ZeroDivisionError,*'
            $record.Exception.Frames[-1].Line | Should -Be 2
            $record.Exception.Frames[-1].Source | Should -Be 'value / 0'
        }
    }

    Context '-Code with a future import' {
        It 'runs, and the import holds for that code only' {
            Invoke-PyAwaitable -Code "from __future__ import annotations`ndef late(x: NotThere): return x`nlate.__annotations__['x']" | Should -Be 'NotThere'
            (Get-ErrorOf { Invoke-PyAwaitable -Code "def soon(x: NotThere): return x`nsoon.__annotations__" }).FullyQualifiedErrorId | Should -Match '^PyAsync\.NameError,'
        }

        It 'may come after a docstring, await, take items, and stand beside a star import' {
            1, 2 | Invoke-PyAwaitable -Ordered -Code "'Doc.'`nfrom __future__ import annotations, division`nimport asyncio`nawait asyncio.sleep(0)`n_ / 2" | Should -Be 0.5, 1
            Invoke-PyAwaitable -Code "from __future__ import annotations`nfrom math import *`ndef f(x: Missing): return floor(x)`nf(2.5)" | Should -Be 2
        }

        It 'gives nothing where it is all, and binds the name as at a prompt' {
            Invoke-PyAwaitable -Code 'from __future__ import annotations as notes' | Should -BeNullOrEmpty
            Invoke-PyAwaitable -Code 'notes.getMandatoryRelease() is None or len(notes.getMandatoryRelease()) == 5' | Should -BeTrue
        }

        It 'is still an error further down, or of an unknown feature' {
            (Get-ErrorOf { Invoke-PyAwaitable -Code "x = 1`nfrom __future__ import annotations" }).FullyQualifiedErrorId | Should -Match '^PyAsync\.SyntaxError,'
            (Get-ErrorOf { Invoke-PyAwaitable -Code 'from __future__ import flying_cars' }).FullyQualifiedErrorId | Should -Match '^PyAsync\.SyntaxError,'
        }
    }

    Context 'tracebacks of -Code' {
        BeforeAll {
            function Get-Traceback([string] $Code) {
                (Get-ErrorOf { Invoke-PyAwaitable -Code $Code }).ErrorDetails.RecommendedAction
            }
        }

        It 'show the lines of the code that a function came from, not those of a later command' {
            Invoke-PyAwaitable -Code "def f():`n    raise ValueError('f')"
            $text = Get-Traceback "y = 1`nz = 'INNOCENT LINE'`nf()"
            $text | Should -Match '(?m)^  File "<PyAsync code \d+>", line 2, in f\r?\n    raise ValueError\(''f''\)'
            $text | Should -Match '(?m)^  File "<PyAsync code \d+>", line 3, in _code\r?\n    f\(\)'
            $text | Should -Not -Match 'INNOCENT'
        }

        It 'name the same code the same way, and other code differently' {
            $first, $again, $other = 'boom', 'boom', 'crash' | ForEach-Object {
                [regex]::Match((Get-Traceback "raise ValueError('$_')"), '<PyAsync code \d+>').Value
            }
            $first | Should -Match '^<PyAsync code \d+>$'
            $again | Should -BeExactly $first
            $other | Should -Not -Be $first
        }

        It 'do not keep the lines of every code that ever ran' {
            1..300 | ForEach-Object { Invoke-PyAwaitable -Code "kept = $_" }
            Invoke-PyAwaitable -Code 'import linecache; len([n for n in linecache.cache if n.startswith("<PyAsync code ")])' | Should -Be 256
            Invoke-PyAwaitable -Code 'import pyasync._targets as t; len(t._names)' | Should -Be 256
            Get-Traceback "1 / 0  # the latest" | Should -Match '1 / 0  # the latest'
        }
    }

    Context '-Path of a file with a module''s name' {
        BeforeAll {
            function New-PythonFile([string] $Name, [string] $Text) {
                $file = Join-Path $TestDrive $Name
                $null = New-Item (Split-Path $file) -ItemType Directory -Force
                Set-Content $file $Text
                $file
            }
        }

        It 'leaves a standard module in place that is loaded, also where the file fails' {
            $file = New-PythonFile 'a/string.py' "def main():`n    return __name__"
            Invoke-PyAwaitable -Path $file | Should -Match '^string__\d+$'
            Invoke-PyAwaitable -Path $file | Should -Match '^string__\d+$'
            $broken = New-PythonFile 'b/string.py' 'raise ValueError("broken")'
            (Get-ErrorOf { Invoke-PyAwaitable -Path $broken }).FullyQualifiedErrorId | Should -Match '^PyAsync\.ValueError,'
            Invoke-PyAwaitable -Code 'import string; string.ascii_lowercase[:3]' | Should -Be 'abc'
        }

        It 'leaves a standard module in place that is not loaded yet' {
            Invoke-PyAwaitable -Code 'import sys; "colorsys" in sys.modules' | Should -BeFalse
            $file = New-PythonFile 'c/colorsys.py' "def main():`n    return 'mine'"
            Invoke-PyAwaitable -Path $file | Should -Be 'mine'
            Invoke-PyAwaitable -Code 'import colorsys; hasattr(colorsys, "rgb_to_hsv")' | Should -BeTrue
        }

        It 'keeps two files of one name apart, and each under its name for pickle' {
            $text = "import pickle, sys`nclass Thing: pass`ndef main():`n    return __name__, type(pickle.loads(pickle.dumps(Thing()))) is Thing, sys.modules[__name__].__file__"
            $files = 'd/twin.py', 'e/twin.py' | ForEach-Object { New-PythonFile $_ $text }
            $first, $second, $again = ($files + $files[0]) | ForEach-Object { , @(Invoke-PyAwaitable -Path $_) }
            $first | Should -Be 'twin', $true, $files[0]
            $second | Should -Be 'twin__2', $true, $files[1]
            $again | Should -Be 'twin', $true, $files[0]
        }

        It 'puts the module back that it had loaded before, where the file fails the next time' {
            $file = New-PythonFile 'f/changing.py' "def main():`n    return 'good'"
            Invoke-PyAwaitable -Path $file | Should -Be 'good'
            $null = New-PythonFile 'f/changing.py' 'raise ValueError("now broken, and of another length")'
            $null = Get-ErrorOf { Invoke-PyAwaitable -Path $file }
            Invoke-PyAwaitable -Code 'import changing; changing.main()' | Should -Be 'good'
        }
    }

    Context '-Path' {
        It 'calls main' {
            Invoke-PyAwaitable -Path "$fixtures/script_main.py" | Should -Be 'main () []'
        }

        It 'calls -EntryPoint with arguments, async or not' {
            Invoke-PyAwaitable -Path "$fixtures/script_main.py" -EntryPoint other -ArgumentList 'x' | Should -Be 'other x'
            Invoke-PyAwaitable -Path "$fixtures/script_main.py" -EntryPoint plain | Should -Be 'plain'
        }

        It 'gives -ArgumentList and -Keyword to main, behind the item' {
            'item' | Invoke-PyAwaitable -Path "$fixtures/script_main.py" -ArgumentList 2 -Keyword @{ k = 'v' } |
                Should -Be "main ('item', 2) [('k', 'v')]"
        }

        It 'takes a relative path, one on a PowerShell drive, and a file object from Get-Item' {
            Push-Location $fixtures
            try {
                Invoke-PyAwaitable -Path ./script_main.py | Should -Be 'main () []'
            }
            finally {
                Pop-Location
            }
            Copy-Item "$fixtures/script_main.py" TestDrive:/on_drive.py
            Invoke-PyAwaitable -Path TestDrive:/on_drive.py | Should -Be 'main () []'
            Invoke-PyAwaitable -Path (Get-Item "$fixtures/script_main.py") | Should -Be 'main () []'
        }

        It 'runs the file as a module of its own that imports its neighbours, afresh each time' {
            $folder = (New-Item (Join-Path $TestDrive 'neighbours') -ItemType Directory).FullName
            Set-Content (Join-Path $folder 'next_door.py') 'NAME = "neighbour"'
            Set-Content (Join-Path $folder 'changing.py') "import next_door`nasync def main(): return next_door.NAME + ' 1'"
            Invoke-PyAwaitable -Path "$folder/changing.py" | Should -Be 'neighbour 1'
            Set-Content (Join-Path $folder 'changing.py') "import next_door`nasync def main(): return next_door.NAME + ' two'"
            Invoke-PyAwaitable -Path "$folder/changing.py" | Should -Be 'neighbour two'
            Invoke-PyAwaitable -Path "$fixtures/script_main.py" -EntryPoint module_name | Should -Be 'script_main True'
        }
    }

    Context 'awaitables from the pipeline' {
        It 'awaits coroutines, tasks, futures and objects with __await__' {
            Invoke-PyAwaitable -Code @'
import asyncio, sample
future = asyncio.get_running_loop().create_future()
future.set_result("future")
[sample.echo_late("coroutine"), asyncio.ensure_future(sample.echo_late("task")), future, sample.Awaitable("object")]
'@ | Invoke-PyAwaitable -Ordered | Should -Be 'coroutine', 'task', 'future', 'object'
        }

        It 'takes several in one array, and one by -InputObject' {
            $two = Invoke-PyAwaitable -Code '[sample.echo_late(1), sample.echo_late(2)]'
            Invoke-PyAwaitable -InputObject $two -Ordered | Should -Be 1, 2
            $one = Invoke-PyAwaitable -Code '[sample.echo_late(3)]'
            Invoke-PyAwaitable -InputObject $one | Should -Be 3
        }

        It 'gives the result of a task and of a future as often as it is asked' {
            $task = Invoke-PyAwaitable -Code '[asyncio.ensure_future(sample.echo_late("again"))]'
            $task, $task | Invoke-PyAwaitable | Should -Be 'again', 'again'
        }
    }

    Context 'results' {
        It 'enumerates a list and a tuple, and with -NoEnumerate writes it as one object' {
            @(Invoke-PyAwaitable sample:numbers).Count | Should -Be 3
            $whole = Invoke-PyAwaitable sample:numbers -NoEnumerate
            , $whole | Should -BeOfType object[]
            $whole | Should -Be 1, 2, 3
            @(Invoke-PyAwaitable sample:nested).Count | Should -Be 2
        }

        It 'writes $null for None' {
            @(Invoke-PyAwaitable sample:echo).Count | Should -Be 1
            Invoke-PyAwaitable sample:echo | Should -BeNullOrEmpty
        }

        It 'makes an object of a dict, and a dictionary with -AsHashtable' {
            $object = Invoke-PyAwaitable sample:record
            $object | Should -BeOfType pscustomobject
            $object.name, $object.size | Should -Be 'x', 3
            $object.PSObject.Properties.Name | Should -Be 'name', 'size'
            $table = Invoke-PyAwaitable sample:record -AsHashtable
            $table -is [System.Collections.IDictionary] | Should -BeTrue
            $table['size'] | Should -Be 3
            @($table.Keys) | Should -Be 'name', 'size'
        }

        It 'keeps every result a live Python object with -Raw' {
            $list = Invoke-PyAwaitable sample:numbers -Raw
            $list | Should -BeOfType PyAsync.PyObject
            $list.PyTypeName | Should -Be 'list'
            (Invoke-PyAwaitable sample:echo 1 -Raw).PyTypeName | Should -Be 'int'
            Invoke-PyAwaitable builtins:sum $list | Should -Be 6
        }

        It 'streams: the first result is there before the rest is done' {
            'free', 'held', 'held' | Invoke-PyAwaitable sample:wait_unless -ArgumentList 'free' -TimeoutSeconds 20 | ForEach-Object {
                if ($_ -eq 'free') {
                    # Were the results held back, the gate would stay shut and the others would time out.
                    $null = Invoke-PyAwaitable sample:open_gate 'rest'
                }
                $_
            } | Should -Be 'free', 'held', 'held'
        }

        It 'writes results as they complete, whatever the order of the input' {
            1..5 | Invoke-PyAwaitable -Code 'import sample; await sample.finish_after(_, range(_ + 1, 6))' -TimeoutSeconds 20 | Should -Be 5, 4, 3, 2, 1
        }

        It 'writes them in the order of the input with -Ordered' {
            1..5 | Invoke-PyAwaitable -Code 'await sample.finish_after(_, range(_ + 1, 6))' -TimeoutSeconds 20 -Ordered | Should -Be 1, 2, 3, 4, 5
        }

        It 'keeps errors in the order of the input with -Ordered, too' {
            $all = 1..5 | Invoke-PyAwaitable sample:fail_if -ArgumentList 3 -Ordered 2>&1
            $all[0, 1, 3, 4] | Should -Be 1, 2, 4, 5
            $all[2] | Should -BeOfType System.Management.Automation.ErrorRecord
        }
    }

    Context 'dicts with a key that PowerShell keeps to itself' {
        It 'are ordered dictionaries, and what stands beside them comes as ever: <key>' -ForEach @(
            @{ key = 'psobject' }, @{ key = 'pstypenames' }, @{ key = 'psbase' }, @{ key = 'PSObject' }
        ) {
            $results = @(Invoke-PyAwaitable -Code "[dict(a=1), {'b': 2, '$key': 3}, {'b': 4, '$key': [dict(c=5)]}, dict(a=6)]")
            $results.Count | Should -Be 4
            $results[0].a, $results[3].a | Should -Be 1, 6
            $results[1] | Should -BeOfType ([System.Collections.Specialized.OrderedDictionary])
            $results[1].Keys | Should -Be 'b', $key
            $results[1][$key] | Should -Be 3
            $results[2]['b'] | Should -Be 4
            $results[2][$key][0].c | Should -Be 5
        }
    }

    Context '-ThrottleLimit' {
        It 'keeps <limit> in flight, no more and no fewer' -ForEach @{ limit = 1 }, @{ limit = 3 }, @{ limit = 10 } {
            Invoke-PyAwaitable sample:new_gauge
            1..30 | ForEach-Object { $limit } | Invoke-PyAwaitable sample:measure -ThrottleLimit $limit -ErrorAction Stop
            Invoke-PyAwaitable sample:most | Should -Be $limit
        }

        It 'has all of them in flight without it' {
            Invoke-PyAwaitable sample:new_gauge
            1..200 | ForEach-Object { 200 } | Invoke-PyAwaitable sample:measure -ErrorAction Stop
            Invoke-PyAwaitable sample:most | Should -Be 200
        }

        It 'takes the next input only when there is room' {
            $taken = [System.Collections.Generic.List[int]]::new()
            $taken_when_written = 1..10 | ForEach-Object { $taken.Add($_); $_ } | Invoke-PyAwaitable sample:echo_late -ThrottleLimit 1 | ForEach-Object { $taken.Count }
            $taken_when_written[0] | Should -Be 1
            $taken_when_written[-1] | Should -Be 10
        }
    }

    Context '-TimeoutSeconds' {
        It 'cancels an await that takes longer, whose finally runs, and names it' {
            $record = Get-ErrorOf { 'late' | Invoke-PyAwaitable sample:hang -TimeoutSeconds 0.1 }
            $record.FullyQualifiedErrorId | Should -Be 'PyAsync.Timeout,PyAsync.PowerShell.InvokePyAwaitableCommand'
            $record.CategoryInfo.Category | Should -Be 'OperationTimeout'
            $record.TargetObject | Should -Be 'late'
            $record.Exception.Message | Should -Match 'sample:hang'
            $record.Exception.Message | Should -Match '0\.1 s'
            Invoke-PyAwaitable sample:seen | Should -Be 'late started', 'late cancelled', 'late finally'
        }

        It 'counts for each await, and the others arrive' {
            $all = 'free', 'held', 'free' | Invoke-PyAwaitable sample:wait_unless -ArgumentList 'free' -TimeoutSeconds 0.2 2>&1
            $all | Where-Object { $_ -isnot [System.Management.Automation.ErrorRecord] } | Should -Be 'free', 'free'
            @($all | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }).TargetObject | Should -Be 'held'
        }

        It 'gives the prompt back although the loop is blocked, and says where' {
            $loop = Start-PyEventLoop Blocked -ModulePath $fixtures
            try {
                $clock = [System.Diagnostics.Stopwatch]::StartNew()
                $record = Get-ErrorOf { Invoke-PyAwaitable sample:block 20 -TimeoutSeconds 0.2 -Loop Blocked }
                $clock.Elapsed.TotalSeconds | Should -BeLessThan 10
                $record.FullyQualifiedErrorId | Should -BeLike 'PyAsync.Timeout,*'
                $record.Exception.Message | Should -Match 'sample\.py:\d+ in block'
            }
            finally {
                Stop-PyEventLoop Blocked -TimeoutSeconds 0.1 -Force
            }
        }

        It 'is no limit when 0' {
            Invoke-PyAwaitable asyncio:sleep 0.01, 'slept' -TimeoutSeconds 0 | Should -Be 'slept'
        }
    }

    Context '-Loop' {
        BeforeAll {
            $null = Start-PyEventLoop Other -ModulePath $fixtures
        }

        AfterAll {
            Stop-PyEventLoop Other
        }

        It 'takes a name in any case and a loop object' {
            Invoke-PyAwaitable -Code 'where = "other"' -Loop other
            Invoke-PyAwaitable -Code 'where' -Loop (Get-PyEventLoop Other) | Should -Be 'other'
        }

        It 'takes a future to the loop it belongs to and tells that it cannot be awaited on another' {
            $future = Invoke-PyAwaitable -Code 'import asyncio; [asyncio.get_running_loop().create_future()]' -Loop Other
            $record = Get-ErrorOf { $future | Invoke-PyAwaitable }
            $record.FullyQualifiedErrorId | Should -BeLike 'PyAsync.*,PyAsync.PowerShell.InvokePyAwaitableCommand'
            $record.Exception.Message | Should -Match 'another event loop'
        }
    }

    Context 'the default loop' {
        AfterEach {
            $null = Start-PyEventLoop -ModulePath $fixtures -ErrorAction SilentlyContinue
        }

        It 'starts by itself on first use and again after a stop' {
            Stop-PyEventLoop
            Get-PyEventLoop | Should -BeNullOrEmpty
            Invoke-PyAwaitable -Code '1 + 1' | Should -Be 2
            (Get-PyEventLoop).Name | Should -BeExactly 'Default'
            Stop-PyEventLoop
            Invoke-PyAwaitable asyncio:sleep 0, 'again' | Should -Be 'again'
        }

        It 'is one, though several runspaces use it first at the same time' {
            Stop-PyEventLoop
            $started = 1..4 | ForEach-Object { Start-Background 'Invoke-PyAwaitable -Code "import os; os.getpid()"' }
            $results = $started | ForEach-Object { Wait-Background $_ }
            $results.Errors | Should -BeNullOrEmpty
            $results.Output | Sort-Object -Unique | Should -Be $PID
            @(Get-PyEventLoop).Count | Should -Be 1
        }
    }

    Context 'Python''s own ends' {
        It 'reports an exception with id, category, target, message, traceback and frames, and goes on' {
            $all = 'a', 'bad', 'c' | Invoke-PyAwaitable sample:fail_if -ArgumentList 'bad' -Ordered 2>&1
            $all[0, 2] | Should -Be 'a', 'c'
            $record = $all[1]
            $record.FullyQualifiedErrorId | Should -Be 'PyAsync.ValueError,PyAsync.PowerShell.InvokePyAwaitableCommand'
            $record.CategoryInfo.Category | Should -Be 'InvalidArgument'
            $record.TargetObject | Should -Be 'bad'
            $record.Exception | Should -BeOfType PyAsync.PyException
            $record.Exception.Message | Should -Be "ValueError: bad value 'bad'"
            $record.Exception.PythonType | Should -Be 'ValueError'
            $record.Exception.Traceback | Should -Match '(?s)^Traceback .*sample\.py.*in fail_if.*ValueError'
            $record.Exception.Traceback | Should -Not -Match '<pyasync>'
            $record.Exception.Frames[-1].Function | Should -Be 'fail_if'
        }

        It 'reports <name> as category <category>' -ForEach @(
            @{ name = 'ConnectionRefusedError'; category = 'ConnectionError' }
            @{ name = 'FileNotFoundError'; category = 'ObjectNotFound' }
            @{ name = 'PermissionError'; category = 'PermissionDenied' }
            @{ name = 'KeyError'; category = 'ObjectNotFound' }
            @{ name = 'TypeError'; category = 'InvalidType' }
            @{ name = 'TimeoutError'; category = 'OperationTimeout' }
            @{ name = 'MemoryError'; category = 'ResourceUnavailable' }
            @{ name = 'RuntimeError'; category = 'InvalidOperation' }
            @{ name = 'SystemExit'; category = 'OperationStopped' }
            @{ name = 'KeyboardInterrupt'; category = 'OperationStopped' }
        ) {
            $record = Get-ErrorOf { Invoke-PyAwaitable sample:raise_named $name }
            $record.FullyQualifiedErrorId | Should -Be "PyAsync.$name,PyAsync.PowerShell.InvokePyAwaitableCommand"
            $record.CategoryInfo.Category | Should -Be $category
            $record.TargetObject | Should -Be 'sample:raise_named'
            (Get-PyEventLoop Default).State | Should -Be 'Running'
            Invoke-PyAwaitable -Code '1 + 1' | Should -Be 2
        }

        It 'has the cause as inner exception' {
            $record = Get-ErrorOf { Invoke-PyAwaitable sample:fail_chained }
            $record.FullyQualifiedErrorId | Should -BeLike 'PyAsync.RuntimeError,*'
            $record.Exception.InnerException.PythonType | Should -Be 'KeyError'
            $record.ErrorDetails.RecommendedAction | Should -Match "caused by: KeyError"
        }

        It 'tells a cancellation by Python itself as an error, not as a stopped pipeline' {
            $record = Get-ErrorOf { Invoke-PyAwaitable sample:raise_cancelled }
            $record.FullyQualifiedErrorId | Should -Be 'PyAsync.Cancelled,PyAsync.PowerShell.InvokePyAwaitableCommand'
            $record.CategoryInfo.Category | Should -Be 'OperationStopped'
        }

        It 'stops at the first error with -ErrorAction Stop and cancels the rest' {
            { 'bad', 'hang' | Invoke-PyAwaitable -Code 'import sample; await (sample.fail() if _ == "bad" else sample.hang())' -ErrorAction Stop } |
                Should -Throw -ErrorId 'PyAsync.ValueError,PyAsync.PowerShell.InvokePyAwaitableCommand'
            Wait-Until { (Get-PyEventLoop Default).Pending -eq 0 }
        }
    }
}
