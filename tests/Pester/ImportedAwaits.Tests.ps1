# How the calls of a command are awaited: one by one, many at once, in jobs, until Ctrl+C.
BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    $catalog = Join-Path $fixtures 'commands' 'catalog.py'
}

AfterAll {
    Get-PyModule | Remove-PyModule
    Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
}

Describe 'An imported command' {
    BeforeAll {
        Import-PyModule $catalog -WarningAction SilentlyContinue
    }

    Context 'await parameters' {
        It 'ends a call by -TimeoutSeconds' {
            (Get-ErrorOf { Wait-Long 30 -TimeoutSeconds 0.1 }).FullyQualifiedErrorId | Should -Be 'PyAsync.Timeout,Wait-Long'
        }

        It 'runs as many calls at once as -ThrottleLimit allows' {
            $clock = [Diagnostics.Stopwatch]::StartNew()
            0.3, 0.3, 0.3, 0.3 | Wait-Long -ThrottleLimit 2
            $clock.Elapsed.TotalSeconds | Should -BeGreaterThan 0.55
            $clock.Restart()
            0.3, 0.3, 0.3, 0.3 | Wait-Long
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 1.1
        }

        It 'keeps results in Python by -Raw' {
            Get-Sum 1 2 -Raw | Should -BeOfType [PyAsync.Objects.PyObject]
        }

        It 'runs on the loop of -Loop' {
            $null = Start-PyEventLoop Other
            Get-Sum 1 2 -Loop Other | Should -Be 3
            (Get-ErrorOf { Get-Sum 1 2 -Loop Nowhere }).FullyQualifiedErrorId | Should -Be 'PyAsync.LoopNotFound,Get-Sum'
            Stop-PyEventLoop Other
        }

        It 'are all of Invoke-PyAwaitable''s that say how awaits are made, with their types and completers' {
            $own = (Get-Command Get-Sum).Parameters.Values | Where-Object { $_.ParameterSets.Keys -contains 'Await' }
            $theirs = [PyAsync.PowerShell.Commands.AwaitOptionsCmdlet].GetProperties('Public, Instance, DeclaredOnly').Name
            $own.Name | Sort-Object | Should -Be ($theirs | Sort-Object)
            $theirs | Should -Contain 'AsJob'
            foreach ($parameter in $own) {
                $other = (Get-Command Invoke-PyAwaitable).Parameters[$parameter.Name]
                # A number that was not given is null, which costs a call less; PowerShell shows and converts both alike.
                $type = [Nullable]::GetUnderlyingType($parameter.ParameterType) ?? $parameter.ParameterType
                $named = ($parameter.Attributes | Where-Object { $_ -is [PSTypeNameAttribute] }).PSTypeName
                $named ?? $type.FullName | Should -Be $other.ParameterType.FullName
                $completer = { ($args[0].Attributes | Where-Object { $_ -is [ArgumentCompleter] }).Type }
                & $completer $parameter | Should -Be (& $completer $other) -Because $parameter.Name
            }
        }

        It 'have the checks of Invoke-PyAwaitable: <line>' -ForEach @(
            @{ line = { Get-Sum 1 -ThrottleLimit -1 } }
            @{ line = { Get-Sum 1 -First 0 } }
            @{ line = { Get-Sum 1 -RateLimit 1e9 } }
            @{ line = { Get-Sum 1 -JobName '' -AsJob } }
            @{ line = { Get-Sum 1 -RetryOn @() } }
            @{ line = { Get-Sum 1 -Loop $null } }
        ) {
            $problem = Get-ErrorOf $line
            $problem.FullyQualifiedErrorId | Should -Be 'ParameterArgumentValidationError,Get-Sum'
            $theirs = Get-ErrorOf ([scriptblock]::Create(("$line" -replace 'Get-Sum 1', 'Invoke-PyAwaitable builtins:abs 1')))
            "$problem" | Should -Be "$theirs"
            $problem.CategoryInfo.Category | Should -Be $theirs.CategoryInfo.Category
            Get-Job | Should -BeNullOrEmpty
        }

        It 'complete -RetryOn' {
            $line = 'Get-Sum 1 -RetryOn Connection'
            (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be 'ConnectionError'
        }

        It 'are in a set of their own' {
            $sets = (Get-Command Get-Sum).ParameterSets
            $sets.Name | Should -Be 'Call', 'Await'
            ($sets | Where-Object Name -EQ Call).Parameters.Name | Should -Not -Contain 'ThrottleLimit'
        }
    }

    Context 'await parameters that hand the calls over' {
        AfterEach {
            Get-Job | Remove-Job -Force
        }

        It 'make a job by -AsJob, of that -JobName, with the arguments of the call' {
            $job = Get-Text ab -Times 3 -AsJob -JobName 'three times'
            $job.PSJobTypeName | Should -Be 'PyJob'
            (Get-Job -Name 'three times').Id | Should -Be $job.Id
            $job.ChildJobs.Count | Should -Be 0
            Receive-Job $job -Wait | Should -Be 'ababab'
        }

        It 'make a child job of each item of a pipeline' {
            $job = 'a', 'b', 'c' | Get-Text -Times 2 -AsJob -ThrottleLimit 2
            $null = Wait-Job $job
            $job.ChildJobs | ForEach-Object { Receive-Job $_ } | Should -Be 'aa', 'bb', 'cc'
        }

        It 'make a child job of each object whose properties are the arguments' {
            $job = [pscustomobject]@{ Realm = 'r'; Name = 'ada' }, [pscustomobject]@{ Realm = 's'; Name = 'eve'; Mail = 'm' } | Update-User -AsJob
            $plain = [pscustomobject]@{ Realm = 'r'; Name = 'ada' }, [pscustomobject]@{ Realm = 's'; Name = 'eve'; Mail = 'm' } | Update-User -Ordered
            $null = Wait-Job $job
            $job.ChildJobs | ForEach-Object { Receive-Job $_ } | Should -Be $plain
        }

        It 'leave no job where the command is stopped before its input has ended' {
            { 'a', 'b' | ForEach-Object { $_; throw 'upstream' } | Get-Text -AsJob } | Should -Throw 'upstream'
            Get-Job | Should -BeNullOrEmpty
        }

        It 'write a Task at once by -AsTask, for each item of a pipeline' {
            $task = Get-Sum 2 3 -AsTask
            $task | Should -BeOfType [System.Threading.Tasks.Task]
            $task.GetAwaiter().GetResult() | Should -Be 5
            $tasks = 1, 2 | Get-Sum -Second 10 -AsTask
            [System.Threading.Tasks.Task]::WhenAll([System.Threading.Tasks.Task[object][]] $tasks).GetAwaiter().GetResult() | Should -Be 11, 12
        }

        It 'refuse -AsJob with -AsTask' {
            (Get-ErrorOf { Get-Sum 1 -AsJob -AsTask }).FullyQualifiedErrorId | Should -Be 'PyAsync.NotTogether,Get-Sum'
        }
    }

    Context 'await parameters of attempts and outcomes' {
        BeforeAll {
            $file = New-PythonFile 'attempts.py' @'
import asyncio, logging, time

calls = {}
begun = []

async def get_late(name: str, times: int = 1, error: str = "ConnectionError") -> str:
    calls[name] = calls.get(name, 0) + 1
    if calls[name] <= times:
        raise {"ConnectionError": ConnectionError, "ValueError": ValueError}[error](name)
    return f"{name} {calls[name]}"

async def get_moment(number: int) -> float:
    begun.append(number)
    return time.monotonic()

async def get_begun() -> list:
    return begun

async def wait_for(seconds: float) -> float:
    await asyncio.sleep(seconds)
    return seconds

async def get_logged() -> int:
    logging.getLogger("attempts").error("it is bad")
    return 1
'@
            Import-PyModule $file
        }

        It 'try a call again by -RetryCount, with the same arguments' {
            Get-Late one -Times 2 -RetryCount 2 -RetryInterval 0.01 | Should -Be 'one 3'
            'two', 'three' | Get-Late -Times 1 -RetryCount 1 -RetryInterval 0.01 -Ordered | Should -Be 'two 2', 'three 2'
            (Get-ErrorOf { Get-Late four -Times 5 -RetryCount 1 -RetryInterval 0.01 }).FullyQualifiedErrorId | Should -Be 'PyAsync.ConnectionError,Get-Late'
        }

        It 'try again what -RetryOn names, or decides' {
            Get-Late five -RetryCount 1 -RetryInterval 0.01 -RetryOn OSError | Should -Be 'five 2'
            (Get-ErrorOf { Get-Late six -PyError ValueError -RetryCount 1 -RetryInterval 0.01 -RetryOn OSError }).FullyQualifiedErrorId | Should -Be 'PyAsync.ValueError,Get-Late'
            Get-Late seven -RetryCount 1 -RetryOn { param($problem, $attempt) $script:seen = "$problem $attempt"; 0.01 } | Should -Be 'seven 2'
            $seen | Should -Be 'ConnectionError: seven 1'
        }

        It 'try again in a job too' {
            Get-Late eight -Times 2 -RetryCount 2 -RetryInterval 0.01 -AsJob | Receive-Job -Wait -AutoRemoveJob | Should -Be 'eight 3'
        }

        It 'write one object for each call by -AsResult' {
            $results = 'nine', 'ten' | Get-Late -Times 1 -RetryCount 1 -RetryInterval 0.01 -AsResult -Ordered
            $results.Input | Should -Be 'nine', 'ten'
            $results.Output | Should -Be 'nine 2', 'ten 2'
            $results.Attempts | Should -Be 2, 2
            (Get-Late eleven -AsResult).Error.FullyQualifiedErrorId | Should -BeLike 'PyAsync.ConnectionError*'
        }

        It 'end the others and what is upstream by -First' {
            $given = [System.Collections.Generic.List[object]]::new()
            60, 0.01, 60 | Wait-For -First 1 | Should -Be 0.01
            1..100 | ForEach-Object { $given.Add($_); $_ } | Get-Moment -ThrottleLimit 1 -First 2 | Should -HaveCount 2
            $given | Should -HaveCount 2
        }

        It 'begin no more in a second than -RateLimit says, and wait for none at the end' {
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $moments = 1..3 | Get-Moment -RateLimit 2
            $moments[2] - $moments[0] | Should -BeGreaterThan 0.9
            $clock.Restart()
            $null = Get-Moment 9 -RateLimit 0.05
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 10
            (Get-Begun)[-4..-1] | Should -Be 1, 2, 3, 9
        }

        It 'make an error of what is logged as one by -LogAsError' {
            (Get-ErrorOf { Get-Logged -LogAsError }).ToString() | Should -BeLike '*it is bad*'
            (Get-Logged -WarningVariable warned -WarningAction SilentlyContinue) | Should -Be 1
            "$warned" | Should -BeLike '*it is bad*'
        }
    }

    Context 'Ctrl+C' {
        It 'cancels the call, whose finally block runs, and gives the prompt back' {
            $mark = Join-Path $TestDrive 'cleaned'
            $file = New-PythonFile 'cancelled.py' @"
import asyncio
async def wait_here(seconds: float) -> None:
    open(r'$mark.started', 'w').close()
    try:
        await asyncio.sleep(seconds)
    finally:
        open(r'$mark', 'w').close()
"@
            $background = Start-Background "Import-PyModule '$file'; Wait-Here 60"
            Wait-Until { Test-Path "$mark.started" }
            $clock = [Diagnostics.Stopwatch]::StartNew()
            $background.Shell.Stop()
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 2
            Wait-Until { Test-Path $mark }
            $background.Shell.InvocationStateInfo.State | Should -Be 'Stopped'
            $background.Shell.Dispose()
        }
    }
}
