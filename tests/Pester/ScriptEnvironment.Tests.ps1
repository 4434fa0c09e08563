# Python files that say in a PEP 723 block which Python and which packages they need.
BeforeDiscovery {
    . "$PSScriptRoot/_Common.ps1"
    . "$PSScriptRoot/_Python.ps1"
    $others = Get-OtherVersion
    $hasPyenv = Test-Path ~/.pyenv/versions/3.*/bin/python3
}

BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    . "$PSScriptRoot/_Python.ps1"
    . "$PSScriptRoot/_Wheels.ps1"
    $others = Get-OtherVersion
    $wheels = Join-Path $TestDrive 'wheels'
    $null = New-Wheel $wheels 'gamma' '1.0' 'delta'
    $null = New-Wheel $wheels 'gamma' '2.0' 'delta'
    $null = New-Wheel $wheels 'delta' '1.0'
    $null = New-Wheel $wheels 'delta' '2.0'
    $cache = Join-Path $TestDrive 'cache'
    Use-Index @{ PYASYNC_CACHE = $cache; PYASYNC_PYTHON = $python.Executable }
    $links = @{ PIP_FIND_LINKS = $wheels; PIP_NO_INDEX = '1' }
    $nothing = @{ PIP_NO_INDEX = '1' }

    function New-Tool([string] $Name, [string] $Block, [string] $Body = "import gamma, delta, sys`nasync def main(): print('gamma', gamma.VERSION, 'delta', delta.VERSION); return 0") {
        $file = Join-Path $TestDrive $Name
        $lines = $Block -split "`n" | ForEach-Object { "# $_".TrimEnd() }
        Set-Content $file ((@('# /// script') + $lines + '# ///' + $Body) -join "`n")
        $file
    }
}

