# A suite with every outcome, run by Pester.Tests.ps1 in a process of its own (its name keeps it out of the ordinary runs).
BeforeDiscovery { $cases = @{ n = 1; s = 'a' }, @{ n = 2; s = 'b' } }

Describe 'outer' -Tag 'outer' {
    BeforeAll {
        $shared = 5
        $script:log = [System.Collections.Generic.List[string]]::new()
        function Get-Helper { 'helped' }
    }
    BeforeEach { $log.Add('before'); $each = 'each' }
    AfterEach { $log.Add('after') }

    It 'sees what BeforeAll and BeforeEach made' { "$shared $each $(Get-Helper)" | Should -Be '5 each helped' }
    It 'case <n> of <s>' -ForEach $cases { $n | Should -BeIn 1, 2; $_.s | Should -Be $s }
    It 'item <_>' -ForEach 7, 8 { $_ | Should -BeGreaterThan 6 }
    It 'does not leak into its siblings' { $leak = 1; $leak | Should -Be 1 }
    It 'has no leaked variable' { Get-Variable leak -ErrorAction Ignore | Should -BeNullOrEmpty }
    It 'ran the hooks' { $log.Count | Should -BeGreaterThan 6 }

    Context 'with <_.Name>' -Tag 'inner' -ForEach @([pscustomobject]@{ Name = 'zoe' }) {
        BeforeAll { Set-Content TestDrive:/inner.txt $_.Name }
        It 'keeps $_ of the block' { $_.Name | Should -BeExactly 'zoe' }
        It 'has a TestDrive' { Get-Content "$TestDrive/inner.txt" | Should -Be 'zoe' }
        It 'is skipped' -Skip { throw 'never' }
        It 'skips itself' { Set-ItResult -Skipped -Because 'it can' }
        It 'is inconclusive' { Set-ItResult -Inconclusive }
    }

    It 'has a clean TestDrive again' { 'TestDrive:/inner.txt' | Should -Not -Exist }
}

Describe 'failing' -Tag 'failing' {
    It 'compares' { 1 | Should -Be 2 }
    It 'throws' { throw 'boom' }
    It 'stops at the first error' { Get-Item /nope/nope -ErrorAction Stop; $true | Should -BeTrue }
}

Describe 'broken' -Tag 'broken' {
    BeforeAll { throw 'no setup' }
    It 'cannot run' { 1 | Should -Be 1 }
}
