BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
}

Describe 'A short soak' {
    It 'loses nothing, gives nothing twice and leaves nothing behind, whatever goes wrong meanwhile' {
        $soak = Join-Path (Split-Path $PSScriptRoot) 'soak' 'Start-Soak.ps1'
        $result = Invoke-Shell -Bare -TimeoutSeconds 240 "& '$soak' -Manifest '$manifest' -Minutes 0.4"
        $result.TimedOut | Should -BeFalse
        # The whole report, with its seed, is what a failure shows.
        $result.ExitCode | Should -Be 0 -Because $result.Output
        $result.Output | Should -Match '(?m)^operations +[1-9]\d{2,}'
        $result.Output | Should -Match '(?m)^lost +0\s*$'
        $result.Output | Should -Match '(?m)^twice +0\s*$'
        $result.Output | Should -Match '(?m)^hung +0\s*$'
    }
}
