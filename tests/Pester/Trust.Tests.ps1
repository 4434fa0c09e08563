# What is refused, and what is kept from others.
BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    $null = Start-PyEventLoop

    # Before runs while the session may still do anything.
    function Invoke-Constrained([string] $Script, [string] $Before) {
        $state = [initialsessionstate]::CreateDefault2()
        $state.ImportPSModule($manifest)
        $runspace = [runspacefactory]::CreateRunspace($state)
        $runspace.Open()
        try {
            if ($Before) {
                $first = [powershell]::Create($runspace).AddScript($Before)
                $null = $first.Invoke()
                $first.Dispose()
            }
            $runspace.SessionStateProxy.LanguageMode = 'ConstrainedLanguage'
            $shell = [powershell]::Create()
            $shell.Runspace = $runspace
            try {
                $null = $shell.AddScript($Script).Invoke()
                "$($shell.Streams.Error[0].FullyQualifiedErrorId)"
            }
            catch {
                "$($_.Exception.InnerException.ErrorRecord.FullyQualifiedErrorId)"
            }
            finally {
                $shell.Dispose()
            }
        }
        finally {
            $runspace.Dispose()
        }
    }
}

AfterAll {
    Stop-PyEventLoop
}

Describe 'A session in ConstrainedLanguage' {
    It 'is refused <Text>' -ForEach @(
        @{ Text = 'Invoke-PyAwaitable -Code 1' }
        @{ Text = '1 | Invoke-PyAwaitable -Code _' }
        @{ Text = 'ConvertTo-PyAwaitable { [IO.Path]::GetTempPath() }' }
        @{ Text = 'Use-PyEventLoop {}' }
        @{ Text = 'Start-PyEventLoop -Name constrained' }
        @{ Text = 'Invoke-PyScript x.py' }
        @{ Text = 'Import-PyModule colorsys' }
        @{ Text = 'Invoke-PyAsyncTest .' }
        @{ Text = 'Register-PyConverter ([version]) { 1 }' }
    ) {
        Invoke-Constrained $Text | Should -Match '^PyAsync\.LanguageMode,'
    }

    It 'may use a command that was imported in full language, as any function that was made there' {
        Invoke-Constrained 'if ((rgb_to_hsv 1 0 0).Count -ne 3) { Write-Error no }' -Before 'Import-PyModule colorsys' | Should -BeNullOrEmpty
    }
}

Describe 'A path of a drive that is no file system' {
    BeforeAll {
        Push-Location $TestDrive
        Set-Content main.py "async def main(): return 'of the current folder'"
        Set-Content test_it.py 'def test_it(): pass'
    }

    AfterAll {
        Pop-Location
    }

    It 'is refused: <Text>' -ForEach @(
        foreach ($drive in 'Env', 'Function', 'Variable', 'Alias') {
            @{ Text = "-Path ${drive}:main.py"; Command = [scriptblock]::Create("Invoke-PyAwaitable -Path ${drive}:main.py") }
        }
        @{ Text = 'from the location Env:'; Command = { Push-Location Env:; try { Invoke-PyAwaitable -Path main.py } finally { Pop-Location } } }
        @{ Text = 'Invoke-PyScript'; Command = { Invoke-PyScript Env:main.py } }
        @{ Text = 'Invoke-PyAsyncTest'; Command = { Invoke-PyAsyncTest Env:PATH } }
        @{ Text = '-ModulePath'; Command = { Start-PyEventLoop -Name refused -ModulePath Env:x } }
        @{ Text = '-Python'; Command = { Start-PyEventLoop -Name refused -Python Env:x } }
    ) {
        (Get-ErrorOf $Command).FullyQualifiedErrorId | Should -Match '^PyAsync\.NotFileSystem,'
    }
}

