# The Pythons of conda and uv, in a home of their own.
BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    . "$PSScriptRoot/_Python.ps1"
    $homeFolder = (New-Item (Join-Path $TestDrive 'home') -ItemType Directory).FullName

    # A Python that says of itself that it is installed in the folder.
    function New-Installation([string] $Folder) {
        $null = New-Item (Join-Path $Folder 'bin') -ItemType Directory -Force
        Move-Item (New-LyingPython 'lying' @{ prefix = $Folder; base_prefix = $Folder; executable = (Join-Path $Folder 'bin/python3') }) (Join-Path $Folder 'bin/python3')
        $Folder
    }

    function Find-Python([string] $Source, [hashtable] $Variables = @{}) {
        $clean = @{ HOME = $homeFolder; XDG_DATA_HOME = ''; MAMBA_ROOT_PREFIX = ''; CONDA_EXE = ''; UV_PYTHON_INSTALL_DIR = ''; CONDA_PREFIX = ''; PYASYNC_PYTHON = $python.Executable }
        foreach ($name in $Variables.Keys) {
            $clean[$name] = $Variables[$name]
        }
        $result = Invoke-Shell "Get-PyEnvironment | Where-Object Source -EQ $Source | ForEach-Object { `"`$(`$_.Kind) `$(`$_.IsUsable) `$(`$_.Prefix)`" }" -Environment $clean
        $result.Errors | Should -BeNullOrEmpty
        $result.Output -split '\r?\n' | Where-Object { $_ } | Sort-Object
    }
}

Describe 'Get-PyEnvironment' -Skip:$IsWindows {
    It 'finds conda''s: the base, its environments, and those that conda has noted down' {
        $places = foreach ($name in 'home/miniconda3', 'home/miniconda3/envs/work', 'elsewhere/noted', 'mamba/envs/data', 'conda') {
            $folder = New-Installation (Join-Path $TestDrive $name)
            $null = New-Item (Join-Path $folder 'conda-meta') -ItemType Directory
            $folder
        }
        $null = New-Item (Join-Path $homeFolder '.conda') -ItemType Directory
        Set-Content (Join-Path $homeFolder '.conda/environments.txt') @((Join-Path $TestDrive 'elsewhere/noted'), '/gone', 'relative')
        # No environment: conda has left nothing there.
        $null = New-Installation (Join-Path $homeFolder 'miniconda3/envs/half')
        $variables = @{ MAMBA_ROOT_PREFIX = Join-Path $TestDrive 'mamba'; CONDA_EXE = Join-Path $TestDrive 'conda/bin/conda' }
        Find-Python conda $variables | Should -Be ($places | ForEach-Object { "Conda True $_" } | Sort-Object)
    }

    It 'finds those that uv has installed, in its usual folder and in one that is named' {
        $usual = New-Installation (Join-Path $homeFolder '.local/share/uv/python/cpython-3.12.1-linux-x86_64-gnu')
        $null = New-Installation (Join-Path $homeFolder '.local/share/uv/python/pypy-3.10.1-linux-x86_64-gnu')
        Find-Python uv | Should -Be "Installation True $usual"
        $other = New-Installation (Join-Path $TestDrive 'uv/cpython-3.13.0-linux-x86_64-gnu')
        Find-Python uv @{ UV_PYTHON_INSTALL_DIR = Join-Path $TestDrive 'uv' } | Should -Be "Installation True $other"
        $data = New-Installation (Join-Path $TestDrive 'data/uv/python/cpython-3.11.1-linux-x86_64-gnu')
        Find-Python uv @{ XDG_DATA_HOME = Join-Path $TestDrive 'data' } | Should -Be "Installation True $data"
    }
}
