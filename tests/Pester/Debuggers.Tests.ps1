# Debuggers in the shell's own process; those of Python's library are tested in TracingTests.cs and Terminal.Tests.ps1.
BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
}

Describe 'debugpy' {
    It 'listens for an editor and traces, while awaits go on, and its adapter ends with the shell' {
        Skip-Without debugpy
        $result = Invoke-Shell @'
Invoke-PyAwaitable -Code "import debugpy; debugpy.listen(('127.0.0.1', 0))[1] > 0" -TimeoutSeconds 40
Invoke-PyAwaitable -Code @"
import asyncio, debugpy
def double(x):
    y = x * 2
    return y
debugpy.trace_this_thread(True)
asyncio.get_running_loop().call_later(0.1, double, 1)
await asyncio.sleep(0.2, [double(i) for i in range(3)])
"@ -TimeoutSeconds 20
(Get-Process | Where-Object { $_.CommandLine -match 'debugpy.adapter' -and $_.StartTime -ge (Get-Process -Id $PID).StartTime }).Id
'@ -Environment @{ PYDEVD_DISABLE_FILE_VALIDATION = '1' }
        $result.TimedOut | Should -BeFalse
        $output = $result.Output -split '\r?\n'
        $output[0..3] | Should -Be 'True', '0', '2', '4'
        $output.Count | Should -Be 5
        Wait-Until { -not (Get-Process -Id $output[4] -ErrorAction Ignore) }
    }
}
