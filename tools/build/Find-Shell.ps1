# Writes the path of the shell that build.sh is to use, and notes it down for the next time.
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
. (Join-Path $PSScriptRoot 'Shell.ps1')

try {
    $shell = Get-Shell
}
catch {
    [Console]::Error.WriteLine("build.sh: $_")
    exit 1
}
$out = Join-Path $PSScriptRoot '..' '..' 'out'
[void] (New-Item $out -ItemType Directory -Force)
Set-Content (Join-Path $out 'shell.path') $shell
$shell
