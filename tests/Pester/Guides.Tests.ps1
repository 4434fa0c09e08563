# The guides in docs/guides: what their blocks show is what happens.
#
# A reader types a page from top to bottom, so the blocks of a page run in one shell, in a folder of their own:
# ```python whose first line is "# name.py" is that file, ```powershell runs, ```output is what the block above it prints,
# ```csharp is the body of a program, run at the end, and ```console is shown only, as it needs what not every machine has.

BeforeDiscovery {
    $guides = @(Get-ChildItem (Join-Path (Split-Path (Split-Path $PSScriptRoot)) 'docs/guides') -Filter *.md | ForEach-Object { @{ Name = $_.BaseName; Path = $_.FullName } })
}

BeforeAll {
    . "$PSScriptRoot/_Common.ps1"

    function Get-Block([string] $Path) {
        $text = (Get-Content $Path -Raw) -replace "`r"
        foreach ($match in [regex]::Matches($text, '(?ms)^```(\w*)\n(.*?)\n?^```$')) {
            [pscustomobject] @{ Language = $match.Groups[1].Value; Text = $match.Groups[2].Value }
        }
    }
}

Describe 'The guide <Name>' -ForEach $guides {
    BeforeAll {
        $blocks = @(Get-Block $Path)
        $work = Join-Path $TestDrive $Name
        $null = New-Item $work -ItemType Directory
        foreach ($block in $blocks | Where-Object Language -EQ python) {
            if ($block.Text -match '^# ([\w.]+\.py)\n') {
                Set-Content (Join-Path $work $Matches[1]) $block.Text
            }
        }
    }

    It 'has only blocks of a language that is known here' {
        $blocks.Language | Where-Object { $_ -notin 'powershell', 'output', 'python', 'console', 'csharp', 'text' } | Should -BeNullOrEmpty
    }

    It 'prints what it says, from the first block to the last' {
        $mark = [guid]::NewGuid().ToString('n')
        $script = "`$ErrorActionPreference = 'Stop'`nSet-Location '$work'`n"
        $expected = [System.Collections.Generic.List[string]]::new()
        foreach ($block in $blocks | Where-Object Language -In powershell, output) {
            if ($block.Language -eq 'output') {
                $expected[-1] = $block.Text
                continue
            }
            $expected.Add($null)
            # Dot-sourced, so that what a block sets is there for the next; formatted as at a prompt.
            $script += ". {`n$($block.Text)`n} | Out-Default`n'$mark'`n"
        }
        if ($expected.Count -eq 0) {
            Set-ItResult -Skipped -Because 'it has no block that runs'
            return
        }
        $run = Invoke-Shell $script -TimeoutSeconds 120
        $run.Errors | Should -BeNullOrEmpty
        $run.ExitCode | Should -Be 0
        $printed = ($run.Output -replace "`r") -split "$mark\n?"
        for ($i = 0; $i -lt $expected.Count; $i++) {
            if ($null -ne $expected[$i]) {
                $printed[$i].Trim() | Should -BeExactly $expected[$i].Trim()
            }
        }
    }

    It 'has C# that compiles and runs' {
        $csharp = @($blocks | Where-Object Language -EQ csharp)
        if (-not $csharp) {
            Set-ItResult -Skipped -Because 'it has no C#'
            return
        }
        $lines = $csharp.Text -split "`n"
        $usings = @($lines | Where-Object { $_ -match '^using [\w.]+;$' } | Select-Object -Unique)
        $body = @($lines | Where-Object { $_ -notmatch '^using [\w.]+;$' }) -join "`n"
        $source = "$(@('using System;', 'using System.Threading.Tasks;', 'using System.Collections.Generic;') + $usings | Select-Object -Unique | Join-String -Separator "`n")`npublic static class Guide { public static async Task Run() {`n$body`n} }"
        Set-Content (Join-Path $work 'guide.cs') $source
        $core = Join-Path (Split-Path $manifest) 'PyAsync.Core.dll'
        $run = Invoke-Shell "Add-Type -TypeDefinition (Get-Content '$work/guide.cs' -Raw) -ReferencedAssemblies '$core', ([object].Assembly.Location), 'System.Runtime', 'System.Collections', 'System.Console', 'System.Linq', 'System.Linq.Expressions', 'netstandard'`n[Guide]::Run().GetAwaiter().GetResult()" -TimeoutSeconds 120
        $run.Errors | Should -BeNullOrEmpty
        $run.ExitCode | Should -Be 0
        $text = Get-Content $Path -Raw
        $says = [regex]::Match(($text -replace "`r"), '(?ms)^```text\n(.*?)\n```$').Groups[1].Value
        $run.Output -replace "`r" | Should -BeExactly $says
    }

    It 'links only to files that are there' {
        $text = Get-Content $Path -Raw
        foreach ($match in [regex]::Matches($text, '\]\((?!https?:)([^)#]+)(#[^)]*)?\)')) {
            Join-Path (Split-Path $Path) $match.Groups[1].Value | Should -Exist
        }
    }
}

Describe 'The README' {
    It 'links to every guide' {
        $readme = Get-Content (Join-Path $repository README.md) -Raw
        foreach ($guide in Get-ChildItem (Join-Path $repository docs/guides) -Filter *.md) {
            $readme | Should -Match ([regex]::Escape("(docs/guides/$($guide.Name))"))
        }
    }
}
