BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
}

Describe 'Start-PyEventLoop' {
    AfterEach {
        Get-PyEventLoop | Stop-PyEventLoop
    }

    It 'starts a running loop named Default on the Python that the module chooses' {
        $loop = Start-PyEventLoop
        $loop | Should -BeOfType PyAsync.Loops.PyEventLoop
        $loop.Name | Should -BeExactly 'Default'
        $loop.State | Should -Be 'Running'
        $loop.PythonExecutable | Should -Be (Get-TestPython).Executable
        $loop.PythonVersion | Should -Be (Get-TestPython).Version
        $loop.Implementation | Should -Match '^asyncio\.'
        Invoke-PyAwaitable -Code 'import sys; sys.executable' -Loop $loop | Should -Be $loop.PythonExecutable
        Invoke-PyAwaitable -Code 'sys.prefix' -Loop $loop | Should -Be $loop.PythonPrefix
    }

    It 'takes the name by position and by property name' {
        (Start-PyEventLoop One).Name | Should -BeExactly 'One'
        ([pscustomobject] @{ Name = 'Two' } | Start-PyEventLoop).Name | Should -BeExactly 'Two'
        (Get-PyEventLoop).Name | Should -Be 'One', 'Two'
    }

    It 'runs the first loop on Python''s main thread and a second loop beside it' {
        $first = Start-PyEventLoop First
        $second = Start-PyEventLoop Second
        $first.ThreadId | Should -Not -Be $second.ThreadId
        $first.ThreadId | Should -Not -Be ([System.Environment]::CurrentManagedThreadId)
        Invoke-PyAwaitable -Code 'import threading; threading.current_thread() is threading.main_thread()' -Loop First | Should -BeTrue
        Invoke-PyAwaitable -Code 'import threading; threading.current_thread() is threading.main_thread()' -Loop Second | Should -BeFalse
    }

    It 'keeps the names of two loops apart' {
        $null = Start-PyEventLoop One
        $null = Start-PyEventLoop Two
        Invoke-PyAwaitable -Code 'mine = 1' -Loop One
        Invoke-PyAwaitable -Code '"mine" in globals()' -Loop Two | Should -BeFalse
        Invoke-PyAwaitable -Code 'mine' -Loop One | Should -Be 1
    }

    It 'finds the names again that code has set on an earlier loop of its name' {
        foreach ($name in 'Default', 'Names') {
            $null = Start-PyEventLoop $name
            $null = Invoke-PyAwaitable -Code 'name_that_stays = __name__; None' -Loop $name
            Stop-PyEventLoop $name
            $null = Start-PyEventLoop $name
        }
        Invoke-PyAwaitable -Code 'name_that_stays' | Should -Be '__main__'
        Invoke-PyAwaitable -Code 'name_that_stays' -Loop Names | Should -Be '__pyasync_Names__'
    }

    It 'says that a loop of that name exists, without regard to case, and goes on' {
        $null = Start-PyEventLoop Twice
        $record = Get-ErrorOf { Start-PyEventLoop TWICE }
        $record.FullyQualifiedErrorId | Should -Be 'PyAsync.LoopExists,PyAsync.PowerShell.Commands.StartPyEventLoopCommand'
        $record.CategoryInfo.Category | Should -Be 'ResourceExists'
        $record.TargetObject | Should -Be 'TWICE'
        "$record" | Should -Match 'Stop-PyEventLoop'
        (Get-ErrorOf { Start-PyEventLoop TWICE -Python (Get-PyEventLoop Twice).PythonExecutable }).FullyQualifiedErrorId | Should -BeLike 'PyAsync.LoopExists,*'
        $after = [pscustomobject] @{ Name = 'Twice' }, [pscustomobject] @{ Name = 'Next' } | Start-PyEventLoop -ErrorAction SilentlyContinue
        $after.Name | Should -Be 'Next'
    }

    It 'starts a new loop of the same name after the old one has stopped' {
        $old = Start-PyEventLoop Again
        Stop-PyEventLoop Again
        $new = Start-PyEventLoop Again
        $new.State | Should -Be 'Running'
        $old.State | Should -Be 'Stopped'
        Invoke-PyAwaitable -Code '1 + 1' -Loop Again | Should -Be 2
    }

    It 'puts the folders of -ModulePath in front of sys.path in their order' {
        $first = (New-Item (Join-Path $TestDrive 'one') -ItemType Directory).FullName
        $second = (New-Item (Join-Path $TestDrive 'two') -ItemType Directory).FullName
        Set-Content (Join-Path $first 'module_path_test.py') 'PLACE = "one"'
        Set-Content (Join-Path $second 'module_path_test.py') 'PLACE = "two"'
        $null = Start-PyEventLoop -ModulePath $first, $second
        Invoke-PyAwaitable -Code 'import module_path_test; module_path_test.PLACE' | Should -Be 'one'
        Invoke-PyAwaitable -Code 'import sys; sys.path.index(a) < sys.path.index(b)' -Variable @{ a = $first; b = $second } | Should -BeTrue
    }

    It 'takes a -ModulePath that is relative to the location' {
        Push-Location $PSScriptRoot
        try {
            $null = Start-PyEventLoop -ModulePath fixtures
        }
        finally {
            Pop-Location
        }
        Invoke-PyAwaitable sample:plain 1 | Should -Be 11
    }

    It 'warns of a folder of -ModulePath that does not exist, and takes archives' {
        $missing = Join-Path $TestDrive 'missing'
        $archive = Join-Path $TestDrive 'modules.zip'
        $source = New-Item (Join-Path $TestDrive 'zipped') -ItemType Directory
        Set-Content (Join-Path $source 'zipped_module.py') 'PLACE = "zip"'
        [System.IO.Compression.ZipFile]::CreateFromDirectory($source.FullName, $archive)
        $null = Start-PyEventLoop -ModulePath $missing, $archive, $fixtures -WarningVariable warnings 3>$null
        @($warnings).Count | Should -Be 1
        "$warnings" | Should -BeLike "*'$missing'*does not exist*"
        Invoke-PyAwaitable -Code 'import zipped_module; zipped_module.PLACE' | Should -Be 'zip'
        $null = Use-PyEventLoop { 1 } -ModulePath $missing -WarningVariable warnings 3>$null
        "$warnings" | Should -BeLike "*'$missing'*does not exist*"
    }

    It 'switches asyncio''s debug mode on with -DebugMode and leaves it off without' {
        $null = Start-PyEventLoop Checked -ModulePath $fixtures -DebugMode
        $null = Start-PyEventLoop Plain
        Invoke-PyAwaitable sample:loop_debug -Loop Checked | Should -BeTrue
        Invoke-PyAwaitable sample:loop_debug -Loop Plain | Should -BeFalse
        (Get-PyEventLoop Checked).DebugMode | Should -BeTrue
        (Get-PyEventLoop Plain).DebugMode | Should -BeFalse
    }

    It 'names what it started in the verbose stream' {
        $text = Start-PyEventLoop Told -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        "$text" | Should -Match "'Told'"
    }

    Context '-LoopFactory' {
        It 'takes asyncio' {
            (Start-PyEventLoop -LoopFactory asyncio).Implementation | Should -Match '^asyncio\.'
        }

        It 'takes module:callable' {
            $loop = Start-PyEventLoop -LoopFactory sample:own_loop -ModulePath $fixtures
            $loop.Implementation | Should -Be 'asyncio.unix_events._UnixSelectorEventLoop'
            Invoke-PyAwaitable asyncio:sleep 0, 'awake' -Loop $loop | Should -Be 'awake'
        }

        It 'runs on uvloop where it is installed' {
            $null = Start-PyEventLoop Asking
            if (-not (Invoke-PyAwaitable -Code 'import importlib.util; importlib.util.find_spec("uvloop") is not None' -Loop Asking)) {
                Set-ItResult -Skipped -Because "$((Get-TestPython).Executable) has no uvloop"
                return
            }
            $loop = Start-PyEventLoop Fast -LoopFactory uvloop
            $loop.Implementation | Should -Be 'uvloop.Loop'
            1..20 | Invoke-PyAwaitable -Code 'import asyncio; await asyncio.sleep(0.001); _' -Loop Fast -Ordered | Should -Be (1..20)
            $record = Get-ErrorOf { Invoke-PyAwaitable asyncio:sleep 60 -TimeoutSeconds 0.05 -Loop Fast }
            $record.FullyQualifiedErrorId | Should -BeLike 'PyAsync.Timeout,*'
            Stop-PyEventLoop Fast
            $loop.State | Should -Be 'Stopped'
        }

        It 'says which module is missing, and no loop of that name is left' {
            $record = Get-ErrorOf { Start-PyEventLoop Bad -LoopFactory nosuchloop:Loop }
            $record.FullyQualifiedErrorId | Should -BeLike 'PyAsync.ModuleNotFoundError,*'
            $record.Exception.Message | Should -Match 'nosuchloop'
            $record.TargetObject | Should -Be 'Bad'
            Get-PyEventLoop B* | Should -BeNullOrEmpty
            (Start-PyEventLoop Bad).State | Should -Be 'Running'
        }

        It 'says that the callable is not there' {
            $record = Get-ErrorOf { Start-PyEventLoop -LoopFactory asyncio:NoSuchLoop }
            $record.FullyQualifiedErrorId | Should -BeLike 'PyAsync.FunctionNotFound,*'
            $record.CategoryInfo.Category | Should -Be 'ObjectNotFound'
            $record.Exception.Message | Should -Match 'NoSuchLoop'
        }

        It 'refuses what is no event loop and names its type' {
            $record = Get-ErrorOf { Start-PyEventLoop -LoopFactory sample:no_loop -ModulePath $fixtures }
            $record.FullyQualifiedErrorId | Should -BeLike 'PyAsync.TypeError,*'
            $record.Exception.Message | Should -Match 'returned int'
        }

        It 'reports the factory''s own exception with its traceback' {
            $record = Get-ErrorOf { Start-PyEventLoop -LoopFactory sample:broken_factory -ModulePath $fixtures }
            $record.FullyQualifiedErrorId | Should -BeLike 'PyAsync.RuntimeError,*'
            $record.Exception.Traceback | Should -Match 'in broken_factory'
        }
    }

    Context 'the threadsafe waker' {
        BeforeEach {
            $env:PYASYNC_WAKER = 'threadsafe'
        }

        AfterEach {
            $env:PYASYNC_WAKER = $null
        }

        It 'runs, streams, times out and stops as the usual one' {
            $loop = Start-PyEventLoop Fallback
            $loop.WakerKind | Should -Be 'threadsafe'
            1..200 | Invoke-PyAwaitable -Code 'import asyncio; await asyncio.sleep(0); _' -Loop Fallback -Ordered | Should -Be (1..200)
            (Get-ErrorOf { Invoke-PyAwaitable asyncio:sleep 60 -TimeoutSeconds 0.05 -Loop Fallback }).FullyQualifiedErrorId | Should -BeLike 'PyAsync.Timeout,*'
            Stop-PyEventLoop Fallback
            $loop.State | Should -Be 'Stopped'
        }
    }
}
