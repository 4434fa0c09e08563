# What is said of a Python that cannot be used.
BeforeDiscovery {
    $onUnix = -not $IsWindows
    $oldOnes = @(Get-Item ~/.pyenv/versions/2.7*/bin/python, ~/.pyenv/versions/3.8*/bin/python, /usr/bin/python2.7 -ErrorAction Ignore | ForEach-Object { @{ path = $_.FullName } })
}

BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    . "$PSScriptRoot/_Python.ps1"

    # What Start-PyEventLoop says of a bad Python; nothing starts, so this process can ask many times.
    function Get-PythonError([string] $Python) {
        $record = Get-ErrorOf { Start-PyEventLoop Chosen -Python $Python }
        Get-PyEventLoop | Should -BeNullOrEmpty
        $record
    }

    function Assert-Error($Record, [string] $Id, [string] $Category, $Target, [string[]] $Says) {
        $Record.FullyQualifiedErrorId | Should -BeExactly "PyAsync.$Id,PyAsync.PowerShell.Commands.StartPyEventLoopCommand"
        $Record.CategoryInfo.Category | Should -Be $Category
        $Record.TargetObject | Should -Be $Target
        foreach ($part in $Says) {
            $Record.Exception.Message | Should -Match $part
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
        $record.FullyQualifiedErrorId | Should -Be 'PyAsync.PythonNotFound,PyAsync.PowerShell.Commands.InvokePyAwaitableCommand'
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

    It 'is a real old one, where this machine has one: <path>' -Skip:(-not $oldOnes) -ForEach ($oldOnes ? $oldOnes : @{ path = 'none here' }) {
        Assert-Error (Get-PythonError $path) PythonTooOld InvalidArgument $path '3\.9 or newer'
    }

    It 'is no CPython' {
        $fake = New-LyingPython pypy @{ implementation = 'pypy' }
        $record = Get-PythonError $fake
        $record.FullyQualifiedErrorId | Should -Match '^PyAsync\.PythonNotCPython,'
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
        $message = "$(Get-PythonError $fake)"
        $message | Should -Match ': x{199}…\. Or name another'
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

    It 'is one that answers nonsense, which is passed on' {
        $fake = New-FakePython nonsense 'printf "version\tthree\nend\t\n"; echo "what do you want?"'
        Assert-Error (Get-PythonError $fake) PythonNotAnswering InvalidArgument $fake 'answered with nonsense: what do you want\?'
    }

    It 'is one that does not answer, and -TimeoutSeconds is about that too' {
        $fake = New-FakePython silent 'sleep 600'
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $record = Use-Environment @{ PYASYNC_PYTHON = $fake } { Get-ErrorOf { Invoke-PyAwaitable -Code '1' -TimeoutSeconds 1 } }
        $record.FullyQualifiedErrorId | Should -Be 'PyAsync.Timeout,PyAsync.PowerShell.Commands.InvokePyAwaitableCommand'
        $record.CategoryInfo.Category | Should -Be OperationTimeout
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 15
        Get-PyEventLoop | Should -BeNullOrEmpty
    }

    It 'is one that does not answer, and Ctrl+C ends the waiting and the interpreter' {
        $asked = Join-Path $TestDrive 'asked'
        $fake = New-FakePython waited-for "echo `$`$ > '$asked'; sleep 600"
        $background = Start-Background "Start-PyEventLoop -Python '$fake'"
        Wait-Until { (Test-Path $asked) -and (Get-Content $asked) } -What 'the interpreter to be asked'
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $background.Shell.Stop()
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 10
        $background.Shell.InvocationStateInfo.State | Should -Be Stopped
        $background.Shell.Dispose()
        Get-Process -Id (Get-Content $asked) -ErrorAction Ignore | Should -BeNullOrEmpty
        Get-PyEventLoop | Should -BeNullOrEmpty
    }

    It 'is a file at the location, which is not run by its bare name' {
        Push-Location (New-Item (Join-Path $TestDrive 'downloads') -ItemType Directory)
        try {
            $null = New-FakePython downloads/mypython "touch '$TestDrive/was-run'"
            (Get-PythonError mypython).FullyQualifiedErrorId | Should -Match '^PyAsync\.PythonNotFound,'
            Join-Path $TestDrive 'was-run' | Should -Not -Exist
        }
        finally {
            Pop-Location
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

    It 'has a library in a folder where others may write' {
        $folder = (New-Item (Join-Path $TestDrive 'anyones') -ItemType Directory).FullName
        Set-Content (Join-Path $folder 'libfake.so') 'no library'
        chmod o+w $folder
        $fake = New-LyingPython anyones-python @{ LDLIBRARY = 'libfake.so'; INSTSONAME = 'libfake.so'; LIBDIR = $folder; LIBPL = $folder; base_prefix = $folder }
        Assert-Error (Get-PythonError $fake) PythonLibraryNotTrusted SecurityError (Join-Path $folder 'libfake.so') 'libfake\.so', 'is not loaded'
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
        $id | Should -Be 'PyAsync.PythonMissingExport,PyAsync.PowerShell.Commands.StartPyEventLoopCommand'
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
$e[0].FullyQualifiedErrorId; $e[0].CategoryInfo.Category; $e[0].TargetObject; "$($e[0])"
Remove-Item "Env:VARIABLE"
Invoke-PyAwaitable -Code '6 * 7'
'@.Replace('VARIABLE', $variable) -Environment @{ PYASYNC_PYTHON = $python.Executable; $variable = $value }
        $id, $category, $target, $message, $after = $result.Output -split '\r?\n'
        $id | Should -Be 'PyAsync.PythonInitializationFailed,PyAsync.PowerShell.Commands.StartPyEventLoopCommand'
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
`$e[0].FullyQualifiedErrorId; `$e[0].CategoryInfo.Category; `$e[0].TargetObject; "`$(`$e[0])"
(Start-PyEventLoop Third -Python '$($python.Executable)').State
Start-PyEventLoop First -Python '$folder' -ErrorVariable e -ErrorAction SilentlyContinue
`$e[0].FullyQualifiedErrorId
"@ -Environment @{ PYASYNC_PYTHON = $python.Executable }
        $id, $category, $target, $message, $state, $ofSameName = $result.Output -split '\r?\n'
        $id | Should -Be 'PyAsync.PythonAnotherIsRunning,PyAsync.PowerShell.Commands.StartPyEventLoopCommand'
        $category | Should -Be 'ResourceExists'
        $target | Should -Be $folder
        $message | Should -Match ([regex]::Escape("$python"))
        $message | Should -Match ([regex]::Escape((Join-Path $folder 'bin')))
        $message | Should -Match ([regex]::Escape("Start-Job { `$null = Start-PyEventLoop -Python '$folder'; ... }"))
        $state | Should -Be 'Running'
        # A loop of that name is in the way too, and stopping it would not help.
        $ofSameName | Should -Be $id
    }

    It 'is told by a command without -Python where it can be named' {
        $result = Invoke-Shell 'Invoke-PyAwaitable -Code 1' -Environment @{ PYASYNC_PYTHON = '/no/such/python' }
        $result.Errors -replace '\s*\n[ |]*', ' ' | Should -Match 'name one with -Python of this command or of Start-PyEventLoop'
    }
}
