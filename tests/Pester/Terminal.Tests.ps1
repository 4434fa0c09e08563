# What a person at a terminal sees and types: a real pwsh with PSReadLine in a pseudo-terminal of tmux.
BeforeDiscovery {
    # No such thing on Windows.
    $hasTerminal = [bool] (Get-Command tmux -ErrorAction Ignore)
}

BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    $socket = "pyasync-$PID"

    function Start-Terminal {
        $start = Join-Path $TestDrive 'start.ps1'
        Set-Content $start "function prompt { 'PS> ' }`nImport-Module '$manifest'`nSet-PSReadLineOption -PredictionSource None"
        tmux -L $socket -f /dev/null new-session -d -s t -x 120 -y 40 "NO_COLOR=1 '$(Get-Shell)' -NoProfile -NoLogo -NoExit -File '$start'"
        if ($LASTEXITCODE) { throw 'tmux does not start.' }
        Wait-Screen '^PS> *$'
    }

    function Get-Screen { @(tmux -L $socket capture-pane -p -J -t t) | ForEach-Object { $_.TrimEnd() } | Where-Object { $_ } }

    # Waits until the last line of the screen matches.
    function Wait-Screen([string] $Last, [double] $Seconds = 20) {
        Wait-Until { @(Get-Screen)[-1] -match $Last } -Seconds $Seconds -What "the screen to end in '$Last'; it is:`n$(@(Get-Screen) -join "`n")"
    }

    function Send-Text([string] $Text, [switch] $NoEnter) {
        tmux -L $socket send-keys -t t -l $Text
        if (-not $NoEnter) { tmux -L $socket send-keys -t t Enter }
    }

    function Send-Key([string] $Key) { tmux -L $socket send-keys -t t $Key }

    # The prompt is there, takes what is typed, shows it, and Ctrl+C does not hang.
    function Assert-Prompt {
        Wait-Screen '^PS> *$' -Seconds 5
        Send-Text "'al' + 'ive'" -NoEnter
        Wait-Screen "^PS> 'al' \+ 'ive'$" -Seconds 5
        Send-Key Enter
        Wait-Until { 'alive' -in (Get-Screen) }
        Wait-Screen '^PS> *$'
        Send-Text 'clear'
        Wait-Until { @(Get-Screen).Count -eq 1 }
    }
}

Describe 'Python at a terminal' -Skip:(-not $hasTerminal) {
    BeforeAll { Start-Terminal }
    AfterAll { tmux -L $socket kill-server 2>$null }
    BeforeEach { Send-Text 'clear'; Wait-Until { @(Get-Screen).Count -eq 1 } }

    It 'asks by input(), the prompt behind what was printed before' {
        Send-Text "Invoke-PyAwaitable -Code 'print(`"first`"); print(`"your `", end=`"`"); `"<`" + input(`"name? `") + `">`"'"
        Wait-Screen '^your name\?$'
        Get-Screen | Should -Contain 'first'
        Send-Text 'Ada'
        Wait-Until { '<Ada>' -in (Get-Screen) }
        Assert-Prompt
    }

    It 'gives the prompt back at Ctrl+C in <what>' -ForEach @(
        @{ what = 'input()'; code = 'input("ask? ")'; last = '^ask\?$' }
        @{ what = 'input() in a thread'; code = 'import asyncio; await asyncio.to_thread(input, "ask? ")'; last = '^ask\?$' }
        @{ what = 'sys.stdin.readline()'; code = 'import sys; print("ask? ", end="", flush=True); sys.stdin.readline()'; last = '^ask\?$' }
        @{ what = 'getpass.getpass()'; code = 'import getpass; getpass.getpass("ask? ")'; last = '^ask\?$' }
        @{ what = 'pdb'; code = "breakpoint()`nx = 1"; last = '^\(Pdb\)$' }
    ) {
        Set-Content "$TestDrive/ask.py.txt" $code
        Send-Text "Invoke-PyAwaitable -Code (Get-Content -Raw '$TestDrive/ask.py.txt')"
        Wait-Screen $last
        Send-Key C-c
        Wait-Screen '^PS> *$' -Seconds 5
        # Nothing is said but what the debugger says itself.
        @(Get-Screen) -match 'Error|WARNING|Traceback|Quit' | Should -BeNullOrEmpty
        Assert-Prompt
        # And the loop is as it was.
        Send-Text "Invoke-PyAwaitable -Code '`"go`" + `"es on`"'"
        Wait-Until { 'goes on' -in (Get-Screen) }
    }

    It 'reads a part of a line by sys.stdin, and then the rest, as text and as bytes' {
        Set-Content "$TestDrive/part.txt" @'
import sys
print("ask?", flush=True)
parts = [sys.stdin.read(2), sys.stdin.readline(1), sys.stdin.readline(), sys.stdin.buffer.read(2).decode(), sys.stdin.buffer.readline().decode(), sys.stdin.read(6)]
"|".join(part.replace("\n", "$") for part in parts)
'@
        Send-Text "Invoke-PyAwaitable -Code (Get-Content -Raw '$TestDrive/part.txt')"
        Wait-Until { 'ask?' -in (Get-Screen) }
        foreach ($line in 'abcdef', 'ghi', 'jk', 'lmnopq') {
            Send-Text $line
            Wait-Until { $line -in (Get-Screen) }
        }
        Wait-Until { 'ab|c|def$|gh|i$|jk$lmn' -in (Get-Screen) }
        Assert-Prompt
        # What a command has left of a line is no answer for the next one.
        Send-Text "Invoke-PyAwaitable -Code 'import sys; print(`"next?`", flush=True); `"<`" + sys.stdin.readline().strip() + `">`"'"
        Wait-Until { 'next?' -in (Get-Screen) }
        Send-Text 'own'
        Wait-Until { '<own>' -in (Get-Screen) }
        Assert-Prompt
    }

    It 'raises KeyboardInterrupt at Ctrl+C in input()' {
        Set-Content "$TestDrive/asked.py.txt" "caught = []`ntry:`n    input('ask? ')`nexcept BaseException as error:`n    caught.append(type(error).__name__)`n    raise"
        Send-Text "Invoke-PyAwaitable -Code (Get-Content -Raw '$TestDrive/asked.py.txt')"
        Wait-Screen '^ask\?$'
        Send-Key C-c
        Assert-Prompt
        Send-Text "Invoke-PyAwaitable -Code 'caught'"
        Wait-Until { 'KeyboardInterrupt' -in (Get-Screen) }
    }

    It 'asks for a password by getpass without showing it' {
        Send-Text "Invoke-PyAwaitable -Code 'import getpass; [getpass.getpass()[::-1]]'"
        Wait-Screen '^Password:'
        Send-Text 'sesam'
        Wait-Until { 'mases' -in (Get-Screen) }
        Get-Screen | Should -Not -Match 'sesam'
        Assert-Prompt
    }

    It 'lets one step through code by breakpoint(), also in a program' {
        Set-Content "$TestDrive/steps.py" "def main():`n    x = 41`n    breakpoint()`n    x += 1`n    print('x is', x)`nmain()"
        foreach ($command in "Invoke-PyScript '$TestDrive/steps.py'", "Invoke-PyAwaitable -Path '$TestDrive/steps.py'") {
            Send-Text $command
            Wait-Screen '^\(Pdb\)$'
            Send-Text 'p x + 1000'
            Wait-Until { '1041' -in (@(Get-Screen) -replace '^\(Pdb\) ') }
            Wait-Screen '^\(Pdb\)$'
            Send-Text 'c'
            Wait-Until { (Get-Screen) -match 'x is 42|\(Pdb\)' }
            if ($command -like '*Awaitable*') {
                # The file runs main() as it is imported, and -Path calls it once more.
                Wait-Screen '^\(Pdb\)$'
                Send-Text 'c'
            }
            Wait-Until { 'x is 42' -in (Get-Screen) }
            Assert-Prompt
        }
        # A debugger that has gone on does not come back with Ctrl+C.
        Send-Text "Invoke-PyAwaitable -Code 'import asyncio; print(`"z`" * 5); await asyncio.sleep(60)'"
        Wait-Until { 'zzzzz' -in (Get-Screen) }
        Send-Key C-c
        Assert-Prompt
    }

    It 'reads nothing in a job, which is a clear error' {
        Send-Text "Start-ThreadJob { Import-Module '$manifest'; Invoke-PyAwaitable -Code 'input()' } | Receive-Job -Wait -ErrorAction SilentlyContinue -ErrorVariable e; `"`$e`""
        Wait-Until { (Get-Screen) -like '*OSError: Python cannot read the terminal here, as nobody waits*' }
        Assert-Prompt
    }

    It 'is a terminal to sys.stdout where a person sees it, and only there' {
        $ask = "Invoke-PyAwaitable -Code 'import sys; str(sys.stdout.isatty()) + str(sys.stdin.isatty())'"
        Send-Text $ask
        Wait-Until { 'TrueTrue' -in (Get-Screen) }
        Send-Text "Start-ThreadJob { Import-Module '$manifest'; $ask } | Receive-Job -Wait"
        Wait-Until { (Get-Screen) -match '^FalseTrue$' }
    }

    It 'is none to sys.stdout <where>' -ForEach @(
        @{ where = 'with 6>$null'; command = 'ASK 6>$null' }
        @{ where = 'with 6>&1'; command = 'ASK 6>&1' }
        @{ where = 'with *> to a file'; command = 'ASK *> FILE; Get-Content FILE' }
        @{ where = 'in a block that is redirected'; command = '& { ASK } 6>&1' }
        @{ where = 'in a function that is redirected'; command = 'function f { ASK }; f 6>$null' }
        @{ where = 'with -AsTask'; command = '(ASK -AsTask).Result' }
        @{ where = 'with -AsJob'; command = 'ASK -AsJob | Receive-Job -Wait -AutoRemoveJob' }
        @{ where = 'when the command has ended'; command = 'LATE; Start-Sleep 1; Invoke-PyAwaitable -Code "said"' }
    ) {
        Set-Content "$TestDrive/ask.txt" 'import sys; "tty " + str(sys.stdout.isatty())'
        Set-Content "$TestDrive/late.txt" "import asyncio, sys`nasync def late():`n    global said`n    await asyncio.sleep(0.2)`n    said = 'tty ' + str(sys.stdout.isatty())`nkept = asyncio.ensure_future(late())`nNone"
        $command = $command.Replace('ASK', "Invoke-PyAwaitable -Code (Get-Content -Raw '$TestDrive/ask.txt')").Replace('LATE', "Invoke-PyAwaitable -Code (Get-Content -Raw '$TestDrive/late.txt')").Replace('FILE', "'$TestDrive/tty.txt'")
        Send-Text $command
        Wait-Until { (Get-Screen) -match '^tty ' }
        Get-Screen | Should -Contain 'tty False'
        Assert-Prompt
    }

    It 'is a clear error to <what>, <where>' -ForEach @(
        foreach ($what in 'getpass', 'breakpoint') {
            @{ what = $what; where = 'with -AsJob'; command = 'ASK -AsJob | Receive-Job -Wait -AutoRemoveJob -ErrorAction Stop' }
            @{ what = $what; where = 'with -AsTask'; command = '(ASK -AsTask).GetAwaiter().GetResult()' }
        }
    ) {
        Set-Content "$TestDrive/read.txt" ($what -eq 'getpass' ? 'import getpass; getpass.getpass()' : "breakpoint()`nx = 1")
        $command = $command.Replace('ASK', "Invoke-PyAwaitable -Code (Get-Content -Raw '$TestDrive/read.txt')")
        Send-Text "try { $command } catch { `"`$_`" }"
        Wait-Until { (Get-Screen) -like '*OSError: Python cannot read the terminal here, as nobody waits*' }
        Assert-Prompt
    }

    Context 'What is said in the background' {
        BeforeAll {
            Set-Content "$TestDrive/late.py" @'
import asyncio, os
async def say(gate, texts):
    while not os.path.exists(gate):
        await asyncio.sleep(0.02)
    for text in texts:
        print(text.encode().decode('unicode_escape'))
async def main(gate, *texts):
    global kept
    kept = asyncio.get_running_loop().create_task(say(gate, texts))
'@
            $gate = Join-Path $TestDrive 'gate'
            function Start-Late([string[]] $Text) {
                Remove-Item $gate -ErrorAction Ignore
                Send-Text "Invoke-PyAwaitable -Path '$TestDrive/late.py' '$gate', '$($Text -join "','")'"
                Wait-Screen '^PS> *$'
            }
        }

        It 'is shown at once above the prompt, which is at once there again' {
            Start-Late 'late one', 'late two'
            $null = New-Item $gate
            Wait-Until { 'late two' -in (Get-Screen) } -Seconds 5
            @(Get-Screen)[-3..-1] | Should -Be 'late one', 'late two', 'PS>'
            Assert-Prompt
        }

        It 'moves no cursor: what a carriage return was to overwrite is gone, and colours stay' {
            Start-Late 'half\rwhole', 'one\x1b[2A\x1b[Ktwo', '\x1b[31mred\x1b[0m\a'
            $null = New-Item $gate
            Wait-Until { 'red' -in (Get-Screen) } -Seconds 5
            @(Get-Screen)[-4..-1] | Should -Be 'whole', 'onetwo', 'red', 'PS>'
            Assert-Prompt
        }

        It 'is in the transcript' {
            $transcript = Join-Path $TestDrive 'transcript.txt'
            Send-Text "`$null = Start-Transcript '$transcript'"
            Start-Late 'late one', 'late two'
            $null = New-Item $gate
            Wait-Until { 'late two' -in (Get-Screen) } -Seconds 5
            Send-Text '$null = Stop-Transcript'
            Assert-Prompt
            @(Get-Content $transcript) -match '^late' | Should -Be 'late one', 'late two'
        }

        It 'is shown at once above a line that is being typed, and destroys nothing of it' {
            Start-Late 'late one', 'late two'
            Send-Text "'ab' + 'c" -NoEnter
            Wait-Screen "^PS> 'ab' \+ 'c$"
            $null = New-Item $gate
            Wait-Until { 'late two' -in (Get-Screen) } -Seconds 5
            @(Get-Screen)[-3..-1] | Should -Be 'late one', 'late two', "PS> 'ab' + 'c"
            Send-Text "d'"
            Wait-Until { 'abcd' -in (Get-Screen) }
            @(Get-Screen)[-3..-1] | Should -Be "PS> 'ab' + 'cd'", 'abcd', 'PS>'
            Assert-Prompt
        }

        It 'is shown also where it is a verbose or debug record, as who started it has asked for these' {
            Set-Content "$TestDrive/late_log.py" @'
import asyncio, logging, os
logging.getLogger('late').setLevel(logging.DEBUG)
async def say(gate):
    while not os.path.exists(gate):
        await asyncio.sleep(0.02)
    logging.getLogger('late').info('one')
    logging.getLogger('late').debug('two')
async def main(gate):
    global kept
    kept = asyncio.get_running_loop().create_task(say(gate))
'@
            Remove-Item $gate -ErrorAction Ignore
            Send-Text "Invoke-PyAwaitable -Path '$TestDrive/late_log.py' '$gate' -Verbose -Debug"
            Wait-Screen '^PS> *$'
            $null = New-Item $gate
            Wait-Until { 'DEBUG: late: two' -in (Get-Screen) } -Seconds 5
            @(Get-Screen)[-3..-1] | Should -Be 'VERBOSE: late: one', 'DEBUG: late: two', 'PS>'
            Assert-Prompt
        }

        It 'is shown at once also where a line was typed and emptied again' {
            Start-Late 'late one'
            Send-Text 'abc' -NoEnter
            Wait-Screen '^PS> abc$'
            Send-Key C-u
            Wait-Screen '^PS> *$'
            $null = New-Item $gate
            Wait-Until { 'late one' -in (Get-Screen) } -Seconds 5
            @(Get-Screen)[-2..-1] | Should -Be 'late one', 'PS>'
            Assert-Prompt
        }

        It 'is shown above a line that has wrapped, with <lines> lines, at the <where> of the screen' -ForEach @(
            @{ lines = 1; where = 'top'; before = 'clear' }
            @{ lines = 2; where = 'top'; before = 'clear' }
            @{ lines = 3; where = 'bottom'; before = '1..60' }
            @{ lines = 60; where = 'top'; before = 'clear' }
        ) {
            Send-Text $before
            Wait-Screen '^PS> *$'
            Start-Late (1..$lines | ForEach-Object { "n$_" })
            $typed = "'" + 'x' * 200
            Send-Text $typed -NoEnter
            Wait-Until { @(Get-Screen)[-1] -eq "PS> $typed" }
            $null = New-Item $gate
            Wait-Until { "n$lines" -in (Get-Screen) } -Seconds 5
            @(Get-Screen)[-2..-1] | Should -Be "n$lines", "PS> $typed"
            Send-Text "y'.Length"
            Wait-Until { '201' -in (Get-Screen) }
            @(Get-Screen)[-4..-1] | Should -Be "n$lines", "PS> ${typed}y'.Length", '201', 'PS>'
            Assert-Prompt
        }
    }

    It 'draws a progress bar on one line' {
        Send-Text "Invoke-PyAwaitable -Code 'import sys; [sys.stderr.write(`"\r`" + `"#`" * i) and sys.stderr.flush() for i in range(5)]; None'"
        Wait-Until { '####' -in (Get-Screen) }
        Get-Screen | Should -Not -Contain '###'
        Assert-Prompt
    }
}

