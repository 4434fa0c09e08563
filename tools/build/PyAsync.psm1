# Loads the assemblies that were compiled ahead of time for this runtime and system; where the package has none, the plain ones.
$ahead = "net$([Environment]::Version.Major).0-$([System.Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier)"
$assembly = [System.IO.Path]::Combine($PSScriptRoot, 'ahead', $ahead, 'PyAsync.PowerShell.dll')
Import-Module ([System.IO.File]::Exists($assembly) ? $assembly : [System.IO.Path]::Combine($PSScriptRoot, 'PyAsync.PowerShell.dll'))
