# The runner is tested through its process; the real Pester must give the same answers.
BeforeAll {
    $suite = Join-Path $PSScriptRoot 'samples/Mixed.ps1'

    function Invoke-Run {
        param([string] $Setup, [string] $After)
        $text = "`$c = New-PesterConfiguration; `$c.Run.Path = '$suite'; `$c.Run.TestExtension = '.ps1'; `$c.Run.PassThru = `$true; $Setup; `$r = Invoke-Pester -Configuration `$c; $After"
        $env:NO_COLOR = '1'
        $output = & ([Environment]::ProcessPath) -NoProfile -NonInteractive -Command $text
        [pscustomobject]@{ Code = $LASTEXITCODE; Lines = @($output); Text = $output -join "`n" }
    }
}

Describe 'a run' {
    BeforeAll {
        $xml = Join-Path $TestDrive 'nunit.xml'
        $run = Invoke-Run "`$c.Output.Verbosity = 'Detailed'; `$c.TestResult.Enabled = `$true; `$c.TestResult.OutputPath = '$xml'" @'
'RESULT ' + (ConvertTo-Json -Compress @{
    Result = $r.Result; Total = $r.TotalCount; Passed = $r.PassedCount; Failed = $r.FailedCount; Skipped = $r.SkippedCount
    Inconclusive = $r.InconclusiveCount; Blocks = $r.FailedBlocksCount; Paths = @($r.Failed.ExpandedPath); Error = "$($r.Failed[1].ErrorRecord[0].Exception.Message)" })
'@
        $result = ($run.Lines -like 'RESULT *').Substring(7) | ConvertFrom-Json
    }

    It 'counts' {
        $result.Result | Should -Be 'Failed'
        $result.Total | Should -Be 18
        $result.Passed | Should -Be 11
        $result.Failed | Should -Be 4
        $result.Skipped | Should -Be 2
        $result.Inconclusive | Should -Be 1
        $result.Blocks | Should -Be 1
    }

    It 'names what failed, and why' {
        $result.Paths | Should -Be 'failing.compares', 'failing.throws', 'failing.stops at the first error', 'broken.cannot run'
        $result.Error | Should -Be 'boom'
    }

    It 'writes <_>' -ForEach @(
        'Describing outer'
        '*`[+`] case 2 of b*'
        '*`[+`] item 8*'
        '* Context with zoe'
        '*`[!`] skips itself is skipped, because it can*'
        '*`[?`] is inconclusive*'
        '*Expected 2, but got 1.'
        '*at It ''compares'' { 1 | Should -Be 2 }, *Mixed.ps1:*'
        '*RuntimeException: boom'
        'Tests Passed: 11, Failed: 4, Skipped: 2, Inconclusive: 1, NotRun: 0'
        '*BeforeAll \ AfterAll failed: 1'
    ) {
        $pattern = $_
        @($run.Lines | Where-Object { $_ -like $pattern }).Count | Should -BeGreaterThan 0 -Because "the output was:`n$($run.Text)"
    }

    It 'writes NUnit XML' {
        $document = [xml](Get-Content $xml -Raw)
        $document.'test-results'.total | Should -Be 18
        $document.'test-results'.failures | Should -Be 4
        $case = $document.SelectSingleNode('//test-case[@name="failing.compares"]')
        $case.result | Should -Be 'Failure'
        $case.failure.message | Should -Be 'Expected 2, but got 1.'
    }
}

Describe 'filters' {
    It '<setup> runs <passed> tests' -ForEach @(
        @{ setup = '$c.Filter.Tag = "inner"'; passed = 2 }
        @{ setup = '$c.Filter.Tag = "outer"; $c.Filter.ExcludeTag = "inner"'; passed = 9 }
        @{ setup = '$c.Filter.FullName = "outer.case*"'; passed = 2 }
        @{ setup = '$c.Filter.FullName = "*.has a TestDrive"'; passed = 1 }
    ) {
        (Invoke-Run "$setup; `$c.Output.Verbosity = 'None'" '"passed $($r.PassedCount)"').Lines[-1] | Should -Be "passed $passed"
    }
}