Describe 'A script with a block' -Skip:$IsWindows {
    It 'gets an environment in the user''s cache, from an index, and offline the second time' {
        $tool = New-Tool 'tool.py' 'dependencies = ["gamma<2"]'
        $index = Start-Index $wheels (Join-Path $TestDrive 'served')
        try {
            $first = Invoke-Shell "Invoke-PyScript '$tool'; exit `$LASTEXITCODE" -Environment @{ PIP_INDEX_URL = $index.Url }
        }
        finally {
            Stop-Index $index
        }
        $first.Errors | Should -BeNullOrEmpty
        $first.Output | Should -Be 'gamma 1.0 delta 2.0'
        $second = Invoke-Shell "Invoke-PyScript '$tool'; exit `$LASTEXITCODE" -Environment $nothing
        $second.Output | Should -Be 'gamma 1.0 delta 2.0'
        @(Get-ChildItem (Join-Path $cache environments)).Name | Should -Match '^tool-[0-9a-f]{16}$'
        @(Get-PyEnvironment | Where-Object Source -EQ Cache).Prefix | Should -Be (Get-Item (Join-Path $cache environments tool-*)).FullName
    }

    It 'starts the second time in under 50 ms more than without a block' {
        $tool = New-Tool 'quick.py' 'dependencies = ["gamma", "delta"]' 'async def main(): return 1'
        $plain = Join-Path $TestDrive 'plain.py'
        Set-Content $plain 'async def main(): return 1'
        # In a new process each, the time that the command itself takes.
        $measure = { param($file) Invoke-Shell "(Measure-Command { Invoke-PyAwaitable '$file' }).TotalMilliseconds" -Environment ($links + @{ PYASYNC_PYTHON = $python.Executable }) }
        $null = & $measure $tool
        $null = & $measure $plain
        # The least of several is what the command takes where nothing else runs: on a busy machine that takes more of them.
        $with, $without = @(), @()
        do {
            $with += [double] (& $measure $tool).Output
            $without += [double] (& $measure $plain).Output
            $more = ($with | Measure-Object -Minimum).Minimum - ($without | Measure-Object -Minimum).Minimum
        } until ($with.Count -ge 12 -or ($with.Count -ge 3 -and $more -lt 50))
        $more | Should -BeLessThan 50
    }

    It 'is awaited by Invoke-PyAwaitable -Path and by its name in the same way' {
        $tool = New-Tool 'awaited.py' 'dependencies = ["gamma"]' "import gamma`nasync def main(x): return gamma.VERSION, x"
        $result = Invoke-Shell "Invoke-PyAwaitable -Path '$tool' -ArgumentList 1; Invoke-PyAwaitable '$tool' 2; Invoke-PyAwaitable -Code 'import gamma; gamma.VERSION'" -Environment $links
        $result.Errors | Should -BeNullOrEmpty
        $result.Output -split '\r?\n' | Should -Be '2.0', 1, '2.0', 2, '2.0'
    }

    It 'is imported by Import-PyModule and exported by Export-PyModule in the same way' {
        $tool = New-Tool 'imported.py' 'dependencies = ["gamma"]' "import gamma`nasync def tell_version(): return gamma.VERSION"
        $folder = Join-Path $TestDrive 'exported'
        (Invoke-Shell "Import-PyModule '$tool'; tell_version" -Environment $links).Output | Should -Be '2.0'
        $null = Invoke-Shell "Export-PyModule '$tool' '$folder'" -Environment $links
        # In a new process, which starts Python at the first command.
        $result = Invoke-Shell "Import-Module '$folder'; tell_version" -Environment $links
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Be '2.0'
        $other = Invoke-Shell "`$null = Invoke-PyAwaitable -Code 1; Get-PyEventLoop | Stop-PyEventLoop; Import-Module '$folder'; try { tell_version } catch { `"`$_`" }" -Environment $links
        $other.Output | Should -Match ([regex]::Escape("Start-Job { Import-Module '$(Join-Path $folder 'exported.psm1')'; tell_version } | Receive-Job -Wait"))
    }

    It 'has the versions that the lock file beside it holds' {
        $tool = New-Tool 'locked.py' 'dependencies = ["gamma"]'
        Set-Content "$tool.lock" "version = 1`n[[package]]`nname = 'gamma'`nversion = '1.0'`n[[package]]`nname = 'delta'`nversion = '1.0'"
        (Invoke-Shell "Invoke-PyScript '$tool'" -Environment $links).Output | Should -Be 'gamma 1.0 delta 1.0'
        # Another lock, another environment.
        (Get-Content "$tool.lock" -Raw) -replace '1\.0', '2.0' | Set-Content "$tool.lock"
        (Invoke-Shell "Invoke-PyScript '$tool'" -Environment $links).Output | Should -Be 'gamma 2.0 delta 2.0'
    }

    It 'installs only files with the hashes that the lock file has' {
        $tool = New-Tool 'hashed.py' 'dependencies = ["gamma"]'
        $hashOf = @{}
        foreach ($name in 'gamma', 'delta') {
            $hashOf[$name] = (Get-FileHash (Join-Path $wheels "$name-1.0-py3-none-any.whl")).Hash.ToLowerInvariant()
        }
        $lock = @"
version = 1
[manifest]
requirements = [{ name = "gamma" }]
[[package]]
name = "gamma"
version = "1.0"
dependencies = [{ name = "delta" }, { name = "colorama", marker = "sys_platform == 'win32'" }]
wheels = [{ url = "https://example.invalid/gamma-1.0-py3-none-any.whl", hash = "sha256:$($hashOf.gamma)", size = 1 }]
[[package]]
name = "delta"
version = "1.0"
wheels = [{ url = "https://example.invalid/delta-1.0-py3-none-any.whl", hash = "sha256:$($hashOf.delta)", size = 1 }]
[[package]]
name = "colorama"
version = "0.4.6"
wheels = [{ url = "https://example.invalid/colorama-0.4.6-py2.py3-none-any.whl", hash = "sha256:$('0' * 64)", size = 1 }]
"@
        # As if the file had been replaced after the lock was made.
        Set-Content "$tool.lock" $lock.Replace($hashOf.delta, 'f' * 64)
        $result = Invoke-Shell "Invoke-PyScript '$tool' -ErrorVariable e -ErrorAction SilentlyContinue; `$e[0].FullyQualifiedErrorId; `"`$(`$e[0])`"" -Environment $links
        $result.Output | Should -Match '^PyAsync\.InstallFailed,'
        $result.Output | Should -Match "none of the hashes which are written down"
        $result.Output | Should -Match 'was not made: delta==1\.0 from \S+delta-1\.0-py3-none-any\.whl\. '
        Get-ChildItem (Join-Path $cache environments) -Filter hashed-* | Should -BeNullOrEmpty
        Set-Content "$tool.lock" $lock
        (Invoke-Shell "Invoke-PyScript '$tool'" -Environment $links).Output | Should -Be 'gamma 1.0 delta 1.0'
    }

    It 'is told of a lock file that was made of another block, and what makes it anew' {
        $tool = New-Tool 'stale.py' 'dependencies = ["gamma>=2"]'
        Set-Content "$tool.lock" "version = 1`n[[package]]`nname = 'gamma'`nversion = '1.0'"
        $result = Invoke-Shell "Invoke-PyScript '$tool' -ErrorVariable e -ErrorAction SilentlyContinue; `$e[0].FullyQualifiedErrorId; `"`$(`$e[0])`"" -Environment $links
        $result.Output | Should -Match '^PyAsync\.InvalidRequirement,'
        $result.Output | Should -Match "asks for 'gamma>=2', and its lock file .* has gamma==1\.0\. Make the lock anew: uv lock --script '.*stale\.py'"
    }

    It 'is told of a lock file without an extra that the block asks for' {
        $tool = New-Tool 'extra.py' 'dependencies = ["gamma[fast, x_y]"]'
        Set-Content "$tool.lock" "version = 1`n[manifest]`nrequirements = [{ name = 'gamma', extras = ['x-y'] }]`n[[package]]`nname = 'gamma'`nversion = '1.0'"
        $result = Invoke-Shell "Invoke-PyScript '$tool' -ErrorVariable e -ErrorAction SilentlyContinue; `$e[0].FullyQualifiedErrorId; `"`$(`$e[0])`"" -Environment $links
        $result.Output | Should -Match '^PyAsync\.InvalidRequirement,'
        $result.Output | Should -Match "its lock file .* has it without fast\. Make the lock anew"
    }

    It 'runs on another Python than the usual one where it says so' -Skip:(-not $others) {
        $other = @($others)[0].ToString(2)
        $tool = New-Tool 'other.py' "requires-python = '==$other.*'`ndependencies = ['gamma']" 'import gamma, sys; print(*sys.version_info[:2], gamma.VERSION, sep=".")'
        $result = Invoke-Shell "Invoke-PyScript '$tool'" -Environment ($links + @{ PYASYNC_PYTHON = '' })
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Be "$other.2.0"
    }

    It 'runs on a Python of pyenv''s where PATH has none' -Skip:(-not ($others -and $hasPyenv)) {
        $tool = New-Tool 'nopath.py' "requires-python = '>=3.9'" 'import sys; print(sys.version_info >= (3, 9))'
        $nothing = New-Item (Join-Path $TestDrive 'no-path') -ItemType Directory
        $result = Invoke-Shell "Invoke-PyScript '$tool'" -Environment @{ PATH = "$nothing"; PYASYNC_PYTHON = ''; VIRTUAL_ENV = ''; CONDA_PREFIX = '' }
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Be 'True'
    }

    It 'chooses a Python that it can run on, or says which there are' {
        $tool = New-Tool 'future.py' 'requires-python = ">=3.99"' 'async def main(): pass'
        $result = Invoke-Shell "Invoke-PyScript '$tool' -ErrorVariable e -ErrorAction SilentlyContinue; `$e[0].FullyQualifiedErrorId; `"`$(`$e[0])`""
        $result.Errors + $result.Output | Should -Match 'PythonWrongVersion|needs Python >=3\.99, and there is only'
        $tool = New-Tool 'present.py' "requires-python = '==$($python.Version)'" 'import sys; print(sys.version_info[:3])'
        (Invoke-Shell "Invoke-PyScript '$tool'").Output | Should -Be "($($python.Version -replace '\.', ', '))"
    }

    It 'runs in what the process runs already where that has all that it asks for' {
        $venv = Join-Path $TestDrive 'has-all'
        $null = New-PyEnvironment $venv -Package gamma -FindLinks $wheels -Offline -WithoutPip
        $tool = New-Tool 'satisfied.py' 'dependencies = ["gamma>=2"]' "import gamma, sys`nprint(gamma.VERSION, sys.prefix)"
        $result = Invoke-Shell "`$null = Start-PyEventLoop -Python '$venv'; Invoke-PyScript '$tool'" -Environment $nothing
        $result.Output | Should -Be "2.0 $venv"
    }

    It 'runs there too where what is lacking is for another system' {
        $tool = New-Tool 'markers.py' 'dependencies = ["gamma>=2", "pywin32; sys_platform == ''win32''"]' "import gamma`nprint(gamma.VERSION)"
        $result = Invoke-Shell "`$null = Start-PyEventLoop -Python '$(Join-Path $TestDrive has-all)'; Invoke-PyScript '$tool'" -Environment $nothing
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Be '2.0'
    }

    It 'is an error that says what to do where the process runs another environment, and what it says works' {
        $tool = New-Tool 'second.py' 'dependencies = ["gamma==1.0"]'
        $result = Invoke-Shell @"
`$null = Invoke-PyAwaitable -Code 1
Invoke-PyScript '$tool' -ErrorVariable e -ErrorAction SilentlyContinue
`$LASTEXITCODE
`$e[0].FullyQualifiedErrorId
"`$(`$e[0])" -match 'Start-Job \{.*\} \| Receive-Job -Wait'
try { Invoke-PyAwaitable '$tool' } catch { `$_.FullyQualifiedErrorId }
Set-Location '$TestDrive'
foreach (`$command in { Invoke-PyScript ./second.py }, { Invoke-PyScript ./second.py a }, { Invoke-PyAwaitable ./second.py:main 1 }, { 1 | Invoke-PyAwaitable second.py }, { Import-PyModule ./second.py }, { Export-PyModule ./second.py ./Never }) {
    try { & `$command 2>&1 | ForEach-Object { throw `$_ } } catch { "`$_" -replace '^.*Start-Job \{ (.*) \} \| Receive-Job -Wait.*$', '`$1' }
}
Start-Job { Import-Module '$manifest'; Invoke-PyScript '$tool' } | Receive-Job -Wait
"@ -Environment $links
        $result.Output -split '\r?\n' | Should -Be (@(
            1, 'PyAsync.AnotherEnvironment,PyAsync.PowerShell.Commands.InvokePyScriptCommand', 'True', 'PyAsync.AnotherEnvironment,PyAsync.PowerShell.Commands.InvokePyAwaitableCommand',
            "Invoke-PyScript '$tool'", "Invoke-PyScript '$tool' …", "Invoke-PyAwaitable '${tool}:main' …", "… | Invoke-PyAwaitable '$tool'", "Import-PyModule '$tool'; …", "Export-PyModule '$tool' …",
            'gamma 1.0 delta 2.0'
        ))
    }

    It 'has an environment that is not installed into, but made of the block' {
        $tool = New-Tool 'asks.py' 'dependencies = ["gamma"]' 'def main(): return 0'
        $result = Invoke-Shell "Invoke-PyScript '$tool'; (Test-PyEnvironment -Require absent -ErrorAction Ignore).Problems" -Environment $links
        $result.Output | Should -Match "lacks absent\. It was made for a file with a '# /// script' block: add to the block what it lacks, absent, and run the file in a new PowerShell\.$"
    }

    It 'leaves nothing of an environment where an install failed, and is made the next time' {
        $tool = New-Tool 'unlucky.py' 'dependencies = ["gamma==1.0", "delta==1.0"]'
        $result = Invoke-Shell "Invoke-PyScript '$tool' -ErrorVariable e -ErrorAction SilentlyContinue; `$e[0].FullyQualifiedErrorId; `$LASTEXITCODE" -Environment $nothing
        $result.Output -split '\r?\n' | Should -Be 'PyAsync.InstallFailed,PyAsync.PowerShell.Commands.InvokePyScriptCommand', 1
        Get-ChildItem (Join-Path $cache environments) -Filter unlucky-* | Should -BeNullOrEmpty
        (Invoke-Shell "Invoke-PyScript '$tool'" -Environment $links).Output | Should -Be 'gamma 1.0 delta 1.0'
    }

    It 'with a block that cannot be read is told so, with the line' {
        $tool = New-Tool 'bad.py' 'dependencies = ["gamma"'
        $result = Invoke-Shell "Invoke-PyScript '$tool' -ErrorVariable e -ErrorAction SilentlyContinue; `$e[0].FullyQualifiedErrorId; `"`$(`$e[0])`""
        $result.Output | Should -Match '^PyAsync\.InvalidRequirement,'
        $result.Output | Should -Match "block of '$tool' cannot be read: line"
    }

    It 'is not run from a cache that others could change' {
        $tool = New-Tool 'guarded.py' 'dependencies = ["gamma"]'
        $open = Join-Path $TestDrive 'open'
        $null = New-Item $open -ItemType Directory
        chmod 777 $open
        $result = Invoke-Shell "Invoke-PyScript '$tool' -ErrorVariable e -ErrorAction SilentlyContinue; `$e[0].FullyQualifiedErrorId" -Environment ($links + @{ PYASYNC_CACHE = $open })
        $result.Output | Should -Match '^PyAsync\.NoCacheFolder,'
        Get-ChildItem $open | Should -BeNullOrEmpty
        $result = Invoke-Shell "Invoke-PyScript '$tool' -ErrorVariable e -ErrorAction SilentlyContinue; `$e[0].FullyQualifiedErrorId" -Environment ($links + @{ PYASYNC_CACHE = 'off' })
        $result.Output | Should -Match '^PyAsync\.NoCacheFolder,'
    }

    It 'does not read what lies beside it, unless it is asked' {
        $folder = Join-Path $TestDrive 'project'
        $null = New-Item $folder -ItemType Directory
        Set-Content (Join-Path $folder 'requirements.txt') 'nowhere'
        Set-Content (Join-Path $folder 'pyproject.toml') "[project]`ndependencies = ['nowhere']"
        Set-Content (Join-Path $folder 'main.py') 'print("runs")'
        (Invoke-Shell "Invoke-PyScript '$folder/main.py'" -Environment $nothing).Output | Should -Be 'runs'
    }
}
