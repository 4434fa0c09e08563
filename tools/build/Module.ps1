# Compiles the module and assembles it under out/PyAsync/<version>/.

function Build-Module([switch] $Force) {
    $stamp = Join-Path $out 'module.stamp'
    $inputs = 'src', 'module', 'docs', 'tools/help', 'tools/build', 'PyAsync.psd1', 'Directory.Build.props', 'Directory.Packages.props', 'CHANGELOG.md', 'LICENSE' |
        ForEach-Object { Join-Path $root $_ }
    $now = @("$Configuration $([Environment]::Version)") + @(Get-Fingerprint $inputs) -join "`n"
    if (-not $Force -and (Test-Path $module) -and (Test-Path $stamp) -and (Get-Content $stamp -Raw).Trim() -eq $now) {
        Write-Host "Up to date: $module"
        return
    }

    Write-Host "Building PyAsync $version ($Configuration)"
    $project = Join-Path $root 'src' 'PyAsync.PowerShell'
    Build-Project $project
    $compiled = Join-Path $project 'bin' $Configuration 'net8.0'

    # Made aside and put in place whole: a shell that has the old files loaded keeps them.
    $new = Join-Path $out 'module.new'
    Remove-Item $new -Recurse -Force -ErrorAction Ignore
    [void] (New-Item $new -ItemType Directory -Force)
    foreach ($name in 'PyAsync.Core', 'PyAsync.PowerShell') {
        Copy-Item (Join-Path $compiled "$name.dll"), (Join-Path $compiled "$name.pdb") $new
    }
    # Loaded on first need; no other assembly refers to them.
    $live = Join-Path $root 'src' 'PyAsync.PythonNet'
    Build-Project $live
    $live = Join-Path $live 'bin' $Configuration 'net8.0'
    Copy-Item (Join-Path $live 'PyAsync.PythonNet.dll'), (Join-Path $live 'PyAsync.PythonNet.pdb'), (Join-Path $live 'Python.Runtime.dll') $new
    Copy-Item (Join-Path $compiled 'PyAsync.Core.xml') $new
    Copy-Item (Join-Path $root 'PyAsync.psd1'), (Join-Path $root 'LICENSE'), (Join-Path $root 'CHANGELOG.md') $new
    Get-ChildItem (Join-Path $root 'module') -File | Copy-Item -Destination $new
    Build-Help $new
    Optimize-Startup $compiled $new 'PyAsync.Core', 'PyAsync.PowerShell'
    Optimize-Startup $live $new 'PyAsync.PythonNet'

    Remove-Item $module -Recurse -Force -ErrorAction Ignore
    [void] (New-Item ([System.IO.Path]::GetDirectoryName($module)) -ItemType Directory -Force)
    Move-Item $new $module
    Set-Content $stamp $now
    Write-Host "Assembled $module"
}

# ReadyToRun: the first call of a method then costs no compilation.
function Optimize-Startup([string] $From, [string] $To, [string[]] $Assembly) {
    if ($Configuration -ne 'Release') {
        return
    }
    $why = Invoke-AheadCompiler -IlFolder $From -IntoFolder $To -Assembly $Assembly
    if ($why) {
        Write-Host "Note: not compiled ahead of time, so the first commands start slower ($why)"
    }
}
