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

        It 'gives a single $null as None, and nothing for an empty list' {
            Invoke-PyAwaitable sample:signature $null | Should -Be 'args=(None,) kwargs={}'
            1 | Invoke-PyAwaitable sample:signature -ArgumentList $null | Should -Be 'args=(1, None) kwargs={}'
            Invoke-PyAwaitable sample:signature @() | Should -Be 'args=() kwargs={}'
            Invoke-PyAwaitable sample:signature -Keyword @{ n = $null } | Should -Be "args=() kwargs={'n': None}"
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

        It 'enumerates an array of numbers as a list, and with -NoEnumerate writes it as one object: <code>' -ForEach @(
            @{ code = 'import array; array.array("i", [0, 1, 2])'; type = 'Int32[]' }
            @{ code = 'import array; memoryview(array.array("d", [0, 1, 2]))'; type = 'Double[]' }
            @{ code = 'import numpy; numpy.arange(3)'; type = 'Int64[]'; needs = 'numpy' }
            @{ code = 'import numpy; numpy.array(["0", "1", "2"], dtype=object)'; type = 'Object[]'; needs = 'numpy' }
        ) {
            if ($needs -and -not (Invoke-PyAwaitable -Code 'import importlib.util; importlib.util.find_spec(name) is not None' -Variable @{ name = $needs })) {
                Set-ItResult -Skipped -Because "this Python has no $needs"
                return
            }
            Invoke-PyAwaitable -Code $code | ForEach-Object { 2 * $_ } | Should -Be 0, 2, 4
            (Invoke-PyAwaitable -Code $code -NoEnumerate).GetType().Name | Should -Be $type
        }

        It 'writes the rows of an array of two dimensions, each as an array' {
            $code = 'import array; memoryview(array.array("d", range(6))).cast("B").cast("d", (2, 3))'
            Invoke-PyAwaitable -Code $code | ForEach-Object { "$_" } | Should -Be '0 1 2', '3 4 5'
            Invoke-PyAwaitable -Code $code | Out-String | Should -Match '^(\d\s+){6}$'
            (Invoke-PyAwaitable -Code $code -NoEnumerate).GetType().Name | Should -Be 'Double[][]'
        }

        It 'writes bytes as one array: <code>' -ForEach @(
            @{ code = 'b"abc"' }, @{ code = 'bytearray(b"abc")' }, @{ code = 'memoryview(b"abc")' }
        ) {
            , (Invoke-PyAwaitable -Code $code) | Should -BeOfType byte[]
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
            , $list | Should -BeOfType PyAsync.Objects.PySequence
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
            $record.FullyQualifiedErrorId | Should -Be 'PyAsync.Timeout,PyAsync.PowerShell.Commands.InvokePyAwaitableCommand'
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
            $record.FullyQualifiedErrorId | Should -BeLike 'PyAsync.*,PyAsync.PowerShell.Commands.InvokePyAwaitableCommand'
            $record.Exception.Message | Should -Match "bound to the event loop 'Other'"
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
            $record.FullyQualifiedErrorId | Should -Be 'PyAsync.ValueError,PyAsync.PowerShell.Commands.InvokePyAwaitableCommand'
            $record.CategoryInfo.Category | Should -Be 'InvalidArgument'
            $record.TargetObject | Should -Be 'bad'
            $record.Exception | Should -BeOfType PyAsync.Objects.PyException
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
            $record.FullyQualifiedErrorId | Should -Be "PyAsync.$name,PyAsync.PowerShell.Commands.InvokePyAwaitableCommand"
            $record.CategoryInfo.Category | Should -Be $category
            $record.TargetObject | Should -Be 'sample:raise_named'
            (Get-PyEventLoop Default).State | Should -Be 'Running'
            Invoke-PyAwaitable -Code '1 + 1' | Should -Be 2
        }

        It 'tells the exception handler of a callback that leaves, but not of a task that does: <name>' -ForEach @(
            @{ name = 'asyncio'; factory = 'asyncio' }
            @{ name = 'uvloop'; factory = 'uvloop' }
        ) {
            if ($factory -eq 'uvloop' -and -not (Invoke-PyAwaitable -Code 'import importlib.util; importlib.util.find_spec("uvloop") is not None')) {
                Set-ItResult -Skipped -Because "$((Get-TestPython).Executable) has no uvloop"
                return
            }
            $null = Start-PyEventLoop "Leaving-$name" -LoopFactory $factory -ModulePath $fixtures
            try {
                $told = Invoke-PyAwaitable -Loop "Leaving-$name" -AsHashtable -Code @'
import asyncio, sys
loop = asyncio.get_running_loop()
told = []
def on_error(loop, context):
    # Python 3.12 and newer say of a task that leaves as it starts that its exception was never retrieved.
    if "callback" in context["message"]:
        told.append(repr(context["exception"]))
loop.set_exception_handler(on_error)
def leave():
    raise KeyboardInterrupt("by a function")
async def at_once():
    sys.exit("at once")
async def later():
    await asyncio.sleep(0.01)
    sys.exit("later")
loop.call_soon(sys.exit, 3)
await asyncio.sleep(0.01)
loop.call_soon(leave)
await asyncio.sleep(0.01)
tasks = [loop.create_task(at_once()), loop.create_task(later()), loop.create_task(asyncio.wait_for(later(), 5))]
await asyncio.wait(tasks)
await asyncio.sleep(0.01)
[type(task.exception()).__name__ for task in tasks] + told
'@
                $null = Get-ErrorOf { Invoke-PyAwaitable sample:raise_named SystemExit -Loop "Leaving-$name" }
                $told | Should -Be 'SystemExit', 'SystemExit', 'SystemExit', 'SystemExit(3)', "KeyboardInterrupt('by a function')"
                Invoke-PyAwaitable -Code 'len(told)' -Loop "Leaving-$name" | Should -Be 2
            }
            finally {
                Stop-PyEventLoop "Leaving-$name"
            }
        }

        It 'has the cause as inner exception' {
            $record = Get-ErrorOf { Invoke-PyAwaitable sample:fail_chained }
            $record.FullyQualifiedErrorId | Should -BeLike 'PyAsync.RuntimeError,*'
            $record.Exception.InnerException.PythonType | Should -Be 'KeyError'
            $record.ErrorDetails.RecommendedAction | Should -Match "caused by: KeyError"
        }

        It 'tells a cancellation by Python itself as an error, not as a stopped pipeline' {
            $record = Get-ErrorOf { Invoke-PyAwaitable sample:raise_cancelled }
            $record.FullyQualifiedErrorId | Should -Be 'PyAsync.Cancelled,PyAsync.PowerShell.Commands.InvokePyAwaitableCommand'
            $record.CategoryInfo.Category | Should -Be 'OperationStopped'
        }

        It 'stops at the first error with -ErrorAction Stop and cancels the rest' {
            { 'bad', 'hang' | Invoke-PyAwaitable -Code 'import sample; await (sample.fail() if _ == "bad" else sample.hang())' -ErrorAction Stop } |
                Should -Throw -ErrorId 'PyAsync.ValueError,PyAsync.PowerShell.Commands.InvokePyAwaitableCommand'
            Wait-Until { (Get-PyEventLoop Default).Pending -eq 0 }
        }
    }
}
