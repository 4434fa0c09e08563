# What is handed out: the module as a zip for every platform, and the library as a NuGet package.

function New-Package {
    $packages = Join-Path $out 'packages'
    [void] (New-Item $packages -ItemType Directory -Force)

    # The assembled module is compiled ahead for this machine; a zip for every machine carries the plain assemblies.
    $aside = Join-Path $out 'package.new'
    Remove-Item $aside -Recurse -Force -ErrorAction Ignore
    $folder = Join-Path $aside 'PyAsync' $version
    [void] (New-Item $folder -ItemType Directory -Force)
    Copy-Item (Join-Path $module '*') $folder -Recurse
    $compiled = Join-Path $root 'src' 'PyAsync.PowerShell' 'bin' $Configuration 'net8.0'
    Copy-Item (Join-Path $compiled 'PyAsync.Core.dll'), (Join-Path $compiled 'PyAsync.PowerShell.dll') $folder -Force
    $zip = Join-Path $packages "PyAsync-$version.zip"
    Remove-Item $zip -ErrorAction Ignore
    [System.IO.Compression.ZipFile]::CreateFromDirectory($aside, $zip)
    Remove-Item $aside -Recurse -Force

    Invoke-DotNet 'pack', (Join-Path $root 'src' 'PyAsync.Core'), '--configuration', $Configuration, '--nologo', '--verbosity', 'quiet', '--property:ContinuousIntegrationBuild=true', '--output', $packages
    Get-ChildItem $packages -File | ForEach-Object { Write-Host "Packaged $($_.FullName)" }
}
