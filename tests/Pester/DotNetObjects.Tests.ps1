# .NET objects alive in Python, as PowerShell gives them.
BeforeDiscovery {
    # What a Python that pythonnet does not take gets is tested in any case.
    . "$PSScriptRoot/_Common.ps1"
    $live = Test-LivePython
}

BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    $null = Start-PyEventLoop -ModulePath $fixtures
}

AfterAll {
    Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
}

Describe 'A session that needs no live object' {
    It 'does not load pythonnet' {
        $result = Invoke-Shell @'
$null = 1..3 | Invoke-PyAwaitable -Code '{"a": [_, str(_)]}' -Variable @{ f = { 1 }; list = 1, 2; table = @{ a = 1 } }
@([AppDomain]::CurrentDomain.GetAssemblies().GetName().Name) -match 'Python\.Runtime|PythonNet'
'done'
'@
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Be 'done'
    }
}

Describe 'A Python that pythonnet does not take' {
    It 'goes on without live objects, and the error names the range' {
        $old = [PyAsync.Environments.PythonLocator]::FindAll() | Where-Object { $_.Version -lt $oldestLivePython } | Select-Object -First 1
        if (-not $old) {
            Set-ItResult -Skipped -Because 'there is no Python 3.9 or 3.10'
            return
        }
        $result = Invoke-Shell -Environment @{ PYASYNC_PYTHON = $old.Executable } @'
Get-Process -Id $PID | Invoke-PyAwaitable -Code '1' -ErrorVariable problems -ErrorAction SilentlyContinue
Invoke-PyAwaitable -Code 'import clr' -ErrorVariable +problems -ErrorAction SilentlyContinue
$problems | ForEach-Object { "$($_.FullyQualifiedErrorId)|$_" }
Invoke-PyAwaitable -Code '1 + 1'
'@
        $result.Errors | Should -BeNullOrEmpty
        $lines = $result.Output -split '\r?\n'
        $lines[0] | Should -Match '^PyAsync\.ValueNotConvertible,.*System\.Diagnostics\.Process.*takes Python 3\.11 to 3\.\d+, and this is 3\.(9|10)\b'
        $lines[1] | Should -Match '^PyAsync\.ImportError,.*takes Python 3\.11 to 3\.\d+'
        $lines[-1] | Should -Be '2'
    }
}

Describe 'An older pythonnet that the session has loaded' {
    It 'is named with its version, and the session goes on without live objects' {
        # Stands for one that some module has loaded.
        $result = Invoke-Shell @"
[void] [System.Reflection.Emit.AssemblyBuilder]::DefineDynamicAssembly([System.Reflection.AssemblyName]::new('Python.Runtime, Version=2.5.2.0'), 'Run')
Get-Process -Id `$PID | Invoke-PyAwaitable -Code '1' -ErrorVariable problems -ErrorAction SilentlyContinue
"`$problems"
Invoke-PyAwaitable -Code '1 + 1'
"@
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Match 'pythonnet 2\.5\.2\.0 is loaded already.*needs 3\.2\.1'
        $result.Output | Should -Match '2$'
    }
}

