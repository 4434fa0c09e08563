# Every script in examples/runbooks does what it says, against a real server on loopback.
BeforeDiscovery {
    . "$PSScriptRoot/_Servers.ps1"
    $lack = @{
        Http       = Get-PeerLack aiohttp
        Postgres   = Get-PeerLack asyncpg '/usr/lib/postgresql'
        Redis      = Get-PeerLack redis redis-server
        Ssh        = Get-PeerLack asyncssh /usr/sbin/sshd, ssh-keygen
        Websockets = Get-PeerLack websockets, aiohttp
        Pandas     = Get-PeerLack pandas, numpy
        Dask       = Get-PeerLack distributed, cloudpickle
    }
    foreach ($name in $lack.Keys | Where-Object { $lack[$_] } | Sort-Object) {
        Write-Warning "The runbooks of $name are skipped: $($lack[$name])."
    }
}

BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    . "$PSScriptRoot/_Servers.ps1"
    $runbooks = Join-Path $repository 'examples/runbooks'
    $environment = @{ PYASYNC_MODULE = Split-Path $manifest; PYASYNC_PYTHON = $peerPython; VIRTUAL_ENV = '' }

    # Runs lines that name runbooks as a user does, in a shell of its own.
    function Invoke-Runbook([string] $Script, [hashtable] $Variables = @{}, [int] $Seconds = 60) {
        Invoke-Shell "Set-Location '$runbooks'`n$Script" -Bare -Environment ($environment + $Variables) -TimeoutSeconds $Seconds
    }

    function Get-Lines($Result) {
        $Result.Errors | Should -BeNullOrEmpty
        $Result.TimedOut | Should -BeFalse
        $Result.Output -split '\r?\n'
    }
}

Describe 'The scripts in examples/runbooks' {
    It 'are under 60 lines each' {
        foreach ($file in Get-ChildItem $runbooks) {
            @(Get-Content $file).Count | Should -BeLessThan 60 -Because $file.Name
        }
    }
}

