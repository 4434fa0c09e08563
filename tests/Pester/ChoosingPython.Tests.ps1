# Which Python is taken, and what is said of one that cannot be.
BeforeDiscovery {
    $onUnix = -not $IsWindows
    $oldOnes = @(Get-Item ~/.pyenv/versions/2.7*/bin/python, ~/.pyenv/versions/3.8*/bin/python, /usr/bin/python2.7 -ErrorAction Ignore | ForEach-Object { @{ path = $_.FullName } })
}

BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    $python = Get-TestPython

    # What Start-PyEventLoop says of a bad Python; nothing starts, so this process can ask many times.
    function Get-PythonError([string] $Python) {
        $record = Get-ErrorOf { Start-PyEventLoop Chosen -Python $Python }
        Get-PyEventLoop | Should -BeNullOrEmpty
        $record
    }

    function Assert-Error($Record, [string] $Id, [string] $Category, $Target, [string[]] $Says) {
        $Record.FullyQualifiedErrorId | Should -BeExactly "PyAsync.$Id,PyAsync.PowerShell.StartPyEventLoopCommand"
        $Record.CategoryInfo.Category | Should -Be $Category
        $Record.TargetObject | Should -Be $Target
        foreach ($part in $Says) {
            $Record.Exception.Message | Should -Match $part
        }
    }

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
}

