#requires -Version 7.4
<#
.SYNOPSIS
Uses three Python libraries as PowerShell commands: aiohttp's client, redis.asyncio and asyncssh.

.DESCRIPTION
Reads a page, keeps its length in Redis, and asks a host by SSH for its name. Each client is a live Python object that stays
connected from one command to the next.

.EXAMPLE
./library-commands.ps1 -Web https://example.org/ -Redis redis://localhost -SshHost db1 -SshUser ada -SshKey ~/.ssh/id_ed25519
#>
param(
    [Parameter(Mandatory)] [string] $Web,
    [Parameter(Mandatory)] [string] $Redis,
    [Parameter(Mandatory)] [string] $SshHost,
    [int] $SshPort = 22,
    [Parameter(Mandatory)] [string] $SshUser,
    [Parameter(Mandatory)] [string] $SshKey,
    # The file with the hosts' keys; without it, any key is accepted.
    [string] $KnownHosts
)

Import-Module ($env:PYASYNC_MODULE ? "$env:PYASYNC_MODULE/PyAsync.psd1" : 'PyAsync')

Import-PyModule aiohttp -Function ClientSession
Import-PyModule redis.asyncio -Function from_url
Import-PyModule asyncssh -Function connect

$session = New-ClientSession
$response = Invoke-PyAwaitable $session.get $Web -TimeoutSeconds 30
$page = Invoke-PyAwaitable $response.text

$store = from_url $Redis -Keyword @{ decode_responses = $true }
$null = Invoke-PyAwaitable $store.set 'page:length', $page.Length
$kept = Invoke-PyAwaitable $store.get 'page:length'

$connection = connect $SshHost -Port $SshPort -TimeoutSeconds 30 -Keyword @{
    username    = $SshUser
    client_keys = @($SshKey)
    known_hosts = $KnownHosts ? $KnownHosts : $null
}
$answer = Invoke-PyAwaitable $connection.run 'uname -s' -Raw

[pscustomobject] @{
    Status = $response.status
    Length = $page.Length
    Kept   = [int] $kept
    System = "$($answer.stdout)".Trim()
}

$null = Invoke-PyAwaitable $connection.close
$null = Invoke-PyAwaitable $store.close
$null = Invoke-PyAwaitable $session.close
