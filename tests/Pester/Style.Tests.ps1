# The rules of the house that a machine can check.

BeforeAll {
    . "$PSScriptRoot/_Common.ps1"

    function Get-SourceFile([string] $Folder, [string] $Pattern = '\.(cs|py|ps1|psm1|psd1|ps1xml)$') {
        Get-ChildItem (Join-Path $repository $Folder) -Recurse -File |
            Where-Object { $_.FullName -notmatch '[\\/](bin|obj|__pycache__)[\\/]' -and $_.Name -match $Pattern }
    }
}

Describe 'The sources' {
    # What its analyzers find is an error of the build already.
    It 'are formatted as .editorconfig says' -Tag Slow {
        $log = & dotnet format (Join-Path $repository 'PyAsync.slnx') --verify-no-changes --diagnostics IMPORTS --verbosity quiet 2>&1
        ($log | ForEach-Object { "$_" } | Select-Object -First 20) -join "`n" | Should -BeNullOrEmpty
        $LASTEXITCODE | Should -Be 0
    }

    It 'leave nothing for later in src/' {
        $marks = 'NotImplemented' + 'Exception', 'TO' + 'DO', 'FIX' + 'ME', 'HA' + 'CK' -join '|'
        $found = Get-SourceFile src | Select-String $marks -CaseSensitive | ForEach-Object { "$($_.Path):$($_.LineNumber)" }
        $found | Should -BeNullOrEmpty
    }

    It 'are all in the solution' {
        $solution = Get-Content (Join-Path $repository 'PyAsync.slnx') -Raw
        foreach ($project in 'src', 'tests', 'tools', 'bench' | ForEach-Object { Get-SourceFile $_ '\.csproj$' }) {
            $path = $project.FullName.Substring($repository.Length + 1) -replace '\\', '/'
            $solution | Should -Match ([regex]::Escape("Path=`"$path`""))
        }
    }

    It 'have every package version in one place' {
        $found = 'src', 'tests', 'tools', 'bench' | ForEach-Object { Get-SourceFile $_ '\.csproj$' } | Select-String '<PackageReference [^>]*Version='
        $found | Should -BeNullOrEmpty
    }

    It 'keep Core free of packages but those of the build itself' {
        $found = Get-SourceFile src/PyAsync.Core '\.csproj$' | Select-String '<PackageReference(?![^>]* PrivateAssets="all")'
        $found | Should -BeNullOrEmpty
    }
}

Describe 'The manifest' {
    It 'exports exactly the cmdlets that are compiled, by name' {
        $data = Import-PowerShellDataFile (Join-Path $repository 'PyAsync.psd1')
        $assembly = [System.AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'PyAsync.PowerShell' }
        # Those of Values wait for the module's own code, and are no commands of a session.
        $compiled = $assembly.GetExportedTypes() | Where-Object Namespace -NE 'PyAsync.PowerShell.Values' | ForEach-Object {
            $attribute = $_.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)
            if ($attribute) {
                "$($attribute[0].VerbName)-$($attribute[0].NounName)"
            }
        } | Sort-Object
        ($data.CmdletsToExport | Sort-Object) -join ' ' | Should -Be ($compiled -join ' ')
        foreach ($list in 'FunctionsToExport', 'AliasesToExport', 'VariablesToExport') {
            @($data[$list]).Count | Should -Be 0
        }
    }

    It 'has the version of the assemblies, the changelog and the build properties' {
        $version = (Import-PowerShellDataFile (Join-Path $repository 'PyAsync.psd1')).ModuleVersion
        (Get-Module PyAsync).Version | Should -Be $version
        Get-Content (Join-Path $repository 'Directory.Build.props') -Raw | Should -Match "<VersionPrefix>$([regex]::Escape($version))</VersionPrefix>"
        Get-Content (Join-Path $repository 'CHANGELOG.md') -Raw | Should -Match "(?m)^## \[$([regex]::Escape($version))\]"
        [PyAsync.Loops.PyEventLoop].Assembly.GetName().Version.ToString(3) | Should -Be $version
    }

    It 'passes PowerShell''s own test' {
        $manifest = Get-ModuleManifest
        { Test-ModuleManifest $manifest -ErrorAction Stop } | Should -Not -Throw
    }
}