Describe 'A command that waits for a loop which something else blocks' {
    It 'says once what blocks it, by line, after three seconds' {
        $null = Start-PyEventLoop held
        $code = "import time`ndef hold():`n    time.sleep(7)`nhold()"
        $blocking = Start-Background "Invoke-PyAwaitable -Loop held -Code '$code'"
        Wait-Until { (Get-PyEventLoop held).Blocked }
        $waiting = Start-Background 'Invoke-PyAwaitable -Loop held asyncio:sleep 1.5, ends'
        $ended = Wait-Background $waiting
        $ended.Output | Should -Be 'ends'
        $ended.Warnings | Should -HaveCount 1
        "$($ended.Warnings)" | Should -BeLike "The Python event loop 'held' is blocked at <PyAsync code *>:3 in hold, which 'Invoke-PyAwaitable * has started*"
        # Its own code is no news to a command.
        (Wait-Background $blocking).Warnings | Should -BeNullOrEmpty
        Stop-PyEventLoop held
    }
    It 'names the script and the line that hold the code, in the warning and in Get-PyEventLoop' {
        $null = Start-PyEventLoop held
        $script = Join-Path $TestDrive 'deploy.ps1'
        Set-Content $script @"
# Deploys.
Invoke-PyAwaitable -Loop held -Code @'
import time
def hold():
    time.sleep(7)
hold()
'@
"@
        $blocking = Start-Background "& '$script'"
        Wait-Until { (Get-PyEventLoop held).Blocked.Place }
        (Get-PyEventLoop held).Blocked.Place | Should -Be "${script}:5 in hold"
        $ended = Wait-Background (Start-Background 'Invoke-PyAwaitable -Loop held asyncio:sleep 0, ends')
        "$($ended.Warnings)" | Should -BeLike "The Python event loop 'held' is blocked at ${script}:5 in hold, which '${script}:2: Invoke-PyAwaitable *"
        $null = Wait-Background $blocking
        Stop-PyEventLoop held
    }

    It 'names just the line where the code is in no function of its own' {
        $null = Start-PyEventLoop held
        $script = Join-Path $TestDrive 'plain.ps1'
        Set-Content $script "`nInvoke-PyAwaitable -Loop held -Code 'import time; time.sleep(3)'"
        $blocking = Start-Background "& '$script'"
        Wait-Until { (Get-PyEventLoop held).Blocked.Place }
        (Get-PyEventLoop held).Blocked.Place | Should -Be "${script}:2"
        $null = Wait-Background $blocking
        Stop-PyEventLoop held
    }
}
