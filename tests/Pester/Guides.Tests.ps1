# The guides in docs/guides: what their blocks show is what happens.
#
# A reader types a page from top to bottom, so the blocks of a page run in one shell, in a folder of their own:
# ```python whose first line is "# name.py" is that file, ```powershell runs, ```output is what the block above it prints,
# ```csharp is the body of a program, run at the end, and ```console is shown only, as it needs what not every machine has.

BeforeDiscovery {
    $guides = @(Get-ChildItem (Join-Path (Split-Path (Split-Path $PSScriptRoot)) 'docs/guides') -Filter *.md | ForEach-Object { @{ Name = $_.BaseName; Path = $_.FullName; Text = Get-Content $_.FullName -Raw } })
    $running = @($guides | Where-Object { $_.Text -match '(?m)^```powershell' })
    $compiled = @($guides | Where-Object { $_.Text -match '(?m)^```csharp' })
}

BeforeAll {
    . "$PSScriptRoot/_Common.ps1"

    function Get-Block([string] $Text) {
        foreach ($match in [regex]::Matches(($Text -replace "`r"), '(?ms)^```(\w*)\n(.*?)\n?^```$')) {
            [pscustomobject] @{ Language = $match.Groups[1].Value; Text = $match.Groups[2].Value }
        }
    }
}

Describe 'The guide <Name>' -ForEach $guides {
    It 'has only blocks of a language that is known here' {
        (Get-Block $Text).Language | Where-Object { $_ -notin 'powershell', 'output', 'python', 'console', 'csharp', 'text' } | Should -BeNullOrEmpty
    }

    It 'links only to files that are there' {
        # What stands in code is no link.
        foreach ($match in [regex]::Matches(($Text -replace '`[^`\n]*`'), '\]\((?!https?:)([^)#]+)(#[^)]*)?\)')) {
            Join-Path (Split-Path $Path) $match.Groups[1].Value | Should -Exist
        }
    }
}

Describe 'The guide <Name>, typed from top to bottom,' -ForEach $running {
    It 'prints what it says' {
        $blocks = @(Get-Block $Text)
        $work = (New-Item (Join-Path $TestDrive $Name) -ItemType Directory).FullName
        foreach ($block in $blocks | Where-Object Language -EQ python) {
            if ($block.Text -match '^# ([\w.]+\.py)\n') {
                Set-Content (Join-Path $work $Matches[1]) $block.Text
            }
        }
        $mark = [guid]::NewGuid().ToString('n')
        $script = "`$ErrorActionPreference = 'Stop'`nSet-Location '$work'`n"
        $expected = [System.Collections.Generic.List[object]]::new()
        foreach ($block in $blocks | Where-Object Language -In powershell, output) {
            if ($block.Language -eq 'output') {
                $expected[-1] = $block.Text
                continue
            }
            $expected.Add($null)
            # Dot-sourced, so that what a block sets is there for the next; formatted as at a prompt.
            $script += ". {`n$($block.Text)`n} | Out-Default`n'$mark'`n"
        }
        # A job of a page finds the module as a reader's does: by its name.
        $modules = Split-Path (Split-Path (Split-Path $manifest))
        $run = Invoke-Shell $script -TimeoutSeconds 120 -Environment @{ PSModulePath = "$modules$([System.IO.Path]::PathSeparator)$env:PSModulePath" }
        $run.Errors | Should -BeNullOrEmpty
        $run.ExitCode | Should -Be 0
        $printed = ($run.Output -replace "`r") -split "$mark\n?"
        for ($i = 0; $i -lt $expected.Count; $i++) {
            if ($null -ne $expected[$i]) {
                $printed[$i].Trim() | Should -BeExactly $expected[$i].Trim()
            }
        }
    }

}

Describe 'The C# of the guide <Name>' -ForEach $compiled {
    It 'compiles, and prints what the page says' {
        $csharp = @(Get-Block $Text | Where-Object Language -EQ csharp)
        # They are pasted one behind the other.
        @($csharp | Select-Object -Skip 1 | Where-Object Text -Match '(?m)^using [\w.]+;$') | Should -BeNullOrEmpty
        $lines = $csharp.Text -split "`n"
        $usings = @($lines | Where-Object { $_ -match '^using [\w.]+;$' } | Select-Object -Unique)
        $body = @($lines | Where-Object { $_ -notmatch '^using [\w.]+;$' }) -join "`n"
        $source = "#nullable enable annotations`n$(@('using System;', 'using System.Threading.Tasks;', 'using System.Collections.Generic;') + $usings | Select-Object -Unique | Join-String -Separator "`n")`npublic static class Guide { public static async Task Run() {`n$body`n} }"
        $file = Join-Path $TestDrive 'guide.cs'
        Set-Content $file $source
        $core = Join-Path (Split-Path $manifest) 'PyAsync.Core.dll'
        $run = Invoke-Shell "Add-Type -TypeDefinition (Get-Content '$file' -Raw) -IgnoreWarnings -CompilerOptions '-nowarn:CS1701' -ReferencedAssemblies '$core', ([object].Assembly.Location), 'System.Runtime', 'System.Collections', 'System.Console', 'System.Linq', 'System.Linq.Expressions', 'netstandard'`n`$null = [Guide]::Run().GetAwaiter().GetResult()" -TimeoutSeconds 120
        $run.Errors | Should -BeNullOrEmpty
        $run.ExitCode | Should -Be 0
        $says = [regex]::Match(($Text -replace "`r"), '(?ms)^```text\n(.*?)\n```$').Groups[1].Value
        $run.Output -replace "`r" | Should -BeExactly $says
    }
}

Describe 'The README' {
    It 'has a first page that works as it is typed' {
        $readme = (Get-Content (Join-Path $repository README.md) -Raw) -replace "`r"
        $page = [regex]::Match($readme, '(?ms)^## Run your own file\n.*?```python\n(.*?)\n```.*?```powershell\n(.*?)\n```')
        $folder = (New-Item (Join-Path $TestDrive 'first-page') -ItemType Directory).FullName
        Set-Content (Join-Path $folder ops.py) $page.Groups[1].Value
        $lines = $page.Groups[2].Value -split "`n" | ForEach-Object { ". { $_ `n} | Out-Default" }
        $run = Invoke-Shell "Set-Location '$folder'`n$($lines -join "`n")`n`$LASTEXITCODE"
        $run.Errors | Should -BeNullOrEmpty
        $run.Output -replace "`r" | Should -Match '(?s)^hello world\nhello ada\nhello ada\nhello grace\n.*\napi +3\n.*api +1\n.*\ncode\nhello ada\n0$'
    }

    It 'links to every guide' {
        $readme = Get-Content (Join-Path $repository README.md) -Raw
        foreach ($guide in Get-ChildItem (Join-Path $repository docs/guides) -Filter *.md) {
            $readme | Should -Match ([regex]::Escape("(docs/guides/$($guide.Name))"))
        }
    }
}
