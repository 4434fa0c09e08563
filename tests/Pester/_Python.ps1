# For the tests that choose a Python.
$python = Get-TestPython

function New-Environment([string] $Name) {
    $folder = Join-Path $TestDrive $Name
    & $python.Executable -m venv --without-pip $folder
    $LASTEXITCODE | Should -Be 0
    $folder
}

# Without what would choose a Python before PATH.
function Use-Environment([hashtable] $Variables, [scriptblock] $Command) {
    $names = @('PYASYNC_PYTHON', 'VIRTUAL_ENV', 'CONDA_PREFIX') + @($Variables.Keys) | Sort-Object -Unique
    $before = @{}
    foreach ($name in $names) {
        $before[$name] = [Environment]::GetEnvironmentVariable($name)
        [Environment]::SetEnvironmentVariable($name, $Variables[$name])
    }
    try {
        & $Command
    }
    finally {
        foreach ($name in $names) {
            [Environment]::SetEnvironmentVariable($name, $before[$name])
        }
    }
}

# The versions that this machine has besides that one: one of each minor.
function Get-OtherVersion {
    [PyAsync.Environments.PythonLocator]::FindAll().Version | Where-Object { $_.ToString(2) -ne $python.Version.ToString(2) } |
        Sort-Object { $_.ToString(2) } -Unique
}
