# The host is tested through its process, and whichever host runs these tests is the one that is tested: pshost and pwsh must both pass.
BeforeDiscovery {
    $onUnix = -not $IsWindows
}

BeforeAll {
    $shell = [Environment]::ProcessPath

    function Invoke-Shell {
        param([string[]] $Arguments, [string] $StandardInput, [scriptblock] $While)

        $start = [System.Diagnostics.ProcessStartInfo]::new($shell)
        foreach ($argument in @('-NoProfile', '-NonInteractive') + $Arguments) { $start.ArgumentList.Add($argument) }
        $start.RedirectStandardInput = $true
        $start.RedirectStandardOutput = $true
        $start.RedirectStandardError = $true
        $start.Environment['NO_COLOR'] = '1'
        $process = [System.Diagnostics.Process]::Start($start)
        $process.StandardInput.Write($StandardInput)
        $process.StandardInput.Close()
        $err = $process.StandardError.ReadToEndAsync()
        if ($While) { & $While $process }
        $out = $process.StandardOutput.ReadToEnd()
        $process.WaitForExit()
        [pscustomobject]@{ Code = $process.ExitCode; Out = $out.Replace("`r", '').Trim(); Err = $err.Result.Replace("`r", '').Trim() }
    }

    function New-Script {
        param([string] $Text)
        $path = Join-Path $TestDrive "$([guid]::NewGuid()).ps1"
        Set-Content -Path $path -Value $Text
        $path
    }
}

Describe 'exit codes' {
    It '-Command <text> exits with <code>' -ForEach @(
        @{ text = '1'; code = 0 }
        @{ text = 'exit 3'; code = 3 }
        @{ text = 'throw "x"'; code = 1 }
        @{ text = 'Get-Item /nope/nope'; code = 1 }
        @{ text = 'Get-Item /nope/nope; 1'; code = 0 }
        @{ text = 'Write-Error x'; code = 1 }
        @{ text = '$('; code = 1 }
    ) {
        (Invoke-Shell '-Command', $text).Code | Should -Be $code
    }

    It 'a script <text> exits with <code>' -ForEach @(
        @{ text = '1'; code = 0 }
        @{ text = 'exit 7'; code = 7 }
        @{ text = 'throw "x"'; code = 1 }
        @{ text = 'Write-Error x'; code = 0 }
        @{ text = '$ErrorActionPreference = "Stop"; Get-Item /nope/nope; 1'; code = 1 }
        @{ text = '& { exit 4 }'; code = 4 }
        @{ text = '1/0; 2'; code = 0 }
    ) {
        (Invoke-Shell '-File', (New-Script $text)).Code | Should -Be $code
    }

    It 'passes a native command''s code on through $LASTEXITCODE' -Skip:(-not $onUnix) {
        $result = Invoke-Shell '-Command', 'sh -c "exit 5"; "code $LASTEXITCODE"'
        $result.Out | Should -Be 'code 5'
        $result.Code | Should -Be 0
    }

    It 'a script that is not there exits with 64' {
        (Invoke-Shell '-File', (Join-Path $TestDrive 'none.ps1')).Code | Should -Be 64
    }
}

Describe 'arguments of -File' {
    BeforeAll {
        $script = New-Script 'param([string] $Name, [switch] $Flag, [int] $Count = 1) "$Name|$Flag|$Count|$($args -join ",")"'
    }

    It 'binds <arguments>' -ForEach @(
        @{ arguments = @('-Name', 'a b', '-Flag'); expected = 'a b|True|1|' }
        @{ arguments = @('a', '-Count', '4'); expected = 'a|False|4|' }
        @{ arguments = @('-Flag:$false', '-Count:3', 'x', 'y'); expected = 'x|False|3|y' }
        @{ arguments = @('-Name:$true'); expected = 'True|False|1|' }
    ) {
        (Invoke-Shell (@('-File', $script) + $arguments)).Out | Should -Be $expected
    }

    It 'takes a script path without -File' {
        (Invoke-Shell $script, 'z').Out | Should -Be 'z|False|1|'
    }
}

