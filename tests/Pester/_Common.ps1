# Dot-sourced in the BeforeAll of every test file: imports the assembled module, and what several files share.

$fixtures = Join-Path $PSScriptRoot 'fixtures'
$repository = Split-Path (Split-Path $PSScriptRoot)

function Get-ModuleManifest {
    if ($env:PYASYNC_MODULE) {
        return Join-Path $env:PYASYNC_MODULE 'PyAsync.psd1'
    }
    $newest = Get-ChildItem (Join-Path $repository 'out' 'PyAsync') -Directory -ErrorAction Ignore |
        Sort-Object { [version] $_.Name } | Select-Object -Last 1
    if (-not $newest) {
        throw "There is no assembled module: run './build.sh build', or name its folder in PYASYNC_MODULE."
    }
    Join-Path $newest.FullName 'PyAsync.psd1'
}

. (Join-Path $repository 'tools' 'build' 'Shell.ps1')

$manifest = Get-ModuleManifest
Import-Module $manifest

# The Python that the tests run on, as the module finds it.
function Get-TestPython {
    [PyAsync.Environments.PythonLocator]::Find([NullString]::Value)
}

# From this version on pythonnet carries .NET objects into Python.
$oldestLivePython = [version] '3.11'

# Whether pythonnet carries .NET objects into the tests' Python: one that is new enough, and has the GIL.
function Test-LivePython {
    $python = Get-TestPython
    $python.Version -ge $oldestLivePython -and
        (& $python.Executable -c 'import sysconfig; print(sysconfig.get_config_var("Py_GIL_DISABLED") or 0)') -eq '0'
}

# Polls until the condition holds; the test fails when it does not within the limit.
function Wait-Until([scriptblock] $Condition, [double] $Seconds = 10, [string] $What = "$Condition") {
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    while (-not (& $Condition)) {
        if ($clock.Elapsed.TotalSeconds -gt $Seconds) {
            throw "Waited $Seconds s in vain for: $What"
        }
        [System.Threading.Thread]::Sleep(5)
    }
}

# Skips the test where the tests' Python lacks a module.
function Skip-Without([string] $Module) {
    $null = & (Get-TestPython).Executable -c "import $Module" 2>&1
    if ($LASTEXITCODE) { Set-ItResult -Skipped -Because "this Python has no $Module (./build.sh peers installs it)" }
}

# Writes files with folders of their own: relative path = text.
function New-FileTree([string] $Folder, [hashtable] $File) {
    foreach ($one in $File.GetEnumerator()) {
        $null = New-Item (Join-Path $Folder $one.Key) -Value $one.Value -Force
    }
}

# What Tab offers at a line's end. It gives up after a moment, as on a busy machine: then Tab is pressed again.
function Get-Completion([string] $Line) {
    for ($i = 0; $i -lt 4; $i++) {
        if ($found = (TabExpansion2 $Line $Line.Length).CompletionMatches) {
            return $found
        }
    }
}

# Runs a command for the one error that it is to write, and returns that; whatever it outputs is dropped.
function Get-ErrorOf([scriptblock] $Command) {
    $found = @()
    try {
        $found = @(& $Command 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
    }
    catch {
        $found = @($_)
    }
    if ($found.Count -ne 1) {
        throw "Expected one error, got $($found.Count): $($found -join '; ')"
    }
    $found[0]
}

# Runs a script in another runspace of this process with the module imported. Wait-Background gives what it wrote.
function Start-Background([string] $Script) {
    $state = [initialsessionstate]::CreateDefault2()
    $state.ImportPSModule($manifest)
    $shell = [powershell]::Create($state).AddScript($Script)
    [pscustomobject] @{ Shell = $shell; Handle = $shell.BeginInvoke() }
}

function Wait-Background($Background, [int] $Seconds = 30) {
    if (-not $Background.Handle.AsyncWaitHandle.WaitOne($Seconds * 1000)) {
        throw "The pipeline in the background still runs after $Seconds s."
    }
    [pscustomobject] @{
        Output   = @($Background.Shell.EndInvoke($Background.Handle))
        Errors   = @($Background.Shell.Streams.Error)
        Warnings = @($Background.Shell.Streams.Warning)
    }
    $Background.Shell.Dispose()
}

# Runs a script in a new shell of the same kind with the module imported; a second Python needs a second process.
function Invoke-Shell {
    param(
        [string] $Script,
        [int] $TimeoutSeconds = 60,
        [hashtable] $Environment = @{},
        # Without the first line that imports the module.
        [switch] $Bare
    )
    $file = Join-Path $TestDrive "$([guid]::NewGuid().ToString('n')).ps1"
    Set-Content $file ($Bare ? $Script : "Import-Module '$manifest'`n$Script")
    $start = [System.Diagnostics.ProcessStartInfo]::new((Get-Shell))
    foreach ($argument in '-NoProfile', '-NonInteractive', '-File', $file) {
        $start.ArgumentList.Add($argument)
    }
    $start.RedirectStandardOutput = $start.RedirectStandardError = $start.RedirectStandardInput = $true
    $start.Environment['NO_COLOR'] = '1'
    foreach ($name in $Environment.Keys) {
        $start.Environment[$name] = $Environment[$name]
    }
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    $process = [System.Diagnostics.Process]::Start($start)
    $process.StandardInput.Close()
    $output = $process.StandardOutput.ReadToEndAsync()
    $errors = $process.StandardError.ReadToEndAsync()
    $ended = $process.WaitForExit($TimeoutSeconds * 1000)
    $seconds = $clock.Elapsed.TotalSeconds
    if (-not $ended) {
        $process.Kill($true)
    }
    $process.WaitForExit()
    [pscustomobject] @{
        Output   = $output.Result.Trim()
        Errors   = $errors.Result.Trim()
        ExitCode = $process.ExitCode
        Seconds  = $seconds
        EndedAt  = $process.ExitTime
        TimedOut = -not $ended
    }
    $process.Dispose()
}

# A Python file of its own for a test.
function New-PythonFile([string] $Name, [string] $Text) {
    $file = Join-Path $TestDrive $Name
    $null = New-Item (Split-Path $file) -ItemType Directory -Force
    Set-Content $file $Text
    $file
}

# An executable file that answers as the shell text says: the stand-in for a Python that this machine does not have.
function New-FakePython([string] $Name, [string] $ShellText) {
    $file = Join-Path $TestDrive $Name
    Set-Content $file "#!/bin/sh`n$ShellText"
    chmod +x $file
    $file
}

# What a real interpreter answers to the module's questions, with some of the answers changed.
function New-LyingPython([string] $Name, [hashtable] $Answers) {
    $python = (Get-TestPython).Executable
    $changes = ($Answers.Keys | ForEach-Object { "s|^$_`t.*|$_`t$($Answers[$_])|" }) -join ';'
    New-FakePython $Name "'$python' `"`$@`" | sed '$changes'"
}
