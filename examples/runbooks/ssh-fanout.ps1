#requires -Version 7.4
<#
.SYNOPSIS
Runs a command on many hosts at once by asyncssh, one object for each as it ends, with its exit code. The hosts' shells are POSIX.

.EXAMPLE
'web1', 'web2' | ./ssh-fanout.ps1 -Command uptime | Where-Object ExitCode -NE 0
#>
param(
    [Parameter(ValueFromPipeline)] [string[]] $HostName,
    [Parameter(Mandatory)] [string] $Command,
    [int] $Port = 22,
    [string] $User = $env:USER,
    # A private key; without it the agent's and the usual ones.
    [string] $KeyFile,
    # Host keys that are trusted; without it those of ~/.ssh/known_hosts.
    [string] $KnownHosts,
    [int] $ThrottleLimit = 20,
    [double] $TimeoutSeconds = 30
)

begin {
    if (-not (Get-Module PyAsync)) { Import-Module ($env:PYASYNC_MODULE ? "$env:PYASYNC_MODULE/PyAsync.psd1" : 'PyAsync') -ErrorAction Stop }
    Invoke-PyAwaitable -Code @'
import asyncssh

# sshd lets a command without a terminal run on when its connection ends. So a shell beside it waits for the end of its
# input, which is that of the connection, and ends them all.
GUARDED = "exec 3<&0; (cat <&3; kill 0) >/dev/null 2>&1 & guard=$!; (%s\n) 3<&- </dev/null; code=$?; kill $guard; exit $code"

async def run(host, command, options):
    # Cancelled, by Ctrl+C or the time limit, the connection is closed, and with it the command ends.
    async with asyncssh.connect(host, **options) as connection:
        result = await connection.run(GUARDED % command)
        return {"Host": host, "ExitCode": result.exit_status, "Output": result.stdout.strip(), "Error": result.stderr.strip()}
'@
    $options = @{ port = $Port; username = $User }
    if ($KeyFile) { $options.client_keys = @($KeyFile) }
    if ($KnownHosts) { $options.known_hosts = $KnownHosts }
    $all = [System.Collections.Generic.List[string]]::new()
}

process { if ($HostName) { $all.AddRange($HostName) } }

end {
    $all | Invoke-PyAwaitable run $Command, $options -ThrottleLimit $ThrottleLimit -TimeoutSeconds $TimeoutSeconds
}
