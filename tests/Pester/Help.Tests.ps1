# Holds three things together: the pages in docs/cmdlets, the compiled parameters, and what Get-Help shows.

BeforeDiscovery {
    $docs = Join-Path (Split-Path (Split-Path $PSScriptRoot)) 'docs'
    $pages = foreach ($file in Get-ChildItem (Join-Path $docs 'cmdlets') -Filter *-*.md) {
        # Each fenced powershell block under an Example heading, with the output block after it where there is one.
        $text = (Get-Content $file -Raw) -replace "`r"
        $number = 0
        $examples = foreach ($match in [regex]::Matches($text, '(?ms)^### (Example \d+: [^\n]+)\n(.*?)(?=^### |^## )')) {
            $body = $match.Groups[2].Value
            $code = [regex]::Match($body, '(?ms)^```powershell\n(.*?)\n```$')
            $output = [regex]::Match($body, '(?ms)^```output\n(.*?)\n```$')
            @{
                Number   = $number++
                Title    = $match.Groups[1].Value
                Code     = $code.Groups[1].Value
                Expected = $output.Success ? $output.Groups[1].Value : $null
            }
        }
        @{ Name = $file.BaseName; Path = $file.FullName; Examples = @($examples) }
    }
}

BeforeAll {
    . "$PSScriptRoot/_Common.ps1"

    $docs = Join-Path $repository 'docs'
    $common = [System.Management.Automation.PSCmdlet]::CommonParameters

    function Get-PageText([string] $Path) {
        (Get-Content $Path -Raw) -replace "`r"
    }

    # The parameters as the page tells them: name, type, aliases, wildcards, and its place in each set.
    function Get-PageParameter([string] $Path) {
        foreach ($match in [regex]::Matches((Get-PageText $Path), '(?ms)^### -(\w+)\n(.*?)```yaml\n(.*?)```')) {
            $yaml = $match.Groups[3].Value
            $sets = foreach ($set in [regex]::Matches($yaml, '(?m)^- Name: (.+)\n  Position: (.+)\n  IsRequired: (.+)\n  ValueFromPipeline: (.+)\n  ValueFromPipelineByPropertyName: (.+)$')) {
                ($set.Groups[1..5] | ForEach-Object Value) -join ' '
            }
            $aliases = [regex]::Match($yaml, '(?m)^Aliases:\n((?:- [^:\n]+\n)+)')
            [pscustomobject] @{
                Name        = $match.Groups[1].Value
                Description = $match.Groups[2].Value.Trim()
                Type        = [regex]::Match($yaml, '(?m)^Type: (.+)$').Groups[1].Value
                Wildcards   = $yaml -match '(?m)^SupportsWildcards: true$'
                Aliases     = @([regex]::Matches($aliases.Value, '(?m)^- (.+)$') | ForEach-Object { $_.Groups[1].Value } | Sort-Object)
                Sets        = @($sets | Sort-Object)
            }
        }
    }

    # The same of the compiled cmdlet.
    function Get-CompiledParameter([string] $Name) {
        $command = Get-Command $Name -Module PyAsync
        foreach ($parameter in $command.Parameters.Values | Where-Object Name -NotIn $common) {
            $sets = foreach ($set in $parameter.ParameterSets.GetEnumerator()) {
                $place = $set.Value
                $position = $place.Position -eq [int]::MinValue ? 'Named' : $place.Position
                $setName = $set.Key -eq '__AllParameterSets' ? '(All)' : $set.Key
                "$setName $position $($place.IsMandatory) $($place.ValueFromPipeline) $($place.ValueFromPipelineByPropertyName)"
            }
            [pscustomobject] @{
                Name      = $parameter.Name
                Type      = "$($parameter.ParameterType)"
                FullType  = $parameter.ParameterType.FullName
                Wildcards = @($parameter.Attributes | Where-Object { $_ -is [System.Management.Automation.SupportsWildcardsAttribute] }).Count -gt 0
                Aliases   = @($parameter.Aliases | Sort-Object)
                Sets      = @($sets | Sort-Object)
            }
        }
    }
}

Describe 'The pages in docs/cmdlets' {
    It 'are one for each exported cmdlet and no more' {
        $exported = (Get-Module PyAsync).ExportedCmdlets.Keys | Sort-Object
        $written = Get-ChildItem (Join-Path $docs 'cmdlets') -Filter *-*.md | ForEach-Object BaseName | Sort-Object
        $written -join ' ' | Should -Be ($exported -join ' ')
    }
}

