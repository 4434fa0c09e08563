# Every script in examples/ does what it says.
BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    $examples = Join-Path $repository 'examples'
    $module = Split-Path $manifest

    # Runs an example in a shell of its own, as its user does.
    function Invoke-Example([string] $Name, [string] $Arguments = '', [hashtable] $Environment = @{}, [string] $Then = 'exit $LASTEXITCODE') {
        Invoke-Shell "& '$examples/$Name' $Arguments; $Then" -Bare -Environment (@{ PYASYNC_MODULE = $module } + $Environment)
    }

    function Get-ServerProcess {
        Get-Process -Name 'python*' -ErrorAction Ignore | Where-Object { $_.CommandLine -match 'endpoint_server\.py' }
    }
}

Describe 'endpoint-report.ps1' {
    Context 'run as it is' {
        BeforeAll {
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $result = Invoke-Example endpoint-report.ps1
            $seconds = $clock.Elapsed.TotalSeconds
            $lines = $result.Output -split '\r?\n' -replace '\x1b\[[0-9;]*m' | ForEach-Object { $_.TrimEnd() }
        }

        It 'succeeds within 30 s and writes nothing to stderr' {
            $result.Errors | Should -BeNullOrEmpty
            $result.ExitCode | Should -Be 0
            $seconds | Should -BeLessThan 30
        }

        It 'says which client it uses' {
            $lines[0] | Should -Match '^Python \d+\.\d+\.\d+, (aiohttp|asyncio streams), 500 requests, 50 in flight$'
        }

        It 'shows each of the 497 answers and the three failures as a row of one table' {
            @($lines -match '^http://127\.0\.0\.1:\d+/sensors/\d+ +\d+\.\d 200, -?[\d.]+ °C$').Count | Should -Be 497
            @($lines -match '^Endpoint +ms Answer$').Count | Should -Be 1
            @($lines -match '/sensors/slow +Timeout$').Count | Should -Be 1
            @($lines -match '/sensors/refused +ConnectionRefusedError|/sensors/refused +ClientConnectorError').Count | Should -Be 1
            @($lines -match '/sensors/broken +JSONDecodeError$').Count | Should -Be 1
        }

        It 'names each endpoint that failed with its reason' {
            $from = $lines.IndexOf('What failed:')
            $from | Should -BeGreaterThan 0
            $failed = $lines[($from + 1)..($from + 6)] -join "`n"
            $failed | Should -Match '/sensors/slow\n +The await of .*/sensors/slow.* took longer than 2 s'
            $failed | Should -Match '/sensors/refused\n +(ConnectionRefusedError|ClientConnectorError): .*127\.0\.0\.1'
            $failed | Should -Match '/sensors/broken\n +JSONDecodeError: '
        }

        It 'ends with a summary: count, errors by type, median, p95 and rate, over no more connections than were in flight' {
            $summary = @{}
            foreach ($line in $lines -match '^\w+ +: ') {
                $name, $value = $line -split ' +: ', 2
                $summary[$name] = $value
            }
            $summary.Requests | Should -Match '^500 over (\d+) connections by (aiohttp|asyncio streams)$'
            # A connection whose request was cancelled is not used again, so one more may be opened.
            [int] ($summary.Requests -replace '^500 over (\d+) .*', '$1') | Should -BeLessOrEqual 53
            $summary.Answered | Should -Be '497'
            $summary.Failed | Should -Match '^3: 1 (ClientConnectorError|ConnectionRefusedError), 1 JSONDecodeError, 1 Timeout$'
            $summary.Median | Should -Match '^\d+\.\d ms$'
            $summary.p95 | Should -Match '^\d+\.\d ms$'
            $summary.Rate | Should -Match '^\d+ requests/s '
        }

        It 'leaves no server behind' {
            Get-ServerProcess | Should -BeNullOrEmpty
        }
    }

    It 'ends its server and fails when something goes wrong half-way' {
        $result = Invoke-Example endpoint-report.ps1 '-Count 20 -ThrottleLimit -1' -Then 'exit 5'
        $result.ExitCode | Should -Not -Be 0
        Get-ServerProcess | Should -BeNullOrEmpty
    }

    It 'fails when the endpoints do not behave as expected' {
        # One after the other with no time at all: however busy the machine is, most of them time out.
        (Invoke-Example endpoint-report.ps1 '-Count 40 -ThrottleLimit 1 -TimeoutSeconds 0.001').ExitCode | Should -Be 1
    }
}

