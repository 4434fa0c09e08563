# Every test, each suite in a process of its own with a time limit, as many at once as there are cores, and one total at the end.

$script:total = @{ Passed = 0; Failed = 0; Skipped = 0 }
$script:failures = [System.Collections.Generic.List[string]]::new()

# What this measures others would disturb: it runs alone, after all others.
$script:alone = @('Memory')

# Files with a shell of their own: what they do to a process, and how long they take, is no other's matter.
# All others share shells, as one with Pester takes three seconds to be ready; their tests leave it as they found it.
$script:own = @(
    'BlockNotice', 'ChoosingPython', 'CompiledCode', 'CompletionOfPython', 'CtrlC', 'DotNetObjects', 'EnvironmentFolders', 'Examples', 'Forks',
    'FrozenPrompt', 'Guides', 'Help', 'InstallerSettings', 'InvokePyAwaitableSource', 'InvokePyScript', 'NewPyEnvironment', 'Packaging', 'Pickling',
    'ProcessExit', 'ProcessExitWays', 'ProgramState', 'Runbooks', 'ScriptEnvironment', 'Signals', 'Soak', 'StandardStreams', 'StopPyEventLoop',
    'StopWhileStarting', 'Style', 'Terminal', 'UnusablePython', 'Voice'
) + $alone
$script:sharers = 6

function Add-Result([int] $Passed, [int] $Failed, [int] $Skipped, [string[]] $Name) {
    $script:total.Passed += $Passed
    $script:total.Failed += $Failed
    $script:total.Skipped += $Skipped
    foreach ($line in $Name) {
        $script:failures.Add($line)
    }
}

# How long a suite may take: ten minutes, and no longer than what is left of fifty for them all.
function Get-Limit {
    [Math]::Max(5, [Math]::Min(600, 3000 - [int] $clock.Elapsed.TotalSeconds))
}

# Runs suites side by side. What one prints is shown when it has ended, so that it stays together.
# One of Core beside one of Pester where there are both: the tests of Core wait half of the time, and shells compute.
function Invoke-Suite([object[]] $Suite) {
    $waiting = [System.Collections.Generic.List[object]]::new(@($Suite | Sort-Object { $_.Alone } -Stable))
    $running = [System.Collections.Generic.List[object]]::new()
    try {
        while ($waiting.Count -gt 0 -or $running.Count -gt 0) {
            while ($waiting.Count -gt 0 -and $running.Count -lt [Environment]::ProcessorCount) {
                $kinds = @($running | ForEach-Object { $_.Suite.Kind })
                $next = @($waiting | Where-Object { -not $_.Alone -and $_.Kind -notin $kinds }) + $waiting[0] | Select-Object -First 1
                if ($running.Count -gt 0 -and ($next.Alone -or $running[0].Suite.Alone)) {
                    break
                }
                [void] $waiting.Remove($next)
                $running.Add((Start-Suite $next))
            }
            [System.Threading.Thread]::Sleep(50)
            foreach ($run in @($running | Where-Object { $_.Process.HasExited -or $_.Clock.Elapsed.TotalSeconds -ge $_.Seconds })) {
                [void] $running.Remove($run)
                Complete-Suite $run
            }
        }
    }
    finally {
        # Also when Ctrl+C stops this pipeline.
        foreach ($run in $running) {
            $run.Process.Kill($true)
        }
    }
}

function Start-Suite($Suite) {
    Remove-Item $Suite.Report -ErrorAction Ignore
    $start = New-ProcessStart $Suite.Program $Suite.Arguments $Suite.Environment
    $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    $process = [System.Diagnostics.Process]::Start($start)
    @{
        Suite = $Suite
        Process = $process
        Clock = [System.Diagnostics.Stopwatch]::StartNew()
        Seconds = Get-Limit
        Printed = $process.StandardOutput.ReadToEndAsync(), $process.StandardError.ReadToEndAsync()
    }
}

function Complete-Suite($Run) {
    $process = $Run.Process
    $code = if ($process.HasExited) { $process.ExitCode } else { $process.Kill($true) }
    Write-Host "`n== $($Run.Suite.Name) ($([int] $Run.Clock.Elapsed.TotalSeconds) s)"
    # A process that a test has left behind may hold the pipes.
    foreach ($text in $Run.Printed) {
        if ($text.Wait(5000) -and $text.Result) {
            Write-Host $text.Result.TrimEnd()
        }
    }
    $failed = 0
    $isRead = Test-Path $Run.Suite.Report
    if ($isRead) {
        $failed = & $Run.Suite.Read $Run.Suite
    }
    if ($null -eq $code -or -not $isRead -or ($code -ne 0 -and $failed -eq 0)) {
        $why = if ($null -eq $code) { "was still running after $($Run.Seconds) s and was ended" } else { "ended with exit code $code" }
        Add-Result 0 1 0 "$($Run.Suite.Name) $why"
    }
    $process.Dispose()
}

