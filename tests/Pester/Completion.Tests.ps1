BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
}

Describe 'Tab completion' {
    BeforeAll {
        $null = Start-PyEventLoop Alpha
        $null = Start-PyEventLoop 'With space'
    }

    AfterAll {
        Get-PyEventLoop | Stop-PyEventLoop
    }

    It 'completes the running loops in: <line>' -ForEach @(
        @{ line = 'Get-PyEventLoop ' }
        @{ line = 'Get-PyEventLoop -Name ' }
        @{ line = 'Stop-PyEventLoop ' }
        @{ line = 'Stop-PyEventLoop -Name ' }
        @{ line = 'Invoke-PyAwaitable -Code 1 -Loop ' }
    ) {
        (Get-Completion $line).CompletionText | Should -Be 'Alpha', "'With space'"
    }

    It 'completes a loop by its first letters without regard to case' {
        (Get-Completion 'Get-PyEventLoop al').CompletionText | Should -Be 'Alpha'
        (Get-Completion "Get-PyEventLoop 'wi").CompletionText | Should -Be "'With space'"
    }

    It 'tells state and version in the tool tip' {
        (Get-Completion 'Get-PyEventLoop al').ToolTip | Should -Be "Running, Python $((Get-TestPython).Version)"
    }

    It 'completes -LoopFactory' {
        (Get-Completion 'Start-PyEventLoop -LoopFactory ').CompletionText | Should -Be 'asyncio', 'uvloop'
        (Get-Completion 'Start-PyEventLoop -LoopFactory uv').CompletionText | Should -Be 'uvloop'
    }

    It 'completes -Python with words each of which means that one Python of this machine' {
        $all = [PyAsync.Environments.PythonLocator]::FindAll()
        # The first Tab gives those that answer in a moment, the next ones what has been found since.
        Wait-Until { @(Get-Completion 'Start-PyEventLoop -Python ').Count -eq $all.Count }
        $found = Get-Completion 'Start-PyEventLoop -Python '
        @($found.CompletionText | Sort-Object -Unique).Count | Should -Be $found.Count
        $libraries = $found | ForEach-Object { [PyAsync.Environments.PythonLocator]::Find($_.CompletionText).Library }
        $libraries | Should -Be $all.Library
        $libraries | Should -Contain (Get-TestPython).Library
    }
}
