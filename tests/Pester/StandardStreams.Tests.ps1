# What Python prints and reads where the process's standard streams carry something else.
BeforeAll {
    . (Join-Path $PSScriptRoot '_Common.ps1')
    $speak = @"
import asyncio, logging, os, sys
print('printed')
print('to stderr', file=sys.stderr)
logging.warning('logged')
os.write(1, b'low level')
child = await asyncio.create_subprocess_exec('echo', 'of a child')
await child.wait()
sys.stdout.write('half a line')
sys.stdout.flush()
try:
    input()
except OSError:
    print('\nnothing to read')
{'a': [1, 2]}
"@
}

Describe 'Standard streams that were taken from Python' {
    It 'leave the streams of the command whole, and nothing goes elsewhere' {
        $result = Invoke-Shell @"
[PyAsync.Loops.PyEventLoop].Assembly.GetType('PyAsync.Interpreters.ProcessStreams').GetMethod('Take').Invoke(`$null, @())
`$value = Invoke-PyAwaitable -Code @'
$speak
'@
"value `$(`$value.a)"
"@
        $result.Errors | Should -BeNullOrEmpty
        $result.Output -split '\r?\n' | Should -Be 'printed', 'to stderr', 'WARNING: root: logged', 'half a line', 'nothing to read', 'value 1 2'
        $result.ExitCode | Should -Be 0
    }

    It 'leave the results of a job in a process of its own whole' {
        $job = Start-Job { Import-Module $using:manifest; Invoke-PyAwaitable -Code $using:speak; 'and more' }
        try {
            $null = Wait-Job $job -Timeout 60
            $job.State | Should -Be 'Completed'
            $received = @(Receive-Job $job 6>&1)
            $received[-1] | Should -Be 'and more'
            @($received | Where-Object { $_.PSObject.Properties['a'] }).Count | Should -Be 1
        }
        finally {
            Remove-Job $job -Force
        }
    }
}