Describe 'The folder of a file of -Path' {
    It 'is no place where other code finds modules, though the file finds those beside it at any time' {
        $folder = Join-Path $TestDrive downloads
        $null = New-Item -ItemType Directory $folder
        Set-Content (Join-Path $folder colorsys.py) 'WHOSE = "the folder"'
        Set-Content (Join-Path $folder trust_unknown.py) 'WHOSE = "the folder"'
        Set-Content (Join-Path $folder trust_file.py) "async def main():`n    import trust_later`n    return trust_later.WHOSE"
        Set-Content (Join-Path $folder trust_later.py) 'WHOSE = "beside it"'
        Invoke-PyAwaitable -Path (Join-Path $folder trust_file.py) | Should -Be 'beside it'
        Invoke-PyAwaitable -Code 'import sys; folder in sys.path' -Variable @{ folder = $folder } | Should -BeFalse
        Invoke-PyAwaitable -Code 'import colorsys; hasattr(colorsys, "rgb_to_hsv")' | Should -BeTrue
        (Get-ErrorOf { Invoke-PyAwaitable -Code 'import trust_unknown' }).FullyQualifiedErrorId | Should -Match '^PyAsync\.ModuleNotFoundError,'
    }

    It 'is known to child processes of that file' {
        $folder = Join-Path $TestDrive children
        $null = New-Item -ItemType Directory $folder
        Set-Content (Join-Path $folder trust_pool.py) @'
import asyncio
from concurrent.futures import ProcessPoolExecutor

def square(x):
    return x * x

async def main():
    with ProcessPoolExecutor(1) as pool:
        return await asyncio.get_running_loop().run_in_executor(pool, square, 7)
'@
        Invoke-PyAwaitable -Path (Join-Path $folder trust_pool.py) | Should -Be 49
    }
}

Describe 'What was passed in' {
    It 'is in neither the task''s command nor an error''s message' {
        $secret = 'hunter2'
        $background = Start-Background @"
Invoke-PyAwaitable -Code 'import asyncio; token = "$secret"; await asyncio.sleep(60)' -Variable @{ v = '$secret' } -TimeoutSeconds 5
"@
        Wait-Until { Get-PyTask | Where-Object Command -Match 'Invoke-PyAwaitable' } -What 'the task'
        $task = Get-PyTask | Where-Object Command -Match 'Invoke-PyAwaitable'
        "$($task | Format-List * | Out-String)" | Should -Not -Match $secret
        $task.Command | Should -Match '-Code … -Variable … -TimeoutSeconds 5'
        $all = Wait-Background $background
        "$($all.Errors)" | Should -Match 'took longer than 5 s'
        "$($all.Errors)" | Should -Not -Match $secret
    }

    It 'is not in the error of an await whose loop stops, nor code that waits for its turn' {
        $secret = 'hunter2'
        $null = Start-PyEventLoop held
        $background = Start-Background @"
1..3 | Invoke-PyAwaitable -Loop held -ThrottleLimit 2 -Code 'import asyncio; token = "$secret"; await asyncio.sleep(60)' -Variable @{ v = '$secret' }
"@
        Wait-Until { @(Get-PyTask).Count -ge 2 } -What 'the tasks'
        Stop-PyEventLoop held -Force
        $all = Wait-Background $background
        "$($all.Errors)" | Should -Match 'stopped'
        "$($all.Errors)" | Should -Not -Match $secret
    }

    It 'is not the text of a PSCredential or a SecureString, which no message has' {
        $password = ConvertTo-SecureString 'hunter2' -AsPlainText -Force
        foreach ($value in $password, [pscredential]::new('ada', $password)) {
            $problem = Get-ErrorOf { Invoke-PyAwaitable -Code 'raise ValueError(repr(v))' -Variable @{ v = $value } }
            "$($problem | Format-List * -Force | Out-String)" | Should -Not -Match 'hunter2'
            $problem = Get-ErrorOf { $value | Invoke-PyAwaitable -Code 'import asyncio; await asyncio.sleep(60)' -TimeoutSeconds 0.2 }
            "$($problem | Format-List * -Force | Out-String)" | Should -Not -Match 'hunter2'
        }
    }
}
