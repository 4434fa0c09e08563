# Which Pythons there are, and whether one has what is needed.
BeforeDiscovery {
    $onUnix = -not $IsWindows
    $hasPyenv = Test-Path ~/.pyenv/versions/3.*/bin/python3
}

BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    . "$PSScriptRoot/_Python.ps1"
    . "$PSScriptRoot/_Wheels.ps1"
}

Describe 'Get-PyEnvironment' {
    It 'marks the one that a loop takes, with version, prefix and library' {
        $found = @(Get-PyEnvironment | Where-Object IsDefault)
        $found.Count | Should -Be 1
        "$($found[0].Version)" | Should -Be "$($python.Version)"
        $found[0].Prefix | Should -Be $python.Prefix
        $found[0].Library | Should -Be $python.Library
        $found[0].IsUsable | Should -BeTrue
        $found[0].Reason | Should -BeNullOrEmpty
    }

    It 'lists each Python once, however many names lead to it' {
        $all = @(Get-PyEnvironment)
        @($all | Group-Object Executable, Prefix | Where-Object Count -GT 1) | Should -BeNullOrEmpty
    }

    It 'lists pyenv''s, and one that is too old with its reason' -Skip:(-not $hasPyenv) {
        $all = @(Get-PyEnvironment | Where-Object { $_.Executable -match '\.pyenv/versions/' })
        $all | Should -Not -BeNullOrEmpty
        foreach ($old in $all | Where-Object { $_.Version -lt '3.9' }) {
            $old.IsUsable | Should -BeFalse
            $old.Problem | Should -Be 'TooOld'
            $old.Reason | Should -Match "$($old.Version); PyAsync needs 3.9"
        }
    }

    Context 'in a folder with environments' -Skip:(-not $onUnix) {
        BeforeAll {
            $project = Join-Path $TestDrive 'project'
            $null = New-Item (Join-Path $project 'src/deep') -ItemType Directory -Force
            $venv = New-Environment 'project/.venv'
            $broken = New-Environment 'project/broken'
            Remove-Item (Join-Path $broken bin python*)
            # A stranger's: an interpreter that says so when it is run.
            $strange = New-Environment 'project/strange'
            Remove-Item (Join-Path $strange bin python*)
            $trace = Join-Path $TestDrive 'was-run'
            Copy-Item (New-FakePython 'strange-python' "touch '$trace'; exec '$($python.Executable)' `"`$@`"") (Join-Path $strange bin python3)
        }

        It 'finds them there, and from a folder below those of the usual names' {
            $there = @(Get-PyEnvironment -Path $project | Where-Object Source -EQ Folder)
            $there.Prefix | Sort-Object | Should -Be @($venv, $broken, $strange | Sort-Object)
            $below = @(Get-PyEnvironment -Path (Join-Path $project src deep) | Where-Object Source -EQ Folder)
            $below.Prefix | Should -Be $venv
        }

        It 'takes a folder with brackets in its name as it is' {
            $folder = [System.IO.Directory]::CreateDirectory("$TestDrive/tools[1]").FullName
            & cp -a $venv "$folder/.venv"
            @(Get-PyEnvironment -LiteralPath $folder | Where-Object Source -EQ Folder).Prefix | Should -Be "$folder/.venv"
            @(Get-PyEnvironment -Path $folder | Where-Object Source -EQ Folder).Prefix | Should -Be "$folder/.venv"
        }

        It 'tells version, base and library of one over a Python that was found' {
            $found = Get-PyEnvironment -Path $project | Where-Object Prefix -EQ $venv
            "$($found.Version)" | Should -Be "$($python.Version)"
            $found.Kind | Should -Be 'VirtualEnvironment'
            $found.BasePrefix | Should -Be $python.BasePrefix
            $found.IsUsable | Should -BeTrue
        }

        It 'tells of a broken one how to mend it' {
            $found = Get-PyEnvironment -Path $project | Where-Object Prefix -EQ $broken
            $found.IsUsable | Should -BeFalse
            $found.Problem | Should -Be 'BrokenEnvironment'
            $found.Reason | Should -Match 'python3 -m venv --clear'
        }

        It 'runs nothing of the folder until it is named' {
            $found = Get-PyEnvironment -Path $project | Where-Object Prefix -EQ $strange
            $found.IsUsable | Should -BeNullOrEmpty
            $found.Reason | Should -Match ([regex]::Escape("Test '$strange' by that name"))
            Test-Path $trace | Should -BeFalse
            $null = Get-PyEnvironment $strange
            Test-Path $trace | Should -BeTrue
        }

        It 'asks the one that is named, and marks what this process runs' {
            $result = Invoke-Shell "`$null = Start-PyEventLoop -Python '$venv'; Get-PyEnvironment '$venv' | ForEach-Object { `$_.IsRunning; `$_.IsUsable; `$_.Prefix }"
            $result.Output -split '\r?\n' | Should -Be True, True, $venv
        }
    }

    It 'says of a name that means nothing what it is not' {
        $found = Get-PyEnvironment nosuchpython
        $found.IsUsable | Should -BeFalse
        $found.Problem | Should -Be 'NotFound'
        $found.Reason | Should -Match 'no command on PATH'
    }

    It 'shows a table that names what cannot be used' {
        $table = Get-PyEnvironment nosuchpython | Out-String
        $table | Should -Match 'Python +Usable +Source +Executable'
        $table | Should -Match 'NotFound +Named +nosuchpython'
    }
}

