# What is handed out, for every platform: the module as a package of the gallery and as a zip, the libraries as NuGet packages.

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
    $live = Join-Path $root 'src' 'PyAsync.PythonNet' 'bin' $Configuration 'net8.0' 'PyAsync.PythonNet.dll'
    Copy-Item (Join-Path $compiled 'PyAsync.Core.dll'), (Join-Path $compiled 'PyAsync.PowerShell.dll'), $live $folder -Force
    $zip = Join-Path $packages "PyAsync-$version.zip"
    Remove-Item $zip -ErrorAction Ignore
    [System.IO.Compression.ZipFile]::CreateFromDirectory($aside, $zip)
    Remove-Item (Join-Path $packages "PyAsync.$version.nupkg") -ErrorAction Ignore
    Compress-PSResource -Path $folder -DestinationPath $packages
    Remove-Item $aside -Recurse -Force

    foreach ($library in 'PyAsync.Core', 'PyAsync.PythonNet') {
        Invoke-DotNet 'pack', (Join-Path $root 'src' $library), '--configuration', $Configuration, '--nologo', '--verbosity', 'quiet', '--property:ContinuousIntegrationBuild=true', '--output', $packages
    }
    Get-ChildItem $packages -File | ForEach-Object { Write-Host "Packaged $($_.FullName)" }
}

# Puts the packaged module where a built one would be, so that the tests run on what is published. Returns its folder.
function Expand-Package {
    $package = Join-Path $out 'packages' "PyAsync.$version.nupkg"
    if (-not (Test-Path $package)) {
        Stop-Task "There is no package to test: '$package' is made by the task 'package'."
    }
    $folder = Join-Path $out 'packaged' $version
    Remove-Item $folder -Recurse -Force -ErrorAction Ignore
    [System.IO.Compression.ZipFile]::ExtractToDirectory($package, $folder)
    $folder
}

# Publishes the packages that are there: nothing is built again.
function Publish-Package {
    foreach ($key in 'GALLERY_KEY', 'NUGET_KEY') {
        if (-not [Environment]::GetEnvironmentVariable($key)) {
            Stop-Task "The environment variable $key is not set, so nothing was published: it holds the key of the gallery or feed."
        }
    }
    $packages = Join-Path $out 'packages'
    Publish-PSResource -NupkgPath (Join-Path $packages "PyAsync.$version.nupkg") -Repository PSGallery -ApiKey $env:GALLERY_KEY
    foreach ($library in 'PyAsync.Core', 'PyAsync.PythonNet') {
        Invoke-DotNet 'nuget', 'push', (Join-Path $packages "$library.$version.nupkg"), '--api-key', $env:NUGET_KEY
    }
}