Describe 'endpoint_server.py' {
    It 'ends when the process that started it is gone' {
        $python = (Get-TestPython).Executable
        $start = [System.Diagnostics.ProcessStartInfo]::new($python, "`"$examples/endpoint_server.py`"")
        $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
        $server = [System.Diagnostics.Process]::Start($start)
        ($server.StandardOutput.ReadLine() | ConvertFrom-Json).serving | Should -Match '^http://127\.0\.0\.1:\d+$'
        $server.StandardInput.Close()
        $server.WaitForExit(10000) | Should -BeTrue
    }
}

Describe 'run-commands.ps1' {
    It 'gives an object for each command as it ends, with exit code and output' {
        $result = Invoke-Example run-commands.ps1 -Then '' -Arguments @'
-Command 'sleep 1; echo late', 'echo early', 'exit 3' | ForEach-Object { "$($_.ExitCode) $($_.Output)" }
'@
        $result.Errors | Should -BeNullOrEmpty
        $lines = $result.Output -split '\r?\n' | ForEach-Object Trim
        $lines[2] | Should -Be '0 late'
        $lines[0..1] | Sort-Object | Should -Be '0 early', '3'
    }

    It 'takes commands from the pipeline and ends one that takes too long' {
        $result = Invoke-Shell -Environment @{ PYASYNC_MODULE = $module } @"
'sleep 60', 'echo quick' | & '$examples/run-commands.ps1' -TimeoutSeconds 1 -ErrorVariable failed -ErrorAction SilentlyContinue | ForEach-Object Output
`$failed[0].FullyQualifiedErrorId
"@
        $result.Output -split '\r?\n' | Should -Be 'quick', 'PyAsync.Timeout,PyAsync.PowerShell.Commands.InvokePyAwaitableCommand'
    }
}

Describe 'test-port.ps1' {
    It 'tells the open ports from the closed ones' {
        $open = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
        $open.Start()
        # Bound but not listening.
        $closed = [System.Net.Sockets.Socket]::new('InterNetwork', 'Stream', 'Tcp')
        $closed.Bind([System.Net.IPEndPoint]::new([ipaddress]::Loopback, 0))
        try {
            $ports = $open.LocalEndpoint.Port, $closed.LocalEndPoint.Port
            $result = Invoke-Example test-port.ps1 "127.0.0.1 -Port $($ports -join ',') -TimeoutSeconds 20 | ForEach-Object { `"`$(`$_.Port) `$(`$_.Open) `$(`$_.Reason)`" }" -Then ''
            $result.Errors | Should -BeNullOrEmpty
            $result.Output -split '\r?\n' | ForEach-Object Trim | Should -Be "$($ports[0]) True", "$($ports[1]) False ConnectionRefusedError"
        }
        finally {
            $open.Stop()
            $closed.Dispose()
        }
    }
}

Describe 'watch-endpoint.ps1' {
    It 'watches between commands, reports when asked and stops' {
        $open = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
        $open.Start()
        try {
            $result = Invoke-Shell -Environment @{ PYASYNC_MODULE = $module } @"
`$watcher = & '$examples/watch-endpoint.ps1' 127.0.0.1 $($open.LocalEndpoint.Port) -IntervalSeconds 0.01
do { `$report = Invoke-PyAwaitable -Code 'watcher.report()' -Variable @{ watcher = `$watcher } } until (`$report.Answered -ge 3)
"`$(`$report.Endpoint) `$(`$report.Failed) `$(`$report.MedianMs -gt 0)"
Invoke-PyAwaitable -Code 'await watcher.stop(); watcher._task.cancelled()' -Variable @{ watcher = `$watcher }
"@
            $result.Errors | Should -BeNullOrEmpty
            ($result.Output -split '\r?\n')[0] | Should -Be "127.0.0.1:$($open.LocalEndpoint.Port) 0 True"
            ($result.Output -split '\r?\n')[-1] | Should -Be 'True'
        }
        finally {
            $open.Stop()
        }
    }
}