# What tests need of a Python that not each has, as their trait Needs names it: modules, or the version that brought something.
$script:needs = 'numpy', 'pandas', 'attr', 'pydantic', 'coverage', '3.11'

function Get-Lack($Chosen) {
    $code = 'import importlib.util as u, sys; print(*(n for n in sys.argv[1:] if (sys.version_info < tuple(map(int, n.split("."))) if n[0].isdigit() else not u.find_spec(n))))'
    @("$(& $Chosen.Executable -c $code @needs)" -split ' ' | Where-Object { $_ })
}

# The program of the Core suite, compiled ahead where the compiler is served: many of its tests start it anew.
function Get-CoreProgram([string] $Built) {
    $folder = Join-Path $results 'program'
    Remove-Item $folder -Recurse -Force -ErrorAction Ignore
    Copy-Item $Built $folder -Recurse
    Optimize-Startup $Built $folder (
        'PyAsync.Core', 'PyAsync.Core.Tests', 'PyAsync.PythonNet', 'Python.Runtime', 'CsCheck', 'Microsoft.Testing.Platform',
        'xunit.v3.assert', 'xunit.v3.common', 'xunit.v3.core', 'xunit.v3.runner.common', 'xunit.v3.runner.inproc.console')
    Join-Path $folder ($IsWindows ? 'PyAsync.Core.Tests.exe' : 'PyAsync.Core.Tests')
}

# The Core suite on one Python: an xunit v3 program that writes its results as XML.
# What no version of Python changes, such as a damaged file, has the trait Runs=Once: the first Python runs it.
function Get-CoreSuite([string] $Program, $Chosen, [string[]] $Without, [switch] $IsFirst) {
    $report = Join-Path $results "core-$($Chosen.Version)-$($Chosen.Executable -replace '\W+', '-').xml"
    $arguments = @('-noLogo', '-noColor', '-reporter', 'quiet', '-result-xml', $report)
    if ($Filter) {
        $arguments += '-class', "*$Filter*"
    }
    foreach ($need in $Without) {
        $arguments += '-trait-', "Needs=$need"
    }
    if (-not $IsFirst) {
        $arguments += '-trait-', 'Runs=Once'
    }
    @{
        Name = "Core on Python $($Chosen.Version) ($($Chosen.Executable))" + ($Without ? ", what needs $($Without -join ', ') left to another" : '')
        Program = $Program
        Arguments = $arguments
        Environment = @{ PYASYNC_PYTHON = $Chosen.Executable }
        Report = $report
        Kind = 'Core'
        Read = ${function:Read-CoreReport}
        Alone = $false
    }
}

function Read-CoreReport($Suite) {
    $all = 0
    foreach ($assembly in ([xml] (Get-Content $Suite.Report -Raw)).SelectNodes('/assemblies/assembly')) {
        $failed = [int] $assembly.failed + [int] $assembly.errors
        $names = $assembly.SelectNodes('.//test[@result="Fail"]') | ForEach-Object { "$($_.name) ($($Suite.Name))" }
        Add-Result $assembly.passed $failed $assembly.skipped $names
        Write-Host "   $($assembly.passed) passed, $failed failed, $($assembly.skipped) skipped in $($assembly.time) s"
        $all += $failed
    }
    $all
}

# The folder for PSModulePath that has Pester in it.
function Install-Pester {
    $modules = Join-Path $out 'modules'
    $folder = Join-Path $modules 'Pester' $Pester
    if (-not (Test-Path $folder)) {
        $new = Join-Path $out 'modules.new'
        Remove-Item $new -Recurse -Force -ErrorAction Ignore
        Invoke-DotNet 'msbuild', (Join-Path $root 'tools' 'build' 'pester.proj'), '-restore', '-target:LayOut', '-nologo', '-verbosity:quiet', "-property:IntoFolder=$new", "-property:PesterVersion=$Pester"
        [void] (New-Item (Split-Path $folder) -ItemType Directory -Force)
        Move-Item (Join-Path $new 'Pester' $Pester) $folder
    }
    $modules
}

