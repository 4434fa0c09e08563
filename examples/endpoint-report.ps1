#requires -Version 7.4
<#
.SYNOPSIS
Asks 500 HTTP endpoints, 50 at a time, through one asyncio client that stays alive from command to command.

.DESCRIPTION
The server is a process of its own on this machine. Three of its endpoints misbehave: one is too slow, one refuses the
connection, one answers with half a JSON. Each of them becomes an error record; the other 497 answers arrive.
#>
param([int] $Count = 500, [int] $ThrottleLimit = 50, [double] $TimeoutSeconds = 2)

$ErrorActionPreference = 'Stop'
Import-Module ($env:PYASYNC_MODULE ? "$env:PYASYNC_MODULE/PyAsync.psd1" : 'PyAsync')
$loop = Start-PyEventLoop -Name EndpointReport -ModulePath $PSScriptRoot
$server = $null

try {
    # The server prints its addresses as one line of JSON and ends when its input is closed.
    $server = [System.Diagnostics.Process]::Start([System.Diagnostics.ProcessStartInfo] @{
            FileName               = $loop.PythonExecutable
            Arguments              = "`"$PSScriptRoot/endpoint_server.py`""
            RedirectStandardInput  = $true
            RedirectStandardOutput = $true
        })
    $address = $server.StandardOutput.ReadLine() | ConvertFrom-Json

    $urls = @(
        "$($address.serving)/sensors/slow"
        "$($address.serving)/sensors/broken"
        "$($address.refusing)/sensors/refused"
        4..$Count | ForEach-Object { "$($address.serving)/sensors/$_" }
    )

    # A live Python object, which gets a name in the loop's namespace. It keeps its connections for as long as the loop runs.
    $client = Invoke-PyAwaitable endpoint_client:open_client -Loop $loop -Raw
    $transport = Invoke-PyAwaitable -Code 'client = opened; client.transport' -Variable @{ opened = $client } -Loop $loop
    "Python $($loop.PythonVersion), $transport, $Count requests, $ThrottleLimit in flight`n"

    $watch = [System.Diagnostics.Stopwatch]::StartNew()

    # Answers and errors come as they complete; each becomes one row of the table.
    $urls |
        Invoke-PyAwaitable -Code 'await client.get(_)' -Loop $loop -ThrottleLimit $ThrottleLimit -TimeoutSeconds $TimeoutSeconds -ErrorAction Continue 2>&1 |
        ForEach-Object -OutVariable rows {
            if ($_ -is [System.Management.Automation.ErrorRecord]) {
                $failures++
                [pscustomobject] @{ Endpoint = $_.TargetObject; ms = $null; Answer = $_.FullyQualifiedErrorId -replace '^PyAsync\.|,.*'; Error = $_.Exception.Message }
            }
            else {
                [pscustomobject] @{ Endpoint = $_.url; ms = $_.ms; Answer = "$($_.status), $($_.data.celsius) °C"; Error = $null }
            }
            $done++
            Write-Progress -Activity 'Asking endpoints' -Status "$done of $Count, $failures failed" -PercentComplete (100 * $done / $Count)
        } |
        Format-Table @{ Label = 'Endpoint'; Expression = 'Endpoint'; Width = 40 }, @{ Label = 'ms'; Expression = 'ms'; FormatString = '0.0'; Width = 7; Alignment = 'Right' }, Answer
    $seconds = $watch.Elapsed.TotalSeconds
    Write-Progress -Activity 'Asking endpoints' -Completed

    $failed, $answered = $rows.Where({ $_.Error }, 'Split')
    'What failed:'
    $failed | ForEach-Object { "  $($_.Endpoint)`n    $($_.Error)" }

    # The same client, still there in the next command.
    $connections = Invoke-PyAwaitable -Code 'client.connections' -Loop $loop
    Invoke-PyAwaitable -Code 'await client.close()' -Loop $loop

    $sorted = @($answered.ms | Sort-Object)
    [ordered] @{
        Requests    = "$done over $connections connections by $transport"
        Answered    = $answered.Count
        Failed      = "$($failed.Count): $(($failed.Answer | Group-Object | ForEach-Object { "$($_.Count) $($_.Name)" }) -join ', ')"
        Median      = '{0:0.0} ms' -f $sorted[[math]::Ceiling(0.5 * $sorted.Count) - 1]
        p95         = '{0:0.0} ms' -f $sorted[[math]::Ceiling(0.95 * $sorted.Count) - 1]
        Rate        = '{0:0} requests/s ({1:0.00} s; one after the other: {2:0} s)' -f ($done / $seconds), $seconds, (($sorted | Measure-Object -Sum).Sum / 1000)
    } | ForEach-Object { [pscustomobject] $_ } | Format-List

    exit ($failed.Count -eq 3 -and $answered.Count -eq $Count - 3 ? 0 : 1)
}
finally {
    if ($server) {
        $server.Kill()
    }
    $loop | Stop-PyEventLoop
}