Describe 'the end of a run' {
    It 'exits with the number of failures with Run.Exit' {
        (Invoke-Run '$c.Run.Exit = $true; $c.Output.Verbosity = "None"').Code | Should -Be 5
    }

    It 'writes JUnit XML' {
        $xml = Join-Path $TestDrive 'junit.xml'
        $null = Invoke-Run "`$c.Output.Verbosity = 'None'; `$c.TestResult.Enabled = `$true; `$c.TestResult.OutputFormat = 'JUnitXml'; `$c.TestResult.OutputPath = '$xml'"
        ([xml](Get-Content $xml -Raw)).testsuites.failures | Should -Be 4
    }

    It 'counts a file that cannot be read as a failed container' {
        $bad = Join-Path $TestDrive 'Bad.Tests.ps1'
        Set-Content $bad 'Describe "x" { It "y" { '
        $run = Invoke-Run "`$c.Run.Path = '$bad'" '"failed $($r.FailedContainersCount) $($r.Result)"'
        $run.Lines[-1] | Should -Be 'failed 1 Failed'
        $run.Lines -like 'Container failed: 1*' | Should -Not -BeNullOrEmpty
    }

    It 'counts a file that throws in discovery as a failed container' {
        $bad = Join-Path $TestDrive 'Throws.Tests.ps1'
        Set-Content $bad 'Describe "x" { throw "early" }'
        (Invoke-Run "`$c.Run.Path = '$bad'" '"failed $($r.FailedContainersCount) $($r.Result)"').Lines[-1] | Should -Be 'failed 1 Failed'
    }
}

Describe 'Should' {
    It 'holds: <_>' -ForEach @(
        '1 | Should -Be 1', '"a" | Should -Be "A"', '"a" | Should -Not -BeExactly "A"', '1, 2 | Should -Be 1, 2', '@() | Should -BeNullOrEmpty', '$null | Should -BeNullOrEmpty'
        '"" | Should -BeNullOrEmpty', '1 | Should -Not -BeNullOrEmpty', '1, 2, 3 | Should -HaveCount 3', '1, 2 | Should -Contain 2', '2 | Should -BeIn 1, 2', '"abc" | Should -Match "B"'
        '"abc" | Should -Not -MatchExactly "B"', '"abc" | Should -BeLike "A*"', '1 | Should -BeOfType int', '1 | Should -BeOfType ([int])', '$true | Should -BeTrue', '0 | Should -BeFalse'
        '2 | Should -BeGreaterOrEqual 2', '1 | Should -BeLessThan 2', '{ throw "x" } | Should -Throw', '{ throw "x" } | Should -Throw "x*" -ExceptionType ([System.Management.Automation.RuntimeException])'
        '{ 1 } | Should -Not -Throw', '{ 1/0 } | Should -Throw -ErrorId RuntimeException', '{ [int]::Parse("x") } | Should -Throw -ExceptionType ([System.Management.Automation.MethodInvocationException])'
        '({ throw "x" } | Should -Throw -PassThru).Exception.Message | Should -Be "x"', 'Should -ActualValue 1 -Be 1'
        'function f([Parameter(Mandatory)][Alias("o")][int] $One, $Two = 2) {}; Get-Command f | Should -HaveParameter One -Type int -Mandatory -Alias o; Get-Command f | Should -HaveParameter Two -DefaultValue 2; Get-Command f | Should -Not -HaveParameter Three'
    ) {
        Invoke-Expression $_
    }

    It 'fails: <text>' -ForEach @(
        @{ text = '1 | Should -Be 2 -Because "of this"'; message = 'Expected 2, because of this, but got 1.' }
        @{ text = '"ab" | Should -Be "ac"'; message = 'Expected strings to be the same, but they were different.*Strings differ at index 1.*' }
        @{ text = '1, 2 | Should -Be 1, 3'; message = 'Expected @(1, 3), but got @(1, 2).' }
        @{ text = '$null | Should -Be 1'; message = 'Expected 1, but got $null.' }
        @{ text = '1 | Should -Not -Be 1'; message = 'Expected 1 to be different from the actual value, but got the same value.' }
        @{ text = '1 | Should -BeNullOrEmpty'; message = 'Expected $null or empty, but got 1.' }
        @{ text = '1, 5 | Should -BeLessThan 3'; message = 'Expected the actual value to be less than 3, but got 5.' }
        @{ text = '{ throw "x" } | Should -Not -Throw'; message = 'Expected no exception to be thrown, but an exception "x" was thrown from *' }
        @{ text = '{ } | Should -Throw'; message = 'Expected an exception to be thrown, but no exception was thrown.' }
        @{ text = '1 | Should -BeOfType string'; message = 'Expected the value to have type `[string`] or any of its subtypes, but got 1 with type `[int`].' }
    ) {
        { Invoke-Expression $text } | Should -Throw -ExpectedMessage $message -ErrorId 'PesterAssertionFailed*'
    }
}

Describe 'InModuleScope' {
    It 'sees what the module does not export' {
        $module = New-Module -Name PesterSampleModule { $hidden = 42; function Get-Visible { 1 }; Export-ModuleMember Get-Visible } | Import-Module -PassThru
        InModuleScope PesterSampleModule { $hidden } | Should -Be 42
        InModuleScope PesterSampleModule { param($More) $hidden + $More } -Parameters @{ More = 1 } | Should -Be 43
        Remove-Module $module
    }
}