Describe 'The page of <Name>' -ForEach $pages {
    It 'names every compiled parameter and no other' {
        $written = (Get-PageParameter $Path).Name | Sort-Object
        $compiled = (Get-CompiledParameter $Name).Name | Sort-Object
        $written -join ' ' | Should -Be ($compiled -join ' ')
    }

    It 'gives each parameter its compiled type, aliases, wildcards and place in each set' {
        $compiled = Get-CompiledParameter $Name
        foreach ($written in Get-PageParameter $Path) {
            $real = $compiled | Where-Object Name -EQ $written.Name
            $written.Type | Should -Be $real.FullType -Because "of -$($written.Name)"
            $written.Aliases -join ' ' | Should -Be ($real.Aliases -join ' ') -Because "of -$($written.Name)"
            $written.Wildcards | Should -Be $real.Wildcards -Because "of -$($written.Name)"
            $written.Sets -join '; ' | Should -Be ($real.Sets -join '; ') -Because "of -$($written.Name)"
        }
    }

    It 'has a syntax line for each parameter set, with all of its parameters' {
        $text = Get-PageText $Path
        foreach ($set in (Get-Command $Name).ParameterSets) {
            $title = [regex]::Escape($set.Name)
            $line = [regex]::Match($text, "(?ms)^### $title( \(Default\))?\n\n``````\n(.*?)``````")
            $line.Success | Should -BeTrue -Because "the set $($set.Name) needs a syntax line"
            $line.Groups[1].Success | Should -Be ($set.IsDefault -and $set.Name -ne '__AllParameterSets')
            foreach ($parameter in $set.Parameters | Where-Object Name -NotIn $common) {
                $line.Groups[2].Value | Should -Match "-$($parameter.Name)\b"
            }
        }
    }

    It 'describes everything and leaves nothing to be filled in' {
        $text = Get-PageText $Path
        $text | Should -Not -Match '\{\{ *(Fill|Add|Insert)'
        foreach ($parameter in Get-PageParameter $Path) {
            $parameter.Description.Length | Should -BeGreaterThan 20 -Because "-$($parameter.Name) is to be described"
        }
        [regex]::Matches($text, '(?m)^### Example \d+: ').Count | Should -BeGreaterOrEqual 3
    }

    It 'is what Get-Help shows' {
        $text = Get-PageText $Path
        $help = Get-Help $Name -Full
        $help.Synopsis.Trim() | Should -Be ([regex]::Match($text, '(?ms)^## SYNOPSIS\n\n(.*?)\n\n').Groups[1].Value)
        @($help.Examples.Example).Count | Should -Be ([regex]::Matches($text, '(?m)^### Example \d+: ').Count)
        foreach ($parameter in Get-PageParameter $Path) {
            $shown = Get-Help $Name -Parameter $parameter.Name
            ($shown.Description.Text -join "`n") -replace '\s+', ' ' | Should -Be ($parameter.Description -replace '\s+', ' ')
        }
    }
}

Describe 'The example of <Name>' -ForEach $pages {
    BeforeAll {
        # All of a page in one shell, the last one first: so none can live on what one above it has left.
        $files = @(foreach ($example in $Examples) {
            $file = Join-Path $TestDrive "$Name.$($example.Number).ps1"
            Set-Content $file $example.Code
            $file
        })
        $run = Invoke-Shell -TimeoutSeconds 120 @"
`$ErrorActionPreference = 'Stop'
`$modules = Get-Module
foreach (`$file in '$($files[-1..-$files.Count] -join "', '")') {
    Push-Location (New-Item "`$file.d" -ItemType Directory)
    try { & `$file | Out-Default } catch { [Console]::Error.WriteLine("`$_") }
    Pop-Location
    "`u{1e}"
    [Console]::Error.Write("`u{1e}")
    Get-Job | Remove-Job -Force
    Get-PyModule | Remove-PyModule
    Get-Module | Where-Object { `$_ -notin `$modules } | Remove-Module
    Get-PyEventLoop | Stop-PyEventLoop
}
"@
        $outputs = $run.Output -split "\s*`u{1e}\s*"
        $errors = $run.Errors -split "`u{1e}"
    }

    It '<Title>, runs and prints what the page says' -ForEach $Examples {
        $Code | Should -Not -BeNullOrEmpty
        $run.ExitCode | Should -Be 0
        $errors[$files.Count - 1 - $Number] | Should -BeNullOrEmpty
        if ($Expected) {
            $outputs[$files.Count - 1 - $Number] -replace "`r" | Should -BeExactly $Expected
        }
    }
}

Describe 'The topic about_PyAsync' {
    It 'is found by Get-Help and fits 80 columns outside its code' {
        $topic = "$(Get-Help about_PyAsync)" -replace "`r"
        $topic | Should -Match '(?m)^TOPIC\n    about_PyAsync\n\nSHORT DESCRIPTION\n    \S'
        $topic -split "`n" | Where-Object { $_ -notmatch '^ {8}' -and $_.Length -gt 80 } | Should -BeNullOrEmpty
    }

    It 'names every cmdlet' {
        $topic = "$(Get-Help about_PyAsync)"
        foreach ($name in (Get-Module PyAsync).ExportedCmdlets.Keys) {
            $topic | Should -Match $name
        }
    }
}

Describe 'The README' {
    BeforeAll {
        $readme = Get-PageText (Join-Path $repository 'README.md')
    }

    It 'has ten lines of use that work when pasted' {
        $code = [regex]::Match($readme, '(?ms)^## Ten lines\n.*?```powershell\n(.*?)\n```').Groups[1].Value
        @($code -split "`n").Count | Should -Be 10
        # Pasted, each line is a pipeline of its own with its own formatting.
        $lines = $code -split "`n" | Select-Object -Skip 1 | ForEach-Object { ". { $_ } | Out-Default" }
        $run = Invoke-Shell ($lines -join "`n")
        $run.Errors | Should -BeNullOrEmpty
        $run.ExitCode | Should -Be 0
        $run.Output -replace "`r" | Should -Match '(?s)^slept well\n1\n4\n9\n16\n25\n.*invalid literal.*Default +Running'
    }

    It 'names every cmdlet' {
        foreach ($name in (Get-Module PyAsync).ExportedCmdlets.Keys) {
            $readme | Should -Match "\[$name\]\(docs/cmdlets/$name\.md\)"
        }
    }
}
