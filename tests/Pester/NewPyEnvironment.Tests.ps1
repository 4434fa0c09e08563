# Environments made by New-PyEnvironment: whole or not at all.
BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    . "$PSScriptRoot/_Python.ps1"
    . "$PSScriptRoot/_Wheels.ps1"
    $wheels = Join-Path $TestDrive 'wheels'
    $null = New-Wheel $wheels 'alpha' '1.0' 'beta>=1'
    $null = New-Wheel $wheels 'alpha' '2.0' 'beta>=2'
    $null = New-Wheel $wheels 'beta' '1.0'
    $null = New-Wheel $wheels 'beta' '2.0'
    $null = New-Wheel $wheels 'gamma' '3.0'
    $null = New-Wheel $wheels 'wants_missing' '1.0' 'missing-package'
    Use-Index @{ PYASYNC_CACHE = Join-Path $TestDrive 'cache' }
}

Describe 'New-PyEnvironment' -Skip:$IsWindows {
    It 'makes an environment with a pip of its own, which a loop takes' {
        $place = Get-Place .venv
        $made = New-PyEnvironment $place -Offline
        $made.Prefix | Should -Be $place
        $made.Kind | Should -Be 'VirtualEnvironment'
        $made.IsUsable | Should -BeTrue
        Get-Installed $place | Should -Match '\bpip='
    }

    It 'installs packages, and what those need, from a folder without asking an index' {
        $place = Get-Place .venv
        $null = New-PyEnvironment $place -Package 'alpha<2' -FindLinks $wheels -Offline -WithoutPip
        Get-Installed $place | Should -Be 'alpha=1.0 beta=2.0'
    }

    It 'leaves no pip in an environment without one, though its Python has none to install with' {
        $bare = New-BarePython $python
        $null = & $bare -I -m pip --version 2>&1
        $LASTEXITCODE | Should -Not -Be 0
        $place = Get-Place .venv
        $null = New-PyEnvironment $place -Python $bare -Package alpha -FindLinks $wheels -Offline -WithoutPip
        Get-Installed $place | Should -Be 'alpha=2.0 beta=2.0'
        Get-ChildItem $place -Force | ForEach-Object Name | Should -Not -Contain 'pyasync-pip'
    }

    It 'installs what a requirements.txt, a pyproject.toml and a script ask for' {
        $place = Get-Place .venv
        $files = @{
            'requirements.txt' = "alpha==1.0 # one"
            'pyproject.toml'   = "[project]`nname = 'p'`nrequires-python = '>=3.9'`ndependencies = ['beta<2']"
            'tool.py'          = "# /// script`n# dependencies = ['gamma']`n# ///`n"
        }.GetEnumerator() | ForEach-Object {
            $file = Join-Path (Split-Path $place) $_.Key
            Set-Content $file $_.Value
            $file
        }
        $null = New-PyEnvironment $place -Requirement $files -FindLinks $wheels -Offline -WithoutPip
        Get-Installed $place | Should -Be 'alpha=1.0 beta=1.0 gamma=3.0'
    }

    It 'does nothing in under 100 ms where all is the same, and makes it anew where it is not' {
        $place = Get-Place .venv
        # Named: where pyenv's shim stands on PATH, its own time is added, which is a second on a busy machine.
        $first = @{ Path = $place; Python = $python.Executable; Package = 'alpha==1.0'; FindLinks = $wheels; Offline = $true; WithoutPip = $true }
        $null = New-PyEnvironment @first
        Set-Content (Join-Path $place mark) here
        $null = New-PyEnvironment @first
        $times = foreach ($i in 1..5) { (Measure-Command { New-PyEnvironment @first }).TotalMilliseconds }
        Test-Path (Join-Path $place mark) | Should -BeTrue
        ($times | Sort-Object)[0] | Should -BeLessThan 100
        $first.Package = 'alpha==2.0'
        $null = New-PyEnvironment @first
        Get-Installed $place | Should -Be 'alpha=2.0 beta=2.0'
        Test-Path (Join-Path $place mark) | Should -BeFalse
        Get-ChildItem (Split-Path $place) -Force | ForEach-Object Name | Should -Be '.venv'
    }

    It 'is made anew where a file that requirements.txt includes was edited' {
        $place = Get-Place .venv
        $file = Join-Path (Split-Path $place) 'requirements.txt'
        $included = Join-Path (Split-Path $place) 'base.txt'
        Set-Content $file '-r base.txt'
        Set-Content $included 'beta==1.0'
        $null = New-PyEnvironment $place -Requirement $file -FindLinks $wheels -Offline -WithoutPip
        Set-Content $included 'beta==2.0'
        (Test-PyEnvironment $place -Requirement $file -ErrorAction Ignore).Passed | Should -BeFalse
        $null = New-PyEnvironment $place -Requirement $file -FindLinks $wheels -Offline -WithoutPip
        Get-Installed $place | Should -Be 'beta=2.0'
        (Test-PyEnvironment $place -Requirement $file).Passed | Should -BeTrue
    }

    It 'is made of a project that needs no packages' {
        $place = Get-Place .venv
        $file = Join-Path (Split-Path $place) 'pyproject.toml'
        Set-Content $file "[project]`nname = 'p'`nversion = '1'"
        (New-PyEnvironment $place -Requirement $file -Offline -WithoutPip).IsUsable | Should -BeTrue
    }

    It 'makes one anew whose Python is gone' {
        $place = Get-Place .venv
        $null = New-PyEnvironment $place -WithoutPip
        Remove-Item (Join-Path $place bin python*)
        (New-PyEnvironment $place -WithoutPip).IsUsable | Should -BeTrue
    }

    It 'makes one anew whose link leads to a Python that is gone' {
        $place = Get-Place .venv
        $null = New-PyEnvironment $place -WithoutPip
        foreach ($link in Get-Item (Join-Path $place bin python*)) {
            Remove-Item $link
            $null = New-Item $link.FullName -ItemType SymbolicLink -Target (Join-Path $TestDrive gone python3)
        }
        (New-PyEnvironment $place -WithoutPip).IsUsable | Should -BeTrue
    }

    It 'has nothing of an environment there after an install that failed, and says what was missing' {
        $place = Get-Place .venv
        $record = Get-ErrorOf { New-PyEnvironment $place -Package wants_missing -FindLinks $wheels -Offline -WithoutPip }
        $record.FullyQualifiedErrorId | Should -Match '^PyAsync\.InstallFailed,'
        "$record" | Should -Match 'missing-package'
        "$record" | Should -Match 'PIP_FIND_LINKS'
        Get-ChildItem (Split-Path $place) -Force | Should -BeNullOrEmpty
    }

    It 'refuses a folder of packages that is not there' {
        $place = Get-Place .venv
        $record = Get-ErrorOf { New-PyEnvironment $place -Package alpha -FindLinks (Join-Path $TestDrive nowhere) -Offline -WithoutPip }
        $record.FullyQualifiedErrorId | Should -Match '^PyAsync\.FileNotFound,'
        "$record" | Should -BeLike "The folder of packages '*nowhere' does not exist.*"
        $place | Should -Not -Exist
    }

    It 'has the earlier environment there after an install that failed' {
        $place = Get-Place .venv
        $null = New-PyEnvironment $place -Package beta -FindLinks $wheels -Offline -WithoutPip
        $null = Get-ErrorOf { New-PyEnvironment $place -Package nowhere -FindLinks $wheels -Offline -WithoutPip }
        Get-Installed $place | Should -Be 'beta=2.0'
        Get-ChildItem (Split-Path $place) -Force | ForEach-Object Name | Should -Be '.venv'
    }

    It 'says that an index was not reached, and why' {
        $place = Get-Place .venv
        $record = Use-Environment @{ PIP_INDEX_URL = 'http://127.0.0.1:9/simple/'; PIP_RETRIES = '1' } { Get-ErrorOf { New-PyEnvironment $place -Package alpha -WithoutPip } }
        $record.FullyQualifiedErrorId | Should -Match '^PyAsync\.InstallFailed,'
        "$record" | Should -Match 'could not reach its package index http://127\.0\.0\.1:9/simple/ \(Connection refused\)'
        Test-Path $place | Should -BeFalse
    }

    It 'installs from an index, and shows the installer''s words as progress and verbose' {
        $index = Start-Index $wheels (Join-Path $TestDrive 'served')
        try {
            $place = Get-Place .venv
            $all = Use-Environment @{ PIP_INDEX_URL = $index.Url } { New-PyEnvironment $place -Package alpha -WithoutPip -Verbose 4>&1 }
        }
        finally {
            Stop-Index $index
        }
        Get-Installed $place | Should -Be 'alpha=2.0 beta=2.0'
        ($all | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }) -join "`n" | Should -Match 'Successfully installed alpha-2\.0 beta-2\.0'
    }

    It 'has nothing there after Ctrl+C, and ends the installer' {
        $place = Get-Place .venv
        # An index that takes a connection and never answers.
        $listener = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $env:PIP_INDEX_URL = "http://127.0.0.1:$($listener.LocalEndpoint.Port)/simple/"
        try {
            $background = Start-Background "New-PyEnvironment '$place' -Package alpha -WithoutPip"
            Wait-Until { $listener.Pending() } 30 -What 'the installer to ask the index'
            Test-Path $place | Should -BeTrue
            $null = $background.Shell.BeginStop($null, $null)
            $background.Handle.AsyncWaitHandle.WaitOne(10000) | Should -BeTrue
            Test-Path $place | Should -BeFalse
            Get-Process | Where-Object { "$($_.CommandLine)".Contains($place) } | Should -BeNullOrEmpty
        }
        finally {
            $listener.Stop()
            $env:PIP_INDEX_URL = $null
            $background.Shell.Dispose()
        }
    }

    It 'is whole after a process was killed in the middle: the rest is taken for nothing, and the earlier one for what it is' {
        $place = Get-Place .venv
        $null = New-PyEnvironment $place -Package beta -FindLinks $wheels -Offline -WithoutPip
        # As it looks then.
        Rename-Item $place '.venv.pyasync-old'
        $null = New-Item $place -ItemType Directory
        Set-Content (Join-Path $place pyasync-unfinished) ''
        $null = Get-ErrorOf { New-PyEnvironment $place -Package nowhere -FindLinks $wheels -Offline -WithoutPip }
        Get-Installed $place | Should -Be 'beta=2.0'
    }

    It 'says that a folder cannot be made' {
        Set-Content (Join-Path $TestDrive 'a-file') ''
        $record = Get-ErrorOf { New-PyEnvironment (Join-Path $TestDrive 'a-file' '.venv') -WithoutPip }
        $record.FullyQualifiedErrorId | Should -Match '^PyAsync\.InstallFailed,'
        "$record" | Should -Match 'was not made'
    }

    It 'makes nothing with -WhatIf' {
        $place = Get-Place .venv
        New-PyEnvironment $place -Package alpha -WhatIf
        Test-Path $place | Should -BeFalse
    }

    It 'leaves an environment of somebody else''s as it is, unless it is forced' {
        $place = Get-Place .venv
        & $python.Executable -m venv --without-pip $place
        $record = Get-ErrorOf { New-PyEnvironment $place -WithoutPip }
        $record.FullyQualifiedErrorId | Should -Match '^PyAsync\.EnvironmentExists,'
        "$record" | Should -Match "New-PyEnvironment '$place' -Force"
        (New-PyEnvironment $place -WithoutPip -Force).IsUsable | Should -BeTrue
    }

    It 'never takes the place of a folder that is no environment' {
        $place = Get-Place work
        $null = New-Item $place -ItemType Directory
        Set-Content (Join-Path $place thesis.txt) 'years'
        (Get-ErrorOf { New-PyEnvironment $place -WithoutPip -Force }).FullyQualifiedErrorId | Should -Match '^PyAsync\.EnvironmentExists,'
        Get-Content (Join-Path $place thesis.txt) | Should -Be 'years'
    }

    It 'does not make anew the environment that the process runs' {
        $place = Get-Place .venv
        $result = Invoke-Shell @"
`$null = New-PyEnvironment '$place' -WithoutPip
`$null = Start-PyEventLoop -Python '$place'
New-PyEnvironment '$place' -WithoutPip | ForEach-Object IsRunning
New-PyEnvironment '$place' -Package x -Offline -ErrorVariable e -ErrorAction SilentlyContinue
`$e[0].FullyQualifiedErrorId
"@
        $result.Output -split '\r?\n' | Should -Be True, 'PyAsync.EnvironmentInUse,PyAsync.PowerShell.Commands.NewPyEnvironmentCommand'
    }

    It 'is made once by two commands at the same time' {
        $place = Get-Place .venv
        $script = "`$made = New-PyEnvironment '$place' -Package alpha -FindLinks '$wheels' -Offline -WithoutPip -Verbose 4>&1; @(`$made -match 'Made|of the same')"
        $both = Start-Background $script
        $other = Start-Background $script
        $lines = @((Wait-Background $both 60).Output; (Wait-Background $other 60).Output) -replace "'.*' "
        $lines | Sort-Object | Should -Be "Made '$place'.", 'was made of the same before.'
    }

    It 'names a project''s Python where the one that is named will not do' {
        $file = Join-Path $TestDrive 'new.toml'
        Set-Content $file "[project]`nrequires-python = '>=3.99'"
        $record = Get-ErrorOf { New-PyEnvironment (Get-Place .venv) -Requirement $file }
        $record.FullyQualifiedErrorId | Should -Match '^PyAsync\.PythonWrongVersion,'
        "$record" | Should -Match 'needs Python >=3\.99'
    }

    It 'uses uv where it is on PATH or asked for' {
        $folder = New-FakeUv $python (Join-Path $TestDrive 'uv.log')
        $log = Join-Path $TestDrive 'uv.log'
        $place = Get-Place .venv
        Use-Environment @{ PATH = "$folder$([System.IO.Path]::PathSeparator)$env:PATH" } {
            $null = New-PyEnvironment $place -Package alpha -FindLinks $wheels -Offline -WithoutPip
        }
        Get-Installed $place | Should -Be 'alpha=2.0 beta=2.0'
        $lines = Get-Content $log
        $lines[0] | Should -Match "^venv --no-project --allow-existing --python \S+ --offline $place$"
        $lines[1] | Should -Match "^pip install --python $place/bin/python3 --offline --find-links $wheels --requirement $place/pyasync-requirements.txt$"
        (Get-ErrorOf { Use-Environment @{ PATH = '/usr/bin:/bin' } { New-PyEnvironment (Get-Place .venv) -Installer uv } }).FullyQualifiedErrorId | Should -Match '^PyAsync\.NoInstaller,'
    }
}
