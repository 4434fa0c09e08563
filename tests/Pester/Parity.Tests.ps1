# Every row of docs/parity.md names a test that exists; that they pass is this run's own result.

BeforeDiscovery {
    $repository = Split-Path (Split-Path $PSScriptRoot)
    $rows = foreach ($line in Get-Content (Join-Path $repository 'docs' 'parity.md')) {
        if ($line -match '^\| (?<Item>[^|]+) \|.*\| (?<Proof>[^|]+) \|$' -and $Matches.Item -notin 'There', 'Subject') {
            @{ Item = $Matches.Item; Proof = $Matches.Proof }
        }
    }
}

Describe 'docs/parity.md' {
    BeforeAll {
        $repository = Split-Path (Split-Path $PSScriptRoot)
    }

    It 'names a test that exists for: <Item>' -ForEach $rows {
        if ($Proof -match '^`(?<File>\w+\.Tests\.ps1)`: (?<Name>.+)$') {
            $text = Get-Content (Join-Path $PSScriptRoot $Matches.File) -Raw
            $text | Should -BeLike "*It '$([WildcardPattern]::Escape($Matches.Name))'*"
        }
        elseif ($Proof -match '^`(?<Class>\w+)\.(?<Method>\w+)`$') {
            $file = Get-ChildItem (Join-Path $repository 'tests' 'PyAsync.Core.Tests') -Recurse -Filter "$($Matches.Class).cs"
            $file | Should -HaveCount 1
            Get-Content $file.FullName -Raw | Should -Match "\s$($Matches.Method)\("
        }
        else {
            throw "The row '$Item' names no test: $Proof"
        }
    }
}
