# Every test, each suite in a process of its own with a time limit, and one total at the end.

$script:total = @{ Passed = 0; Failed = 0; Skipped = 0 }
$script:failures = [System.Collections.Generic.List[string]]::new()

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

# The end of a suite that wrote no report, or ended badly after a good one.
function Add-BadEnd([string] $Suite, $ExitCode, [int] $Seconds) {
    $why = if ($null -eq $ExitCode) { "was still running after $Seconds s and was ended" } else { "ended with exit code $ExitCode" }
    Add-Result 0 1 0 "$Suite $why"
}

# What tests need of a Python that not each has, as their trait Needs names it: modules, or the version that brought something.
$script:needs = 'numpy', 'pandas', 'attr', 'pydantic', '3.11'

function Get-Lack($Chosen) {
    $code = 'import importlib.util as u, sys; print(*(n for n in sys.argv[1:] if (sys.version_info < tuple(map(int, n.split("."))) if n[0].isdigit() else not u.find_spec(n))))'
    @("$(& $Chosen.Executable -c $code @needs)" -split ' ' | Where-Object { $_ })
}

# The Core suite once: an xunit v3 program that writes its results as XML.
function Invoke-CoreSuite([string] $Program, $Chosen, [string[]] $Without) {
    $suite = "Core on Python $($Chosen.Version) ($($Chosen.Executable))"
    Write-Host "`n== $suite"
    $report = Join-Path $results "core-$($Chosen.Version)-$($Chosen.Executable -replace '\W+', '-').xml"
    Remove-Item $report -ErrorAction Ignore
    $arguments = @('-noLogo', '-noColor', '-reporter', 'quiet', '-result-xml', $report)
    if ($Filter) {
        $arguments += '-class', "*$Filter*"
    }
    foreach ($need in $Without) {
        $arguments += '-trait-', "Needs=$need"
    }
    if ($Without) {
        Write-Host "   what needs $($Without -join ', ') runs on another Python, which has it"
    }
    $seconds = Get-Limit
    $code = Invoke-Limited $Program $arguments -Seconds $seconds -Environment @{ PYASYNC_PYTHON = $Chosen.Executable }
    $failed = 0
    if (Test-Path $report) {
        foreach ($assembly in ([xml] (Get-Content $report -Raw)).SelectNodes('/assemblies/assembly')) {
            $failed = [int] $assembly.failed + [int] $assembly.errors
            $names = $assembly.SelectNodes('.//test[@result="Fail"]') | ForEach-Object { "$($_.name) ($suite)" }
            Add-Result $assembly.passed $failed $assembly.skipped $names
            Write-Host "   $($assembly.passed) passed, $failed failed, $($assembly.skipped) skipped in $($assembly.time) s"
        }
    }
    if ($null -eq $code -or ($code -ne 0 -and $failed -eq 0) -or -not (Test-Path $report)) {
        Add-BadEnd $suite $code $seconds
    }
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

# One Pester file in a shell of its own, so that a crash or a second Python harms no other.
function Invoke-PesterFile([string] $File, [hashtable] $Environment) {
    $suite = $File.Substring($root.Length + 1)
    Write-Host "`n== $suite"
    $report = Join-Path $results ((Split-Path $File -Leaf) -replace '\.Tests\.ps1$', '.json')
    Remove-Item $report -ErrorAction Ignore
    $arguments = '-NoProfile', '-NonInteractive', '-File', (Join-Path $root 'tools' 'build' 'Invoke-PesterFile.ps1'), '-Path', $File, '-Report', $report, '-Pester', $Pester
    if ($Tag) {
        $arguments += '-Tag', ($Tag -join ',')
    }
    $seconds = Get-Limit
    $code = Invoke-Limited $shell $arguments -Seconds $seconds -Environment $Environment
    $result = $null
    if (Test-Path $report) {
        $result = Get-Content $report -Raw | ConvertFrom-Json
        Add-Result $result.Passed $result.Failed $result.Skipped @($result.Names | ForEach-Object { "$_ ($suite)" })
    }
    if ($null -eq $code -or $null -eq $result -or ($code -ne 0 -and $result.Failed -eq 0)) {
        Add-BadEnd $suite $code $seconds
    }
}

# Each minor version that the project supports once, the newest of it; the system's own beside pyenv's; a debug build where there is one.
function Select-Python {
    if ($Python) {
        return Get-Python $Python
    }
    $found = @(Get-Python -All | Where-Object { $_.Version.Minor -ge 9 })
    $found | Group-Object { "$($_.Version.Major).$($_.Version.Minor) $($_.Executable.StartsWith('/usr/'))" } | ForEach-Object { $_.Group[0] }
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

    $project = Join-Path $root 'tests' 'PyAsync.Core.Tests'
    if ((Test-Path $project/*.csproj) -and -not $Tag) {
        Build-Project $project
        $program = Join-Path $project 'bin' $Configuration 'net10.0' ($IsWindows ? 'PyAsync.Core.Tests.exe' : 'PyAsync.Core.Tests')
        # A test that needs what none has is skipped, and says so; one that another Python runs is left to that.
        $selected = @(Select-Python | ForEach-Object { @{ Python = $_; Lack = @(Get-Lack $_) } })
        $nowhere = @($needs | Where-Object { $need = $_; -not ($selected | Where-Object { $_.Lack -notcontains $need }) })
        foreach ($each in $selected) {
            Invoke-CoreSuite $program $each.Python @($each.Lack | Where-Object { $nowhere -notcontains $_ })
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
    $files = Get-ChildItem (Join-Path $root 'tests' 'Pester') -Recurse -File -Filter *.Tests.ps1 | Where-Object Name -Like "*$Filter*" | Sort-Object FullName
    foreach ($file in $files) {
        Invoke-PesterFile $file.FullName $environment
    }

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
