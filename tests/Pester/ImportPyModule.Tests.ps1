# The functions of a Python module as commands.
BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    $catalog = Join-Path $fixtures 'commands' 'catalog.py'
}

AfterAll {
    Get-PyModule | Remove-PyModule
    Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
}

Describe 'Import-PyModule' {
    BeforeAll {
        Import-PyModule $catalog -WarningAction SilentlyContinue
    }

    Context 'names' {
        It 'makes <function> the command <command>, with Python''s name as an alias' -ForEach @(
            @{ function = 'get_text'; command = 'Get-Text' }
            @{ function = 'deploy_service'; command = 'Deploy-Service' }
            @{ function = 'drop_thing'; command = 'Remove-Thing' }
            @{ function = 'Counter'; command = 'New-Counter' }
        ) {
            $found = Get-Command $command -Module catalog
            $found.CommandType | Should -Be 'Function'
            (Get-Alias $function).ResolvedCommandName | Should -Be $command
        }

        It 'keeps the Python name of a function whose first word is no verb' {
            (Get-Command raise_error -Module catalog).CommandType | Should -Be 'Function'
        }

        It 'makes nothing of what is private, hidden, an enum, an exception or imported' {
            $names = (Get-Command -Module catalog).Name
            $names | Should -Not -Contain '_private'
            $names | Should -Not -Contain 'not_a_command'
            $names | Should -Not -Contain 'New-Level'
            $names | Should -Not -Contain 'New-Path'
            @(Get-Command -Module catalog -CommandType Function).Count | Should -Be 47
        }

        It 'has an alias by the decorator' {
            (Get-Alias rmthing).ResolvedCommandName | Should -Be 'Remove-Thing'
        }
    }

    Context 'values' {
        It 'gives a <what> to Python and its result back' -ForEach @(
            @{ what = 'str'; line = { Get-Text ab -Times 3 }; result = 'ababab' }
            @{ what = 'int'; line = { Get-Sum 2 3 }; result = 5 }
            @{ what = 'float'; line = { Get-Ratio 1 -Whole 4 }; result = 0.25 }
            @{ what = 'switch'; line = { Test-Flag x -Strict -Deep $false }; result = 'x', $true, $false }
            @{ what = 'switch that is off'; line = { Test-Flag x }; result = 'x', $false, $true }
            @{ what = 'bytes'; line = { Get-Bytes ([byte[]](1, 2, 3)) }; result = 3 }
            @{ what = 'datetime'; line = { Get-Year '2024-05-06' }; result = 2024 }
            @{ what = 'date'; line = { Get-Weekday '2024-05-06' }; result = 'Monday' }
            @{ what = 'time'; line = { Get-Hour '13:45' }; result = 13 }
            @{ what = 'timedelta'; line = { Get-Seconds '00:01:30' }; result = 90.0 }
            @{ what = 'Decimal'; line = { Get-Price 100 }; result = [decimal] 119 }
            @{ what = 'UUID'; line = { Get-Version '6d8f0b9e-6c0a-4b5e-9d0c-0c5a7f6e2b41' }; result = 4 }
            @{ what = 'IP address'; line = { Get-Octets 10.0.0.1 }; result = 10, 0, 0, 1 }
            @{ what = 'text without a type'; line = { Get-Kind 'x' }; result = 'str' }
            @{ what = 'number without a type'; line = { Get-Kind 5 }; result = 'int' }
            @{ what = 'Literal in any case'; line = { Set-Mode OFF }; result = 'Off' }
            @{ what = 'Literal of numbers'; line = { Set-Number 2 }; result = 2 }
            @{ what = 'member of an enum'; line = { Set-Level high }; result = 'Level.HIGH None' }
            @{ what = 'list'; line = { Measure-List 1, 2, 3 }; result = 'list 6' }
            @{ what = 'list of one'; line = { Measure-List 7 }; result = 'list 7' }
            @{ what = 'set'; line = { Measure-Set a, b, a }; result = 'set 2' }
            @{ what = 'frozenset'; line = { Measure-Frozenset 1, 1 }; result = 'frozenset 1' }
            @{ what = 'tuple'; line = { Measure-Tuple a, 1 }; result = "('a', 1)" }
            @{ what = 'tuple of any length'; line = { Measure-Tuples 1, 2, 3 }; result = '(1, 2, 3)' }
            @{ what = 'dict'; line = { Measure-Dict @{ b = 2; a = 1 } }; result = 'a=1,b=2' }
            @{ what = 'int of a union'; line = { Find-User 5 }; result = 'int 5' }
            @{ what = 'str of a union'; line = { Find-User ada }; result = 'str ada' }
            @{ what = 'union of lists'; line = { Find-Several a, b }; result = 'a,b' }
            @{ what = 'missing optional'; line = { Find-Optional }; result = 'None None' }
            @{ what = 'optional'; line = { Find-Optional x -Limit 5 }; result = 'x 5' }
            @{ what = 'dataclass'; line = { Connect-Endpoint @{ host = 'here'; tags = 'a', 'b' } }; result = 'here:443 a,b' }
            @{ what = 'dataclass in a dataclass'; line = { Deploy-Service @{ name = 'api'; endpoint = @{ host = 'h'; port = '80' }; level = 'high'; others = @(@{ host = 'o' }) } -Replicas 3 }; result = 'api 80 HIGH 1 3' }
            @{ what = 'named tuple'; line = { Move-Point @{ x = 1; y = 2 } -By 3 }; result = 6.0 }
            @{ what = 'string annotation'; line = { Find-Forward @{ host = 'there' } }; result = 'there' }
            @{ what = 'parameter by place only'; line = { Invoke-Positional 1 -Third 9 }; result = 1, 2, 9, 4 }
            @{ what = 'keyword-only parameter'; line = { Invoke-Positional 1 8 -Fourth 7 }; result = 1, 8, 3, 7 }
            @{ what = 'list of what remains'; line = { Join-Words - a b c -Upper }; result = 'A-B-C' }
            @{ what = 'hashtable of keywords'; line = { Show-Keywords n -Keyword @{ b = 2; a = 1 } }; result = 'n a=1,b=2' }
            @{ what = 'script block'; line = { Invoke-Callback { $args[0] * 10 } -Times 3 }; result = 0, 10, 20 }
            @{ what = 'result of a sync function'; line = { Measure-Now 4 }; result = 5 }
            @{ what = 'stream'; line = { Read-Numbers 4 }; result = 0, 1, 2, 3 }
        ) {
            & $line | Should -Be $result
        }

        It 'gives Python a Path, which is meant from PowerShell''s location' {
            Push-Location $TestDrive
            try {
                Get-Parent ./a.txt | Should -Be "Path $(Join-Path $TestDrive a.txt)"
                Measure-Paths a, b | Should -Be 'Path:a,Path:b'
            }
            finally {
                Pop-Location
            }
        }

        It 'makes an object of a class, which stays in Python' {
            $counter = New-Counter -Start 5
            $counter | Should -BeOfType [PyAsync.Objects.PyObject]
            Invoke-PyAwaitable -Code 'await c.up()' -Variable @{ c = $counter } | Should -Be 6
        }

        It 'refuses a value that is none of the choices, by PowerShell''s own check' {
            (Get-ErrorOf { Set-Mode middle }).FullyQualifiedErrorId | Should -Be 'ParameterArgumentValidationError,Set-Mode'
        }
    }

    Context 'errors' {
        It 'names the field of a dataclass that is wrong: <part>' -ForEach @(
            @{ line = { Connect-Endpoint @{ host = 'h'; port = 'x' } }; part = "endpoint.port: 'x' is no int" }
            @{ line = { Connect-Endpoint @{ host = 'h'; prot = 1 } }; part = "no field 'prot'; did you mean port?" }
            @{ line = { Connect-Endpoint @{ port = 1 } }; part = "endpoint: Endpoint needs the field 'host'" }
            @{ line = { Deploy-Service @{ name = 'a'; endpoint = @{ host = 'h' }; others = @(@{ host = 'o'; port = 'y' }) } }; part = "service.others[0].port: 'y' is no int" }
        ) {
            $record = Get-ErrorOf $line
            "$record" | Should -BeLike "*$([WildcardPattern]::Escape($part))*"
            $record.FullyQualifiedErrorId | Should -BeLike 'PyAsync.TypeError,*'
        }

        It 'is Python''s error as a record of the command, one for each item' {
            $records = @('a', 'b' | raise_error 2>&1)
            $records.TargetObject | Should -Be 'a', 'b'
            $records[0].FullyQualifiedErrorId | Should -Be 'PyAsync.ValueError,raise_error'
            $records[0].InvocationInfo.MyCommand.Name | Should -Be 'raise_error'
        }

        It 'stops a script where -ErrorAction says so' {
            $caught = try { raise_error -Message stop -ErrorAction Stop; 'went on' } catch { "$_" }
            $caught | Should -Be 'ValueError: stop'
        }
    }

    Context 'pipeline' {
        It 'gives each item to the first parameter' {
            'a', 'b' | Get-Text -Times 2 -Ordered | Should -Be 'aa', 'bb'
        }

        It 'gives each object''s properties to the parameters of those names' {
            [pscustomobject] @{ text = 'x'; times = 2 }, [pscustomobject] @{ Text = 'y'; Times = 3 } | Get-Text -Ordered | Should -Be 'xx', 'yyy'
        }

        It 'does not keep a property of one object for the next' {
            [pscustomobject] @{ text = 'x'; times = 3 }, [pscustomobject] @{ text = 'y' } | Get-Text -Ordered | Should -Be 'xxx', 'y'
        }

        It 'gives items to the parameter that the decorator names' {
            'ada', 'grace' | Update-User home -Ordered | Should -Be 'home/ada/', 'home/grace/'
        }

        It 'ends early where a command downstream has enough' {
            1..100 | ForEach-Object { "$_" } | Get-Text -ThrottleLimit 1 | Select-Object -First 2 | Should -Be '1', '2'
        }
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
                $parameter.ParameterType | Should -Be $other.ParameterType
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

    Context 'parameters' {
        It 'puts Py in front of names that PowerShell or PyAsync has, and keeps Python''s as an alias where it is free' {
            $parameters = (Get-Command Test-Clash).Parameters
            foreach ($name in 'PyVerbose', 'PyHost', 'PyTimeoutSeconds', 'PyContext', 'PyInput') {
                $parameters.Keys | Should -Contain $name
            }
            $parameters.PyHost.Aliases | Should -Be 'host'
            Test-Clash -PyVerbose -Host there -PyTimeoutSeconds 2 -Input j | Should -Be 'True there 2.0 c j'
        }

        It 'takes a parameter by its Python name too' {
            (Get-Command Test-Clash).Parameters.PyTimeoutSeconds.Aliases | Should -Be 'timeout_seconds'
            Test-Clash -timeout_seconds 3 | Should -Be 'False here 3.0 c i'
        }

        It 'has the type that the annotation says: <command> -<name> is <type>' -ForEach @(
            @{ command = 'Get-Text'; name = 'Times'; type = 'long' }
            @{ command = 'Get-Price'; name = 'Rate'; type = 'decimal' }
            @{ command = 'Test-Flag'; name = 'Strict'; type = 'switch' }
            @{ command = 'Test-Flag'; name = 'Deep'; type = 'bool' }
            @{ command = 'Measure-List'; name = 'Items'; type = 'long[]' }
            @{ command = 'Find-Optional'; name = 'Limit'; type = 'System.Nullable[long]' }
            @{ command = 'Get-Weekday'; name = 'Day'; type = 'DateOnly' }
            @{ command = 'Connect-Endpoint'; name = 'Endpoint'; type = 'object' }
        ) {
            (Get-Command $command).Parameters[$name].ParameterType | Should -Be ([type] $type)
        }

        It 'tells the type of the output' {
            (Get-Command Get-Sum).OutputType.Name | Should -Be 'System.Int64'
            (Get-Command Read-Numbers).OutputType.Name | Should -Be 'System.Int64'
        }
    }

    Context '-WhatIf' {
        It 'is there where the decorator says so, and calls nothing' {
            (Get-Command Remove-Thing).Parameters.Keys | Should -Contain 'WhatIf'
            (Get-Command Get-Sum).Parameters.Keys | Should -Not -Contain 'WhatIf'
            Remove-Thing x -WhatIf | Should -BeNullOrEmpty
            Remove-Thing x -Confirm:$false | Should -Be 'removed x'
        }

        It 'fails as any function does where nobody can be asked' {
            $run = Invoke-Shell "Import-PyModule '$catalog' -WarningAction Ignore; try { Remove-Thing x -Confirm } catch { `"`$_`" }"
            $run.Output | Should -BeLike '*"ShouldProcess"*PowerShell is in NonInteractive mode.*'
        }
    }

    Context 'help' {
        It 'has text and type for every parameter of every command' {
            foreach ($command in Get-Command -Module catalog -CommandType Function) {
                $help = Get-Help $command -Full
                $help.Synopsis | Should -Not -BeNullOrEmpty -Because $command.Name
                foreach ($parameter in $help.parameters.parameter) {
                    $parameter.type.name | Should -Not -BeNullOrEmpty -Because "$($command.Name) -$($parameter.name)"
                    ($parameter.description.Text -join '') | Should -Not -BeNullOrEmpty -Because "$($command.Name) -$($parameter.name)"
                }
            }
        }

        It 'reads the docstring''s <form> form' -ForEach @(
            @{ form = 'Google'; command = 'Get-Text'; parameter = 'Times'; text = 'How often it is. Type in Python: int. Default: 1.'; output = 'str. The repeated text.' }
            @{ form = 'NumPy'; command = 'Get-Sum'; parameter = 'Second'; text = 'The other number, which may be missing. Type in Python: int. Default: 0.'; output = 'int. Their sum.' }
            @{ form = 'Sphinx'; command = 'Get-Ratio'; parameter = 'Whole'; text = 'The whole, which is 1 where nothing is said. Type in Python: float. Default: 1.0.'; output = 'float. The ratio.' }
        ) {
            $help = Get-Help $command -Parameter $parameter
            ($help.description.Text -join ' ') -replace '\s+', ' ' | Should -Be $text
            (Get-Help $command).returnValues.returnValue.type.name | Should -Match ([regex]::Escape($output))
        }

        It 'shows synopsis, description, defaults and examples' {
            $help = Get-Help Get-Text -Full
            $help.Synopsis | Should -Be 'Repeats a text.'
            $help.description.Text | Should -BeLike 'The text comes back so many times, in one string.*'
            @($help.examples.example).Count | Should -Be 2
            $help.examples.example[0].code | Should -Be 'Get-Text ab -Times 3'
            (Get-Help Get-Text -Parameter Times).defaultValue | Should -Be 1
            (Get-Help Get-Text -Examples | Out-String) | Should -Match 'Get-Text -Times 2'
        }

        It 'has the types and errors of a docstring in <form> form, where no annotation says the type' -ForEach @(
            @{ form = 'Google'; command = 'move_google'; output = 'bool. Whether it moved.' }
            @{ form = 'NumPy'; command = 'move_numpy'; output = 'bool. Whether it moved.' }
            @{ form = 'Sphinx'; command = 'move_sphinx'; output = 'bool. Whether it moved.' }
        ) {
            Import-PyModule (New-PythonFile 'undeclared.py' @'
def move_google(src, times=1, plain: int = 2):
    """Moves.

    Args:
        src (str): The source.
        times (Optional[float], optional): How often.
        plain (str): Annotated.

    Returns:
        bool: Whether it moved.

    Raises:
        OSError: If it is
            away.
        asyncio.TimeoutError: If it is late.
    """

def move_numpy(src, times=1, plain: int = 2):
    """Moves.

    Parameters
    ----------
    src : str
        The source.
    times : Optional[float], default 1
        How often.
    plain : str
        Annotated.

    Returns
    -------
    bool
        Whether it moved.

    Raises
    ------
    OSError
        If it is
        away.
    asyncio.TimeoutError
        If it is late.
    """

def move_sphinx(src, times=1, plain: int = 2):
    """Moves.

    :param str src: The source.
    :param times: How often.
    :type times: Optional[float]
    :param str plain: Annotated.
    :return: Whether it moved.
    :rtype: bool
    :raises OSError: If it is
        away.
    :raises asyncio.TimeoutError: If it is late.
    """
'@)
            $texts = 'Src', 'Times', 'Plain' | ForEach-Object { ((Get-Help $command -Parameter $_).description.Text -join ' ') -replace '\s+', ' ' }
            $texts | Should -Be 'The source. Type in Python: str.', 'How often. Type in Python: Optional[float]. Default: 1.', 'Annotated. Type in Python: int. Default: 2.'
            $help = Get-Help $command -Full
            $help.returnValues.returnValue.type.name | Should -Match ([regex]::Escape($output))
            $help.alertSet.alert.Text | Should -Be "Raises:`n- OSError: If it is away.`n- asyncio.TimeoutError: If it is late."
        }

        It 'has the words of an example below its code: <command>' -ForEach @(
            @{ command = 'show_doctest'; code = @('>>> show_doctest("a")|True', '>>> show_doctest("b")'); remarks = 'Move it:', 'Now another, of two lines: Well.' }
            @{ command = 'show_commands'; code = @('show_commands a -B 3', "'x' | show_commands", 'show_commands <name>'); remarks = 'This shows it.', 'Pipe it:', '' }
            @{ command = 'show_nothing'; code = @('Show-Nothing -A <value> -B <value>'); remarks = @('') }
        ) {
            Import-PyModule (New-PythonFile 'worded.py' @'
def show_doctest(a):
    """Shows.

    Examples
    --------
    Move it:

    >>> show_doctest("a")
    True

    Now another,
    of two lines:
    >>> show_doctest("b")

    Well.
    """

def show_commands(a, b=1):
    """Shows.

    Examples:
        This shows it.

        show_commands a -B 3

        Pipe it::

            'x' | show_commands

        show_commands <name>
    """

def show_nothing(a, b):
    """Shows.

    Examples:
        There are none.
    """
'@)
            $examples = @((Get-Help $command -Examples).examples.example)
            $examples | ForEach-Object { ("$($_.introduction.Text)$($_.code)" -replace '^PS > ?') -replace "`r?`n", '|' } | Should -Be $code
            $examples | ForEach-Object { (($_.remarks.Text -join ' ') -replace '\s+', ' ').Trim() } | Should -Be $remarks
        }

        It 'lists the fields of a dataclass' {
            $text = (Get-Help Connect-Endpoint -Parameter Endpoint).description.Text -join "`n"
            $text | Should -Match '- host: str'
            $text | Should -Match '- port: int, default 443'
        }
    }
}

Describe 'A hostile module' {
    BeforeAll {
        $hostile = New-PythonFile 'hostile.py' @'
import enum
class Odd(enum.Enum):
    A = 1
async def get_injected(a: int = 1, größe: str = "'); $global:pwned = 1; ('") -> str:
    """Ends the comment #> ; $global:pwned = 2
    <# .SYNOPSIS

    .SYNOPSIS
    Another one.
    .NOSUCHKEY x

    Args:
        a: '; $global:pwned = 3 #> $(1/0) `" \u2019; $global:pwned = 4
    """
    return größe
async def get_choice(word: __import__("typing").Literal["it's", "$(1)", "\u2019; $global:pwned = 5; \u2019"] = "it's") -> str:
    return word
class Evil:
    def __repr__(self):
        raise SystemExit("ran user code")
async def get_default(value=Evil()) -> str:
    return type(value).__name__
def exit(code: int = 0) -> int:
    """Has the name of a word of PowerShell."""
    return code
'@
        $global:pwned = 0
        Import-PyModule $hostile -WarningAction SilentlyContinue
    }

    AfterAll {
        Remove-Variable pwned -Scope Global
    }

    It 'runs none of its text in PowerShell' {
        Get-Injected | Should -Be "'); `$global:pwned = 1; ('"
        Get-Choice | Should -Be "it's"
        Get-Choice '$(1)' | Should -Be '$(1)'
        Get-Default | Should -Be 'Evil'
        $global:pwned | Should -Be 0
    }

    It 'has its docstring whole in the help' {
        $help = Get-Help Get-Injected
        $help.Synopsis | Should -BeLike 'Ends the comment*'
        ($help.description.Text -join "`n") | Should -Match 'Another one'
        (Get-Help Get-Injected -Parameter A).description.Text -join '' | Should -Match 'pwned = 3'
    }

    It 'gives a function that is named as a word of PowerShell a name that can be called' {
        Invoke-Exit 3 | Should -Be 3
    }
}

Describe 'Importing' {
    It 'again picks up edits, and keeps the module''s state where there are none' {
        $file = New-PythonFile 'edited.py' "state = []`nasync def get_one() -> int:`n    state.append(1)`n    return len(state)"
        Import-PyModule $file
        Get-One | Should -Be 1
        Import-PyModule $file
        Get-One | Should -Be 2
        Set-Content $file "state = []`nasync def get_one() -> int:`n    return 99`nasync def get_two() -> int:`n    return 2"
        Import-PyModule $file
        Get-One | Should -Be 99
        Get-Two | Should -Be 2
        Set-Content $file "async def get_two() -> int:`n    return 3"
        Import-PyModule $file
        Get-Two | Should -Be 3
        Get-Command Get-One -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'again runs the module anew by -Force' {
        $file = New-PythonFile 'forced.py' "state = []`nasync def get_count() -> int:`n    state.append(1)`n    return len(state)"
        Import-PyModule $file
        $null = Get-Count
        Import-PyModule $file -Force
        Get-Count | Should -Be 1
    }

    It 'picks up edits of what the file imports beside it' {
        $null = New-PythonFile 'besidehelp.py' 'VALUE = 1'
        $file = New-PythonFile 'beside.py' "import besidehelp`nasync def get_value() -> int:`n    return besidehelp.VALUE"
        Import-PyModule $file
        Get-Value | Should -Be 1
        $null = New-PythonFile 'besidehelp.py' 'VALUE = 2'
        Import-PyModule $file
        Get-Value | Should -Be 2
    }

    It 'picks up edits of <what>' -ForEach @(
        @{ what = 'a constant that is imported'; line = 'from editconst import VALUE'; use = 'VALUE'; file = 'editconst.py'; text = 'VALUE = {0}' }
        @{ what = 'what a function imports'; line = ''; use = '__import__("editlate").VALUE'; file = 'editlate.py'; text = 'VALUE = {0}' }
        @{ what = 'a package'; line = 'from editpkg import VALUE'; use = 'VALUE'; file = 'editpkg/__init__.py'; text = 'VALUE = {0}' }
        @{ what = 'what an import imports'; line = 'from editmid import OTHER'; use = 'OTHER'; file = 'editend.py'; text = 'VALUE = {0}' }
        @{ what = 'what a dict was built of'; line = 'from edittable import TABLE'; use = 'TABLE["a"]'; file = 'edittable.py'; text = 'TABLE = dict(a={0})' }
    ) {
        $null = New-PythonFile 'editmid.py' "import editend`nOTHER = editend.VALUE"
        $null = New-Item (Join-Path $TestDrive $file) -Value ($text -f 1) -Force
        $main = New-PythonFile 'edited_use.py' "$line`nasync def get_used() -> int:`n    return $use"
        Import-PyModule $main -Force
        Get-Used | Should -Be 1
        Set-Content (Join-Path $TestDrive $file) ($text -f 2)
        Import-PyModule $main
        Get-Used | Should -Be 2
        # Also where its commands were gone meanwhile.
        Remove-PyModule edited_use
        Set-Content (Join-Path $TestDrive $file) ($text -f 3)
        Import-PyModule $main
        Get-Used | Should -Be 3
        Remove-PyModule edited_use
    }

    It 'by name picks up edits of a file of the location, too' {
        $null = New-PythonFile 'hereagain.py' "async def get_again() -> int:`n    return 1"
        Push-Location $TestDrive
        try {
            Import-PyModule hereagain
            Get-Again | Should -Be 1
            Set-Content hereagain.py "async def get_again() -> int:`n    return 2"
            Import-PyModule hereagain
        }
        finally {
            Pop-Location
        }
        Get-Again | Should -Be 2
        @(Get-PyModule hereagain).Count | Should -Be 1
    }

    Context 'a package' {
        BeforeAll {
            $above = Join-Path $TestDrive 'packages'
            New-FileTree $above @{
                'shop/__init__.py' = "from .core import get_core`nimport shop.sub.deep"
                'shop/core.py' = "from .sub.deep import helper`nimport besides`ndef get_core() -> str:`n    return f'{__name__} {helper()} {besides.VALUE}'"
                'shop/sub/__init__.py' = ''
                'shop/sub/deep.py' = "def helper() -> str:`n    return 'deep'`ndef get_deep() -> str:`n    from shop import core`n    return core.get_core()"
                'shop/besides.py' = 'VALUE = 1'
                'plain/relative.py' = 'from .other import x'
            }
        }

        AfterEach {
            Get-PyModule | Where-Object Name -Like 'shop*' | Remove-PyModule
        }

        It 'is imported by its folder' {
            # core.py imports a file beside it by its bare name, which works where that file itself is named.
            Set-Content (Join-Path $above shop core.py) ((Get-Content (Join-Path $above shop core.py) -Raw) -replace 'import besides', 'from . import besides')
            (Import-PyModule (Join-Path $above shop) -PassThru).Name | Should -Be 'shop'
            Get-Core | Should -Be 'shop.core deep 1'
            Set-Content (Join-Path $above shop sub deep.py) ((Get-Content (Join-Path $above shop sub deep.py) -Raw) -replace "'deep'", "'deeper'")
            Import-PyModule (Join-Path $above shop)
            Get-Core | Should -Be 'shop.core deeper 1'
            Push-Location (Join-Path $above shop)
            try {
                (Import-PyModule . -PassThru).Name | Should -Be 'shop'
            }
            finally {
                Pop-Location
            }
        }

        It 'has a file that is named as its module, which imports by dots and beside it' {
            Set-Content (Join-Path $above shop core.py) ((Get-Content (Join-Path $above shop core.py) -Raw) -replace 'from . import besides', 'import besides')
            Set-Content (Join-Path $above shop __init__.py) ''
            (Import-PyModule (Join-Path $above shop core.py) -PassThru).Name | Should -Be 'shop.core'
            Get-Core | Should -BeLike 'shop.core deep* 1'
            Invoke-PyAwaitable "$(Join-Path $above shop core.py):get_core" | Should -BeLike 'shop.core deep* 1'
        }

        It 'is found by a dotted name at the location' {
            Push-Location $above
            try {
                (Import-PyModule shop.sub.deep -PassThru).Name | Should -Be 'shop.sub.deep'
                (Import-PyModule shop.sub.deep -PassThru).Name | Should -Be 'shop.sub.deep'
                Invoke-PyAwaitable shop.sub.deep:helper | Should -BeLike 'deep*'
                (Get-ErrorOf { Import-PyModule shop.sub.nowhere }).FullyQualifiedErrorId | Should -BeLike 'PyAsync.ModuleNotFoundError,*'
            }
            finally {
                Pop-Location
            }
            Get-Deep | Should -BeLike 'shop.core deep* 1'
        }

        It 'is none without an __init__.py, and the errors say so' {
            $record = Get-ErrorOf { Import-PyModule (Join-Path $above plain) }
            $record.FullyQualifiedErrorId | Should -BeLike 'PyAsync.FileNotFound,*'
            "$record" | Should -BeLike '*is a folder without an __init__.py*Give a Python file of it*'
            Get-ErrorOf { Import-PyModule (Join-Path $above plain relative.py) } | Should -BeLike '*no known parent package*put an empty __init__.py beside it*'
        }
    }

    It 'a module that fails shows its traceback and changes nothing' {
        $file = New-PythonFile 'failing.py' "async def get_fine() -> int:`n    return 1"
        Import-PyModule $file
        $null = New-PythonFile 'failhelp.py' 'x = 1'
        Set-Content $file "import failhelp`nasync def get_broken() -> int:`n    return 1`nraise RuntimeError('broken at import')"
        $record = Get-ErrorOf { Import-PyModule $file }
        $record.FullyQualifiedErrorId | Should -BeLike 'PyAsync.RuntimeError,*'
        $record.ErrorDetails.RecommendedAction | Should -Match 'failing\.py:4'
        Get-Fine | Should -Be 1
        Get-Command Get-Broken -ErrorAction Ignore | Should -BeNullOrEmpty
        Invoke-PyAwaitable -Code 'import sys; "failhelp" in sys.modules' | Should -BeFalse
    }

    It 'by name finds a module of Python''s, and one of the location' {
        Import-PyModule colorsys -WarningAction SilentlyContinue
        (rgb_to_hsv 1 0 0)[2] | Should -Be 1.0
        $null = New-PythonFile 'herelocal.py' "async def get_here() -> str:`n    return __name__"
        Push-Location $TestDrive
        try {
            Import-PyModule herelocal
        }
        finally {
            Pop-Location
        }
        Get-Here | Should -Be 'herelocal'
    }

    It 'refuses a decorator''s name that can be no command''s' {
        $file = New-PythonFile 'misnamed.py' "from pyasync import command`n@command(name='Get-X; exit')`nasync def get_x():`n    pass"
        $record = Get-ErrorOf { Import-PyModule $file }
        $record.FullyQualifiedErrorId | Should -BeLike 'PyAsync.CommandName,*'
        "$record" | Should -BeLike "'Get-X; exit'*"
    }

    It 'refuses a decorator''s pipeline parameter that the function does not have' {
        $file = New-PythonFile 'mispiped.py' "from pyasync import command`n@command(pipeline='nope')`nasync def get_x(name: str, *more):`n    pass"
        $record = Get-ErrorOf { Import-PyModule $file }
        $record.FullyQualifiedErrorId | Should -BeLike 'PyAsync.CommandPipeline,*'
        "$record" | Should -BeLike "'nope'*'get_x'*: name.*"
        Get-PyModule mispiped -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'of what is not there is Python''s error' {
        (Get-ErrorOf { Import-PyModule no_such_module_here }).FullyQualifiedErrorId | Should -BeLike 'PyAsync.ModuleNotFoundError,*'
        (Get-ErrorOf { Import-PyModule ./no_such_file.py }).FullyQualifiedErrorId | Should -BeLike 'PyAsync.FileNotFound,*'
    }

    It 'warns of a command that it stands before, and makes no alias over one that is there' {
        $file = New-PythonFile 'clashing.py' "async def get_process() -> str:`n    return 'mine'`nasync def clear() -> int:`n    return 1`nasync def sort() -> int:`n    return 1"
        $null = Import-PyModule $file -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings -join "`n" | Should -Match 'Get-Process stands before the cmdlet'
        $warnings -join "`n" | Should -Match 'clear is hidden by the alias clear|clear stands before'
        Get-Process | Should -Be 'mine'
        Remove-PyModule clashing
        Get-Process -Id $PID | Should -Not -BeNullOrEmpty
    }

    It 'puts -Prefix before each noun' {
        $file = New-PythonFile 'prefixed.py' "async def get_thing() -> int:`n    return 1`nasync def other(x: int) -> int:`n    return x"
        Import-PyModule $file -Prefix Acme
        Get-AcmeThing | Should -Be 1
        Acmeother 5 | Should -Be 5
    }

    It 'takes only what -Function names, by Python''s name or the command''s' {
        $file = New-PythonFile 'chosen.py' "async def get_a():`n    return 1`nasync def get_b():`n    return 2`nasync def set_c():`n    return 3"
        (Import-PyModule $file -Function 'get_b', 'Set-*' -PassThru).Commands | Should -Be 'Get-B', 'Set-C'
        Get-Command Get-A -Module chosen -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'as an object has the functions as methods' {
        $file = New-PythonFile 'methods.py' "async def add(a: int, b: int) -> int:`n    return a + b"
        $object = Import-PyModule $file -AsCustomObject
        $object.add(2, 3) | Should -Be 5
        Get-Module methods | Should -BeNullOrEmpty
    }

    It 'for a loop runs the commands there' {
        $null = Start-PyEventLoop Side
        $file = New-PythonFile 'sided.py' "import asyncio`nasync def get_loop() -> int:`n    return id(asyncio.get_running_loop())"
        Import-PyModule $file -Loop Side
        Get-Loop | Should -Be (Invoke-PyAwaitable -Loop Side -Code 'import asyncio; id(asyncio.get_running_loop())')
        (Get-PyModule sided).Loop | Should -Be 'Side'
        Stop-PyEventLoop Side
        (Get-ErrorOf { Get-Loop }).FullyQualifiedErrorId | Should -BeLike 'PyAsync.LoopNotFound,*'
    }
}

Describe 'Get-PyModule and Remove-PyModule' {
    It 'list the modules, and take their commands away' {
        $file = New-PythonFile 'removed.py' "async def get_gone() -> int:`n    return 1"
        Import-PyModule $file
        $module = Get-PyModule remov*
        $module.Name | Should -Be 'removed'
        $module.Commands | Should -Be 'Get-Gone'
        $module.File | Should -Be $file
        $module | Remove-PyModule
        Get-Command Get-Gone -ErrorAction Ignore | Should -BeNullOrEmpty
        Get-PyModule remov* | Should -BeNullOrEmpty
        (Get-ErrorOf { Remove-PyModule removed }).FullyQualifiedErrorId | Should -BeLike 'PyAsync.ModuleNotImported,*'
    }

    It 'know of a module that Remove-Module has removed' {
        $file = New-PythonFile 'byhand.py' "async def get_byhand() -> int:`n    return 1"
        Import-PyModule $file
        Remove-Module byhand
        Get-PyModule byhan* | Should -BeNullOrEmpty
    }
}