Describe 'An object without a counterpart' -Skip:(-not $live) {
    It 'has its members in Python' {
        Get-Process -Id $PID | Invoke-PyAwaitable -Code '_.ProcessName' | Should -Be (Get-Process -Id $PID).ProcessName
        [regex] 'a(.)' | Invoke-PyAwaitable -Code '_.Match("xab").Groups[1].Value' | Should -Be 'b'
        Invoke-PyAwaitable -Code 'x.DocumentElement.GetAttribute("b")' -Variable @{ x = [xml] '<a b="1"/>' } | Should -Be '1'
    }

    It 'comes back as the same object: <name>' -ForEach @(
        @{ name = 'a process'; make = { Get-Process -Id $PID } }
        @{ name = 'an XML document'; make = { , ([xml] '<a/>') } }
        @{ name = 'a table'; make = { , [System.Data.DataTable]::new('t') } }
        @{ name = 'a stream'; make = { , [System.IO.MemoryStream]::new() } }
        @{ name = 'a path'; make = { Get-Location } }
        @{ name = 'an error record'; make = { try { throw 'x' } catch { , $_ } } }
        @{ name = 'an instance of a class'; make = { class Thing { [int] $Number = 3 }; [Thing]::new() } }
    ) {
        $value = & $make
        $base = $value.psobject.BaseObject
        $back = Invoke-PyAwaitable -Code 'x' -Variable @{ x = $value }
        [object]::ReferenceEquals($base, $back.psobject.BaseObject) | Should -BeTrue
        $inside = Invoke-PyAwaitable -Code '{"in": [x]}' -Variable @{ x = $value }
        [object]::ReferenceEquals($base, $inside.in[0].psobject.BaseObject) | Should -BeTrue
        $seen = [System.Collections.ArrayList]::new()
        $null = Invoke-PyAwaitable -Code 'await f(x)' -Variable @{ x = $value; f = { $null = $seen.Add($args[0]) } }
        [object]::ReferenceEquals($base, $seen[0].psobject.BaseObject) | Should -BeTrue
    }

    It 'has the members that PowerShell gives it: notes, script properties, those of its type' {
        $process = Get-Process -Id $PID | Add-Member Note 'mine' -PassThru | Add-Member ScriptProperty Twice { $this.Id * 2 } -PassThru
        $process | Invoke-PyAwaitable -Code '_.Note, _.Twice, _.Name' | Should -Be 'mine', ($PID * 2), $process.ProcessName
        ($process | Invoke-PyAwaitable -Code '_').Note | Should -Be 'mine'
        (Get-ErrorOf { $process | Invoke-PyAwaitable -Code '_.Missing' }).FullyQualifiedErrorId | Should -BeLike 'PyAsync.AttributeError,*'
    }

    It 'has its notes and script properties written' {
        $builder = [System.Text.StringBuilder]::new('a') | Add-Member Note 'old' -PassThru |
            Add-Member ScriptProperty First { $this[0] } { param($value) $this[0] = [char] $value } -PassThru
        $builder | Invoke-PyAwaitable -Code '_.Note = ["new", 1]; _.First = "z"; _.Capacity = 100; _.Note[0], _.First, _.Capacity' | Should -Be 'new', 'z', 100
        $builder.Note | Should -Be 'new', 1
        "$builder" | Should -Be 'z'
        Invoke-PyAwaitable -Variable @{ x = $builder } -Code @'
x.unknown = 5
x.unknown
'@ | Should -Be 5
    }

    It 'has a script property run in the runspace of the command that waits' {
        $global:liveSeen = $null
        $process = Get-Process -Id $PID | Add-Member ScriptProperty Where { $global:liveSeen = [runspace]::DefaultRunspace.Id; 'here' } -PassThru
        $process | Invoke-PyAwaitable -Code '_.Where' | Should -Be 'here'
        $global:liveSeen | Should -Be ([runspace]::DefaultRunspace.Id)
        Remove-Variable liveSeen -Scope Global
    }

    It 'has a script property run in the loop''s own runspace where no command waits' {
        $process = Get-Process -Id $PID | Add-Member ScriptProperty Place ([scriptblock]::Create('[runspace]::DefaultRunspace.Id')) -PassThru
        # A script block of this file belongs to this runspace wherever it runs.
        $seen = [System.Text.StringBuilder]::new()
        Invoke-PyAwaitable -Variable @{ x = $process; seen = $seen } -Code @'
import asyncio
def look():
    seen.Append(str(x.Place))
asyncio.get_running_loop().call_later(0.1, look) and None
'@
        Wait-Until { $seen.Length -gt 0 }
        "$seen" | Should -Match '^\d+$'
        "$seen" | Should -Not -Be ([runspace]::DefaultRunspace.Id)
    }

    It 'has a script property that throws raise its error in Python' {
        $process = Get-Process -Id $PID | Add-Member ScriptProperty Bad { throw 'no value' } -PassThru
        $record = Get-ErrorOf { $process | Invoke-PyAwaitable -Code '_.Bad' }
        "$record" | Should -Match 'no value'
    }

    It 'has the methods of a PowerShell class' {
        class Doubler { [int] $Number = 3; [int] Twice() { return $this.Number * 2 } }
        Invoke-PyAwaitable -Code 'x.Twice()' -Variable @{ x = [Doubler]::new() } -TimeoutSeconds 20 | Should -Be 6
    }

    It 'is a file with a note: alive, and still a path' {
        $file = Get-Item $PSCommandPath | Add-Member Note 'mine' -PassThru
        $file | Invoke-PyAwaitable -Code 'import os; _.Note, os.path.basename(_)' | Should -Be 'mine', (Split-Path $PSCommandPath -Leaf)
        (Get-Item $PSCommandPath) | Invoke-PyAwaitable -Code 'type(_).__name__' | Should -BeIn 'PosixPath', 'WindowsPath'
    }

    It 'stays out of another interpreter of Python, and the session goes on' {
        $told = Get-Process -Id $PID | Invoke-PyAwaitable -Code @'
import sys
try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters
other = interpreters.create()
# python3.13.0 itself crashes where it is to refuse an object, be it an object().
cases = [("import clr", {}), ("x.Kill()", {"x": _})][:1 if sys.version_info[:2] == (3, 13) else 2]
told = []
for code, shared in cases:
    try:
        told.append(str(interpreters.run_string(other, code, shared)))
    except BaseException as error:
        told.append(str(error))
interpreters.destroy(other)
told
'@
        $told[0] | Should -BeLike "*No module named 'clr'*"
        if (@($told).Count -gt 1) { $told[1] | Should -Match 'cross-interpreter|shareable' }
        Get-Process -Id $PID | Invoke-PyAwaitable -Code '_.Id' | Should -Be $PID
    }

    It 'is a password, never its text' {
        $password = ConvertTo-SecureString 'hunter2' -AsPlainText -Force
        $credential = [pscredential]::new('ada', $password)
        $credential | Invoke-PyAwaitable -Code '_.UserName, _.Password.Length' | Should -Be 'ada', 7
        foreach ($value in $password, $credential) {
            Invoke-PyAwaitable -Code 'repr(v) + str(v) + repr(vars())' -Variable @{ v = $value } | Should -Not -Match 'hunter2'
        }
        [object]::ReferenceEquals((Invoke-PyAwaitable -Code 'v' -Variable @{ v = $password }), $password) | Should -BeTrue
        [object]::ReferenceEquals((Invoke-PyAwaitable -Code 'v' -Variable @{ v = $credential }), $credential) | Should -BeTrue
        [object]::ReferenceEquals((Invoke-PyAwaitable -Code '[v]' -Variable @{ v = $credential }), $credential) | Should -BeTrue
    }

    It 'is what [PyAsync.Live] makes of a list that Python is to fill' {
        $list = [System.Collections.Generic.List[int]]::new()
        Invoke-PyAwaitable -Code 'x.Add(1); x.Add(2)' -Variable @{ x = [PyAsync.Live]::Of($list) }
        $list | Should -Be 1, 2
        $table = @{ a = 1 }
        $back = Invoke-PyAwaitable -Code 'x["b"] = 2; x' -Variable @{ x = [PyAsync.Live]::Of($table) }
        [object]::ReferenceEquals($back, $table) | Should -BeTrue
        $table.b | Should -Be 2
    }
}

