# Files of several folders that have modules of the same names beside them, in one Python.
BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    $null = Start-PyEventLoop

    # A folder with a helper that says whose it is and how often it was asked.
    function New-Project([string] $Name, [hashtable] $Files) {
        $folder = Join-Path $TestDrive $Name
        $all = @{ 'sibling_helper.py' = "WHOSE = '$Name'`ncalls = 0" } + $Files
        foreach ($file in $all.Keys) {
            $path = Join-Path $folder $file
            $null = New-Item -ItemType Directory -Force (Split-Path $path)
            Set-Content $path $all[$file]
        }
        $folder
    }

    $program = @'
import sibling_helper, sys

async def main():
    import sibling_late
    sibling_helper.calls += 1
    with open(sys.argv[1], 'w') as said:
        print(sibling_helper.WHOSE, sibling_late.NAME, sibling_helper.calls, file=said)

async def tell():
    sibling_helper.calls += 1
    return sibling_helper.WHOSE + str(sibling_helper.calls)
'@
    $one, $two = foreach ($name in 'one', 'two') {
        New-Project $name @{ 'program.py' = $program; 'sibling_late.py' = "NAME = 'late of $name'" }
    }
    function Invoke-Program([string] $Folder) {
        $said = Join-Path $TestDrive said.txt
        Invoke-PyScript (Join-Path $Folder program.py) $said
        Get-Content $said
    }

    function Get-Loaded {
        Invoke-PyAwaitable -Code 'import sys; sorted(n for n in sys.modules if n.startswith("sibling_"))'
    }
}

AfterAll {
    Stop-PyEventLoop
}

Describe 'Modules beside a program' {
    It 'are its own, run anew each time and forgotten afterwards' {
        Invoke-Program $one | Should -Be 'one late of one 1'
        Invoke-Program $two | Should -Be 'two late of two 1'
        Get-Loaded | Should -BeNullOrEmpty
        Set-Content (Join-Path $two sibling_helper.py) "WHOSE = 'two, edited'`ncalls = 10"
        Invoke-Program $two | Should -Be 'two, edited late of two 11'
        Set-Content (Join-Path $two sibling_helper.py) "WHOSE = 'two'`ncalls = 0"
    }

    It 'leave what others have under the same names as it was' {
        Invoke-PyAwaitable -Path (Join-Path $one program.py) -EntryPoint tell | Should -Be 'one1'
        Invoke-Program $one | Should -Be 'one late of one 1'
        Invoke-Program $two | Should -Be 'two late of two 1'
        Invoke-PyAwaitable -Code 'import sibling_helper; [sibling_helper.WHOSE, sibling_helper.calls]' | Should -Be 'one', 1
    }

    It 'do not take the place of the standard library' {
        $odd = New-Project odd @{ 'json.py' = 'raise SystemExit(7)'; 'program.py' = "import json, sys`nopen(sys.argv[1], 'w').write(json.dumps([1]))" }
        $null = Invoke-PyAwaitable -Code 'import json'
        Invoke-Program $odd | Should -Be '[1]'
    }

    It 'go back in order when programs that overlap end in another order than they began' {
        Invoke-PyAwaitable -Code @'
import importlib, os, sys
from pyasync._siblings import Siblings
def _enter(folder):
    inside = Siblings(folder, afresh=True)
    inside.__enter__()
    sys.path.insert(0, folder)
    importlib.import_module("sibling_helper")
    sys.path.remove(folder)
    return inside
def _whose():
    return sys.modules["sibling_helper"].WHOSE
_said = [_whose()]
_second = _enter(two); _said.append(_whose())
_third = _enter(one); _said.append(_whose())
_second.__exit__(None, None, None); _said.append(_whose())
_third.__exit__(None, None, None); _said.append(_whose())
[_said[0] == _said[4], _said[1:4], sys.modules["sibling_helper"].calls]
'@ -Variable @{ one = $one; two = $two } -NoEnumerate | ConvertTo-Json -Compress | Should -Be '[true,["two","one","one"],1]'
    }
}

Describe 'Modules beside a file of -Path' {
    It 'are its own, and keep what they hold from one command to the next' {
        $said = foreach ($i in 1..2) {
            Invoke-PyAwaitable -Path (Join-Path $two program.py) -EntryPoint tell
            Invoke-PyAwaitable -Path (Join-Path $one program.py) -EntryPoint tell
        }
        ($said -replace '\d') -join ' ' | Should -Be 'two one two one'
        [int] ($said[2] -replace '\D') - [int] ($said[0] -replace '\D') | Should -Be 1
        [int] ($said[3] -replace '\D') - [int] ($said[1] -replace '\D') | Should -Be 1
    }
}

Describe 'Modules beside tests' {
    It 'are those of their project, in packages of the same name too' {
        $test = "from tests import sibling_names`nimport sibling_helper`ndef test_it():`n    assert (sibling_names.NAME, sibling_helper.WHOSE) == ('{0}', '{0}')"
        foreach ($name in 'left', 'right', 'left') {
            $project = New-Project $name @{ 'tests/__init__.py' = ''; 'tests/sibling_names.py' = "NAME = '$name'"; 'tests/test_names.py' = $test -f $name }
            $report = Invoke-PyAsyncTest (Join-Path $project tests)
            "$($report.Name) $($report.Outcome) $($report.Error)" | Should -Be "test_it Passed "
        }
    }
}
