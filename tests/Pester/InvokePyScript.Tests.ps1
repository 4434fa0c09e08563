# Python programs: arguments, exit codes, their own loops or ours, and a clean end.

BeforeAll {
    . "$PSScriptRoot/_Common.ps1"

    $programs = Join-Path $fixtures programs

    # What a program prints goes to the shell's standard output, so it is seen from outside.
    function Invoke-Program([string] $Command) {
        Invoke-Shell "Set-Location '$programs'`n$Command`n`"ok=`$? code=`$LASTEXITCODE`""
    }
}

AfterAll {
    Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
}

Describe 'Invoke-PyScript' {
    It 'awaits the async main of a file that does not run it, with sys.argv and __main__' {
        $run = Invoke-Program 'Invoke-PyScript only_main.py a 2 --flag -- -x -ErrorAction SilentlyContinue 2>$null'
        $run.Output | Should -Be "__main__ ['a', '2', '--flag', '-x', '-ErrorAction', 'SilentlyContinue'] False`nok=False code=3"
    }

    It 'lets a file run itself, once: <File>' -ForEach @(
        @{ File = 'runs_itself.py'; Printed = "once ['x']"; Code = 4 }
        @{ File = 'runs_by_function.py'; Printed = 'main ran'; Code = 0 }
    ) {
        $run = Invoke-Program "Invoke-PyScript $File x 2>`$null"
        $run.Output | Should -Be "$Printed`nok=$($Code -eq 0) code=$Code"
    }

    It 'gives the exit code of <Case>' -ForEach @(
        @{ Case = 'sys.exit(5)'; With = 'exit', 5; Code = 5; Id = 'PyAsync.ProgramFailed' }
        @{ Case = 'sys.exit(0)'; With = 'exit', 0; Code = 0; Id = $null }
        @{ Case = 'sys.exit("text")'; With = @('text'); Code = 1; Id = 'PyAsync.ProgramFailed' }
        @{ Case = 'nothing returned'; With = @('none'); Code = 0; Id = $null }
        @{ Case = 'a number returned'; With = 'number', 9; Code = 9; Id = 'PyAsync.ProgramFailed' }
        @{ Case = 'a number that the system cuts'; With = 'number', 257; Code = 1; Id = 'PyAsync.ProgramFailed' }
        @{ Case = 'an exception'; With = @('raise'); Code = 1; Id = 'PyAsync.ValueError' }
        @{ Case = 'KeyboardInterrupt'; With = @('interrupt'); Code = 130; Id = 'PyAsync.KeyboardInterrupt' }
    ) {
        $global:LASTEXITCODE = -1
        $file = Join-Path $programs exits.py
        if ($Id) {
            $problem = Get-ErrorOf { Invoke-PyScript $file @With }
            $problem.FullyQualifiedErrorId | Should -BeLike "$Id,*"
            $problem.TargetObject | Should -Be $file
        }
        else {
            Invoke-PyScript $file @With
            $? | Should -BeTrue
        }
        $LASTEXITCODE | Should -Be $Code
    }

    It 'shows an uncaught exception with the program''s own line first' {
        $problem = Get-ErrorOf { Invoke-PyScript (Join-Path $programs exits.py) raise }
        $problem.Exception | Should -BeOfType ([PyAsync.Objects.PyException])
        $problem.Exception.PythonMessage | Should -Be 'nothing caught this'
        $problem.Exception.Frames[0].Function | Should -Be 'main'
        $problem.Exception.Frames[0].File | Should -BeLike '*exits.py'
    }

    It 'runs where the shell is, with the modules beside the file, and puts everything back' {
        $run = Invoke-Program @'
Invoke-PyAwaitable -Code "import sys, os; mine = 1; before = (sys.argv, sys.path[:], os.getcwd(), sys.modules['__main__'])"
Push-Location /
Invoke-PyScript (Join-Path $PSScriptRoot nowhere.py) -ErrorAction SilentlyContinue
$code = $LASTEXITCODE
Pop-Location
Invoke-PyScript environment.py
"before: $code"
Invoke-PyAwaitable -Code "(sys.argv, sys.path, os.getcwd(), sys.modules['__main__']) == before, mine"
'@
        $run.Errors | Should -BeNullOrEmpty
        $run.Output -split '\r?\n' | Should -Be $programs, 'True a module beside the program __main__ True', 'True', 'before: 2', 'True', '1', 'ok=True code=0'
    }

    It 'runs a folder with a __main__.py' {
        (Invoke-Program 'Invoke-PyScript folder a b').Output | Should -Be "a folder ['a', 'b']`nok=True code=0"
    }

    It 'closes in order: its tasks, its async generators, its executor and its threads' {
        $run = Invoke-Program 'Invoke-PyScript closes.py'
        $run.Errors | Should -BeNullOrEmpty
        $run.Output -split '\r?\n' | Sort-Object | Should -Be (@('in the executor', "a thread's last line", 'task cancelled', 'generator closed', 'ok=True code=0') | Sort-Object)
    }

    It 'calls -EntryPoint <Name>, async or not, and leaves the guard alone' -ForEach @(
        @{ Name = 'plain'; Code = 7 }
        @{ Name = 'other'; Code = 8 }
    ) {
        $run = Invoke-Program "Invoke-PyScript shares.py -EntryPoint $Name 2>`$null"
        $run.Output | Should -Be "ok=False code=$Code"
    }

    It 'gives an error for <Case>' -ForEach @(
        @{ Case = 'a file that is not there'; Command = { Invoke-PyScript (Join-Path $TestDrive nowhere.py) }; Id = 'PyAsync.FileNotFound'; Code = 2 }
        @{ Case = 'an entry point that is not there'; Command = { Invoke-PyScript (Join-Path $programs shares.py) -EntryPoint nothing }; Id = 'PyAsync.FunctionNotFound'; Code = 1 }
        @{ Case = 'a syntax error'; Command = { Invoke-PyScript (Join-Path $fixtures script_syntax_error.py) }; Id = 'PyAsync.SyntaxError'; Code = 1 }
    ) {
        $problem = Get-ErrorOf $Command
        $problem.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $LASTEXITCODE | Should -Be $Code
    }

    It 'runs on a loop with -Loop, and shares its state from run to run' {
        $null = Start-PyEventLoop Shared
        try {
            1..2 | ForEach-Object {
                Invoke-PyScript (Join-Path $programs shares.py) -Loop Shared -EntryPoint main -ErrorAction SilentlyContinue
                $LASTEXITCODE | Should -Be $_
            }
            $problem = Get-ErrorOf { Invoke-PyScript (Join-Path $programs runs_itself.py) -Loop Shared }
            $problem.FullyQualifiedErrorId | Should -BeLike 'PyAsync.RuntimeError,*'
        }
        finally {
            Stop-PyEventLoop Shared
        }
    }

    It 'takes a loop factory and debug mode for the loop of an async main' {
        (Invoke-Program 'Invoke-PyScript only_main.py -LoopFactory asyncio:SelectorEventLoop -DebugMode 2>$null').Output | Should -Be "__main__ [] True`nok=False code=3"
    }

    It 'ends at Ctrl+C within 2 s, with its finally, where <Case>' -ForEach @(
        @{ Case = 'its main sleeps'; How = 'main' }
        @{ Case = 'it runs a loop of its own'; How = 'own' }
        @{ Case = 'its coroutine blocks the loop'; How = 'blocked' }
        @{ Case = 'its own loop is blocked'; How = 'plain' }
        @{ Case = 'it runs no loop'; How = 'body' }
    ) {
        $started = Join-Path $TestDrive "$How.started"
        $finished = Join-Path $TestDrive "$How.finished"
        $background = Start-Background "Invoke-PyScript '$programs/waits.py' $How '$started' '$finished'"
        Wait-Until { Test-Path $started }
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $background.Shell.Stop()
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 2
        $background.Shell.InvocationStateInfo.State | Should -Be 'Stopped'
        $finished | Should -Exist
    }

    It 'cancels at Ctrl+C a program on a loop, which goes on' {
        $null = Start-PyEventLoop Shared
        try {
            $started = Join-Path $TestDrive loop.started
            $finished = Join-Path $TestDrive loop.finished
            $background = Start-Background "Invoke-PyScript '$programs/waits.py' main '$started' '$finished' -Loop Shared"
            Wait-Until { Test-Path $started }
            $background.Shell.Stop()
            $finished | Should -Exist
            Invoke-PyAwaitable -Code '6 * 7' -Loop Shared | Should -Be 42
        }
        finally {
            Stop-PyEventLoop Shared
        }
    }
}