Describe 'Test-PyEnvironment' {
    BeforeAll {
        $venv = New-Environment 'tested'
        $site = @(Get-ChildItem $venv -Recurse -Directory -Filter site-packages)[0].FullName
        Expand-Archive (New-Wheel (Join-Path $TestDrive wheels) 'tinypackage' '1.5') $site
    }

    It 'passes what is there, in an exit code of 0' {
        $global:LASTEXITCODE = 9
        $report = Test-PyEnvironment $venv -Require 'tinypackage>=1.2,<2', 'TinyPackage'
        $report.Passed | Should -BeTrue
        $report.Packages.Installed | Should -Be '1.5', '1.5'
        $report.Environment.Prefix | Should -Be $venv
        $LASTEXITCODE | Should -Be 0
    }

    It 'tells each package that is lacking or of another version, and how to get it, in an exit code of 1' {
        $report = Test-PyEnvironment $venv -Require 'tinypackage>=2', 'absent' -ErrorVariable problem -ErrorAction SilentlyContinue
        $report.Passed | Should -BeFalse
        $report.Packages.IsMet | Should -Be $false, $false
        $LASTEXITCODE | Should -Be 1
        @($problem)[0].FullyQualifiedErrorId | Should -Match '^PyAsync\.EnvironmentLacking,'
        "$($problem[0])" | Should -Match ([regex]::Escape("'$venv' lacks tinypackage>=2 (it has 1.5), absent. It has no pip: make it anew by New-PyEnvironment '$venv' with -Package or -Requirement for all that it is to have, 'tinypackage>=2' 'absent' too."))
        # What pip leaves of itself.
        $pip = New-Item (Join-Path $site 'pip-25.0.dist-info') -ItemType Directory
        Set-Content (Join-Path $pip METADATA) "Metadata-Version: 2.1`nName: pip`nVersion: 25.0"
        $report = Test-PyEnvironment $venv -Require 'absent' -ErrorAction Ignore
        $report.Problems | Should -Match ([regex]::Escape("Install them: & '"))
        Remove-Item $pip -Recurse
    }

    It 'advises a new environment with all that is asked for, not only with what is lacking' -Skip:(-not $onUnix) {
        $file = Join-Path $TestDrive 'all.txt'
        Set-Content $file 'absent'
        $base = (Test-PyEnvironment $venv).Environment.BasePrefix
        $report = Test-PyEnvironment (Join-Path $base 'bin' 'python3') -Require 'pip>=0', absent -Requirement $file -ErrorAction Ignore
        $report.Problems[-1] | Should -Match ([regex]::Escape("Make an environment that has them: New-PyEnvironment .venv -Package 'pip>=0', 'absent' -Requirement '$file'"))
    }

    It 'ends a shell with exit code 1, as CI wants it' {
        $result = Invoke-Shell "Test-PyEnvironment '$venv' -Require absent; exit `$LASTEXITCODE"
        $result.ExitCode | Should -Be 1
        $result.Errors | Should -Match 'lacks absent'
    }

    It 'gives an exit code of 1 where <What> cannot be read, with -Quiet too' -ForEach @(
        @{ What = 'a requirement'; Wanted = @{ Require = 'a b' } }
        @{ What = 'a file of requirements'; Wanted = @{ Requirement = 'nowhere.txt' } }
    ) {
        $global:LASTEXITCODE = 0
        $record = Get-ErrorOf { Test-PyEnvironment $venv @Wanted -Quiet }
        $record.FullyQualifiedErrorId | Should -Match '^PyAsync\.(InvalidRequirement|FileNotFound),'
        $LASTEXITCODE | Should -Be 1
    }

    It 'gives a truth value with -Quiet, and no error' {
        Test-PyEnvironment $venv -Require absent -Quiet | Should -BeFalse
        Test-PyEnvironment $venv -Quiet | Should -BeTrue
    }

    It 'takes what a <Name> asks for' -ForEach @(
        @{ Name = 'script.py'; Text = "# /// script`n# requires-python = '>=3.99'`n# dependencies = ['absent']`n# ///`n" }
        @{ Name = 'pyproject.toml'; Text = "[project]`nrequires-python = '>=3.99'`ndependencies = ['absent']`n" }
    ) {
        $file = Join-Path $TestDrive $Name
        Set-Content $file $Text
        $report = Test-PyEnvironment $venv -Requirement $file -ErrorAction SilentlyContinue
        $report.Problems[0] | Should -Match 'Python >=3\.99 is wanted'
        $report.Problems[1] | Should -Match 'lacks absent'
    }

    It 'takes the packages of a requirements.txt' {
        $file = Join-Path $TestDrive 'requirements.txt'
        Set-Content $file "# a comment`n--no-index`ntinypackage==1.5 # here`nabsent>1"
        $report = Test-PyEnvironment $venv -Requirement $file -ErrorAction SilentlyContinue
        $report.Packages.Requirement | Should -Be 'tinypackage==1.5', 'absent>1'
        $report.Packages.IsMet | Should -Be $true, $false
    }

    It 'asks for what a marker asks for here, and for nothing that it excludes' {
        $report = Test-PyEnvironment $venv -Require "absent; sys_platform == 'no-such'", "tinypackage>1; python_version >= '3'", "lacking ; os_name == '$($IsWindows ? 'nt' : 'posix')'" -ErrorAction SilentlyContinue
        $report.Packages.IsMet | Should -Be $true, $false
        $report.Problems | Should -Match 'lacks lacking ;'
        (Test-PyEnvironment $venv -Require "absent; sys_platform == 'no-such'").Passed | Should -BeTrue
        (Get-ErrorOf { Test-PyEnvironment $venv -Require 'absent; planet == "earth"' }).FullyQualifiedErrorId | Should -Match '^PyAsync\.InvalidRequirement,'
    }

    It 'takes hashes, wheels and addresses of a requirements.txt, and says what it cannot look for' {
        $file = Join-Path $TestDrive 'places.txt'
        Set-Content $file @"
tinypackage==1.5 \
    --hash=sha256:$('a' * 64) \
    --hash=sha256:$('b' * 64)
./wheels/tinypackage-1.5-py3-none-any.whl
https://example.invalid/absent-2.0-1-cp311-cp311-manylinux_2_17_x86_64.whl#sha256=00
git+https://example.invalid/tool.git@main
git+https://example.invalid/tool.git#egg=tinypackage
tinypackage @ https://example.invalid/tinypackage.zip
-e .
"@
        $report = Test-PyEnvironment $venv -Requirement $file -ErrorAction SilentlyContinue -WarningVariable warnings -WarningAction SilentlyContinue
        $report.Packages.Requirement | Should -Be 'tinypackage==1.5', 'tinypackage==1.5', 'absent==2.0', 'tinypackage', 'tinypackage @ https://example.invalid/tinypackage.zip'
        $report.Packages.IsMet | Should -Be $true, $true, $false, $true, $true
        $warnings | Should -Be "'git+https://example.invalid/tool.git@main' of '$file' does not tell which package it is, and is not looked for.", "'.' of '$file' does not tell which package it is, and is not looked for."
    }

    It 'says of a project whose dependencies are dynamic that only its build tells them' {
        $file = New-PythonFile 'dynamic/pyproject.toml' "[project]`nname = 'p'`ndynamic = ['version', 'dependencies']"
        $record = Get-ErrorOf { Test-PyEnvironment $venv -Requirement $file }
        $record.FullyQualifiedErrorId | Should -Match '^PyAsync\.InvalidRequirement,'
        "$record" | Should -Match "dependencies are dynamic.*a requirements\.txt with the line '-e \.'"
    }

    It 'writes advice that can be copied where a folder has an apostrophe' -Skip:(-not $onUnix) {
        $odd = New-Environment "it's"
        $report = Test-PyEnvironment $odd -Require "absent; sys_platform != 'x'" -ErrorAction SilentlyContinue
        $report.Problems | Should -Match ([regex]::Escape("New-PyEnvironment '$($odd.Replace("'", "''"))' with"))
        $report.Problems | Should -Match ([regex]::Escape("'absent; sys_platform != ''x'''"))
    }

    It 'tells why a Python cannot be used, by the id that a loop''s start has' {
        $record = Get-ErrorOf { Test-PyEnvironment /nowhere/python3 }
        $record.FullyQualifiedErrorId | Should -Match '^PyAsync\.PythonNotFound,'
        $LASTEXITCODE | Should -Be 1
    }

    It 'refuses <Text>, which names no package' -ForEach @(@{ Text = 'aiohttp=3' }, @{ Text = 'a b' }) {
        $record = Get-ErrorOf { Test-PyEnvironment $venv -Require $Text }
        $record.FullyQualifiedErrorId | Should -Match '^PyAsync\.InvalidRequirement,'
        $record.TargetObject | Should -Be $Text
    }

    It 'asks the Python that this process runs where none is named' {
        $result = Invoke-Shell "`$null = Start-PyEventLoop -Python '$venv'; (Test-PyEnvironment -Require tinypackage).Environment.Prefix"
        $result.Output | Should -Be $venv
    }
}
