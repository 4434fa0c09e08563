# Whose a record is: log records of every level, warnings and errors.

BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    $null = Start-PyEventLoop
    $null = Invoke-PyAwaitable -Code 'import asyncio, logging, warnings'
}

AfterAll {
    Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
}

Describe 'A log record' {
    It 'of <Level> names its loop, its task, the line of the command and its input' -ForEach @(
        @{ Level = 'DEBUG'; Type = 'PyDebugRecord'; With = '-Debug' }
        @{ Level = 'INFO'; Type = 'PyVerboseRecord'; With = '-Verbose' }
        @{ Level = 'WARNING'; Type = 'PyWarningRecord'; With = '' }
        @{ Level = 'ERROR'; Type = 'PyErrorRecord'; With = '-LogAsError' }
    ) {
        $file = Join-Path $TestDrive "$Level.ps1"
        Set-Content $file "`n'in 1', 'in 2' | Invoke-PyAwaitable -Code 'asyncio.current_task().set_name(_ + `" task`"); await asyncio.sleep(0); logging.getLogger(`"app`").log(logging.$Level, _)' $With"
        $said = @(& $file *>&1 | Where-Object { $_.Said.Logger -eq 'app' })
        $said | Should -HaveCount 2
        foreach ($record in $said) {
            $record.GetType().Name | Should -Be $Type
            $record.Said.Message | Should -BeLike 'in ?'
            $record.Said.Input | Should -Be $record.Said.Message
            $record.Said.Task | Should -Be "$($record.Said.Message) task"
            $record.Said.Loop.Name | Should -Be 'Default'
            $record.Said.Origin.ScriptPath | Should -Be $file
            $record.Said.Origin.ScriptLine | Should -Be 2
        }
    }

    It 'of ERROR is in -ErrorVariable and in the job''s errors as what it is' {
        $null = 'x' | Invoke-PyAwaitable -Code 'logging.error("e")' -LogAsError -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].Said.Input | Should -Be 'x'
        $job = 'y' | Invoke-PyAwaitable -Code 'logging.error("e")' -LogAsError -AsJob
        $null = Wait-Job $job
        $job.ChildJobs[0].Error[0].Said.Input | Should -Be 'y'
        Remove-Job $job
    }
}

Describe 'A warning of Python''s' {
    It 'that is given again and again at one line comes once' {
        $said = Invoke-PyAwaitable -Code "def f():`n    warnings.warn('again', DeprecationWarning)`nfor i in range(5): f()" 3>&1
        @($said).Count | Should -Be 1
        "$said" | Should -BeLike "DeprecationWarning: again (${PSCommandPath}:*)"
        $said.Said.Loop.Name | Should -Be 'Default'
    }
}