Describe 'A Python that cannot be used' -Skip:(-not $onUnix) {
    AfterEach {
        Get-PyEventLoop | Stop-PyEventLoop
    }

    It 'is not found: neither PATH nor a variable names one, and the message says what to install' {
        $record = Use-Environment @{ PATH = "$TestDrive" } { Get-ErrorOf { Start-PyEventLoop } }
        Assert-Error $record PythonNotFound NotInstalled $null 'No Python was found', 'PYASYNC_PYTHON', 'apt-get install python3'
    }

    It 'is not found when the default loop starts by itself either, which ends the command' {
        $record = Use-Environment @{ PATH = "$TestDrive" } { Get-ErrorOf { Invoke-PyAwaitable -Code '1' } }
        $record.FullyQualifiedErrorId | Should -Be 'PyAsync.PythonNotFound,PyAsync.PowerShell.InvokePyAwaitableCommand'
    }

    It 'is a path, a command or a version that is not there: <word>' -ForEach @(
        @{ word = '/nowhere/python3' }
        @{ word = 'nosuchpython' }
        @{ word = '3.99' }
    ) {
        Assert-Error (Get-PythonError $word) PythonNotFound NotInstalled $word ([regex]::Escape($word))
    }

    It 'is a folder without one' {
        $folder = (New-Item (Join-Path $TestDrive 'empty') -ItemType Directory).FullName
        Assert-Error (Get-PythonError $folder) PythonNotFound NotInstalled $folder 'holds no Python'
    }

    It 'is named by the variable that asked for it' {
        $record = Use-Environment @{ PYASYNC_PYTHON = '/nowhere/python3' } { Get-ErrorOf { Start-PyEventLoop } }
        Assert-Error $record PythonNotFound NotInstalled '/nowhere/python3' 'from PYASYNC_PYTHON'
    }

    It 'has no shared library: the message names the file and the places' {
        $fake = New-LyingPython static @{ LDLIBRARY = 'libpython3.11.a'; INSTSONAME = 'libpython3.11.a'; LIBDIR = "$TestDrive"; LIBPL = "$TestDrive"; base_prefix = "$TestDrive"; version = '3.11.2' }
        Assert-Error (Get-PythonError $fake) PythonNoSharedLibrary NotInstalled $fake 'libpython3\.11\.so\.1\.0', ([regex]::Escape("$TestDrive")), '--enable-shared'
    }

    It 'has no shared library: on Debian the message names the package' -Skip:(-not (Test-Path /etc/debian_version)) {
        # Debian's own answers, of a version whose library is not installed.
        $fake = New-LyingPython debian @{ version = '3.29.1'; LDLIBRARY = 'libpython3.29.so'; INSTSONAME = 'libpython3.29.so.1.0'; LIBDIR = '/usr/lib'; LIBPL = "$TestDrive"; base_prefix = '/usr'; prefix = '/usr' }
        Assert-Error (Get-PythonError $fake) PythonNoSharedLibrary NotInstalled $fake 'apt-get install libpython3\.29'
    }

    It 'is a 32-bit one' {
        $fake = New-LyingPython narrow @{ bits = '32' }
        Assert-Error (Get-PythonError $fake) PythonWrongArchitecture InvalidArgument $fake '32-bit Python', 'this process is 64-bit'
    }

    It 'is of another processor' {
        $other = [System.Runtime.InteropServices.RuntimeInformation]::ProcessArchitecture -eq 'Arm64' ? 'x86_64' : 'aarch64'
        $fake = New-LyingPython foreign @{ machine = $other }
        Assert-Error (Get-PythonError $fake) PythonWrongArchitecture InvalidArgument $fake $other
    }

    It 'is too old: <version>' -ForEach @(@{ version = '2.7.18' }, @{ version = '3.8.20' }) {
        $fake = New-LyingPython "old-$version" @{ version = $version }
        Assert-Error (Get-PythonError $fake) PythonTooOld InvalidArgument $fake "Python $([regex]::Escape($version))", '3\.9 or newer'
    }

    It 'is a real old one, where this machine has one: <path>' -ForEach $oldOnes {
        Assert-Error (Get-PythonError $path) PythonTooOld InvalidArgument $path '3\.9 or newer'
    }

    It 'is no CPython' {
        $fake = New-LyingPython pypy @{ implementation = 'pypy' }
        $record = Get-PythonError $fake
        $record.FullyQualifiedErrorId | Should -Match '^PyAsync\.Python'
        $record.Exception.Message | Should -Match "is pypy; PyAsync runs CPython only"
    }

    It 'is no Python at all, and what it says is passed on' {
        $fake = New-FakePython broken 'echo "cannot open shared object" >&2; exit 127'
        Assert-Error (Get-PythonError $fake) PythonNotAnswering InvalidArgument $fake 'cannot open shared object'
    }

    It 'is no Python at all, and of what it says no more is passed on than can be read, without our own question' {
        $record = Get-PythonError '/bin/ls'
        Assert-Error $record PythonNotAnswering InvalidArgument '/bin/ls' 'did not run as a Python interpreter: '
        $record.Exception.Message.Length | Should -BeLessThan 320
        $record.Exception.Message | Should -Not -Match 'import|sys\.|version_info|\n'

        $fake = New-FakePython echoes 'for a in "$@"; do printf "%s\n" "$a" >&2; done; exit 1'
        (Get-PythonError $fake).Exception.Message | Should -Not -Match 'import|sys\.|version_info|\n'

        $fake = New-FakePython chatty 'echo first >&2; head -c 5000 /dev/zero | tr "\0" x >&2; exit 1'
        $message = (Get-PythonError $fake).Exception.Message
        $message | Should -Match ': x{199}…\. Name another'
        $message | Should -Not -Match 'first'
    }

    It 'is an old version of pyenv''s that was asked for' {
        $folder = Join-Path $TestDrive 'pyenv/versions/2.7.99/bin'
        $null = New-Item $folder -ItemType Directory -Force
        Copy-Item (New-LyingPython 'old-pyenv' @{ version = '2.7.99' }) (Join-Path $folder 'python')
        Use-Environment @{ PYENV_ROOT = "$TestDrive/pyenv" } {
            foreach ($word in '2.7.99', '2.7', '2') {
                $record = Get-PythonError $word
                $record.FullyQualifiedErrorId | Should -Match '^PyAsync\.PythonTooOld,' -Because $word
                $record.Exception.Message | Should -Match 'is Python 2\.7\.\d+; PyAsync needs 3\.9'
            }
        }
    }

    It 'is a file that cannot be run' {
        $file = Join-Path $TestDrive 'not-executable'
        Set-Content $file 'text'
        Assert-Error (Get-PythonError $file) PythonNotAnswering InvalidArgument $file 'did not run as a Python'
    }

    It 'is a virtual environment whose base is gone' {
        $folder = New-Environment 'orphan'
        foreach ($name in Get-ChildItem (Join-Path $folder 'bin') -Filter 'python*') {
            Remove-Item $name.FullName
        }
        ln -s /nowhere/python3 (Join-Path $folder 'bin' 'python3')
        Assert-Error (Get-PythonError $folder) PythonBrokenEnvironment InvalidArgument $folder 'is broken', 'python3 -m venv --clear'
    }

    It 'is a virtual environment whose interpreter does not run' {
        $folder = New-Environment 'dying'
        foreach ($name in Get-ChildItem (Join-Path $folder 'bin') -Filter 'python*') {
            Remove-Item $name.FullName
        }
        Copy-Item (New-FakePython dies 'echo "no module named encodings" >&2; exit 1') (Join-Path $folder 'bin' 'python3')
        Assert-Error (Get-PythonError $folder) PythonBrokenEnvironment InvalidArgument $folder 'no module named encodings'
    }

    It 'has a library that does not load, which its name and reason tell' {
        $folder = (New-Item (Join-Path $TestDrive 'noload') -ItemType Directory).FullName
        Set-Content (Join-Path $folder 'libfake.so') 'no library'
        $fake = New-LyingPython noload-python @{ LDLIBRARY = 'libfake.so'; INSTSONAME = 'libfake.so'; LIBDIR = $folder }
        Assert-Error (Get-PythonError $fake) PythonLibraryNotLoadable InvalidArgument (Join-Path $folder 'libfake.so') 'libfake\.so'
    }

    It 'has a library that lacks an export, which is named' {
        $folder = (New-Item (Join-Path $TestDrive 'noexport') -ItemType Directory).FullName
        $any = Get-Item /lib/*/libm.so.6, /lib64/libm.so.6, /lib/libm.so.6 -ErrorAction Ignore | Select-Object -First 1
        if (-not $any) {
            Set-ItResult -Skipped -Because 'there is no libm.so.6 to stand in for a library without Python''s exports'
            return
        }
        Copy-Item $any.FullName (Join-Path $folder 'libfake.so')
        $fake = New-LyingPython noexport-python @{ LDLIBRARY = 'libfake.so'; INSTSONAME = 'libfake.so'; LIBDIR = $folder }
        $result = Invoke-Shell "Start-PyEventLoop -Python '$fake' -ErrorVariable e -ErrorAction SilentlyContinue; `$e[0].FullyQualifiedErrorId; `$e[0].TargetObject; `$e[0].Exception.Message"
        $id, $target, $message = $result.Output -split '\r?\n'
        $id | Should -Be 'PyAsync.PythonMissingExport,PyAsync.PowerShell.StartPyEventLoopCommand'
        $target | Should -Match '^_?Py'
        $message | Should -Match "has no export '$target'"
    }

    It 'would not start with the environment''s variables, which would end the shell: <variable>' -ForEach @(
        @{ variable = 'PYTHONHOME'; value = '/nowhere' }
        @{ variable = 'PYTHONHASHSEED'; value = 'seven' }
        @{ variable = 'PYTHONIOENCODING'; value = 'no-such-encoding' }
    ) {
        $result = Invoke-Shell @'
Start-PyEventLoop -ErrorVariable e -ErrorAction SilentlyContinue
$e[0].FullyQualifiedErrorId; $e[0].CategoryInfo.Category; $e[0].TargetObject; $e[0].Exception.Message
Remove-Item "Env:VARIABLE"
Invoke-PyAwaitable -Code '6 * 7'
'@.Replace('VARIABLE', $variable) -Environment @{ PYASYNC_PYTHON = $python.Executable; $variable = $value }
        $id, $category, $target, $message, $after = $result.Output -split '\r?\n'
        $id | Should -Be 'PyAsync.PythonInitializationFailed,PyAsync.PowerShell.StartPyEventLoopCommand'
        $category | Should -Be 'InvalidArgument'
        $target | Should -Be $python.Executable
        $message | Should -BeLike "*does not start with the environment's*$variable=$value*Remove-Item Env:*"
        $after | Should -Be 42
        $result.ExitCode | Should -Be 0
    }

    It 'is another than the one that runs: the error names both, and the same one is welcome' {
        $folder = New-Environment 'second'
        $result = Invoke-Shell @"
`$null = Start-PyEventLoop First
Start-PyEventLoop Second -Python '$folder' -ErrorVariable e -ErrorAction SilentlyContinue
`$e[0].FullyQualifiedErrorId; `$e[0].CategoryInfo.Category; `$e[0].TargetObject; `$e[0].Exception.Message
(Start-PyEventLoop Third -Python '$($python.Executable)').State
"@ -Environment @{ PYASYNC_PYTHON = $python.Executable }
        $id, $category, $target, $message, $state = $result.Output -split '\r?\n'
        $id | Should -Be 'PyAsync.PythonAnotherIsRunning,PyAsync.PowerShell.StartPyEventLoopCommand'
        $category | Should -Be 'ResourceExists'
        $target | Should -Be $folder
        $message | Should -Match ([regex]::Escape("$python"))
        $message | Should -Match ([regex]::Escape((Join-Path $folder 'bin')))
        $state | Should -Be 'Running'
    }
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
            "$([PyAsync.Hosting.PythonLocator]::Find($word).Version)" | Should -Be "$($python.Version)"
        }
        Use-Environment @{ PATH = "$(Split-Path $python.Executable)$([System.IO.Path]::PathSeparator)$env:PATH" } {
            [PyAsync.Hosting.PythonLocator]::Find('python3').Library
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
        $result.Output -split '\r?\n' | Should -Be 1, 'Running', 'Running', 'Running', 'PyAsync.PythonNotFound,PyAsync.PowerShell.StartPyEventLoopCommand'
    }

    It 'runs a virtual environment as that interpreter itself does: executable, prefixes, site-packages and sys.path' {
        $folder = New-Environment 'asked'
        $ask = 'import json, sys, sysconfig, site; json.dumps([sys.executable, sys.prefix, sys.base_prefix, sysconfig.get_path("purelib"), [p for p in sys.path if p]])'
        $own = & (Join-Path $folder 'bin' 'python3') -I -c ($ask -replace 'json.dumps\((.*)\)$', 'print(json.dumps($1))')
        $result = Invoke-Shell "`$null = Start-PyEventLoop -Python '$folder'; Invoke-PyAwaitable -Code '$ask'"
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Be $own
    }

    It 'has the environment''s variables as the shell has them when a loop starts' {
        $result = Invoke-Shell @'
$env:PYASYNC_ONE = 'größer'
$env:PYTHONDONTWRITEBYTECODE = '1'
Remove-Item Env:PYASYNC_GONE
Invoke-PyAwaitable -Code 'import os, sys, ctypes; os.environ["PYASYNC_ONE"], sys.dont_write_bytecode, "PYASYNC_GONE" in os.environ, ctypes.CDLL(None).getenv(b"PYASYNC_GONE")'
$env:PYASYNC_ONE = 'two'
$env:PYASYNC_NEW = 'new'
Invoke-PyAwaitable -Code 'os.environ["PYASYNC_MINE"] = "kept"; os.environ["PYASYNC_ONE"] != "two"'
$null = Start-PyEventLoop Second
Remove-Item Env:PYASYNC_NEW
Invoke-PyAwaitable -Loop Second -Code 'import os; os.environ["PYASYNC_ONE"], os.environ["PYASYNC_NEW"], os.environ["PYASYNC_MINE"]'
$null = Start-PyEventLoop Third
Invoke-PyAwaitable -Loop Third -Code 'import os; "PYASYNC_NEW" in os.environ'
'@ -Environment @{ PYASYNC_GONE = 'here' }
        $result.Errors | Should -BeNullOrEmpty
        $result.Output -split '\s+' | Should -Be 'größer', 'True', 'False', 0, 'True', 'two', 'new', 'kept', 'False'
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
        @(Get-ChildItem $cache).Count | Should -Be 1
        $second = Invoke-Shell $ask -Environment @{ PYASYNC_CACHE = $cache }
        $second.Errors | Should -BeNullOrEmpty
        $second.Output | Should -Be $first.Output
        @(Get-ChildItem $cache).Count | Should -Be 1
    }

    It 'is not taken for an environment that has changed: made of another Python, broken, removed' {
        $folder = New-Environment 'changing'
        Use-Environment @{ PYASYNC_CACHE = $cache } {
            [PyAsync.Hosting.PythonLocator]::Find($folder).Prefix | Should -Be $folder
            @(Get-ChildItem $cache).Count | Should -Be 1

            # A folder that was an environment is one no more.
            Rename-Item (Join-Path $folder 'pyvenv.cfg') 'pyvenv.off'
            [PyAsync.Hosting.PythonLocator]::Find($folder).Prefix | Should -Be $python.BasePrefix
            Rename-Item (Join-Path $folder 'pyvenv.off') 'pyvenv.cfg'
            [PyAsync.Hosting.PythonLocator]::Find($folder).Prefix | Should -Be $folder

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
