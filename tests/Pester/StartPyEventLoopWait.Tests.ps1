# A loop in the foreground.

BeforeAll {
    . "$PSScriptRoot/_Common.ps1"

    function Start-Foreground {
        $background = Start-Background 'Start-PyEventLoop Front -Wait'
        Wait-Until { (Get-PyEventLoop Front -ErrorAction Ignore).State -eq 'Running' }
        $background
    }
}

AfterAll {
    Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
}

Describe 'Start-PyEventLoop -Wait' {
    It 'returns without output when another runspace has stopped the loop' {
        $background = Start-Foreground
        $background.Handle.IsCompleted | Should -BeFalse
        Stop-PyEventLoop Front
        $end = Wait-Background $background
        $end.Output | Should -BeNullOrEmpty
        $end.Errors | Should -BeNullOrEmpty
    }

    It 'returns when Python calls pyasync.stop(), whose own await ends with the loop' {
        $background = Start-Foreground
        Invoke-PyAwaitable -Loop Front -Code "import asyncio, pyasync`npyasync.stop()`nawait asyncio.sleep(3600)" -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'PyAsync.LoopStopped,*'
        (Wait-Background $background).Errors | Should -BeNullOrEmpty
    }

    It 'returns when any Python thread stops it by name' {
        $background = Start-Foreground
        Invoke-PyAwaitable -Code "import asyncio, pyasync`nawait asyncio.get_running_loop().run_in_executor(None, pyasync.stop, 'Front')"
        (Wait-Background $background).Errors | Should -BeNullOrEmpty
    }

    It 'stops the loop at Ctrl+C, after the finally of what runs on it' {
        $flag = Join-Path $TestDrive cleaned
        $background = Start-Foreground
        Invoke-PyAwaitable -Loop Front -Code "import asyncio, pathlib`nasync def work():`n    try: await asyncio.sleep(3600)`n    finally: pathlib.Path(r'$flag').touch()`nt = asyncio.ensure_future(work())`nawait asyncio.sleep(0)"
        $background.Shell.Stop()
        $flag | Should -Exist
        Get-PyEventLoop Front -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'gives an error at once where the loop is there already' {
        $null = Start-PyEventLoop Front
        (Get-ErrorOf { Start-PyEventLoop Front -Wait }).FullyQualifiedErrorId | Should -BeLike 'PyAsync.LoopExists,*'
        Stop-PyEventLoop Front
    }

    It 'lets Python know that there is no loop of a name' {
        $problem = Get-ErrorOf { Invoke-PyAwaitable -Code "import pyasync; pyasync.stop('Nowhere')" }
        $problem.FullyQualifiedErrorId | Should -BeLike 'PyAsync.RuntimeError,*'
        $problem.Exception.Message | Should -BeLike "*Nowhere*"
    }
}