Describe 'HTTP' -Skip:([bool] $lack.Http) {
    BeforeAll {
        $server = Start-PythonServer http_server.py
    }

    AfterAll {
        Stop-Server $server
    }

    It 'is asked at many addresses at once, again where it fails, with a report' {
        $lines = Get-Lines (Invoke-Runbook "`$r = 1..200 | ForEach-Object { `"http://$($server.Address)/item/`$_`" } | ./http-report.ps1; `$r.Asked; `$r.Answered; `$r.Retried; `$r.Failed")
        $lines[0..2] | Should -Be 200, 199, 20
        $lines[3] | Should -Match '/item/13: ClientResponseError: 404'
    }

    It 'is asked again after a timeout, and not where the answer would be the same' {
        $lines = Get-Lines (Invoke-Runbook "`$r = 'slow/1001', 'item/13' | ForEach-Object { `"http://$($server.Address)/`$_`" } | ./http-report.ps1 -TimeoutSeconds 1; `$r.Answered; `$r.Retried; (Invoke-RestMethod http://$($server.Address)/count/1001); (Invoke-RestMethod http://$($server.Address)/count/13) -gt 2")
        $lines | Should -Be 1, 1, 2, 'False'
    }

    It 'is asked nothing where there are no addresses' {
        Get-Lines (Invoke-Runbook "(./http-report.ps1).Asked; (@() | ./http-report.ps1).Asked") | Should -Be 0, 0
    }

    It 'gives a large file a piece at a time, and takes lines as they come' {
        $file = Join-Path $TestDrive 'big.bin'
        $lines = Get-Lines (Invoke-Runbook @"
`$ProgressPreference = 'SilentlyContinue'
(./http-transfer.ps1 -Download 'http://$($server.Address)/big?pieces=200' -Into '$file').Bytes
1..5000 | ForEach-Object { "line `$_" } | ./http-transfer.ps1 -Upload 'http://$($server.Address)/upload' | ForEach-Object Lines
"@)
        $lines | Should -Be (200 * 65536), 5000
        (Get-Item $file).Length | Should -Be (200 * 65536)
    }

    It 'has each line before the next one comes' {
        $lines = Get-Lines (Invoke-Runbook "& { 'one'; while ((Invoke-RestMethod http://$($server.Address)/uploaded) -ne 1) { Start-Sleep -Milliseconds 20 }; 'two' } | ./http-transfer.ps1 -Upload 'http://$($server.Address)/upload' | ForEach-Object Lines" -Seconds 30)
        $lines | Should -Be 2
    }

    It 'that ends in the middle of a download leaves the file that was there' {
        $file = Join-Path (New-Item (Join-Path $TestDrive 'downloads') -ItemType Directory) 'big.bin'
        Set-Content $file 'earlier'
        $result = Invoke-Runbook "`$ProgressPreference = 'SilentlyContinue'; `$all = @(./http-transfer.ps1 -Download 'http://$($server.Address)/broken' -Into '$file' 2>&1); `$all.Count; `$all[0].FullyQualifiedErrorId"
        $result.Output | Should -Match '^1\s+PyAsync\.ClientPayloadError,'
        Get-Content $file | Should -Be 'earlier'
        Get-ChildItem (Split-Path $file) | ForEach-Object Name | Should -Be 'big.bin'
    }

    It 'is watched by a websocket until there is enough' -Skip:([bool] $lack.Websockets) {
        Get-Lines (Invoke-Runbook "./websocket-tail.ps1 ws://$($server.Address)/events | Select-Object -First 3 | ForEach-Object Number; (Get-PyEventLoop).Pending") | Should -Be 1, 2, 3, 0
    }

    It 'is a gate for CI: a report, annotations, and the exit code' {
        $good, $bad = "http://$($server.Address)/item/1", "http://$($server.Address)/item/13"
        $result = Invoke-Runbook "./ci-gate.ps1 $good; `$LASTEXITCODE"
        (Get-Lines $result)[-1] | Should -Be 0
        $result = Invoke-Runbook "./ci-gate.ps1 $good, $bad -Within 0.3; exit `$LASTEXITCODE" @{ GITHUB_ACTIONS = 'true' }
        $result.ExitCode | Should -Be 1
        $result.Output | Should -Match "(?s)item/1 .* ok.*::error title=$([regex]::Escape($bad.Replace(':', '%3A')))::HTTPError: HTTP Error 404"
    }

    It 'is a gate that is closed where it cannot check' {
        $result = Invoke-Shell "Set-Location '$runbooks'; `$env:PSModulePath = '/nowhere'; `$env:PYASYNC_MODULE = `$null; ./ci-gate.ps1 http://$($server.Address)/item/1" -Bare
        $result.ExitCode | Should -Be 1
        $result.Errors | Should -Match 'PyAsync'
    }

    It 'is a gate whose annotations hold what would end them' {
        # A line break in an address ends an annotation, and is an error at once.
        $script = "./ci-gate.ps1 `"http://$($server.Address)/a,b%`nc`" -Within 0.1; exit `$LASTEXITCODE"
        $result = Invoke-Runbook $script @{ GITHUB_ACTIONS = 'true' }
        $result.ExitCode | Should -Be 1
        $result.Output | Should -Match "(?m)^::error title=http%3A//$($server.Address.Replace(':', '%3A'))/a%2Cb%25%0Ac::InvalidURL: "
        $result = Invoke-Runbook $script @{ TF_BUILD = 'True' }
        $result.Output | Should -Match "(?m)^##vso\[task\.logissue type=error\]http://$($server.Address)/a,b%AZP25%0Ac: InvalidURL: "
    }
}

Describe 'PostgreSQL' -Skip:([bool] $lack.Postgres) {
    BeforeAll {
        $server = Start-Postgres
    }

    AfterAll {
        Remove-Postgres $server
    }

    It 'gives 100,000 rows as objects into Export-Csv, and notes that down in a transaction' {
        $file = Join-Path $TestDrive 'rows.csv'
        $query = "select n as id, 'name ' || n as name, n / 7.0 as part, timestamptz '2026-01-01' + n * interval '1 s' as at from generate_series(1, 100000) n"
        $lines = Get-Lines (Invoke-Runbook "`$r = ./postgres-export.ps1 '$($server.Dsn)' `"$query`" '$file'; `$r.Rows; `$r.Exports")
        $lines | Should -Be 100000, 1
        $csv = [System.IO.File]::ReadAllLines($file)
        $csv.Count | Should -Be 100001
        $csv[0] | Should -Be '"id","name","part","at"'
        $csv[100000] | Should -Match '^"100000","name 100000",'
    }

    It 'gives notifications as a stream, until there are enough' {
        $lines = Get-Lines (Invoke-Runbook @"
Import-Module '$manifest'
`$null = Invoke-PyAwaitable -Code 'import asyncio, asyncpg'
Invoke-PyAwaitable -Code @'
async def speak():
    connection = await asyncpg.connect(dsn)
    while True:
        await connection.execute("notify orders, 'new'")
        await asyncio.sleep(0.02)
speaking = asyncio.create_task(speak())
'@ -Variable @{ dsn = '$($server.Dsn)' }
./postgres-listen.ps1 '$($server.Dsn)' orders | Select-Object -First 2 | ForEach-Object Payload
"@.Replace('connect(dsn)', 'connect(where)').Replace('-Variable @{ dsn', '-Variable @{ where'))
        $lines | Should -Be 'new', 'new'
    }

    It 'that ends in the middle of an export is an error, and leaves no half file' {
        $other = Start-Postgres
        try {
            $folder = (New-Item (Join-Path $TestDrive 'export') -ItemType Directory).FullName
            $running = Start-ThreadJob { param($text, $folder, $common, $environment, $drive)
                $TestDrive = $drive
                . $common
                Invoke-Shell "Set-Location '$folder'`n$text" -Bare -Environment $environment
            } -ArgumentList "try { ./postgres-export.ps1 '$($other.Dsn)' 'select n, pg_sleep(0.001)::text from generate_series(1, 1000000) n' '$folder/rows.csv' } catch { `$_.FullyQualifiedErrorId }", $runbooks, "$PSScriptRoot/_Common.ps1", $environment, $TestDrive
            Wait-Until { (Get-ChildItem $folder | Measure-Object Length -Sum).Sum -gt 0 } 30 -What 'the first rows'
            Stop-Postgres $other
            $result = $running | Receive-Job -Wait -AutoRemoveJob
        }
        finally {
            Remove-Postgres $other
        }
        $result.Output | Should -Match '^PyAsync\.ConnectionDoesNotExistError,'
        Get-ChildItem $folder | Should -BeNullOrEmpty
    }

    It 'that ends in the middle is an error, not a silence' {
        $script = @"
Import-Module '$manifest'
`$ready = [System.IO.File]::Create('$TestDrive/listening')
./postgres-listen.ps1 '$($server.Dsn)' orders -ErrorVariable problem -ErrorAction SilentlyContinue
`$problem[0].FullyQualifiedErrorId
"@
        $running = Start-ThreadJob { param($text, $folder, $common, $environment, $drive)
            $TestDrive = $drive
            . $common
            Invoke-Shell "Set-Location '$folder'`n$text" -Bare -Environment $environment
        } -ArgumentList $script, $runbooks, "$PSScriptRoot/_Common.ps1", $environment, $TestDrive
        $psql = @(Get-Item /usr/lib/postgresql/*/bin/psql)[-1].FullName
        Wait-Until { "$(& $psql $server.Dsn -Atc "select count(*) from pg_stat_activity where query ilike 'listen%'")" -eq '1' } 30 -What 'the listener'
        Stop-Postgres $server
        $result = $running | Receive-Job -Wait
        $result.Output | Should -Match '^PyAsync\.ConnectionError,'
    }
}

Describe 'Redis' -Skip:([bool] $lack.Redis) {
    BeforeAll {
        $server = Start-Redis
    }

    AfterAll {
        Stop-Server $server
    }

    It 'gives messages into Where-Object, until the one that is wanted' {
        $lines = Get-Lines (Invoke-Runbook @"
Import-Module '$manifest'
Invoke-PyAwaitable -Code @'
import asyncio, json
import redis.asyncio as redis
async def speak():
    client = redis.from_url(where)
    for number in range(100000):
        await client.publish("alerts.disk", json.dumps({"Level": "error" if number % 5 == 4 else "info", "Number": number}))
        await asyncio.sleep(0.01)
speaking = asyncio.create_task(speak())
'@ -Variable @{ where = 'redis://$($server.Address)' }
./redis-watch.ps1 'redis://$($server.Address)' 'alerts.*' | Where-Object Level -EQ error | Select-Object -First 1 | ForEach-Object { `$_.Channel; `$_.Number % 5 }
"@)
        $lines | Should -Be 'alerts.disk', 4
    }

    It 'gives what is no object of JSON as it is' {
        $lines = Get-Lines (Invoke-Runbook @"
Import-Module '$manifest'
Invoke-PyAwaitable -Code @'
import asyncio
import redis.asyncio as redis
async def speak():
    client = redis.from_url(where)
    while True:
        for text in "no json", "3", '{"Level": "error"}':
            await client.publish("plain", text)
        await asyncio.sleep(0.01)
speaking = asyncio.create_task(speak())
'@ -Variable @{ where = 'redis://$($server.Address)' }
./redis-watch.ps1 'redis://$($server.Address)' plain | Select-Object -First 6 | ForEach-Object { "`$(`$_.Data)`$(`$_.Level)" } | Sort-Object -Unique
"@)
        $lines | Should -Be '3', 'error', 'no json'
    }
}

Describe 'SSH' -Skip:([bool] $lack.Ssh) {
    BeforeAll {
        $server = Start-Sshd (Join-Path $TestDrive 'ssh')
        $options = "-Port $($server.Port) -KeyFile '$($server.Key)' -KnownHosts '$($server.KnownHosts)' -User '$(& id -un)'"
    }

    AfterAll {
        Stop-Server $server
    }

    It 'is asked nothing where there are no hosts' {
        Get-Lines (Invoke-Runbook "`$WarningPreference = 'Ignore'; @(./ssh-fanout.ps1 -Command true $options).Count") | Should -Be 0
    }

    It 'runs a command in 20 sessions at once, with exit codes' {
        $lines = Get-Lines (Invoke-Runbook "`$WarningPreference = 'Ignore'; `$r = @('127.0.0.1') * 20 | ./ssh-fanout.ps1 -Command 'echo out; echo err >&2; exit 3' $options; `$r.Count; `$r | Group-Object ExitCode, Output, Error | ForEach-Object Name")
        $lines | Should -Be 20, '3, out, err'
    }

    It 'ends the commands whose time is up' {
        $pause = Get-Random -Minimum 100000 -Maximum 999999
        $begun = Join-Path $TestDrive 'begun'
        $lines = Get-Lines (Invoke-Runbook "`$WarningPreference = 'Ignore'; @('127.0.0.1') * 3 | ./ssh-fanout.ps1 -Command 'echo >> $begun; sleep $pause & sleep $pause' $options -TimeoutSeconds 5 -ErrorVariable e -ErrorAction SilentlyContinue; `$e.Count; `$e[0].FullyQualifiedErrorId")
        $lines[0] | Should -Be 3
        $lines[1] | Should -Match '^PyAsync\.Timeout,'
        @(Get-Content $begun).Count | Should -Be 3
        Wait-Until { -not (Get-Process | Where-Object { "$($_.CommandLine)" -match "sleep $pause" }) } -What 'the commands to end'
        Wait-Until { -not (Get-Process | Where-Object { "$($_.CommandLine)" -match "sshd.*notty" -and $_.Parent.Id -eq $server.Process.Id }) } -What 'the sessions to end'
    }
}

Describe 'pandas' -Skip:([bool] $lack.Pandas) {
    It 'takes objects as a frame and gives its rows back' {
        $lines = Get-Lines (Invoke-Runbook @'
$rows = 1..1000 | ForEach-Object { [pscustomobject] @{ Team = 'a', 'b', 'c' | Select-Object -Index ($_ % 3); Hours = $_; Other = 'x' } }
$rows | ./dataframe.ps1 -By Team -Sum Hours | ForEach-Object { "$($_.Team) $($_.count) $($_.sum) $($_.share)" }
'@)
        $lines | Should -Be 'b 334 167167 0.334', 'a 333 166833 0.333', 'c 333 166500 0.333'
    }
}

Describe 'A watcher as a job' {
    It 'tells of each file that appears, changes and goes, until the job is removed' {
        $folder = New-Item (Join-Path $TestDrive 'watched') -ItemType Directory
        $lines = Get-Lines (Invoke-Runbook @"
`$job = ./folder-watcher.ps1 '$folder' -IntervalSeconds 0.05
function Next { while (-not (`$event = Receive-Job `$job | Select-Object -Last 1)) { Start-Sleep -Milliseconds 20 }; "`$(`$event.Event) `$(`$event.File)" }
Next
Set-Content '$folder/one.txt' 1; Next
[System.IO.File]::SetLastWriteTime('$folder/one.txt', '2001-01-01'); Next
Remove-Item '$folder/one.txt'; Next
Remove-Job `$job -Force
"@)
        $lines | Should -Be 'watching ', 'new one.txt', 'changed one.txt', 'gone one.txt'
    }
}

Describe 'A watcher of a busy folder' {
    It 'of any name goes on though files come and go while it looks' {
        $folder = (New-Item (Join-Path $TestDrive 'busy [1]') -ItemType Directory).FullName
        $busy = New-PythonFile 'busy.py' @'
import itertools, os, sys
for number in itertools.count():
    names = ["%s/%d-%d" % (sys.argv[1], number, n) for n in range(50)]
    for name in names:
        open(name, "w").close()
    for name in names:
        os.unlink(name)
'@
        $process = [System.Diagnostics.Process]::Start($peerPython, [string[]] ($busy, $folder))
        try {
            $lines = Get-Lines (Invoke-Runbook @"
`$job = ./folder-watcher.ps1 '$folder' -IntervalSeconds 0
while (-not (Receive-Job `$job)) { Start-Sleep -Milliseconds 20 }
`$until = [datetime]::Now.AddSeconds(3)
while ([datetime]::Now -lt `$until) { `$null = Receive-Job `$job -ErrorAction SilentlyContinue; Start-Sleep -Milliseconds 20 }
`$job.State
Remove-Job `$job -Force
"@)
        }
        finally {
            $process.Kill()
            $process.Dispose()
        }
        $lines | Should -Be 'Running'
    }
}

Describe 'Commands side by side' {
    It 'are 100 processes at once' {
        $lines = Get-Lines (Invoke-Runbook "`$r = @(1..100 | ForEach-Object { `"echo `$_; exit `$(`$_ % 3)`" } | ../run-commands.ps1 -ThrottleLimit 100); `$r.Count; @(`$r | Where-Object ExitCode -EQ 2).Count; (`$r.Output | ForEach-Object { [int] `$_ } | Measure-Object -Sum).Sum")
        $lines | Should -Be 100, 33, 5050
    }
}

Describe 'Dask' -Skip:([bool] $lack.Dask) {
    BeforeAll {
        $server = Start-PythonServer dask_cluster.py
        # The tasks that the cluster has, by their state.
        $state = "async def state(): return await client.run_on_scheduler(lambda dask_scheduler: sorted(t.state for t in dask_scheduler.tasks.values()))"
        $connect = @"
Import-Module '$manifest'
Invoke-PyAwaitable -Code 'import asyncio, time; from distributed import Client; client = await Client(address, asynchronous=True)' -Variable @{ address = '$($server.Address)' }
Invoke-PyAwaitable -Code @'
def slow(seconds):
    time.sleep(seconds)
    return seconds
$state
async def idle():
    # A release is a message to the scheduler: it is there a moment later.
    for _ in range(100):
        left = await state()
        if not left:
            return 'idle'
        await asyncio.sleep(0.05)
    return left
'@
"@
    }

    AfterAll {
        Stop-Server $server
    }

    It 'runs a runbook''s steps on its workers, and a step that fails is an error' {
        $lines = Get-Lines (Invoke-Runbook "`$r = ./dask-runbook.ps1 $($server.Address) -HostName (@('localhost') * 20 + 'no.such.invalid') -ErrorVariable e -ErrorAction SilentlyContinue; `$r.Count; (`$r.Worker | Sort-Object -Unique) -join ' '; `$e[0].FullyQualifiedErrorId; `$e[0].TargetObject")
        $lines | Should -Be 20, 'one two', 'PyAsync.gaierror,PyAsync.PowerShell.Commands.InvokePyAwaitableCommand', 'no.such.invalid'
    }

    It 'maps a function over 1,000 items, with results as they complete' {
        $result = Invoke-Runbook "`$ProgressPreference = `$WarningPreference = 'SilentlyContinue'; `$r = ./dask-map.ps1 $($server.Address) (1..1000); `$r.Count; (`$r | Measure-Object -Sum).Sum; ./dask-map.ps1 $($server.Address) (1..1000) -Code 'lambda x: -x' | Select-Object -First 2 | Measure-Object | ForEach-Object Count" -Seconds 90
        $result.Output -split '\r?\n' | Should -Be 1000, 333833500, 2
    }

    It 'tells with a batch how far the cluster is' {
        $result = Invoke-Runbook "$connect`n`$job = 1..40 | Invoke-PyAwaitable -Code 'client.submit(slow, 0.1, pure=False)' -AsJob; `$null = Wait-Job `$job; `$job.Progress.StatusDescription; Invoke-PyAwaitable -Code 'await client.close()' | Out-Null"
        $told = @($result.Output -split '\r?\n' | Where-Object { $_ -notlike 'WARNING: *' })
        $told.Count | Should -BeGreaterThan 3
        # The last record takes the bar away.
        $told[0..($told.Count - 2)] | Should -Match '^\d+ of 40 done, \d+ in flight, [\d.]+/s$'
        $done = @($told -match '^\d' -replace ' of.*' | ForEach-Object { [int] $_ })
        $done | Should -Be ($done | Sort-Object)
        $done[-1] | Should -BeGreaterThan $done[0]
    }

    It 'has all results though a worker is killed midway' {
        $result = Invoke-Runbook "`$r = ./dask-worker-dies.ps1 $($server.Address) 3>`$null; (`$r.Number | Sort-Object) -join ' '" -Seconds 90
        $result.Output | Should -Be ((1..20) -join ' ')
    }

    It 'has no task in work after an await that was cancelled: by a time limit, gathered, by Select-Object -First, and with a future that PowerShell holds' {
        $lines = @(
            "1..6 | Invoke-PyAwaitable -Code 'client.submit(slow, 2, pure=False)' -TimeoutSeconds 0.5 -ErrorAction SilentlyContinue"
            "Invoke-PyAwaitable -Code 'await client.gather(client.map(slow, [2] * 6, pure=False))' -TimeoutSeconds 0.5 -ErrorAction SilentlyContinue"
            "0.1, 2, 2, 2 | Invoke-PyAwaitable -Code 'client.submit(slow, _, pure=False)' | Select-Object -First 1 | Out-Null"
            "`$f = Invoke-PyAwaitable -Code 'client.submit(slow, 2, pure=False)' -NoAwait; `$f | Invoke-PyAwaitable -TimeoutSeconds 0.5 -ErrorAction SilentlyContinue"
        ) | ForEach-Object { $_; "Invoke-PyAwaitable -Code 'f`"state: {await idle()}`"'" }
        # Dask itself tells of what it drops, as text between.
        $result = Invoke-Runbook "$connect`n$($lines -join "`n")`nInvoke-PyAwaitable -Code 'await client.close()' | Out-Null"
        @($result.Output -split '\r?\n' -like 'state: *') | Should -Be (@('state: idle') * 4)
    }
}