Describe 'An object of pythonnet''s' -Skip:(-not $live) {
    It 'is used, passed and awaited as PyAsync''s own is' {
        $own = Invoke-PyAwaitable -Raw -Code @'
import clr
class Member:
    number = 5
Member()
'@
        $net = [PyAsync.PythonNet.PythonNetObjects]::ToPythonNet($own)
        "$($net.number)" | Should -Be '5'
        Invoke-PyAwaitable -Code 'x.number, x is y' -Variable @{ x = $net; y = $own } | Should -Be 5, $true
        $net | Invoke-PyAwaitable -Code '_.number' | Should -Be 5
        $coroutine = Invoke-PyAwaitable -Code 'import asyncio; asyncio.sleep(0, 7)' -NoAwait -Raw
        [PyAsync.PythonNet.PythonNetObjects]::ToPythonNet($coroutine) | Invoke-PyAwaitable | Should -Be 7
    }
}

Describe 'Code with import clr' -Skip:(-not $live) {
    It 'has PowerShell''s own namespaces' {
        Invoke-PyAwaitable -Code 'import clr; from System.Management.Automation import PowerShell; list(PowerShell.Create().AddScript("1 + 1").Invoke())[0].BaseObject' | Should -Be 2
    }

    It 'has what Add-Type and clr.AddReference load' {
        Add-Type 'namespace Mine { public class Counter { public int Next(int n) => n + 1; } }'
        Invoke-PyAwaitable -Code 'import clr; from Mine import Counter; Counter().Next(1)' | Should -Be 2
        Invoke-PyAwaitable -Code 'import clr; clr.AddReference("System.Text.Json"); from System.Text.Json import JsonSerializer; JsonSerializer.__name__' | Should -Be 'JsonSerializer'
    }

    It 'awaits a file' {
        Set-Content "$TestDrive/f.txt" 'content' -NoNewline
        Invoke-PyAwaitable -Code 'import clr; from System.IO import File; await File.ReadAllTextAsync(p)' -Variable @{ p = "$TestDrive/f.txt" } | Should -Be 'content'
    }

    It 'has a FileSystemWatcher as an async iterator' {
        $watcher = [System.IO.FileSystemWatcher]::new($TestDrive)
        Invoke-PyAwaitable -TimeoutSeconds 30 -Variable @{ w = $watcher; folder = "$TestDrive" } -Code @'
import os, pyasync
async with pyasync.event_stream(w, "Created") as events:
    w.EnableRaisingEvents = True
    for name in "ab":
        open(os.path.join(folder, name), "w").close()
    names = []
    async for e in events:
        names.append(e.Name)
        if len(names) == 2: break
sorted(names)
'@ | Should -Be 'a', 'b'
        $watcher.Dispose()
    }

    It 'asks for 500 answers at once by HttpClient' {
        $listener = [System.Net.HttpListener]::new()
        $probe = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
        $probe.Start(); $port = $probe.LocalEndpoint.Port; $probe.Stop()
        $listener.Prefixes.Add("http://127.0.0.1:$port/")
        $listener.Start()
        $server = Start-ThreadJob -ArgumentList $listener {
            param($listener)
            for ($i = 0; $i -lt 500; $i++) {
                $context = $listener.GetContext()
                $bytes = [System.Text.Encoding]::UTF8.GetBytes($context.Request.Url.AbsolutePath)
                $context.Response.OutputStream.Write($bytes, 0, $bytes.Length)
                $context.Response.Close()
            }
        }
        $client = [System.Net.Http.HttpClient]::new()
        Invoke-PyAwaitable -TimeoutSeconds 60 -Variable @{ client = $client; base = "http://127.0.0.1:$port/" } -Code @'
import asyncio
answers = await asyncio.gather(*[client.GetStringAsync(base + str(i)) for i in range(500)])
len(answers), answers[0], answers[499]
'@ | Should -Be 500, '/0', '/499'
        $null = $server | Wait-Job | Receive-Job
        $listener.Stop()
        $client.Dispose()
    }

    It 'cancels a .NET Task by a timeout of asyncio' {
        $record = Get-ErrorOf { Invoke-PyAwaitable -Code 'import asyncio, clr, pyasync; from System.Threading.Tasks import Task; await asyncio.wait_for(Task.Delay(60000, pyasync.cancellation_token()), 0.1)' }
        $record.FullyQualifiedErrorId | Should -BeLike 'PyAsync.TimeoutError,*'
    }

    It 'is ours also where another clr is installed' {
        $folder = (New-Item "$TestDrive/site" -ItemType Directory).FullName
        Set-Content "$folder/clr.py" 'raise RuntimeError("the other one")'
        $result = Invoke-Shell -Environment @{ PYTHONPATH = $folder } "Invoke-PyAwaitable -Code 'import clr; clr.__version__'"
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Match '^3\.'
    }

    It 'gives each error of .NET its type, and PowerShell the same exception' {
        $record = Get-ErrorOf { Invoke-PyAwaitable -Code 'import clr; from System.IO import File; await File.ReadAllTextAsync("/no/such/file")' }
        $record.Exception.HostException | Should -BeOfType System.IO.DirectoryNotFoundException
    }

    It 'leaves a process that ends at once, and with its exit code' {
        $result = Invoke-Shell "Invoke-PyAwaitable -Code 'import clr; from System.Threading.Tasks import Task; Task.Delay(60000).IsCompleted'; exit 7"
        $result.Output | Should -Be 'False'
        $result.Errors | Should -BeNullOrEmpty
        $result.ExitCode | Should -Be 7
        $result.Seconds | Should -BeLessThan 20
    }
}

