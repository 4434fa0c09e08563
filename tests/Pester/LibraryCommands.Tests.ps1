# Three libraries of Debian's as commands, against real servers on loopback.
BeforeDiscovery {
    . "$PSScriptRoot/_Common.ps1"
    & (Get-TestPython).Executable -c 'import aiohttp, redis.asyncio, asyncssh' 2>$null
    $isHere = $LASTEXITCODE -eq 0 -and -not ('redis-server', 'ssh-keygen', '/usr/sbin/sshd' | Where-Object { -not (Get-Command $_ -CommandType Application -ErrorAction Ignore) })
}

Describe 'library-commands.ps1' -Skip:(-not $isHere) {
    BeforeAll {
        . "$PSScriptRoot/_Common.ps1"

        function Get-FreePort {
            $listener = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
            $listener.Start()
            $listener.LocalEndpoint.Port
            $listener.Stop()
        }

        function Test-Port([int] $Port) {
            try { [System.Net.Sockets.TcpClient]::new('127.0.0.1', $Port).Dispose(); $true } catch { $false }
        }

        $web, $redis, $ssh = 1..3 | ForEach-Object { Get-FreePort }
        Set-Content (Join-Path $TestDrive 'index.html') ('x' * 1234) -NoNewline
        $key = Join-Path $TestDrive 'key'
        ssh-keygen -q -t ed25519 -N '' -f $key
        ssh-keygen -q -t ed25519 -N '' -f "$key.host"
        "[127.0.0.1]:$ssh $(Get-Content "$key.host.pub")" | Set-Content "$key.known"
        $null = New-Item /run/sshd -ItemType Directory -Force
        $servers = @(
            Start-Process (Get-TestPython).Executable '-m', 'http.server', '--bind', '127.0.0.1', '--directory', $TestDrive, $web -PassThru -RedirectStandardError "$TestDrive/web.log"
            Start-Process redis-server '--port', $redis, '--bind', '127.0.0.1', '--save', '""', '--dir', $TestDrive -PassThru -RedirectStandardOutput "$TestDrive/redis.log"
            Start-Process /usr/sbin/sshd '-D', '-e', '-f', '/dev/null', '-p', $ssh, '-o', "ListenAddress=127.0.0.1", '-h', "$key.host", '-o', "AuthorizedKeysFile=$key.pub", '-o', 'StrictModes=no', '-o', 'UsePAM=no', '-o', 'PidFile=none' -PassThru -RedirectStandardError "$TestDrive/ssh.log"
        )
        foreach ($port in $web, $redis, $ssh) {
            Wait-Until { Test-Port $port }
        }
    }

    AfterAll {
        $servers | Stop-Process
    }

    It 'reads a page, keeps its length in Redis and asks a host by SSH' {
        $module = Split-Path $manifest
        $line = "& '$repository/examples/library-commands.ps1' -Web http://127.0.0.1:$web/index.html -Redis redis://127.0.0.1:$redis -SshHost 127.0.0.1 -SshPort $ssh -SshUser '$([Environment]::UserName)' -SshKey '$key' -KnownHosts '$key.known' | ConvertTo-Json -Compress"
        $run = Invoke-Shell $line -Bare -Environment @{ PYASYNC_MODULE = $module; PYTHONWARNINGS = 'ignore' }
        $run.Errors | Should -BeNullOrEmpty
        $run.Output | Should -Be "{`"Status`":200,`"Length`":1234,`"Kept`":1234,`"System`":`"$(uname -s)`"}"
    }
}
