BeforeAll {
    . (Join-Path $PSScriptRoot '_Common.ps1')
    $null = Start-PyEventLoop -ModulePath $fixtures
}

AfterAll {
    Stop-PyEventLoop
}

Describe 'Script blocks as callbacks' {
    It 'is an async callable that gets its arguments' {
        Invoke-PyAwaitable bridge:call { $args[0] + $args[1] }, 20, 22 | Should -Be 42
    }

    It 'gets arguments by keyword as a hashtable behind the others' {
        Invoke-PyAwaitable bridge:call { "$($args[0])$($args[1].extra)" }, 1 -Keyword @{ extra = 2 } | Should -Be '12'
    }

    It 'binds arguments by keyword to the parameters of a param block' {
        Invoke-PyAwaitable bridge:call { param($p, [switch] $Flag, [int] $n = 5) "$p $Flag $n" }, 'a' -Keyword @{ flag = $true } | Should -Be 'a True 5'
        Invoke-PyAwaitable bridge:call { param($p, [switch] $Flag) "$p $Flag" } -Keyword @{ flag = $false; p = $null } | Should -Be ' False'
        Invoke-PyAwaitable bridge:call { param($p, [Alias('size')] $Count) Write-Output "$p $Count" }, 'a' -Keyword @{ size = 1, 2 } | Should -Be 'a 1 2'
        Invoke-PyAwaitable bridge:call { [CmdletBinding()] param($p, [int] $n) "$p $n" }, 'a' -Keyword @{ n = 3 } | Should -Be 'a 3'
        function Join-Two($a, $b) { "$a-$b" }
        Invoke-PyAwaitable bridge:call ${function:Join-Two}, 'x' -Keyword @{ b = 'y' } | Should -Be 'x-y'
    }

    It 'refuses a keyword that no parameter has, or that is no name: <name>' -ForEach @(
        @{ name = 'size'; block = { param($p) "$p $args" } }
        @{ name = 'size'; block = { [CmdletBinding()] param($p) $p } }
        @{ name = 'p:1;$global:injected=1;'; block = { param($p) $p } }
        @{ name = 'p 1;$global:injected=1;'; block = { [CmdletBinding()] param($p) $p } }
    ) {
        $problem = Get-ErrorOf { Invoke-PyAwaitable bridge:call $block -Keyword @{ $name = 1 } }
        "$problem" | Should -BeLike "*A parameter cannot be found that matches parameter name '$name'*"
        $global:injected | Should -BeNullOrEmpty
    }

    It 'binds arguments by keyword also where nobody waits' {
        $null = Invoke-PyAwaitable -Variable @{ f = { param($p, [switch] $Flag) "$p $Flag" }; g = { param($p) $p } } -Code @'
_by_keyword = f, g
async def _call_by_keyword():
    f, g = _by_keyword
    try:
        unknown = await g(q=1)
    except Exception as error:
        unknown = str(error)
    return [await f("a", flag=True), await f(p="b"), unknown]
None
'@
        # From another thread of PowerShell, while this one waits for nothing of PyAsync.
        $all = (Wait-Background (Start-Background 'Invoke-PyAwaitable _call_by_keyword')).Output
        $all[0, 1] | Should -Be 'a True', 'b False'
        $all[2] | Should -BeLike '*parameter name ''q''*'
    }

    It 'runs in the scope of the caller, with its variables' {
        $seen = 0
        $factor = 3
        Invoke-PyAwaitable bridge:call { $seen = $args[0]; $seen * $factor }, 5 | Should -Be 15
        $seen | Should -Be 5
    }

    It 'runs on the thread of the waiting pipeline' {
        $mine = [System.Threading.Thread]::CurrentThread.ManagedThreadId
        Invoke-PyAwaitable bridge:call { [System.Threading.Thread]::CurrentThread.ManagedThreadId } | Should -Be $mine
    }

    It 'writes its streams to the command that waits' {
        $written = Invoke-PyAwaitable bridge:call { Write-Warning 'from inside' } 3>&1
        "$($written | Where-Object { $_ -is [System.Management.Automation.WarningRecord] })" | Should -Be 'from inside'
    }

    It 'writes errors, warnings and information to the command that waits, whose variables collect them' {
        $written = . {
            Invoke-PyAwaitable bridge:call { Write-Error E1; Write-Warning W1; Write-Information I1; 5 } -ErrorVariable errors -WarningVariable warnings -InformationVariable notes
        } 2>&1 3>&1 6>&1
        $errors.Count | Should -Be 1
        "$errors" | Should -Be 'E1'
        "$warnings" | Should -Be 'W1'
        "$notes" | Should -Be 'I1'
        ($written | ForEach-Object { "$($_.GetType().Name):$_" }) -join ' ' | Should -Be 'ErrorRecord:E1 WarningRecord:W1 InformationRecord:I1 Int32:5'
    }

    It 'has its errors where the command''s own are: redirected, silenced, or ending it' {
        $written = Invoke-PyAwaitable bridge:call { Write-Error E1; 5 } 2>&1
        ($written | ForEach-Object { "$($_.GetType().Name):$_" }) -join ' ' | Should -Be 'ErrorRecord:E1 Int32:5'
        $errors = @()
        Invoke-PyAwaitable bridge:call { Write-Error E1; 5 } -ErrorAction SilentlyContinue -ErrorVariable errors | Should -Be 5
        "$errors" | Should -Be 'E1'
        "$(Get-ErrorOf { Invoke-PyAwaitable bridge:call { Write-Error E1; 5 } -ErrorAction Stop })" | Should -Be 'E1'
    }

    It 'has errors that keep their own ids and lines' {
        $script = Join-Path $TestDrive 'errors.ps1'
        Set-Content $script @'
Invoke-PyAwaitable bridge:call {
    Write-Error E1 -ErrorId 'Mine.One'
    Get-Item '/no/such/file'
    5
} 2>&1
'@
        $written = & $script
        $written[0].FullyQualifiedErrorId | Should -Be 'Mine.One'
        $written[0].InvocationInfo.ScriptLineNumber | Should -Be 2
        $written[0].InvocationInfo.ScriptName | Should -Be $script
        $written[0].InvocationInfo.PositionMessage | Should -BeLike "*Write-Error E1 -ErrorId 'Mine.One'*"
        $written[1].FullyQualifiedErrorId | Should -Be 'PathNotFound,Microsoft.PowerShell.Commands.GetItemCommand'
        $written[1].InvocationInfo.ScriptLineNumber | Should -Be 3
        $written[2] | Should -Be 5
    }

    It 'has its records written as they come, not at its end' {
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $when = Invoke-PyAwaitable bridge:call { Write-Warning w; Start-Sleep -Milliseconds 700 } 3>&1 | ForEach-Object { $clock.ElapsedMilliseconds }
        @($when)[0] | Should -BeLessThan 600
    }

    It 'writes verbose records to the command that waits' {
        $written = Invoke-PyAwaitable bridge:call { $VerbosePreference = 'Continue'; Write-Verbose V1; 5 } 4>&1
        ($written | ForEach-Object { "$($_.GetType().Name):$_" }) -join ' ' | Should -Be 'VerboseRecord:V1 Int32:5'
    }

    It 'ends at a statement that fails, as a Python exception' {
        Invoke-PyAwaitable bridge:catch { 1 / 0; 5 } | Should -BeLike 'HostError: *divide by zero*'
    }

    It 'gets arguments that look like parameters, are null or are lists as what they are' {
        Invoke-PyAwaitable bridge:call { param($a, $b, $c) "$a/$($b.Count)/$($null -eq $c)/$($args.Count)" }, '-b', @(1, 2), $null, 4 | Should -Be '-b/2/True/1'
        Invoke-PyAwaitable bridge:call { $args -join '' }, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 | Should -Be '0123456789'
    }

    It 'runs here where -Variable gave it, with the caller''s variables and the command''s streams' {
        $seen = 0
        $name = 'caller'
        $mine = [System.Threading.Thread]::CurrentThread.ManagedThreadId
        $result = Invoke-PyAwaitable -Code 'await _here(41)' -Variable @{ _here = { $seen = $args[0]; Write-Warning w; "$name $([System.Threading.Thread]::CurrentThread.ManagedThreadId)" } } -WarningVariable warnings 3>$null
        $result | Should -Be "caller $mine"
        $seen | Should -Be 41
        "$warnings" | Should -Be 'w'
    }

    It 'runs here where -Variable gave it as blocking, or inside of a dictionary' {
        $factor = 3
        $given = @{ _blocking = [PyAsync.Callback]::Blocking({ $args[0] * $factor }); _inside = @{ f = { $args[0] + $factor } } }
        Invoke-PyAwaitable -Code '[_blocking(5), await _inside["f"](5)]' -Variable $given | Should -Be 15, 8
    }

    It 'that -Variable gave and Python keeps is callable for later commands here, and runs in the loop''s runspace where none waits' {
        $name = 'first'
        $null = Invoke-PyAwaitable -Code '_later_block = block' -Variable @{ block = { "<$name>" } }
        $name = 'second'
        Invoke-PyAwaitable -Code 'await _later_block()' | Should -Be '<second>'
        $background = Start-Background 'Invoke-PyAwaitable -Code "await _later_block()"'
        (Wait-Background $background).Output | Should -Be '<>'
    }

    It 'is answered while commands come and go' {
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $null = Invoke-PyAwaitable -Code @'
import asyncio
async def _keep_calling():
    while not _over:
        try:
            _tick()
        except asyncio.CancelledError:
            pass  # the command ended before it ran the block
        await asyncio.sleep(0)
_over = False
_ticking = asyncio.ensure_future(_keep_calling())
None
'@ -Variable @{ _tick = [PyAsync.Callback]::Blocking({ 1 }) }
        foreach ($i in 1..20) {
            Invoke-PyAwaitable -Code '_i' -Variable @{ _i = $i } | Should -Be $i
        }
        Invoke-PyAwaitable -Code "_over = True`nawait _ticking"
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 20
    }

    It 'gives nothing as None, one object as itself and several as a list' {
        Invoke-PyAwaitable -Code @'
async def _shapes(f0, f1, f3):
    return [await f0(), await f1(), await f3()]
_shapes
'@ | Out-Null
        $shapes = Invoke-PyAwaitable _shapes { }, { 'x' }, { 1; 2; 3 } -NoEnumerate
        $shapes[0] | Should -BeNullOrEmpty
        $shapes[1] | Should -Be 'x'
        $shapes[2] | Should -Be 1, 2, 3
    }

    It 'is called by many coroutines at once' {
        Invoke-PyAwaitable bridge:call_all { $args[0] * 2 }, 100 | Should -Be (0..99 | ForEach-Object { $_ * 2 })
    }

    It 'is a Python exception that carries type and message where it throws' {
        Invoke-PyAwaitable bridge:catch { throw 'broken' } | Should -Be 'HostError: broken'
    }

    It 'comes back as the same error record where Python lets it through' {
        $problem = Get-ErrorOf { Invoke-PyAwaitable bridge:call { Write-Error 'mine' -ErrorId 'My.Id' -ErrorAction Stop } }
        $problem.FullyQualifiedErrorId | Should -BeLike 'My.Id*'
        "$problem" | Should -Be 'mine'
    }

    It 'raises Python''s own exception again where the script block lets one through' {
        Invoke-PyAwaitable -Code @'
async def _own(f):
    try:
        await f()
    except ZeroDivisionError:
        return 'the same'
_own
'@ | Out-Null
        Invoke-PyAwaitable _own { Invoke-PyAwaitable -Code '1/0' -ErrorAction Stop } | Should -Be 'the same'
    }

    It 'nests ten deep' {
        function Step($depth) {
            if ($depth -eq 0) { return 'bottom' }
            Invoke-PyAwaitable bridge:call { Step $args[0] }, ($depth - 1)
        }
        Step 10 | Should -Be 'bottom'
    }

    It 'lets an outer callback run while an inner await waits' {
        $null = Invoke-PyAwaitable -Code @'
import asyncio
async def _outer(outer, inner):
    global _event
    _event = asyncio.Event()
    async def later():
        await asyncio.sleep(0.05)
        await outer()
        _event.set()
    task = asyncio.ensure_future(later())
    result = await inner()
    await task
    return result
async def _wait():
    await _event.wait()
    return 'released'
_outer
'@
        Invoke-PyAwaitable _outer { 'outer ran' }, { Invoke-PyAwaitable _wait -TimeoutSeconds 20 } | Should -Be 'released'
    }

    It 'is a plain callable with [PyAsync.Callback]::Blocking' {
        Invoke-PyAwaitable bridge:call_sync ([PyAsync.Callback]::Blocking({ $args[0] + 1 })), 1 | Should -Be 2
    }

    It 'may be called from a thread of an executor where it is blocking' {
        Invoke-PyAwaitable bridge:call_in_thread ([PyAsync.Callback]::Blocking({ $args[0] + 1 })), 1 | Should -Be 2
    }

    It 'refuses an await on the loop that waits for the blocking callback, instead of hanging' {
        $problem = Get-ErrorOf { Invoke-PyAwaitable bridge:call_sync ([PyAsync.Callback]::Blocking({ Invoke-PyAwaitable asyncio:sleep 0 })) -ErrorAction Stop }
        $problem.FullyQualifiedErrorId | Should -BeLike 'PyAsync.WaitOnOwnLoop*'
    }

    It 'runs in the loop''s own runspace where nobody waits any more' {
        $null = Invoke-PyAwaitable -Code @'
import asyncio
_kept = []
async def _keep(f):
    _kept.append(f)
async def _later():
    return await _kept[0](4)
_keep
'@
        $null = Invoke-PyAwaitable _keep { $args[0] * 10 }
        # From another thread of PowerShell, while this one waits for nothing of PyAsync.
        $background = Start-Background 'Invoke-PyAwaitable _later'
        (Wait-Background $background).Output | Should -Be 40
    }

    It 'is not cancelled by a command inside of another block that has ended early' {
        $null = Invoke-PyAwaitable -Code @'
import asyncio
async def _slow_to_close():
    try:
        yield 1
        await asyncio.sleep(10)
    finally:
        await asyncio.sleep(0.4)
async def _two(f):
    async def second():
        await asyncio.sleep(0.2)
        return await f(2)
    return await asyncio.gather(f(1), second())
None
'@
        Invoke-PyAwaitable _two { param($n) if ($n -eq 1) { Invoke-PyAwaitable _slow_to_close | Select-Object -First 1 } else { 'two' } } | Should -Be 1, 'two'
    }

    Context 'on the loop''s own thread, where no command waits' {
        BeforeAll {
            $null = Start-PyEventLoop OwnThreadOther
            $null = Invoke-PyAwaitable -Code @'
_own = []
def _keep_own(f):
    _own.append(f)
async def _call_own():
    return await _own[-1]()
None
'@
            # There it is its text that runs, in a runspace that has yet to import the module.
            function Invoke-OnLoop([string] $Text) {
                Invoke-PyAwaitable _keep_own ([scriptblock]::Create("Import-Module '$manifest'; $Text"))
                Wait-Background (Start-Background 'Invoke-PyAwaitable _call_own')
            }
        }

        AfterAll {
            Stop-PyEventLoop OwnThreadOther
        }

        It 'refuses an await on that loop, instead of hanging' {
            $answer = Invoke-OnLoop 'Invoke-PyAwaitable -Code "1 + 1"'
            $answer.Output | Should -BeNullOrEmpty
            $answer.Errors[0].FullyQualifiedErrorId | Should -BeLike 'PyAsync.WaitOnOwnLoop*'
            # The loop goes on.
            Invoke-PyAwaitable -Code '1 + 1' | Should -Be 2
        }

        It 'refuses to wait for a task of that loop' {
            $answer = Invoke-OnLoop 'Get-PyTask | Where-Object { -not $_.HasEnded } | Wait-PyTask'
            $answer.Errors[0].FullyQualifiedErrorId | Should -BeLike 'PyAsync.WaitOnOwnLoop*'
            Invoke-PyAwaitable -Code '1 + 1' | Should -Be 2
        }

        It 'may await on another loop' {
            $answer = Invoke-OnLoop 'Invoke-PyAwaitable -Loop OwnThreadOther -Code "import asyncio; await asyncio.sleep(0.05); _x" -Variable @{ _x = 6 }'
            $answer.Output | Should -Be 6
        }

        It 'may make an awaitable for that loop' {
            (Invoke-OnLoop 'ConvertTo-PyAwaitable { 7 }').Output.Count | Should -Be 1
        }
    }

    It 'runs a script block that was made a delegate as what it is' {
        $seen = [System.Collections.Generic.List[int]]::new()
        Invoke-PyAwaitable bridge:call ([Func[int, int]] { param($x) $seen.Add([System.Threading.Thread]::CurrentThread.ManagedThreadId); $x + 1 }), 1 | Should -Be 2
        $seen | Should -Be ([System.Threading.Thread]::CurrentThread.ManagedThreadId)
    }

    It 'takes a .NET delegate as an async callable' {
        Invoke-PyAwaitable bridge:call ([Math].GetMethod('Abs', [type[]] @([int])).CreateDelegate([Func[int, int]])), -5 | Should -Be 5
    }
}
