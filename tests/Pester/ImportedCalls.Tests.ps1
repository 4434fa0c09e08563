# What a command of a Python function is named, takes and gives.
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
}
