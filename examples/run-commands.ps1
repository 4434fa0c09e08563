#requires -Version 7.4
<#
.SYNOPSIS
Runs command lines through asyncio's subprocesses, some at a time, and gives one object for each as it ends.

.EXAMPLE
'git --version', 'uname -a', 'sleep 1' | ./run-commands.ps1
#>
param(
    [Parameter(ValueFromPipeline)]
    [string[]] $Command = @('python3 --version', 'sleep 1', 'echo hello'),

    [int] $ThrottleLimit = 4,

    [double] $TimeoutSeconds = 60
)

begin {
    Import-Module ($env:PYASYNC_MODULE ? "$env:PYASYNC_MODULE/PyAsync.psd1" : 'PyAsync')
    $all = [System.Collections.Generic.List[string]]::new()
    Invoke-PyAwaitable -Code @'
import asyncio, time
from asyncio.subprocess import PIPE, STDOUT

async def run_command(command):
    start = time.perf_counter()
    process = await asyncio.create_subprocess_shell(command, stdout=PIPE, stderr=STDOUT)
    try:
        output, _ = await process.communicate()
    except asyncio.CancelledError:  # Ctrl+C or the time limit
        process.kill()
        await process.wait()
        raise
    return {
        "Command": command,
        "ExitCode": process.returncode,
        "Seconds": round(time.perf_counter() - start, 2),
        "Output": output.decode(errors="replace").strip(),
    }
'@
}

process {
    $all.AddRange($Command)
}

end {
    $all | Invoke-PyAwaitable run_command -ThrottleLimit $ThrottleLimit -TimeoutSeconds $TimeoutSeconds
}