Describe 'streams' {
    It 'writes errors to standard error and the rest to standard output' {
        $result = Invoke-Shell '-Command', 'Write-Error oops; Write-Warning careful; Write-Host hello; Write-Verbose more -Verbose; 42'
        $result.Err | Should -BeLike '*oops*'
        $result.Out | Should -Be "WARNING: careful`nhello`nVERBOSE: more`n42"
    }

    It 'shows where in a script an error happened' {
        $script = New-Script "1`nGet-Item /nope/nope`n"
        $result = Invoke-Shell '-File', $script
        $result.Err | Should -BeLike "Get-Item: $script`:2*Line |*2 |*Get-Item /nope/nope*Cannot find path*"
    }

    It 'says nothing of progress when it is redirected' {
        (Invoke-Shell '-Command', 'Write-Progress -Activity a -Status b; 1').Out | Should -Be '1'
    }

    It 'feeds standard input to $input' {
        (Invoke-Shell '-Command', '$input | ForEach-Object { "<$_>" }' -StandardInput "a`nb`n").Out | Should -Be "<a>`n<b>"
    }

    It 'runs commands from standard input with -Command -' {
        (Invoke-Shell '-Command', '-' -StandardInput "`$x = 5`n`$x + 1`nforeach (`$i in 1, 2) {`n  `"i`$i`"`n}`n`n'end'`n").Out | Should -Be "6`ni1`ni2`nend"
    }

    It 'refuses to ask when it is not interactive' {
        $result = Invoke-Shell '-Command', 'Read-Host name'
        $result.Err | Should -BeLike '*NonInteractive mode*'
        $result.Code | Should -Be 1
    }
}

Describe 'the session' {
    It 'has <name>' -ForEach @(
        @{ name = '$PSVersionTable.PSVersion.Major'; value = '7' }
        @{ name = '$Host.Name'; value = 'ConsoleHost' }
        @{ name = '$PSVersionTable.PSEdition'; value = 'Core' }
        @{ name = '$Host.UI.RawUI.BufferSize.Width -gt 0'; value = 'True' }
        @{ name = '(Get-Alias %).Definition'; value = 'ForEach-Object' }
        @{ name = 'Test-Path (Join-Path $PSHOME Modules)'; value = 'True' }
    ) {
        (Invoke-Shell '-Command', $name).Out | Should -Be $value
    }

    It 'ends with the PowerShell.Exiting event' {
        $text = '$null = Register-EngineEvent PowerShell.Exiting -Action { [Console]::Out.WriteLine("bye") }; 1'
        (Invoke-Shell '-Command', $text).Out | Should -Be "1`nbye"
    }

    It 'tells its modules when it ends' {
        $text = '$m = New-Module { $ExecutionContext.SessionState.Module.OnRemove = { [Console]::Out.WriteLine("removed") } }; Import-Module $m; Remove-Module $m; 1'
        (Invoke-Shell '-Command', $text).Out | Should -Be "removed`n1"
    }

    It 'formats objects as tables' {
        (Invoke-Shell '-Command', '[pscustomobject]@{ Name = "a"; Value = 1 }').Out | Should -Be "Name Value`n---- -----`na        1"
    }
}

Describe 'Ctrl+C' -Skip:(-not $onUnix) {
    It 'stops the pipeline, runs finally, and ends the session' {
        $text = 'try { [Console]::Out.WriteLine("started"); Start-Sleep 60; "not here" } finally { [Console]::Out.WriteLine("finally") }'
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $result = Invoke-Shell '-Command', $text -While {
            param($process)
            # Reading its first line is how we know that it is in the sleep, or just before.
            $null = $process.StandardOutput.ReadLine()
            kill -INT $process.Id
        }
        $result.Out | Should -Be 'finally'
        $result.Code | Should -Not -Be 0
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 30
    }
}
