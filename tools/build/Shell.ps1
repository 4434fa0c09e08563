# The shell that runs this, as an executable: what every build step, test and benchmark starts its shells with.

# PowerShell as a .NET tool runs as `dotnet pwsh.dll` or by a shim, from IL alone, and takes three times as long to start.
# In its place stands a copy that is compiled ahead of time and has an executable of its own.
function Get-Shell {
    # An executable of PowerShell's own lies beside its assemblies; `dotnet`, and the shim of a global tool, do not.
    $own = [Environment]::ProcessPath
    if ((Split-Path $own) -eq $PSHOME) {
        return $own
    }
    $runtime = [System.Runtime.InteropServices.RuntimeEnvironment]::GetRuntimeDirectory()
    if (-not $env:DOTNET_ROOT) {
        # <root>/shared/Microsoft.NETCore.App/<version>/: the copy's executable must find the same runtime.
        $env:DOTNET_ROOT = (Get-Item (Join-Path $runtime '..' '..' '..')).FullName
    }
    $name = "$($PSVersionTable.PSVersion)-$([Environment]::Version)-$([System.Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier)"
    $plain = Join-Path $PSScriptRoot '..' '..' 'out' 'shell' $name
    $compiled = (Get-CacheFolder) ? (Join-Path (Get-CacheFolder) 'shell' $name) : $plain
    foreach ($folder in $compiled, $plain) {
        $program = Join-Path $folder ($IsWindows ? 'pwsh.exe' : 'pwsh')
        if (Test-Path $program) {
            return (Get-Item $program).FullName
        }
    }
    New-ShellCopy $compiled $plain
}

# The user's own folder for what can be made anew, as the module's probe has it; nothing where there is no home.
function Get-CacheFolder {
    $place = if ($IsWindows) { $env:LOCALAPPDATA }
    elseif ($IsMacOS -and $HOME) { Join-Path $HOME 'Library' 'Caches' }
    elseif ($env:XDG_CACHE_HOME) { $env:XDG_CACHE_HOME }
    elseif ($HOME) { Join-Path $HOME '.cache' }
    if ($place) {
        Join-Path $place 'pyasync'
    }
}

# Makes the copy aside and moves it into place whole: two builds may do this at once. A copy that could not be compiled
# goes to this clone's own output: after `clean`, and in another clone, it is tried again.
function New-ShellCopy([string] $Compiled, [string] $Plain) {
    [Console]::Error.WriteLine("PowerShell $($PSVersionTable.PSVersion) is compiled ahead of time, once for this user")
    $aside = "$Compiled.$([guid]::NewGuid().ToString('n'))"
    try {
        [void] (New-Item (Split-Path $aside) -ItemType Directory -Force)
        Copy-Item $PSHOME $aside -Recurse
        $why = Invoke-AheadCompiler -IlFolder $PSHOME -IntoFolder $aside -Assembly (
            'System.Management.Automation', 'Microsoft.PowerShell.ConsoleHost', 'Microsoft.PowerShell.Commands.Management',
            'Microsoft.PowerShell.Commands.Utility', 'Microsoft.PowerShell.Security', 'Newtonsoft.Json', 'pwsh')
        if ($why) {
            [Console]::Error.WriteLine("Note: it is not, so each shell starts slower ($why)")
        }
        $log = & dotnet msbuild (Join-Path $PSScriptRoot 'ahead.proj') -target:MakeProgram -nologo -verbosity:quiet "-property:IlFolder=$PSHOME" "-property:IntoFolder=$aside" 2>&1
        if ($LASTEXITCODE -ne 0) {
            throw "PowerShell's copy got no executable: $log"
        }
        $program = Join-Path $aside ($IsWindows ? 'pwsh.exe' : 'pwsh')
        $log = & $program -NoProfile -NonInteractive -Command '"starts"' 2>&1
        if ("$log" -ne 'starts') {
            throw "PowerShell's copy does not start: $log"
        }
        $folder = $why ? $Plain : $Compiled
        [void] (New-Item (Split-Path $folder) -ItemType Directory -Force)
        if (-not (Test-Path $folder)) {
            try {
                [System.IO.Directory]::Move($aside, $folder)
            }
            catch [System.IO.IOException] {
                # Another build was quicker, or its folder is on another disk.
                if (-not (Test-Path $folder)) {
                    Copy-Item $aside $folder -Recurse
                }
            }
        }
        (Get-Item (Join-Path $folder (Split-Path $program -Leaf))).FullName
    }
    finally {
        Remove-Item $aside -Recurse -Force -ErrorAction Ignore
    }
}

# Compiles assemblies for the runtime and the shell that run this. Returns why it could not, or nothing.
function Invoke-AheadCompiler([string] $IlFolder, [string] $IntoFolder, [string[]] $Assembly) {
    $runtime = [System.Runtime.InteropServices.RuntimeInformation]
    $os = $IsWindows ? 'windows' : $IsMacOS ? 'osx' : 'linux'
    $log = & dotnet msbuild (Join-Path $PSScriptRoot 'ahead.proj') -restore -target:CompileAhead -nologo -verbosity:quiet `
        "-property:IlFolder=$IlFolder" "-property:IntoFolder=$IntoFolder" "-property:Names=$($Assembly -join '+')" `
        "-property:HostVersion=$([Environment]::Version)" "-property:HostRid=$($runtime::RuntimeIdentifier)" `
        "-property:HostFramework=$([System.Runtime.InteropServices.RuntimeEnvironment]::GetRuntimeDirectory())" "-property:HostShell=$PSHOME" `
        "-property:HostOs=$os" "-property:HostArchitecture=$($runtime::ProcessArchitecture.ToString().ToLowerInvariant())" 2>&1
    if ($LASTEXITCODE -ne 0) {
        $first = @($log | ForEach-Object { "$_" } | Where-Object { $_ -match 'error' }) + 'no message' | Select-Object -First 1
        $first.Trim()
    }
}
