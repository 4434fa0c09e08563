# What a program changes in the interpreter that all commands share, and what the next command finds.
BeforeAll {
    . "$PSScriptRoot/_Common.ps1"

    # Runs programs in a shell of their own, each named by a letter, and gives the lines that it wrote.
    function Invoke-Programs([hashtable] $File, [string] $Command, [int] $TimeoutSeconds = 60) {
        $folder = Join-Path $TestDrive ([guid]::NewGuid().ToString('n'))
        New-FileTree $folder $File
        $run = Invoke-Shell "Set-Location '$folder'`n$Command" -TimeoutSeconds $TimeoutSeconds
        $run.Errors | Should -BeNullOrEmpty
        $run.Output -split '\r?\n'
    }
}

Describe 'What a program prints to a stream of its own' {
    It 'comes out of its own command, and the next prints as before: <Case>' -ForEach @(
        @{ Case = 'around sys.stdout.buffer'; Code = 'sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8"); print("ä text")' }
        @{ Case = 'around sys.stdout.detach()'; Code = 'sys.stdout = io.TextIOWrapper(sys.stdout.detach(), encoding="utf-8"); print("ä text")' }
        @{ Case = 'a writer of codecs'; Code = 'sys.stdout = codecs.getwriter("utf-8")(sys.stdout.buffer); print("ä text")' }
        @{ Case = 'in a variable'; Code = 'kept = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8"); kept.write("ä text\n"); use = lambda: kept' }
        @{ Case = 'at sys.exit()'; Code = 'sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8"); print("ä text"); sys.exit()' }
        @{ Case = 'at quit()'; Code = 'sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8"); print("ä text"); quit()' }
        @{ Case = 'on a loop'; Code = 'sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8"); print("ä text")'; On = '-Loop Other' }
    ) {
        $lines = Invoke-Programs @{ 'a.py' = "import codecs, io, sys`n$Code" } @"
`$null = Start-PyEventLoop Other
Invoke-PyScript a.py $On
'between'
Invoke-PyAwaitable -Code 'print("later")'
[gc]::Collect()
Invoke-PyAwaitable -Code 'import gc; gc.collect(); print("last")'
"@
        $lines | Should -Be 'ä text', 'between', 'later', 'last'
    }

    It 'does not take what later commands print: <Case>' -ForEach @(
        @{ Case = 'to the null device'; Code = 'sys.stdout = sys.stderr = open(os.devnull, "w"); print("unseen")' }
        @{ Case = 'to a text in memory'; Code = 'sys.stdout = io.StringIO(); print("unseen")' }
        @{ Case = 'to nothing'; Code = 'sys.stdout = None; print("unseen")' }
        @{ Case = 'to a closed stream'; Code = 'sys.stdout = io.StringIO(); sys.stdout.close()' }
    ) {
        $lines = Invoke-Programs @{ 'a.py' = "import io, os, sys`n$Code" } @'
Invoke-PyScript a.py
Invoke-PyAwaitable -Code 'import sys; print("later"); print("to stderr", file=sys.stderr)'
'@
        $lines | Should -Be 'later', 'to stderr'
    }
}

Describe 'sys.stdin' {
    It 'is there for the next after exit(), close() and an assignment, in programs and in code' {
        $lines = Invoke-Programs @{
            'exits.py'   = 'exit()'
            'closes.py'  = "import sys`nwith sys.stdin: pass`nsys.stdin.buffer.close()"
            'assigns.py' = "import io, sys`nsys.stdin = io.StringIO('other')"
            'asks.py'    = "import sys`nprint(sys.stdin.isatty(), sys.stdin.fileno(), repr(sys.stdin.read()))"
        } @'
foreach ($one in 'exits.py', 'closes.py', 'assigns.py') {
    Invoke-PyScript $one
    Invoke-PyScript asks.py
}
Invoke-PyAwaitable -Code 'quit()' -ErrorAction Ignore
Invoke-PyScript asks.py
'@
        $lines | Should -Be (@("False 0 ''") * 4)
    }
}

Describe 'What a program sets' {
    It 'is as it was when the program has ended, <Case>' -ForEach @(
        @{ Case = 'on a loop of its own'; On = '' }
        @{ Case = 'on a loop that runs'; On = '-Loop Other' }
        @{ Case = 'where it fails'; On = 'fail -ErrorAction Ignore' }
    ) {
        $lines = Invoke-Programs @{
            'a.py' = @'
import logging, sys
sys.path = [folder for folder in sys.path if "site-packages" not in folder] + ["of the program"]
sys.setrecursionlimit(345)
logging.basicConfig(format="%(message)s", level=logging.DEBUG, force=True)
logging.disable(logging.ERROR)
if sys.argv[1:]:
    raise ValueError
'@
        } @"
`$null = Start-PyEventLoop Other
`$null = Invoke-PyAwaitable -Code @'
import logging, sys
def state():
    root = logging.getLogger()
    return sys.stdin, sys.stdout, sys.stderr, id(sys.path), list(sys.path), sys.getrecursionlimit(), root.level, list(root.handlers), root.manager.disable
before = state()
'@
Invoke-PyScript a.py $On
Invoke-PyAwaitable -Code 'state() == before'
"@
        $lines | Should -Be 'True'
    }

    It 'lets each program configure logging, and later records are the command''s again' {
        $log = "import logging`nlogging.basicConfig(format='{0} %(message)s', level=logging.INFO)`nlogging.info('said')"
        $lines = Invoke-Programs @{ 'a.py' = $log -f 'a'; 'b.py' = $log -f 'b' } @'
Invoke-PyScript a.py
Invoke-PyScript b.py
Invoke-PyAwaitable -Code 'import logging; logging.info("unseen"); logging.warning("later")' 3>&1 | Where-Object { $_ } | ForEach-Object { "$_" }
Invoke-PyAwaitable -Code 'logging.info("verbose")' -Verbose 4>&1 | Where-Object { $_ } | ForEach-Object { "$_" }
'@
        $lines | Should -Be 'a said', 'b said', 'root: later', 'root: verbose'
    }

    It 'leaves what the user has set at the prompt, and what a loop gets while the program runs' {
        $lines = Invoke-Programs @{
            'waits.py'    = "import os, time`nwhile not os.path.exists('go'): time.sleep(0.01)"
            'more/one.py' = 'value = 1'
        } @'
Invoke-PyAwaitable -Code 'import io, logging, sys; mine = sys.stderr = io.StringIO(); sys.path.append("mine"); logging.getLogger().setLevel(logging.ERROR)'
$job = Invoke-PyScript waits.py -AsJob
while (-not (Invoke-PyAwaitable -Code 'sys.modules["__main__"].__file__.endswith("waits.py") if hasattr(sys.modules["__main__"], "__file__") else False')) { Start-Sleep -Milliseconds 20 }
$null = Start-PyEventLoop More -ModulePath more
$null = New-Item go
$job | Receive-Job -Wait -AutoRemoveJob
Invoke-PyAwaitable -Code 'sys.stderr is mine, "mine" in sys.path, logging.getLogger().level'
Invoke-PyAwaitable -Loop More -Code 'import one; one.value'
'@
        $lines | Should -Be 'True', 'True', '40', '1'
    }
}
