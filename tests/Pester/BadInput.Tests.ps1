# Every kind of bad input that needs no second Python: its id, category, target and message, and that the loop goes on.
BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    $null = Start-PyEventLoop -ModulePath $fixtures

    function Assert-Error($Record, [string] $Id, [string] $Category, $Target, [string[]] $Says, [string] $Command = 'Invoke-PyAwaitable') {
        $Record.FullyQualifiedErrorId | Should -BeExactly "PyAsync.$Id,PyAsync.PowerShell.Commands.$($Command -replace '-')Command"
        $Record.CategoryInfo.Category | Should -Be $Category
        $Record.TargetObject | Should -Be $Target
        foreach ($part in $Says) {
            "$Record" | Should -Match $part
        }
        # Nothing else is lost.
        Invoke-PyAwaitable -Code '1 + 1' | Should -Be 2
    }
}

AfterAll {
    Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
}

Describe 'Bad input' {
    Context 'a module' {
        It 'that is not there is named with the places that were searched' {
            $record = Get-ErrorOf { Invoke-PyAwaitable no_such_module:run }
            Assert-Error $record ModuleNotFoundError NotInstalled 'no_such_module:run' "'no_such_module'", ([regex]::Escape($fixtures))
        }

        It 'that is not there is named when it is written with dots' {
            $record = Get-ErrorOf { Invoke-PyAwaitable no_such_module.run }
            Assert-Error $record ModuleNotFoundError NotInstalled 'no_such_module.run' "'no_such_module'"
        }

        It 'whose import fails is reported by its own error with its traceback' {
            $record = Get-ErrorOf { Invoke-PyAwaitable broken_import:run }
            Assert-Error $record RuntimeError InvalidOperation 'broken_import:run' 'cannot be configured'
            $record.Exception.Traceback | Should -Match 'broken_import\.py", line 5, in configure'
            $record.ErrorDetails.RecommendedAction | Should -Match 'broken_import\.py'
        }

        It 'that imports a missing one names the missing one and the line of the import' {
            $record = Get-ErrorOf { Invoke-PyAwaitable missing_import:run }
            Assert-Error $record ModuleNotFoundError NotInstalled 'missing_import:run' 'a_module_that_nobody_has'
            $record.Exception.Traceback | Should -Match 'missing_import\.py", line 3'
        }
    }

    Context 'a function' {
        It 'that is not there is named with what is like it' {
            $record = Get-ErrorOf { Invoke-PyAwaitable asyncio:slep }
            Assert-Error $record FunctionNotFound ObjectNotFound 'asyncio:slep' "'asyncio' has no attribute 'slep'", 'did you mean sleep'
        }

        It 'that a class lacks is named' {
            $record = Get-ErrorOf { Invoke-PyAwaitable sample:Greeter.sing }
            Assert-Error $record FunctionNotFound ObjectNotFound 'sample:Greeter.sing' "'sample\.Greeter' has no attribute 'sing'"
        }

        It 'without a module says how to write it' {
            $record = Get-ErrorOf { Invoke-PyAwaitable nowhere }
            Assert-Error $record FunctionNotFound ObjectNotFound nowhere "'module:function'"
        }

        It 'that is not there ends the command at once, as no item can succeed' {
            $record = Get-ErrorOf { 1..5 | Invoke-PyAwaitable asyncio:slep }
            Assert-Error $record FunctionNotFound ObjectNotFound 'asyncio:slep'
        }

        It 'that is an object which cannot be called names its type' {
            $record = Get-ErrorOf { Invoke-PyAwaitable sample:VERSION }
            Assert-Error $record TypeError InvalidType 'sample:VERSION' "'int' object is not callable"
            $box = Invoke-PyAwaitable sample:box 1
            $record = Get-ErrorOf { Invoke-PyAwaitable $box }
            $record.FullyQualifiedErrorId | Should -BeLike 'PyAsync.NotCallable,*'
            $record.CategoryInfo.Category | Should -Be 'InvalidType'
            $record.Exception.Message | Should -Match "'Box' cannot be called"
        }

        It 'that is neither a name nor a live object names the type it got' {
            $record = Get-ErrorOf { Invoke-PyAwaitable -Function 42 }
            Assert-Error $record NotCallable InvalidType 42 "'module:function'", 'System\.Int32'
        }

        It 'with a wrong argument count says what it takes' {
            $record = Get-ErrorOf { Invoke-PyAwaitable sample:plain 1, 2, 3 }
            Assert-Error $record TypeError InvalidType 'sample:plain' 'plain\(\) takes from 1 to 2 positional arguments but 3 were given'
            $record = Get-ErrorOf { 'item' | Invoke-PyAwaitable sample:add }
            Assert-Error $record TypeError InvalidType 'item' "missing 1 required positional argument: 'b'"
        }

        It 'with an unknown keyword names it' {
            $record = Get-ErrorOf { Invoke-PyAwaitable sample:add 1, 2 -Keyword @{ speed = 1 } }
            Assert-Error $record TypeError InvalidType 'sample:add' "unexpected keyword argument 'speed'"
        }
    }

    Context 'a syntax error' {
        It 'in -Code shows file, line and caret, and nothing of it runs' {
            $code = "ran = True`nvalue = (1 +`n"
            $record = Get-ErrorOf { Invoke-PyAwaitable -Code $code }
            $record.FullyQualifiedErrorId | Should -BeLike 'PyAsync.SyntaxError,*'
            $record.CategoryInfo.Category | Should -Be 'ParserError'
            $record.TargetObject | Should -Be $code
            # Below the message: the one part of a record whose lines the default view leaves as they are.
            $record.ErrorDetails.RecommendedAction | Should -Match '(?m)^  .*BadInput\.Tests\.ps1:\d+$'
            Invoke-PyAwaitable -Code '"ran" in globals()' | Should -BeFalse
        }

        It 'puts the caret under the place' {
            $record = Get-ErrorOf { Invoke-PyAwaitable -Code "if True:`n    x = 1 1" }
            $lines = $record.ErrorDetails.RecommendedAction -split '\r?\n'
            $lines[2] | Should -BeExactly '    x = 1 1'
            $lines[3].TrimEnd() | Should -Match '^ +\^$'
            $lines[3].IndexOf('^') | Should -BeGreaterOrEqual 8
            $record.Exception.SyntaxPosition.Line | Should -Be 2
        }

        It 'is bad indentation, an unclosed string or a stray return as well: <code>' -ForEach @(
            @{ code = "  x = 1`ny = 2"; id = 'IndentationError' }
            @{ code = 'text = "open'; id = 'SyntaxError' }
            @{ code = 'return 5'; id = 'SyntaxError' }
            @{ code = 'yield 5'; id = 'SyntaxError' }
            @{ code = 'break'; id = 'SyntaxError' }
        ) {
            $record = Get-ErrorOf { Invoke-PyAwaitable -Code $code }
            Assert-Error $record $id ParserError $code
        }

        It 'in a file names that file' {
            $record = Get-ErrorOf { Invoke-PyAwaitable -Path "$fixtures/script_syntax_error.py" }
            $record.FullyQualifiedErrorId | Should -BeLike 'PyAsync.SyntaxError,*'
            $record.ErrorDetails.RecommendedAction | Should -Match '(?m)script_syntax_error\.py:2$'
            $record.TargetObject | Should -Match 'script_syntax_error\.py:main$'
        }
    }

    Context 'a file' {
        It 'that does not exist is named in full' {
            $record = Get-ErrorOf { Invoke-PyAwaitable -Path ./nowhere/none.py }
            Assert-Error $record FileNotFound ObjectNotFound './nowhere/none.py' ([regex]::Escape((Join-Path $PWD.ProviderPath 'nowhere')))
        }

        It 'that is a folder is told so' {
            $record = Get-ErrorOf { Invoke-PyAwaitable -Path $fixtures }
            Assert-Error $record FileNotFound ObjectNotFound $fixtures "$([regex]::Escape($fixtures))' is a folder: give a Python file"
        }

        It 'that raises while it loads is reported by its own error' {
            $record = Get-ErrorOf { Invoke-PyAwaitable -Path "$fixtures/script_raises.py" }
            $record.FullyQualifiedErrorId | Should -BeLike 'PyAsync.RuntimeError,*'
            $record.Exception.Traceback | Should -Match 'script_raises\.py", line 1'
        }

        It 'that lacks the entry point names it and what is like it' {
            $record = Get-ErrorOf { Invoke-PyAwaitable -Path "$fixtures/script_no_main.py" }
            $record.FullyQualifiedErrorId | Should -BeLike 'PyAsync.FunctionNotFound,*'
            $record.Exception.Message | Should -Match "no attribute 'main'"
            $record.Exception.Message | Should -Match 'did you mean min.*entry point names'
        }

        It 'that is no Python file is told' {
            $file = Join-Path $TestDrive 'data.txt'
            Set-Content $file 'text'
            $record = Get-ErrorOf { Invoke-PyAwaitable -Path $file }
            $record.FullyQualifiedErrorId | Should -BeLike 'PyAsync.FunctionNotFound,*'
            $record.Exception.Message | Should -Match 'is no Python file'
        }
    }

    Context 'an awaitable' {
        It 'that was awaited already and has ended is told so' {
            $coroutine = Invoke-PyAwaitable -Code 'import sample; [sample.echo_late(1)]'
            $coroutine | Invoke-PyAwaitable | Should -Be 1
            $record = Get-ErrorOf { $coroutine | Invoke-PyAwaitable }
            Assert-Error $record AlreadyAwaited InvalidOperation $coroutine 'echo_late\(\)', 'has ended', 'call the function again'
        }

        It 'that is being awaited just now is told so, and the first await gets its result' {
            Invoke-PyAwaitable sample:reset
            $coroutine = Invoke-PyAwaitable -Code 'kept = [sample.wait_at("twice")]; kept'
            $first = Start-Background 'Invoke-PyAwaitable -Code "await kept[0]"'
            Wait-Until { Invoke-PyAwaitable -Code 'kept[0].cr_await is not None' }
            $record = Get-ErrorOf { $coroutine | Invoke-PyAwaitable }
            Assert-Error $record AlreadyAwaited InvalidOperation $coroutine 'wait_at\(\)', 'is being awaited'
            Invoke-PyAwaitable sample:open_gate 'twice'
            (Wait-Background $first).Output | Should -Be 'twice'
        }

        It 'that is none names its type and says what to give: <what>' -ForEach @(
            @{ what = 'a number'; code = '[5]'; type = 'int' }
            @{ what = 'a text'; code = '["text"]'; type = 'str' }
            @{ what = 'None'; code = '[None]'; type = 'NoneType' }
            @{ what = 'an object'; code = '[sample.Box(1)]'; type = 'Box' }
            @{ what = 'a function'; code = '[sample.echo]'; type = 'function' }
        ) {
            $value = Invoke-PyAwaitable -Code $code -NoEnumerate
            $record = Get-ErrorOf { , $value[0] | Invoke-PyAwaitable }
            $record.FullyQualifiedErrorId | Should -Be 'PyAsync.NotAwaitable,PyAsync.PowerShell.Commands.InvokePyAwaitableCommand'
            $record.CategoryInfo.Category | Should -Be 'InvalidType'
            $record.TargetObject | Should -Be $value[0]
            $record.Exception.Message | Should -Match "'$type' is not awaitable"
            "$record" | Should -Match 'coroutine, task, future'
        }

        It 'that is none does not keep the others from their results' {
            $all = Invoke-PyAwaitable -Code '[sample.echo_late(1), sample.Box(2), sample.echo_late(3)]' | Invoke-PyAwaitable -Ordered 2>&1
            $all[0, 2] | Should -Be 1, 3
            $all[1].FullyQualifiedErrorId | Should -BeLike 'PyAsync.NotAwaitable,*'
        }
    }

    Context 'a loop' {
        It 'that does not run is named, with those that do and how to start it' {
            $record = Get-ErrorOf { Invoke-PyAwaitable -Code '1' -Loop Nowhere }
            Assert-Error $record LoopNotFound ObjectNotFound Nowhere "'Nowhere'", "running: 'Default'", 'Start-PyEventLoop -Name'
        }

        It 'that has stopped says how to start it again' {
            $loop = Start-PyEventLoop Short
            Stop-PyEventLoop Short
            $record = Get-ErrorOf { Invoke-PyAwaitable -Code '1' -Loop $loop }
            Assert-Error $record LoopStopped ResourceUnavailable '1' "Start-PyEventLoop -Name 'Short'"
        }
    }

    Context 'a number' {
        It 'is refused before anything runs: <cmdlet> -<parameter> <value>' -ForEach @(
            @{ cmdlet = 'Invoke-PyAwaitable'; parameter = 'ThrottleLimit'; value = -1 }
            @{ cmdlet = 'Invoke-PyAwaitable'; parameter = 'TimeoutSeconds'; value = -0.5 }
            @{ cmdlet = 'Invoke-PyAwaitable'; parameter = 'TimeoutSeconds'; value = [double]::PositiveInfinity }
            @{ cmdlet = 'Invoke-PyAsyncTest'; parameter = 'ThrottleLimit'; value = 0 }
            @{ cmdlet = 'Invoke-PyAsyncTest'; parameter = 'TimeoutSeconds'; value = -1 }
            @{ cmdlet = 'Stop-PyEventLoop'; parameter = 'TimeoutSeconds'; value = -1 }
            @{ cmdlet = 'Stop-PyTask'; parameter = 'TimeoutSeconds'; value = 86401 }
            @{ cmdlet = 'Wait-PyTask'; parameter = 'TimeoutSeconds'; value = -1 }
            @{ cmdlet = 'Use-PyEventLoop'; parameter = 'TimeoutSeconds'; value = -1 }
        ) {
            Invoke-PyAwaitable sample:reset
            $what = @{
                'Invoke-PyAwaitable' = @{ Function = 'sample:hang' }
                'Invoke-PyAsyncTest' = @{ Path = Join-Path $fixtures testkit }
                'Stop-PyEventLoop'   = @{ Name = 'Default' }
                'Stop-PyTask'        = @{ Name = '*' }
                'Wait-PyTask'        = @{ Name = '*' }
                'Use-PyEventLoop'    = @{ ScriptBlock = { Invoke-PyAwaitable sample:hang } }
            }[$cmdlet]
            $what[$parameter] = $value
            $record = Get-ErrorOf { & $cmdlet @what }
            $record.FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentValidationError,*'
            $record.CategoryInfo.Category | Should -Be 'InvalidData'
            "$record" | Should -Match "'$parameter'.*$([regex]::Escape("$value"))"
            Invoke-PyAwaitable sample:seen | Should -BeNullOrEmpty
        }
    }

    Context 'a value' {
        It 'that cannot be converted has its type named, and the other items arrive' {
            $odd = @{}
            $odd.self = $odd
            $all = 'a', $odd, 'c' | Invoke-PyAwaitable sample:echo -Ordered 2>&1
            $all[0, 2] | Should -Be 'a', 'c'
            Assert-Error $all[1] ValueNotConvertible InvalidType $odd 'System\.Collections\.Hashtable'
        }

        It 'that cannot be is told as an argument, as a keyword and as a variable' {
            $odd = @{}
            $odd.self = $odd
            foreach ($command in { Invoke-PyAwaitable sample:echo $odd }, { Invoke-PyAwaitable sample:echo -Keyword @{ value = $odd } }, { Invoke-PyAwaitable -Code '1' -Variable @{ odd = $odd } }) {
                $record = Get-ErrorOf $command
                $record.FullyQualifiedErrorId | Should -Be 'PyAsync.ValueNotConvertible,PyAsync.PowerShell.Commands.InvokePyAwaitableCommand'
                $record.Exception.Message | Should -Match 'System\.Collections\.Hashtable'
            }
        }
    }
}