# Pester files in one shell, which no crash and no second Python of another suite can harm.
function Get-PesterSuite([System.IO.FileInfo[]] $File, [hashtable] $Environment) {
    $names = @($File.Name -replace '\.Tests\.ps1$')
    $report = Join-Path $results "$($names[0]).json"
    $arguments = '-NoProfile', '-NonInteractive', '-File', (Join-Path $root 'tools' 'build' 'Invoke-PesterFile.ps1'), '-Path', ($File.FullName -join '|'), '-Report', $report, '-Pester', $Pester
    if ($Tag) {
        $arguments += '-Tag', ($Tag -join ',')
    }
    @{
        Name = "tests/Pester: $($names -join ', ')"
        Program = $shell
        Arguments = $arguments
        Environment = $Environment
        Report = $report
        Kind = 'Pester'
        Read = ${function:Read-PesterReport}
        Alone = $names[0] -in $alone
    }
}

function Read-PesterReport($Suite) {
    $result = Get-Content $Suite.Report -Raw | ConvertFrom-Json
    Add-Result $result.Passed $result.Failed $result.Skipped @($result.Names)
    $result.Failed
}

# Each minor version that the project supports once: the system's own, which has the packages, else the newest; and a debug build where there is one.
function Select-Python {
    if ($Python) {
        return Get-Python $Python
    }
    $found = @(Get-Python -All | Where-Object { $_.Version.Minor -ge 9 })
    $found | Sort-Object { -not $_.Executable.StartsWith('/usr/') } -Stable | Group-Object { "$($_.Version.Major).$($_.Version.Minor)" } | ForEach-Object { $_.Group[0] }
    foreach ($debug in Get-Command python3-dbg -CommandType Application -ErrorAction Ignore | Select-Object -First 1) {
        try {
            Get-Python $debug.Source
        }
        catch {
            Write-Host "Not tested on $($debug.Source): $($_.Exception.Message)"
        }
    }
}

function Invoke-Test {
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    if ($env:CI) {
        Install-Peers -Optional
    }
    $script:results = Join-Path $out 'test'
    [void] (New-Item $results -ItemType Directory -Force)

    # Without a Python nothing can be proved: this ends with the locator's own advice.
    $chosen = Get-Python $Python

    $suites = [System.Collections.Generic.List[object]]::new()
    $project = Join-Path $root 'tests' 'PyAsync.Core.Tests'
    if ((Test-Path $project/*.csproj) -and -not $Tag) {
        Build-Project $project
        # Nothing runs the benchmarks here, and they are to compile all the same.
        Build-Project (Join-Path $root 'bench' 'PyAsync.Bench')
        $program = Get-CoreProgram (Join-Path $project 'bin' $Configuration 'net10.0')
        # A test that needs what none has is skipped, and says so; one that another Python runs is left to that.
        $selected = @(Select-Python | ForEach-Object { @{ Python = $_; Lack = @(Get-Lack $_) } })
        $nowhere = @($needs | Where-Object { $need = $_; -not ($selected | Where-Object { $_.Lack -notcontains $need }) })
        foreach ($each in $selected) {
            $suites.Add((Get-CoreSuite $program $each.Python @($each.Lack | Where-Object { $nowhere -notcontains $_ }) -IsFirst:($suites.Count -eq 0)))
        }
    }

    $environment = @{ PYASYNC_MODULE = $module; PSModulePath = (Install-Pester), $env:PSModulePath -join [System.IO.Path]::PathSeparator }
    if ($Python) {
        $environment.PYASYNC_PYTHON = $chosen.Executable
    }
    elseif ($env:CI -and -not $env:PYASYNC_PYTHON -and (Test-Path /usr/bin/python3)) {
        # The system's Python is the one that has the peers.
        $environment.PYASYNC_PYTHON = '/usr/bin/python3'
    }
    $files = @(Get-ChildItem (Join-Path $root 'tests' 'Pester') -Recurse -File -Filter *.Tests.ps1 | Where-Object Name -Like "*$Filter*" | Sort-Object FullName)
    $owners, $others = $files.Where({ ($_.Name -replace '\.Tests\.ps1$') -in $own }, 'Split')
    foreach ($file in $owners) {
        $suites.Add((Get-PesterSuite $file $environment))
    }
    foreach ($together in [System.Linq.Enumerable]::Chunk([System.IO.FileInfo[]] $others, $sharers)) {
        $suites.Add((Get-PesterSuite $together $environment))
    }
    Invoke-Suite $suites

    Write-Host ''
    foreach ($name in $failures) {
        Write-Host "FAILED $name"
    }
    Write-Host "Tests ran for $([int] $clock.Elapsed.TotalSeconds) s; reports are in $results"
    $ran = $total.Passed + $total.Failed
    if ($ran -eq 0) {
        Write-Host 'No test ran: nothing matches what was asked for, or there are no tests.'
    }
    Write-Host "$($total.Passed) passed, $($total.Failed) failed, $($total.Skipped) skipped"
    $script:exitCode = $total.Failed -eq 0 -and $ran -gt 0 ? 0 : 1
}
