# Real servers on loopback for the runbooks' tests: each is started here and ended by Stop-Server.

# Debian's own Python is the one that has the peers.
$peerPython = '/usr/bin/python3'

# Why the tests that need these modules and commands cannot run here; nothing where they can. In CI on Debian that is a failure.
function Get-PeerLack([string[]] $Module = @(), [string[]] $Command = @()) {
    $lacking = @()
    if (-not (Test-Path $peerPython)) {
        return "there is no $peerPython"
    }
    if ($Module) {
        $code = 'import importlib.util as u, sys; print(*(n for n in sys.argv[1:] if not u.find_spec(n)))'
        $lacking += "$(& $peerPython -c $code @Module)" -split ' ' | Where-Object { $_ }
    }
    $lacking += $Command | Where-Object { -not (Get-Command $_ -CommandType Application -ErrorAction Ignore) -and -not (Test-Path $_) }
    if ($lacking) {
        $text = "this machine lacks $($lacking -join ', '): ./build.sh peers installs them"
        if ($env:CI -eq 'true' -and (Get-Command apt-get -CommandType Application -ErrorAction Ignore)) {
            throw $text
        }
        $text
    }
}

function Get-FreePort {
    $listener = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
    $listener.Start()
    $listener.LocalEndpoint.Port
    $listener.Stop()
}

# A process that ends with its input; its first line, where it prints one, is its address.
function Start-Server([string] $Program, [string[]] $Arguments, [int] $Port = 0, [switch] $SaysAddress) {
    $start = [System.Diagnostics.ProcessStartInfo]::new($Program)
    foreach ($argument in $Arguments) {
        $start.ArgumentList.Add($argument)
    }
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    $process = [System.Diagnostics.Process]::Start($start)
    $errors = $process.StandardError.ReadToEndAsync()
    $address = "127.0.0.1:$Port"
    if ($SaysAddress) {
        $line = $process.StandardOutput.ReadLineAsync()
        $address = $line.Wait(30000) ? $line.Result : $null
    }
    else {
        Wait-Until { $process.HasExited -or (Test-Listening $Port) } 30 -What "$Program to listen"
        $address = $process.HasExited ? $null : $address
    }
    if (-not $address) {
        if (-not $process.HasExited) { $process.Kill($true) }
        throw "$Program did not start: $($errors.Result)"
    }
    [pscustomobject] @{ Address = $address; Port = $Port; Process = $process }
}

function Test-Listening([int] $Port) {
    $client = [System.Net.Sockets.TcpClient]::new()
    try {
        $client.Connect('127.0.0.1', $Port)
        $true
    }
    catch {
        $false
    }
    finally {
        $client.Dispose()
    }
}

function Stop-Server($Server) {
    if ($Server -and -not $Server.Process.HasExited) {
        $Server.Process.StandardInput.Close()
        if (-not $Server.Process.WaitForExit(3000)) {
            $Server.Process.Kill($true)
            $Server.Process.WaitForExit()
        }
    }
}

function Start-PythonServer([string] $Name) {
    Start-Server $peerPython (Join-Path $PSScriptRoot 'fixtures/servers' $Name) -SaysAddress
}

# A cluster of PostgreSQL of its own, in a folder of its own. It refuses to run as root.
function Start-Postgres {
    $bin = @(Get-Item /usr/lib/postgresql/*/bin | Sort-Object { [int] ($_.Parent.Name) })[-1].FullName
    $folder = "/tmp/pyasync-postgres-$([guid]::NewGuid().ToString('n'))"
    $null = New-Item $folder -ItemType Directory
    $as = @()
    if ((& id -u) -eq '0') {
        chown postgres $folder
        $as = 'runuser', '-u', 'postgres', '--'
    }
    $front, $rest = @($as) + @("$bin/initdb", '-D', "$folder/data", '-A', 'trust', '-U', 'postgres', '--no-sync', '--encoding=UTF8', '--locale=C')
    $log = & $front @rest 2>&1
    if ($LASTEXITCODE) {
        throw "initdb failed: $log"
    }
    $port = Get-FreePort
    $front, $rest = @($as) + @("$bin/postgres", '-D', "$folder/data", '-h', '127.0.0.1', '-p', "$port", '-k', '', '-c', 'fsync=off', '-c', 'max_connections=30')
    $server = Start-Server $front $rest -Port $port
    $dsn = "postgresql://postgres@127.0.0.1:$port/postgres"
    $server | Add-Member Folder $folder
    $server | Add-Member Dsn $dsn
    Wait-Until { & "$bin/pg_isready" -q -h 127.0.0.1 -p $port; $LASTEXITCODE -eq 0 } 20 -What 'PostgreSQL to be ready'
    $server
}

# Immediately, as a crash would.
function Stop-Postgres($Server) {
    if ($Server) {
        $id = [int] (Get-Content "$($Server.Folder)/data/postmaster.pid" -ErrorAction Ignore | Select-Object -First 1)
        if ($id) {
            & kill -QUIT $id
            Wait-Until { -not (Test-Path "/proc/$id") } 10 -What 'PostgreSQL to end'
        }
    }
}

function Remove-Postgres($Server) {
    if ($Server) {
        Stop-Postgres $Server
        Remove-Item $Server.Folder -Recurse -Force
    }
}

function Start-Redis {
    $port = Get-FreePort
    Start-Server redis-server '--port', "$port", '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no' -Port $port
}

# sshd with a host key and a user's key of its own.
function Start-Sshd([string] $Folder) {
    $null = New-Item $Folder -ItemType Directory -Force
    foreach ($key in 'host', 'user') {
        & ssh-keygen -q -t ed25519 -N '' -f "$Folder/$key"
    }
    if ((& id -u) -eq '0') {
        $null = New-Item /run/sshd -ItemType Directory -Force
    }
    $port = Get-FreePort
    # A home of its own, so that no profile of the user's runs with each command.
    $sshd = (Get-Command sshd, /usr/sbin/sshd -CommandType Application -ErrorAction Ignore | Select-Object -First 1).Source
    $options = "Port=$port", 'ListenAddress=127.0.0.1', "HostKey=$Folder/host", "AuthorizedKeysFile=$Folder/user.pub", 'PidFile=none', 'StrictModes=no', 'UsePAM=no', 'MaxStartups=100', 'PasswordAuthentication=no', "SetEnv=HOME=$Folder"
    $server = Start-Server $sshd (@('-D', '-e', '-f', '/dev/null') + ($options | ForEach-Object { '-o', $_ })) -Port $port
    Set-Content "$Folder/known_hosts" "[127.0.0.1]:$port $((Get-Content "$Folder/host.pub") -replace ' [^ ]*$')"
    $server | Add-Member Key "$Folder/user"
    $server | Add-Member KnownHosts "$Folder/known_hosts"
    $server
}
