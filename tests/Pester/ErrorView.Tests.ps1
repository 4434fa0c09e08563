# How an error in Python is shown: the user's own lines first, libraries folded, places that can be opened.
BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    $null = Start-PyEventLoop -ModulePath $TestDrive
    Set-Content "$TestDrive/mine.py" @'
import asyncio, json, re
def outer(text):
    return inner(text)
def inner(text):
    return json.loads(text, parse_int=fail)
def fail(text):
    raise ValueError('no ' + text)
async def group():
    async def one(n):
        raise KeyError(n)
    try:
        await asyncio.gather(one(1))
    except KeyError as first:
        raise ExceptionGroup('several', [first, ValueError('plain')]) from None
def down(n):
    if n:
        return down(n - 1)
    raise ValueError('deep')
def even(n):
    if n <= 0:
        raise ValueError('even')
    return odd(n - 1)
def odd(n):
    return even(n - 1)
'@
    function Get-View($Record) { ($Record | Out-String -Width 200) -replace '\x1b\[[0-9;]*m' }
}

AfterAll {
    Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
}

Describe 'The view of an error in Python' {
    It 'shows every line of the user''s own and folds those of libraries' {
        $view = Get-View (Get-ErrorOf { Invoke-PyAwaitable mine:outer '[5]' })
        $lines = ($view -split '\r?\n').TrimEnd() | Where-Object { $_ }
        $file = [regex]::Escape("$TestDrive/mine.py")
        $view | Should -Match 'ValueError: no 5'
        $places = $lines | Where-Object { $_ -match '^  \S' }
        $places[-4] | Should -Match "^  $($file):3 in outer$"
        $places[-3] | Should -Match "^  $($file):5 in inner$"
        $places[-2] | Should -Match '^  … 3 frames in json, to decoder\.py:\d+ in raw_decode$'
        $places[-1] | Should -Match "^  $($file):7 in fail$"
        $lines | Should -Contain '    return json.loads(text, parse_int=fail)'
    }

    It 'has no label of its own, and Get-Error shows all' {
        $record = Get-ErrorOf { Invoke-PyAwaitable mine:outer '[5]' }
        Get-View $record | Should -Not -Match 'Recommendation|see where'
        $all = $record | Get-Error | Out-String -Width 200
        $all | Should -Match 'PyAsync\.ValueError'
        $all | Should -Match 'Traceback'
        $all | Should -Match 'raw_decode'
    }

    It 'shows the frame that raised below a deep recursion, in short' {
        $view = Get-View (Get-ErrorOf { Invoke-PyAwaitable mine:down 500 })
        $lines = ($view -split '\r?\n').TrimEnd() | Where-Object { $_ }
        $lines | Should -Contain '  … repeated 499 more times'
        $lines[-2] | Should -Match 'mine\.py:\d+ in down$'
        $lines[-1] | Should -Be "    raise ValueError('deep')"
        $lines.Count | Should -BeLessThan 15
        # Of several functions in turn, the first and the last are there.
        $view = Get-View (Get-ErrorOf { Invoke-PyAwaitable mine:even 500 })
        $lines = ($view -split '\r?\n').TrimEnd() | Where-Object { $_ }
        "$lines" | Should -Match '… 48\d more; the whole traceback is in'
        $lines[-1] | Should -Be "    raise ValueError('even')"
        $lines.Count | Should -BeLessThan 50
    }

    It 'names the script and line that hold a line of -Code' {
        $script = Join-Path $TestDrive 'deploy.ps1'
        Set-Content $script @'
$x = 1

Invoke-PyAwaitable -Code @"
def broken():
    return 1 / 0
y = 1
broken()
"@
$code = '(1 +
    len(5))'
Invoke-PyAwaitable -Code $code
Invoke-PyAwaitable -Code "z = $x
raise KeyError(z)"
Invoke-PyAwaitable -Code 'broken()'
'@
        $views = & $script 2>&1 | ForEach-Object { Get-View $_ }
        $file = [regex]::Escape($script)
        $views[0] | Should -Match "(?m)^  $($file):7\r?\n    broken\(\)\r?\n  $($file):5 in broken\r?\n    return 1 / 0"
        $views[1] | Should -Match "(?m)^  $($file):10\r?\n    len\(5\)\)"
        $views[2] | Should -Match "(?m)^  $($file):13\r?\n    raise KeyError"
        # What an earlier command has defined.
        $views[3] | Should -Match "(?m)^  $($file):5 in broken"
    }

    It 'names the line of -Code at the prompt' {
        $record = (Invoke-Shell "Invoke-PyAwaitable -Code 'x = 1`n1 / 0' -ErrorAction SilentlyContinue -ErrorVariable e; `$e | Out-String" -Bare:$false)
        $background = Start-Background "Invoke-PyAwaitable -Code 'x = 1`n1 / 0'"
        Get-View (Wait-Background $background).Errors[0] | Should -Match '(?m)^  -Code, line 2\r?\n    1 / 0'
        $record.Output | Should -Match '\.ps1:\d+\r?\n    1 / 0'
    }

    It 'has the place of each member of a group, and of a cause' {
        if ((Get-PyEventLoop Default).PythonVersion -ge [version] '3.11') {
            $view = Get-View (Get-ErrorOf { Invoke-PyAwaitable mine:group })
            $view | Should -Match '(?m)^  \+ KeyError: 1\r?\n    .*mine\.py:12 in group\r?\n      await.*\r?\n    .*mine\.py:10 in one'
            $view | Should -Match '(?m)^  \+ ValueError: plain'
        }
        $view = Get-View (Get-ErrorOf { Invoke-PyAwaitable -Code "try:`n    {}['k']`nexcept KeyError as e:`n    raise ValueError('v') from e" })
        $view | Should -Match "(?m)^  caused by: KeyError: 'k'\r?\n    .*ErrorView\.Tests\.ps1:\d+"
    }

    It 'names the item of the pipeline: <item>' -ForEach @(
        @{ item = 'db1'; shown = 'db1' }
        @{ item = 7; shown = '7' }
        @{ item = [pscustomobject] @{ Name = 'db1'; Port = 1 }; shown = '@{Name=db1; Port=1}' }
        @{ item = "two`nlines"; shown = 'two lines' }
        @{ item = 'x' * 200; shown = 'x' * 77 + '...' }
    ) {
        $view = Get-View (Get-ErrorOf { $item | Invoke-PyAwaitable -Code 'raise ValueError(1)' })
        ($view -split '\r?\n').TrimEnd().Where({ $_ })[-1] | Should -Be "  of the input: $shown"
    }

    It 'names no item where there is none, or where it says nothing' {
        Get-View (Get-ErrorOf { Invoke-PyAwaitable -Code 'raise ValueError(1)' }) | Should -Not -Match 'of the input'
        Get-View (Get-ErrorOf { , @{ a = 1 } | Invoke-PyAwaitable -Code 'raise ValueError(1)' }) | Should -Not -Match 'of the input'
        Add-Type 'public class BadText { public override string ToString() => throw new System.InvalidOperationException("no text"); }'
        Get-View (Get-ErrorOf { [BadText]::new() | Invoke-PyAwaitable -Code 'raise ValueError(1)' }) | Should -Match 'ValueError: 1'
    }

    It 'makes links of places where the terminal shows them' {
        $record = Get-ErrorOf { Invoke-PyAwaitable mine:outer '[5]' }
        $linked = [PyAsync.PowerShell.Errors.PythonErrorView]::Show($record, $true, 'ConciseView')
        $linked | Should -BeLike "*`e]8;;file://$TestDrive/mine.py`e\$TestDrive/mine.py:3`e]8;;`e\ in outer*"
        [PyAsync.PowerShell.Errors.PythonErrorView]::Show($record, $false, 'ConciseView') | Should -Not -Match '\x1b\]8'
    }

    It 'follows $ErrorView' {
        $record = Get-ErrorOf { Invoke-PyAwaitable mine:outer '[5]' }
        $ErrorView = 'CategoryView'
        Get-View $record | Should -Not -Match 'in outer'
        Get-View $record | Should -Match 'InvalidArgument'
    }

    It 'is headed by the command in a job too, though the exception''s type is the name of a category' {
        $job = Invoke-PyAwaitable -Code 'raise ConnectionError("odd 1")' -AsJob | Wait-Job
        $view = Get-View (Receive-Job $job -AutoRemoveJob -Wait 2>&1)
        $view.TrimStart() | Should -Match '^Invoke-PyAwaitable: ConnectionError: odd 1\r?\n'
    }

    It 'of a script block''s error keeps its id and its position' {
        $record = Get-ErrorOf {
            Invoke-PyAwaitable -Code 'await f()' -Variable @{ f = { Get-Item /no/such/file -ErrorAction Stop } }
        }
        $record.FullyQualifiedErrorId | Should -BeLike 'PathNotFound,Microsoft.PowerShell.Commands.GetItemCommand'
        $record.InvocationInfo.MyCommand.Name | Should -Be 'Get-Item'
        $record.InvocationInfo.Line | Should -Match 'Get-Item /no/such/file'
    }
}
