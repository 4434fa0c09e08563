# What is handed out, for every platform: the module as a package of the gallery and as a zip, the libraries as NuGet packages.

function New-Package {
    if (-not (Get-Command Compress-PSResource -ErrorAction Ignore)) {
        Stop-Task "This PowerShell ($($PSVersionTable.PSVersion)) has no Compress-PSResource, which makes the gallery's package: PowerShell 7.5 and newer bring it."
    }
    $packages = Join-Path $out 'packages'
    [void] (New-Item $packages -ItemType Directory -Force)

    # The assembled module is compiled ahead for this machine; the package has the plain assemblies for every machine, and
    # beside them those that are compiled ahead.
    $aside = Join-Path $out 'package.new'
    Remove-Item $aside -Recurse -Force -ErrorAction Ignore
    $folder = Join-Path $aside 'PyAsync' $version
    [void] (New-Item $folder -ItemType Directory -Force)
    Copy-Item (Join-Path $module '*') $folder -Recurse
    $compiled = Join-Path $root 'src' 'PyAsync.PowerShell' 'bin' $Configuration 'net8.0'
    $live = Join-Path $root 'src' 'PyAsync.PythonNet' 'bin' $Configuration 'net8.0' 'PyAsync.PythonNet.dll'
    Copy-Item (Join-Path $compiled 'PyAsync.Core.dll'), (Join-Path $compiled 'PyAsync.PowerShell.dll'), $live $folder -Force
    Add-CompiledAhead $compiled $folder
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

# The runtimes that PowerShell 7.4, 7.5 and 7.6 bring, on the systems that it is mostly run on.
$script:runtimes = 'net8.0', 'net9.0', 'net10.0'
$script:systems = 'linux-x64', 'linux-arm64', 'osx-arm64', 'win-x64'

# Compiles the assemblies for each runtime and system, and lets the module choose as it is imported. Where the feed has no
# compiler or framework for one of them, that one runs the plain assemblies, and a note says so.
function Add-CompiledAhead([string] $From, [string] $Folder) {
    $names = 'PyAsync.Core', 'PyAsync.PowerShell'
    $work = Join-Path $out 'ahead'
    foreach ($runtime in $runtimes) {
        foreach ($system in $systems) {
            Remove-Item $work -Recurse -Force -ErrorAction Ignore
            $log = & dotnet publish (Join-Path $PSScriptRoot 'package.proj') --nologo --verbosity quiet --output (Join-Path $work 'published') `
                "-property:AheadFramework=$runtime" "-property:AheadSystem=$system" "-property:WorkFolder=$work" `
                "-property:IlFolder=$From" "-property:ShellFolder=$PSHOME" "-property:Names=$($names -join '+')" 2>&1
            if ($LASTEXITCODE -ne 0) {
                $why = @($log | ForEach-Object { "$_" } | Where-Object { $_ -match 'error' }) + 'no message' | Select-Object -First 1
                Write-Host "Note: not compiled ahead of time for $runtime on $system ($($why.Trim()))"
                continue
            }
            $place = Join-Path $Folder 'ahead' "$runtime-$system"
            [void] (New-Item $place -ItemType Directory -Force)
            foreach ($name in $names) {
                Copy-Item (Join-Path $work 'published' "$name.dll") $place
            }
        }
    }
    Remove-Item $work -Recurse -Force -ErrorAction Ignore
    Copy-Item (Join-Path $PSScriptRoot 'PyAsync.psm1') $Folder
    $manifest = Join-Path $Folder 'PyAsync.psd1'
    $text = Get-Content $manifest -Raw
    Set-Content $manifest ($text -replace "(RootModule\s*=\s*)'PyAsync.PowerShell.dll'", "`$1'PyAsync.psm1'") -NoNewline
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
        Invoke-DotNet 'nuget', 'push', (Join-Path $packages "$library.$version.nupkg"), '--api-key', $env:NUGET_KEY, '--source', 'https://api.nuget.org/v3/index.json'
    }
}
