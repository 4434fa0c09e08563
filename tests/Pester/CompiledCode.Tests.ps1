#requires -Version 7.4
# The compiled code of the Python half: kept in the user's cache, and taken only where nobody else could have put it there.

BeforeAll {
    . (Join-Path $PSScriptRoot '_Common.ps1')
    $python = Get-TestPython
    # An answer, where a module is from, and what only code that the tests have put there would set.
    $ask = "Invoke-PyAwaitable -Code 'import asyncio; await asyncio.sleep(0, 7)'; Invoke-PyAwaitable -Code 'import pyasync._tasks; pyasync._tasks.__file__, pyasync._tasks.__dict__.get(""OWNED"", ""ours"")'"
    $plain = '7', '<pyasync>/_tasks.py', 'ours'

    function Invoke-Cached([string] $Cache, [hashtable] $More = @{}) {
        $result = Invoke-Shell $ask -Environment (@{ PYASYNC_PYTHON = $python.Executable; PYASYNC_CACHE = $Cache; PYTHONDONTWRITEBYTECODE = '' } + $More)
        $result.Errors | Should -BeNullOrEmpty
        $result.Output -split '\r?\n'
    }

    # Puts code in the place of the module's, which is what the module does and one variable more.
    function Set-OwnedCode([string] $File) {
        & $python.Executable -c @'
import marshal, sys
from importlib.util import source_hash
with open(sys.argv[1], "rb") as kept:
    head, code = kept.read(16), kept.read()[:-8]
owned = compile("OWNED = 'owned'\nimport marshal\nexec(marshal.loads(%r))\n" % code, "<pyasync>/_tasks.py", "exec")
data = head + marshal.dumps(owned)
with open(sys.argv[1], "wb") as kept:
    kept.write(data + source_hash(data))
'@ $File
        $LASTEXITCODE | Should -Be 0
    }
}

Describe 'The compiled code of the Python half' {
    BeforeEach {
        $cache = Join-Path $TestDrive "cache-$([guid]::NewGuid())"
        $code = Join-Path $cache 'code'
    }

    It 'is kept for the next shell, for this user alone' {
        Invoke-Cached $cache | Should -Be $plain
        $files = @(Get-ChildItem $code)
        $files.Count | Should -BeGreaterThan 10
        $files.Name | Should -Contain "_tasks.$(& $python.Executable -c 'import sys; print(sys.implementation.cache_tag)').pyc"
        if (-not $IsWindows) {
            $files.UnixMode | Select-Object -Unique | Should -Be '-rw-------'
            (Get-Item $code).UnixMode | Should -Be 'drwx------'
        }
        $before = ($files | Sort-Object Name).LastWriteTimeUtc
        Invoke-Cached $cache | Should -Be $plain
        (Get-ChildItem $code | Sort-Object Name).LastWriteTimeUtc | Should -Be $before
    }

    It 'is taken from there' {
        $null = Invoke-Cached $cache
        Set-OwnedCode (Get-Item (Join-Path $code '_tasks.*.pyc'))
        (Invoke-Cached $cache)[2] | Should -Be 'owned'
    }

    It 'is made anew where it is of another text, cut off or no code at all' {
        $null = Invoke-Cached $cache
        $file = (Get-Item (Join-Path $code '_tasks.*.pyc')).FullName
        $good = [System.IO.File]::ReadAllBytes($file)
        foreach ($bad in 'another text', 'cut off in its head', 'cut off', 'changed', 'no code', 'empty') {
            $bytes = switch ($bad) {
                'another text' {
                    # The text's hash, with a check that is right.
                    Set-OwnedCode $file
                    & $python.Executable -c 'import sys; from importlib.util import source_hash; f = open(sys.argv[1], "rb+"); d = bytearray(f.read()[:-8]); d[8] ^= 1; f.seek(0); f.write(d + source_hash(bytes(d)))' $file
                    [System.IO.File]::ReadAllBytes($file)
                }
                'cut off in its head' { $good[0..11] }
                'cut off' { $good[0..($good.Length / 2)] }
                'changed' { $good[0..99] + ($good[100] -bxor 255) + $good[101..($good.Length - 1)] }
                'no code' { [System.Text.Encoding]::ASCII.GetBytes('no code, and longer than a head is') }
                'empty' { @() }
            }
            [System.IO.File]::WriteAllBytes($file, [byte[]] @($bytes))
            Invoke-Cached $cache | Should -Be $plain -Because $bad
            [System.IO.File]::ReadAllBytes($file).Length | Should -Be $good.Length -Because $bad
        }
    }

    It 'is neither read nor written where <_> could change it' -Skip:$IsWindows -ForEach 'everybody the folder', 'everybody a file', 'everybody the folder above' {
        $null = Invoke-Cached $cache
        $file = Get-Item (Join-Path $code '_tasks.*.pyc')
        Set-OwnedCode $file
        chmod o+w ($_ -eq 'everybody a file' ? $file : $_ -eq 'everybody the folder' ? $code : $cache)
        Remove-Item (Join-Path $code '_logs.*.pyc')
        Invoke-Cached $cache | Should -Be $plain
        Join-Path $code '_logs.*.pyc' | Should -Not -Exist
    }

    It 'is not kept with <_>' -ForEach 'PYASYNC_CACHE=off', 'PYTHONDONTWRITEBYTECODE=1', 'a cache that cannot be made' {
        if ($_ -eq 'PYASYNC_CACHE=off') {
            Invoke-Cached off @{ XDG_CACHE_HOME = $cache } | Should -Be $plain
        }
        elseif ($_ -eq 'PYTHONDONTWRITEBYTECODE=1') {
            $result = Invoke-Shell $ask -Environment @{ PYASYNC_PYTHON = $python.Executable; PYASYNC_CACHE = $cache; PYTHONDONTWRITEBYTECODE = '1' }
            $result.Output -split '\r?\n' | Should -Be $plain
        }
        else {
            Set-Content $cache 'a file'
            Invoke-Cached $cache | Should -Be $plain
        }
        Get-ChildItem $code -ErrorAction Ignore | Should -BeNullOrEmpty
    }
}
