# What every task uses.

$script:exitCode = 0

# Ends the task with a message for the reader and no stack trace.
function Stop-Task([string] $Message) {
    throw [System.OperationCanceledException]::new($Message)
}

# Runs the SDK quietly: its words are shown only when it fails.
function Invoke-DotNet([string[]] $ArgumentList) {
    $log = & dotnet @ArgumentList 2>&1
    if ($LASTEXITCODE -ne 0) {
        $log | ForEach-Object { [Console]::Error.WriteLine("$_") }
        Stop-Task "dotnet $($ArgumentList[0]) $($ArgumentList[1]) failed with exit code $LASTEXITCODE; its messages are above."
    }
}

function Build-Project([string] $Path) {
    Invoke-DotNet 'build', $Path, '--configuration', $Configuration, '--nologo', '--verbosity', 'quiet', '-maxCpuCount:1'
}

function New-ProcessStart([string] $Program, [object[]] $ArgumentList, [hashtable] $Environment) {
    $start = [System.Diagnostics.ProcessStartInfo]::new($Program)
    $start.UseShellExecute = $false
    foreach ($argument in $ArgumentList) {
        $start.ArgumentList.Add("$argument")
    }
    foreach ($name in $Environment.Keys) {
        $start.Environment[$name] = "$($Environment[$name])"
    }
    $start
}

# Runs a program that writes to this console and ends it after a time. Returns its exit code, or $null when its time was up.
function Invoke-Limited {
    param([string] $Program, [object[]] $ArgumentList, [hashtable] $Environment = @{}, [int] $Seconds)

    $process = [System.Diagnostics.Process]::Start((New-ProcessStart $Program $ArgumentList $Environment))
    try {
        if ($process.WaitForExit($Seconds * 1000)) {
            return $process.ExitCode
        }
        return $null
    }
    finally {
        # Also when Ctrl+C stops this pipeline.
        if (-not $process.HasExited) {
            $process.Kill($true)
        }
        $process.Dispose()
    }
}

# One line for each file that a result depends on; a changed, new or deleted file changes the text.
function Get-Fingerprint([string[]] $Path) {
    $files = foreach ($place in $Path) {
        if (Test-Path $place -PathType Leaf) {
            Get-Item $place
        }
        elseif (Test-Path $place) {
            Get-ChildItem $place -Recurse -File | Where-Object FullName -NotMatch '[\\/](bin|obj|__pycache__)[\\/]'
        }
    }
    $files | ForEach-Object { "$($_.FullName) $($_.LastWriteTimeUtc.Ticks) $($_.Length)" }
}

function Remove-BuildOutput {
    # The running shell may be in one of them, and comes last: from then on it can load nothing more.
    $folders = @($out) + @(foreach ($place in 'src', 'tests', 'tools', 'bench') {
            $path = Join-Path $root $place
            if (Test-Path $path) {
                Get-ChildItem $path -Recurse -Directory | Where-Object Name -In 'bin', 'obj' | ForEach-Object FullName
            }
        })
    $folders = $folders | Where-Object { Test-Path $_ } | Sort-Object { $PSHOME.StartsWith($_) }
    foreach ($folder in $folders) {
        [System.IO.Directory]::Delete($folder, $true)
    }
}

# Which Pythons the assembled module finds, asked in a process of its own: this one must not hold its files.
# Ends a task that needs a Python before its long part: only Core, which finds one, is built for that.
function Assert-Python {
    $core = Join-Path $root 'src' 'PyAsync.Core'
    Build-Project $core
    [void] (Get-Python $Python -Core (Join-Path $core 'bin' $Configuration 'net8.0' 'PyAsync.Core.dll'))
}

function Get-Python([string] $Wanted, [switch] $All, [string] $Core = (Join-Path $module 'PyAsync.Core.dll')) {
    $ask = if ($All) { '[PyAsync.Environments.PythonLocator]::FindAll()' } else { '[PyAsync.Environments.PythonLocator]::Find($env:PYASYNC_WANTED)' }
    $script = @"
[void] [System.Reflection.Assembly]::LoadFrom('$Core')
try { $ask | ForEach-Object { "`$(`$_.Version)|`$(`$_.Executable)" } }
catch { "error|`$(`$_.Exception.GetBaseException().Message)" }
"@
    $before = $env:PYASYNC_WANTED
    try {
        $env:PYASYNC_WANTED = $Wanted
        $lines = & $shell -NoProfile -NonInteractive -Command $script
    }
    finally {
        $env:PYASYNC_WANTED = $before
    }
    foreach ($line in @($lines)) {
        $head, $rest = $line -split '\|', 2
        if ($head -eq 'error') {
            Stop-Task $rest
        }
        [pscustomobject] @{ Version = [version] $head; Executable = $rest }
    }
}

function Get-Script([string] $Path, [string] $What) {
    $file = Join-Path $root $Path
    if (-not (Test-Path $file)) {
        Stop-Task "There is no $Path, so there is no $What to run."
    }
    $file
}

function Invoke-Demo {
    $script = Get-Script 'examples/endpoint-report.ps1' 'demo'
    $chosen = Get-Python $Python
    $script:exitCode = Invoke-Limited $shell @('-NoProfile', '-File', $script) -Seconds 120 -Environment @{
        PYASYNC_MODULE = $module
        PYASYNC_PYTHON = $chosen.Executable
    }
    if ($null -eq $script:exitCode) {
        Stop-Task 'The demo was still running after 120 s and was ended.'
    }
}

function Invoke-Soak {
    $script = Get-Script 'tests/soak/Start-Soak.ps1' 'soak'
    $chosen = Get-Python $Python
    $script:exitCode = Invoke-Limited $shell @('-NoProfile', '-NonInteractive', '-File', $script, '-Manifest', (Join-Path $module 'PyAsync.psd1'), '-Minutes', $Minutes, '-Seed', $Seed) -Seconds ([int] ($Minutes * 60) + 300) -Environment @{
        PYASYNC_PYTHON = $chosen.Executable
    }
    if ($null -eq $script:exitCode) {
        Stop-Task "The soak with seed $Seed was still running five minutes after its time and was ended."
    }
}

function Invoke-Bench {
    $project = Get-Script 'bench/PyAsync.Bench/PyAsync.Bench.csproj' 'benchmark'
    Build-Project $project
    $program = Join-Path $root 'bench' 'PyAsync.Bench' 'bin' $Configuration 'net10.0' ($IsWindows ? 'PyAsync.Bench.exe' : 'PyAsync.Bench')
    $arguments = @(if ($Quick) { '-Quick' }; if ($UpdateBaseline) { '-UpdateBaseline' }; if ($Python) { '-Python'; $Python })
    $script:exitCode = Invoke-Limited $program $arguments -Seconds 3600 -Environment @{ PYASYNC_MODULE = $module; PYASYNC_SHELL = $shell }
    if ($null -eq $script:exitCode) {
        Stop-Task 'The benchmarks were still running after an hour and were ended.'
    }
}
