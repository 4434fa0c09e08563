# Where installers run, and what of the environment's variables reaches them.
BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    . "$PSScriptRoot/_Python.ps1"
    . "$PSScriptRoot/_Wheels.ps1"
    $project = Join-Path $TestDrive 'project'
    $wheels = Join-Path $project 'wheels'
    $null = New-Wheel $wheels 'alpha' '2.0' 'beta'
    $null = New-Wheel $wheels 'beta' '2.0'
    $cache = Join-Path $TestDrive 'cache'
    Use-Index @{ PYASYNC_CACHE = $cache; PYASYNC_PYTHON = $python.Executable }
    $common = @{ Offline = $true; WithoutPip = $true }
}

Describe 'An installer' -Skip:$IsWindows {
    It 'takes relative paths from PowerShell''s location, and another location is another environment' {
        $place = Get-Place .venv
        Set-Content (Join-Path $project 'requirements.txt') './wheels/beta-2.0-py3-none-any.whl'
        $elsewhere = New-Item (Join-Path $TestDrive 'elsewhere') -ItemType Directory
        Push-Location $project
        try {
            [Environment]::CurrentDirectory | Should -Not -Be $project
            $null = New-PyEnvironment $place -Requirement requirements.txt @common
            Get-Installed $place | Should -Be 'beta=2.0'
            Set-Location $elsewhere
            "$(Get-ErrorOf { New-PyEnvironment $place -Requirement "$project/requirements.txt" @common })" | Should -Match 'beta-2\.0-py3-none-any\.whl'
        }
        finally {
            Pop-Location
        }
        Get-Installed $place | Should -Be 'beta=2.0'
    }

    It 'takes relative paths of its settings from there too, for a script with a block' {
        $tool = New-PythonFile 'project/tool.py' "# /// script`n# dependencies = ['beta']`n# ///`nimport beta`nprint(beta.VERSION)"
        (Invoke-Shell "Set-Location '$project'; Invoke-PyScript '$tool'" -Environment @{ PIP_FIND_LINKS = './wheels'; PIP_NO_INDEX = '1' }).Output | Should -Be '2.0'
    }

    It 'puts packages into the environment whatever pip''s variables say' {
        $place = Get-Place .venv
        $other = Join-Path $TestDrive 'other'
        # Each of them alone would put them elsewhere, or nowhere.
        $variables = @{ PIP_USER = '1'; PIP_TARGET = $other; PIP_PREFIX = $other; PIP_ROOT = $other; PIP_PYTHON = $python.Executable; PIP_DRY_RUN = '1' }
        Use-Environment $variables { $null = New-PyEnvironment $place -Package alpha -FindLinks $wheels -Installer pip @common }
        Get-Installed $place | Should -Be 'alpha=2.0 beta=2.0'
        Test-Path $other | Should -BeFalse
    }

    It 'puts packages into the environment where pip''s settings say that they are the user''s' {
        $place = Get-Place .venv
        $settings = Join-Path $TestDrive 'pip.conf'
        Set-Content $settings "[install]`nuser = true"
        Use-Environment @{ PIP_CONFIG_FILE = $settings } { $null = New-PyEnvironment $place -Package beta -FindLinks $wheels -Installer pip @common }
        Get-Installed $place | Should -Be 'beta=2.0'
    }

    It 'imports nothing of PYTHONPATH, nor does the pip that it starts' {
        $place = Get-Place .venv
        $folder = New-Item (Join-Path $TestDrive 'path') -ItemType Directory
        $trace = Join-Path $TestDrive 'was-imported'
        Set-Content (Join-Path $folder 'sitecustomize.py') "open(r'$trace', 'w').close()"
        Use-Environment @{ PYTHONPATH = "$folder" } { $null = New-PyEnvironment $place -Package beta -FindLinks $wheels -Installer pip @common }
        Test-Path $trace | Should -BeFalse
    }
}

Describe 'uv' -Skip:$IsWindows {
    It 'installs only files with the hashes of a lock' {
        $hash = (Get-FileHash (Join-Path $wheels 'beta-2.0-py3-none-any.whl')).Hash.ToLowerInvariant()
        $tool = New-PythonFile 'locked.py' "# /// script`n# dependencies = ['beta']`n# ///`nimport beta`nprint(beta.VERSION)"
        Set-Content "$tool.lock" "version = 1`n[manifest]`nrequirements = [{ name = 'beta' }]`n[[package]]`nname = 'beta'`nversion = '2.0'`nwheels = [{ url = 'https://example.invalid/beta-2.0-py3-none-any.whl', hash = 'sha256:$hash' }]"
        $log = Join-Path $TestDrive 'hashes.log'
        $path = New-FakeUv $python $log
        $result = Invoke-Shell "Invoke-PyScript '$tool'" -Environment @{ PATH = "${path}:$env:PATH"; PIP_FIND_LINKS = $wheels }
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Be '2.0'
        (Get-Content $log)[1] | Should -Match '^pip install --python \S+ --require-hashes --requirement \S+/pyasync-hashed\.txt$'
    }

    It 'is ended by Ctrl+C, with what it has started' {
        $place = Get-Place .venv
        $log = Join-Path $TestDrive 'stopped.log'
        $pause = Get-Random -Minimum 100000 -Maximum 999999
        $path = New-FakeUv $python $log "sleep $pause"
        Use-Environment @{ PATH = "${path}:$env:PATH" } {
            $background = Start-Background "New-PyEnvironment '$place' -Package beta -FindLinks '$wheels' -Offline -WithoutPip"
            try {
                Wait-Until { Get-Process | Where-Object { "$($_.CommandLine)" -match "sleep $pause" } } 30 -What 'the installer to sleep'
                $null = $background.Shell.BeginStop($null, $null)
                $background.Handle.AsyncWaitHandle.WaitOne(10000) | Should -BeTrue
            }
            finally {
                $background.Shell.Dispose()
            }
        }
        Test-Path $place | Should -BeFalse
        Get-Process | Where-Object { "$($_.CommandLine)" -match "sleep $pause" } | Should -BeNullOrEmpty
    }
}
