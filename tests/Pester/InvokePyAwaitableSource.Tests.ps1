BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    $null = Start-PyEventLoop -ModulePath $fixtures
}

AfterAll {
    Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
}

Describe 'Invoke-PyAwaitable with Python source' {
    BeforeEach {
        Invoke-PyAwaitable sample:reset
    }

    Context '-Code' {
        It 'gives the last expression' {
            Invoke-PyAwaitable -Code "x = 20`nx + 1`nx * 2" | Should -Be 40
        }

        It 'gives nothing for a statement and for an empty text' {
            Invoke-PyAwaitable -Code 'y = 1' | Should -BeNullOrEmpty
            Invoke-PyAwaitable -Code '' | Should -BeNullOrEmpty
            Invoke-PyAwaitable -Code '# nothing' | Should -BeNullOrEmpty
        }

        It 'awaits at the top level, in with and in for' {
            Invoke-PyAwaitable -Code @'
import asyncio, contextlib

@contextlib.asynccontextmanager
async def opened():
    await asyncio.sleep(0)
    yield "inside"

async def numbers():
    for n in range(3):
        await asyncio.sleep(0)
        yield n

total = 0
async with opened() as where:
    async for n in numbers():
        total += n
f"{where} {total} {await asyncio.sleep(0, 'done')}"
'@ | Should -Be 'inside 3 done'
        }

        It 'awaits the last expression when it is awaitable itself' {
            Invoke-PyAwaitable -Code 'import asyncio; asyncio.sleep(0, "by itself")' | Should -Be 'by itself'
        }

        It 'keeps its names from call to call, functions and classes too' {
            Invoke-PyAwaitable -Code "import math`ncounter = 1`ndef triple(x): return 3 * x`nclass Point: pass"
            Invoke-PyAwaitable -Code 'counter += 1; counter'  | Should -Be 2
            Invoke-PyAwaitable -Code 'triple(counter), Point.__name__, math.floor(2.5)' | Should -Be 6, 'Point', 2
        }

        It 'passes -Variable in for that command alone' {
            Invoke-PyAwaitable -Code 'kept_first = first; first + second' -Variable @{ first = 'a'; second = 'b' } | Should -Be 'ab'
            Invoke-PyAwaitable -Code 'kept_first, "second" in globals()' | Should -Be 'a', $false
        }

        It 'gives each of 16 runspaces its own -Variable after an await' {
            $state = [initialsessionstate]::CreateDefault2()
            $state.ImportPSModule($manifest)
            $pool = [runspacefactory]::CreateRunspacePool(16, 16, $state, $Host)
            $pool.Open()
            try {
                $shells = foreach ($id in 1..16) {
                    $shell = [powershell]::Create().AddScript('foreach ($i in 1..5) { Invoke-PyAwaitable -Code "import asyncio; await asyncio.sleep(.02); v" -Variable @{ v = $args[0] } }').AddArgument($id)
                    $shell.RunspacePool = $pool
                    [pscustomobject] @{ Id = $id; Shell = $shell; Handle = $shell.BeginInvoke() }
                }
                foreach ($one in $shells) {
                    $one.Shell.EndInvoke($one.Handle) | Should -Be (@($one.Id) * 5)
                    $one.Shell.Dispose()
                }
            }
            finally {
                $pool.Dispose()
            }
        }

        It 'gives an awaitable object as it is by -NoAwait, and by -Raw where the code names it' {
            Invoke-PyAwaitable -Code "class Pool:`n    def __await__(self):`n        yield from ()`n        return 'awaited'`npool = Pool()"
            Invoke-PyAwaitable -Code pool | Should -Be 'awaited'
            (Invoke-PyAwaitable -Code pool -Raw).PyTypeName | Should -Be 'Pool'
            (Invoke-PyAwaitable -Code 'Pool()' -NoAwait).PyTypeName | Should -Be 'Pool'
            (Invoke-PyAwaitable -Code 'Pool()' -Raw).PyTypeName | Should -Be 'str'
            (Invoke-PyAwaitable -Function Pool -NoAwait).PyTypeName | Should -Be 'Pool'
            (Invoke-PyAwaitable asyncio:sleep 0 -NoAwait) | Invoke-PyAwaitable | Should -BeNullOrEmpty
        }

        It 'has $env: as it is when the command begins' {
            $env:PYASYNC_TEST_LATE = 'set later'
            try {
                Invoke-PyAwaitable -Code 'import os; os.environ.get("PYASYNC_TEST_LATE")' | Should -Be 'set later'
                Invoke-PyAwaitable -Code 'import subprocess, sys; subprocess.check_output(["/bin/sh", "-c", "echo $PYASYNC_TEST_LATE"], text=True).strip()' | Should -Be 'set later'
            }
            finally {
                $env:PYASYNC_TEST_LATE = $null
            }
            Invoke-PyAwaitable -Code 'os.environ.get("PYASYNC_TEST_LATE")' | Should -BeNullOrEmpty
        }

        It 'says where it looked for a relative path that is not there' {
            Push-Location $TestDrive
            try {
                $problem = Get-ErrorOf { Invoke-PyAwaitable -Code 'open("not-there.txt")' }
            }
            finally {
                Pop-Location
            }
            "$($problem.ErrorDetails.RecommendedAction)" | Should -Match ([regex]::Escape([Environment]::CurrentDirectory))
        }

        It 'passes a live object in by -Variable as the same object' {
            $box = Invoke-PyAwaitable sample:box 'content' -Raw
            $box | Should -BeOfType PyAsync.Objects.PyObject
            $box.PyTypeName | Should -Be 'Box'
            Invoke-PyAwaitable -Code 'kept = it; kept.value = "new"' -Variable @{ it = $box }
            Invoke-PyAwaitable sample:unbox $box | Should -Be 'new'
            Invoke-PyAwaitable -Code 'kept is it' -Variable @{ it = $box } | Should -BeTrue
        }

        It 'has each item as _ of its own while many are in flight' {
            1..50 | Invoke-PyAwaitable -Code @'
import asyncio
before = _
await asyncio.sleep(0.002 * (50 - _))
(_,)
'@ | Sort-Object | Should -Be (1..50)
        }

        It 'shows the code''s own line in the error of a failing call' {
            $record = Get-ErrorOf { Invoke-PyAwaitable -Code "value = 1`nvalue / 0" }
            $record.FullyQualifiedErrorId | Should -BeLike 'PyAsync.ZeroDivisionError,*'
            $record.Exception.Frames[-1].Line | Should -Be 2
            $record.Exception.Frames[-1].Source | Should -Be 'value / 0'
        }
    }

    Context '-Code with a future import' {
        It 'runs, and the import holds for that code only' {
            Invoke-PyAwaitable -Code "from __future__ import annotations`ndef late(x: NotThere): return x`nlate.__annotations__['x']" | Should -Be 'NotThere'
            (Get-ErrorOf { Invoke-PyAwaitable -Code "def soon(x: NotThere): return x`nsoon.__annotations__" }).FullyQualifiedErrorId | Should -Match '^PyAsync\.NameError,'
        }

        It 'may come after a docstring, await, take items, and stand beside a star import' {
            1, 2 | Invoke-PyAwaitable -Ordered -Code "'Doc.'`nfrom __future__ import annotations, division`nimport asyncio`nawait asyncio.sleep(0)`n_ / 2" | Should -Be 0.5, 1
            Invoke-PyAwaitable -Code "from __future__ import annotations`nfrom math import *`ndef f(x: Missing): return floor(x)`nf(2.5)" | Should -Be 2
        }

        It 'gives nothing where it is all, and binds the name as at a prompt' {
            Invoke-PyAwaitable -Code 'from __future__ import annotations as notes' | Should -BeNullOrEmpty
            Invoke-PyAwaitable -Code 'notes.getMandatoryRelease() is None or len(notes.getMandatoryRelease()) == 5' | Should -BeTrue
        }

        It 'is still an error further down, or of an unknown feature' {
            (Get-ErrorOf { Invoke-PyAwaitable -Code "x = 1`nfrom __future__ import annotations" }).FullyQualifiedErrorId | Should -Match '^PyAsync\.SyntaxError,'
            (Get-ErrorOf { Invoke-PyAwaitable -Code 'from __future__ import flying_cars' }).FullyQualifiedErrorId | Should -Match '^PyAsync\.SyntaxError,'
        }
    }

    Context 'tracebacks of -Code' {
        BeforeAll {
            function Get-Traceback([string] $Code) {
                (Get-ErrorOf { Invoke-PyAwaitable -Code $Code }).ErrorDetails.RecommendedAction
            }
        }

        It 'show the lines of the code that a function came from, not those of a later command' {
            Invoke-PyAwaitable -Code "def f():`n    raise ValueError('f')"
            $text = Get-Traceback "y = 1`nz = 'INNOCENT LINE'`nf()"
            $text | Should -Match '(?m)^  .*Source\.Tests\.ps1:\d+ in f\r?\n    raise ValueError\(''f''\)'
            $text | Should -Match '(?m)^  .*Source\.Tests\.ps1:\d+\r?\n    f\(\)'
            $text | Should -Not -Match 'INNOCENT'
        }

        It 'name the same code the same way, and other code differently' {
            $first, $again, $other = 'boom', 'boom', 'crash' | ForEach-Object {
                [regex]::Match((Get-ErrorOf { Invoke-PyAwaitable -Code "raise ValueError('$_')" }).Exception.Traceback, '<PyAsync code \d+>').Value
            }
            $first | Should -Match '^<PyAsync code \d+>$'
            $again | Should -BeExactly $first
            $other | Should -Not -Be $first
        }

        It 'do not keep the lines of every code that ever ran' {
            1..300 | ForEach-Object { Invoke-PyAwaitable -Code "kept = $_" }
            Invoke-PyAwaitable -Code 'import linecache; len([n for n in linecache.cache if n.startswith("<PyAsync code ")])' | Should -Be 256
            Invoke-PyAwaitable -Code 'import pyasync._code as c; len(c._names)' | Should -Be 256
            Get-Traceback "1 / 0  # the latest" | Should -Match '1 / 0  # the latest'
        }
    }

    Context '-Path of a file with a module''s name' {
        It 'leaves a standard module in place that is loaded, also where the file fails' {
            $file = New-PythonFile 'a/string.py' "def main():`n    return __name__"
            Invoke-PyAwaitable -Path $file | Should -Match '^string__\d+$'
            Invoke-PyAwaitable -Path $file | Should -Match '^string__\d+$'
            $broken = New-PythonFile 'b/string.py' 'raise ValueError("broken")'
            (Get-ErrorOf { Invoke-PyAwaitable -Path $broken }).FullyQualifiedErrorId | Should -Match '^PyAsync\.ValueError,'
            Invoke-PyAwaitable -Code 'import string; string.ascii_lowercase[:3]' | Should -Be 'abc'
        }

        It 'leaves a standard module in place that is not loaded yet' {
            Invoke-PyAwaitable -Code 'import sys; "colorsys" in sys.modules' | Should -BeFalse
            $file = New-PythonFile 'c/colorsys.py' "def main():`n    return 'mine'"
            Invoke-PyAwaitable -Path $file | Should -Be 'mine'
            Invoke-PyAwaitable -Code 'import colorsys; hasattr(colorsys, "rgb_to_hsv")' | Should -BeTrue
        }

        It 'keeps two files of one name apart, and each under its name for pickle' {
            $text = "import pickle, sys`nclass Thing: pass`ndef main():`n    return __name__, type(pickle.loads(pickle.dumps(Thing()))) is Thing, sys.modules[__name__].__file__"
            $files = 'd/twin.py', 'e/twin.py' | ForEach-Object { New-PythonFile $_ $text }
            $first, $second, $again = ($files + $files[0]) | ForEach-Object { , @(Invoke-PyAwaitable -Path $_) }
            $first | Should -Be 'twin', $true, $files[0]
            $second | Should -Be 'twin__2', $true, $files[1]
            $again | Should -Be 'twin', $true, $files[0]
        }

        It 'puts the module back that it had loaded before, where the file fails the next time' {
            $file = New-PythonFile 'f/changing.py' "def main():`n    return 'good'"
            Invoke-PyAwaitable -Path $file | Should -Be 'good'
            $null = New-PythonFile 'f/changing.py' 'raise ValueError("now broken, and of another length")'
            $null = Get-ErrorOf { Invoke-PyAwaitable -Path $file }
            Invoke-PyAwaitable -Code 'import changing; changing.main()' | Should -Be 'good'
        }
    }

    Context '-Path' {
        It 'calls main' {
            Invoke-PyAwaitable -Path "$fixtures/script_main.py" | Should -Be 'main () []'
        }

        It 'calls -EntryPoint with arguments, async or not' {
            Invoke-PyAwaitable -Path "$fixtures/script_main.py" -EntryPoint other -ArgumentList 'x' | Should -Be 'other x'
            Invoke-PyAwaitable -Path "$fixtures/script_main.py" -EntryPoint plain | Should -Be 'plain'
        }

        It 'gives -ArgumentList and -Keyword to main, behind the item' {
            'item' | Invoke-PyAwaitable -Path "$fixtures/script_main.py" -ArgumentList 2 -Keyword @{ k = 'v' } |
                Should -Be "main ('item', 2) [('k', 'v')]"
        }

        It 'takes a relative path, one on a PowerShell drive, and a file object from Get-Item' {
            Push-Location $fixtures
            try {
                Invoke-PyAwaitable -Path ./script_main.py | Should -Be 'main () []'
            }
            finally {
                Pop-Location
            }
            Copy-Item "$fixtures/script_main.py" TestDrive:/on_drive.py
            Invoke-PyAwaitable -Path TestDrive:/on_drive.py | Should -Be 'main () []'
            Invoke-PyAwaitable -Path (Get-Item "$fixtures/script_main.py") | Should -Be 'main () []'
        }

        It 'runs the file as a module of its own that imports its neighbours, afresh each time' {
            $folder = (New-Item (Join-Path $TestDrive 'neighbours') -ItemType Directory).FullName
            Set-Content (Join-Path $folder 'next_door.py') 'NAME = "neighbour"'
            Set-Content (Join-Path $folder 'changing.py') "import next_door`nasync def main(): return next_door.NAME + ' 1'"
            Invoke-PyAwaitable -Path "$folder/changing.py" | Should -Be 'neighbour 1'
            Set-Content (Join-Path $folder 'changing.py') "import next_door`nasync def main(): return next_door.NAME + ' two'"
            Invoke-PyAwaitable -Path "$folder/changing.py" | Should -Be 'neighbour two'
            Invoke-PyAwaitable -Path "$fixtures/script_main.py" -EntryPoint module_name | Should -Be 'script_main True'
        }
    }
}
