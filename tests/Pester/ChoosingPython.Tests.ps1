# Which Python is taken.
BeforeDiscovery {
    $onUnix = -not $IsWindows
}

BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    . "$PSScriptRoot/_Python.ps1"
}

Describe 'The Python that is taken' -Skip:(-not $onUnix) {
    It 'comes from PYASYNC_PYTHON, before VIRTUAL_ENV, before CONDA_PREFIX, before PATH' {
        $folders = 'one', 'two', 'three' | ForEach-Object { New-Environment $_ }
        Use-Environment @{ PYASYNC_PYTHON = $folders[0]; VIRTUAL_ENV = $folders[1]; CONDA_PREFIX = $folders[2] } { (Get-TestPython).Prefix } | Should -Be $folders[0]
        Use-Environment @{ VIRTUAL_ENV = $folders[1]; CONDA_PREFIX = $folders[2] } { (Get-TestPython).Prefix } | Should -Be $folders[1]
        Use-Environment @{ CONDA_PREFIX = $folders[2] } { (Get-TestPython).Prefix } | Should -Be $folders[2]
        Use-Environment @{ PATH = "$($folders[0])/bin$([System.IO.Path]::PathSeparator)$env:PATH" } { (Get-TestPython).Prefix } | Should -Be $folders[0]
    }

    It 'may be named by executable, by folder, by version and by a command on PATH' {
        foreach ($word in $python.Executable, (Split-Path (Split-Path $python.Executable)), "$($python.Version)") {
            if ($word -eq '/usr') {
                continue
            }
            "$([PyAsync.Environments.PythonLocator]::Find($word).Version)" | Should -Be "$($python.Version)"
        }
        Use-Environment @{ PATH = "$(Split-Path $python.Executable)$([System.IO.Path]::PathSeparator)$env:PATH" } {
            [PyAsync.Environments.PythonLocator]::Find((Split-Path $python.Executable -Leaf)).Library
        } | Should -Be $python.Library
    }

    It 'may be a folder at the shell''s location, by its bare name; a version is a version all the same' {
        $folder = New-Environment 'place/.venv'
        $number = New-Environment "place/$($python.Version)"
        $result = Invoke-Shell @"
[Environment]::CurrentDirectory = '/'
Set-Location '$(Split-Path $folder)'
Start-PyEventLoop One -Python .venv | ForEach-Object PythonPrefix
(Start-PyEventLoop Two -Python '$folder').State
(Start-PyEventLoop Three -Python $($python.Version)).State
Set-Location Env:
(Start-PyEventLoop Four -Python .venv).State
"@
        $result.Errors | Should -BeNullOrEmpty
        $result.Output -split '\r?\n' | Should -Be $folder, 'Running', 'Running', 'Running'
        $result = Invoke-Shell @"
Set-Location '$(Split-Path $number)'
[Environment]::CurrentDirectory = '$(Split-Path $number)'
Start-PyEventLoop One -Python $($python.Version) | ForEach-Object PythonPrefix
"@
        $result.Output | Should -Not -Be $number
    }

    It 'may be named by a version that the running one has, whichever the search would find' {
        $result = Invoke-Shell @"
Invoke-PyAwaitable -Code 1
foreach (`$version in '3', '$($python.Version.ToString(2))', '$($python.Version)') { (Start-PyEventLoop "v`$version" -Python `$version).State }
Start-PyEventLoop other -Python 3.99 -ErrorVariable e -ErrorAction SilentlyContinue
`$e[0].FullyQualifiedErrorId
"@ -Environment @{ PYASYNC_PYTHON = (New-Environment 'running') }
        $result.Output -split '\r?\n' | Should -Be 1, 'Running', 'Running', 'Running', 'PyAsync.PythonNotFound,PyAsync.PowerShell.Commands.StartPyEventLoopCommand'
    }

    It 'runs a virtual environment as that interpreter itself does: executable, prefixes, site-packages and sys.path' {
        $folder = New-Environment 'asked'
        $ask = 'import json, sys, sysconfig, site; json.dumps([sys.executable, sys.prefix, sys.base_prefix, sysconfig.get_path("purelib"), [p for p in sys.path if p]])'
        $own = & (Join-Path $folder 'bin' 'python3') -I -c ($ask -replace 'json.dumps\((.*)\)$', 'print(json.dumps($1))')
        $result = Invoke-Shell "`$null = Start-PyEventLoop -Python '$folder'; Invoke-PyAwaitable -Code '$ask'"
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Be $own
    }

    It 'has the environment''s variables as the shell has them when a command begins' {
        $result = Invoke-Shell @'
$env:PYASYNC_ONE = 'größer'
$env:PYTHONDONTWRITEBYTECODE = '1'
Remove-Item Env:PYASYNC_GONE
Invoke-PyAwaitable -Code 'import os, sys, ctypes; os.environ["PYASYNC_ONE"], sys.dont_write_bytecode, "PYASYNC_GONE" in os.environ, ctypes.CDLL(None).getenv(b"PYASYNC_GONE")'
$env:PYASYNC_ONE = 'two'
$env:PYASYNC_NEW = 'new'
Invoke-PyAwaitable -Code 'os.environ["PYASYNC_MINE"] = "kept"; os.environ["PYASYNC_ONE"], os.environ["PYASYNC_NEW"]'
$null = Start-PyEventLoop Second
Remove-Item Env:PYASYNC_NEW
Invoke-PyAwaitable -Loop Second -Code 'import os; os.environ["PYASYNC_ONE"], "PYASYNC_NEW" in os.environ, os.environ["PYASYNC_MINE"]'
'@ -Environment @{ PYASYNC_GONE = 'here' }
        $result.Errors | Should -BeNullOrEmpty
        $result.Output -split '\s+' | Should -Be 'größer', 'True', 'False', 0, 'two', 'new', 'two', 'False', 'kept'
    }

    It 'starts multiprocessing''s processes afresh, never by fork' {
        $result = Invoke-Shell @'
Invoke-PyAwaitable -Code @"
import asyncio, multiprocessing, os
from concurrent.futures import ProcessPoolExecutor
with ProcessPoolExecutor(1) as pool:
    pid = await asyncio.get_running_loop().run_in_executor(pool, os.getpid)
"%s %s" % (multiprocessing.get_start_method() != "fork", pid != os.getpid())
"@
'@
        $result.Output | Should -Be 'True True'
        $result.Errors | Should -BeNullOrEmpty
    }
}

Describe 'What an interpreter answered before' -Skip:(-not $onUnix) {
    BeforeEach {
        $cache = Join-Path $TestDrive "cache-$([guid]::NewGuid())"
    }

    It 'is kept in the folder that PYASYNC_CACHE names, and gives the same Python to the next shell' {
        $ask = "(Start-PyEventLoop -Python '$($python.Executable)').Python | ForEach-Object { `$_.Executable; `$_.Prefix; `$_.Library }"
        $first = Invoke-Shell $ask -Environment @{ PYASYNC_CACHE = $cache }
        @(Get-ChildItem $cache -File).Count | Should -Be 1
        $second = Invoke-Shell $ask -Environment @{ PYASYNC_CACHE = $cache }
        $second.Errors | Should -BeNullOrEmpty
        $second.Output | Should -Be $first.Output
        @(Get-ChildItem $cache -File).Count | Should -Be 1
    }

    It 'is not taken for an environment that has changed: made of another Python, broken, removed' {
        $folder = New-Environment 'changing'
        Use-Environment @{ PYASYNC_CACHE = $cache } {
            [PyAsync.Environments.PythonLocator]::Find($folder).Prefix | Should -Be $folder
            @(Get-ChildItem $cache -File).Count | Should -Be 1

            # A folder that was an environment is one no more.
            Rename-Item (Join-Path $folder 'pyvenv.cfg') 'pyvenv.off'
            [PyAsync.Environments.PythonLocator]::Find($folder).Prefix | Should -Be $python.BasePrefix
            Rename-Item (Join-Path $folder 'pyvenv.off') 'pyvenv.cfg'
            [PyAsync.Environments.PythonLocator]::Find($folder).Prefix | Should -Be $folder

            Remove-Item (Join-Path $folder 'bin' 'python3')
            Remove-Item (Join-Path $folder 'bin' 'python')
            (Get-ErrorOf { Start-PyEventLoop Chosen -Python $folder }).FullyQualifiedErrorId | Should -Match '^PyAsync\.PythonBrokenEnvironment,'

            Remove-Item $folder -Recurse -Force
            (Get-ErrorOf { Start-PyEventLoop Chosen -Python $folder }).FullyQualifiedErrorId | Should -Match '^PyAsync\.PythonNotFound,'
        }
    }

    It 'is not kept with PYASYNC_CACHE=off, nor where the folder cannot be written' {
        Use-Environment @{ PYASYNC_PYTHON = $python.Executable; PYASYNC_CACHE = 'off'; XDG_CACHE_HOME = $cache } {
            (Get-TestPython).Library | Should -Be $python.Library
        }
        Set-Content $cache 'a file'
        Use-Environment @{ PYASYNC_PYTHON = $python.Executable; PYASYNC_CACHE = $cache } {
            (Get-TestPython).Library | Should -Be $python.Library
        }
        Get-Content $cache | Should -Be 'a file'
    }
}