Describe 'pythonnet that was loaded before' -Skip:(-not $live) {
    It 'serves, where the session has started Python by it' {
        $library = (Get-TestPython).Library
        $result = Invoke-Shell -Bare @"
Add-Type -Path '$(Join-Path (Split-Path $manifest) 'Python.Runtime.dll')'
[Python.Runtime.Runtime]::PythonDLL = '$library'
[Python.Runtime.PythonEngine]::Initialize()
# Classes that are there before the module comes.
`$disposed = [System.Collections.Concurrent.BlockingCollection[int]]::new()
[Python.Runtime.PythonEngine]::Exec('import clr; from System.IO import FileInfo, MemoryStream; from System import Int32; from System.Collections.Concurrent import BlockingCollection; FileInfo("/x"), MemoryStream(), len(BlockingCollection[Int32]())', `$null, `$null)
`$disposed.Dispose()
`$null = [Python.Runtime.PythonEngine]::BeginAllowThreads()
Import-Module '$manifest'
Get-Process -Id `$PID | Invoke-PyAwaitable -Code '_.Id == $PID or _.Id > 0'
Invoke-PyAwaitable -Code 'import clr; from System.Threading.Tasks import Task; await Task.FromResult[int](5)'
Invoke-PyAwaitable -Code 'import os; os.path.basename(f)' -Variable @{ f = [PyAsync.Live]::Of([System.IO.FileInfo]::new('/x')) }
Invoke-PyAwaitable -Variable @{ s = [System.IO.MemoryStream]::new(); t = [System.IO.StringWriter]::new() } -Code @'
async with s:
    pass
async with t:
    pass
not s.CanRead
'@
Invoke-PyAwaitable -Variable @{ d = [PyAsync.Live]::Of(`$disposed) } -Code @'
try:
    len(d)
except Exception as e:
    name = type(e).__name__
name
'@
"@
        $result.Errors | Should -BeNullOrEmpty
        $result.Output -split '\s+' | Should -Be 'True', '5', 'x', 'True', 'ObjectDisposedException'
        $result.ExitCode | Should -Be 0
    }
}
