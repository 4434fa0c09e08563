# The Python packages and servers that some tests and the demo use when they are there, from the system's own packages.

$script:peers = @(
    'python3-aiohttp', 'python3-uvloop', 'python3-numpy', 'python3-pandas', 'python3-pydantic', 'python3-tqdm', 'python3-venv', 'python3-pip', 'python3-dbg'
    # What profiles and debugs.
    'python3-coverage', 'python3-debugpy'
    # What takes signals, and what nests loops.
    'python3-uvicorn', 'python3-nest-asyncio'
    # The runbooks'.
    'python3-asyncpg', 'postgresql', 'python3-redis', 'redis-server', 'python3-asyncssh', 'openssh-server', 'python3-websockets'
    'python3-distributed', 'python3-cloudpickle'
)

function Get-MissingPeer {
    foreach ($name in $script:peers) {
        # dpkg-query answers 'installed' for what is fully there, other words or nothing for the rest.
        $state = & dpkg-query --show --showformat '${db:Status-Status}' $name 2>$null
        if ($state -ne 'installed') {
            $name
        }
    }
}

# Why this machine cannot be given packages, or nothing.
function Get-PeerObstacle {
    if (-not (Get-Command apt-get, dpkg-query -CommandType Application -ErrorAction Ignore)) {
        'this system has no apt-get'
    }
    elseif ((& id -u) -ne '0') {
        & sudo -n true 2>$null
        if (-not $? -or $LASTEXITCODE -ne 0) {
            'it needs root or sudo without a password'
        }
    }
}

# Installs what is missing. -Optional: says what is in the way and goes on.
function Install-Peers([switch] $Optional) {
    $obstacle = Get-PeerObstacle
    if (-not $obstacle) {
        $missing = @(Get-MissingPeer)
        if (-not $missing) {
            Write-Host "Peers: all there ($($script:peers -join ', '))"
            return
        }
        Write-Host "Peers: installing $($missing -join ', ')"
        $as = if ((& id -u) -eq '0') { 'env' } else { 'sudo', '-n' , 'env' }
        $front, $rest = @($as) + @('DEBIAN_FRONTEND=noninteractive', 'apt-get')
        $log = & $front @rest update 2>&1
        $log = & $front @rest install --yes --no-install-recommends -o DPkg::Lock::Timeout=300 @missing 2>&1
        if ($LASTEXITCODE -eq 0) {
            return
        }
        $log | Select-Object -Last 5 | ForEach-Object { Write-Host "  $_" }
        $obstacle = "apt-get failed with exit code $LASTEXITCODE"
    }
    if (-not $Optional) {
        Stop-Task "The peers cannot be installed: $obstacle. Install these by hand for the tests that use them: $($script:peers -join ', ')."
    }
    Write-Host "Peers: not installed, so some tests are skipped: $obstacle"
}
