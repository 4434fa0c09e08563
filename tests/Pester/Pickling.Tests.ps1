# What is defined in -Code and in files goes to processes that cannot import it, by cloudpickle and to Dask's workers.
BeforeDiscovery {
    . "$PSScriptRoot/_Servers.ps1"
    $lack = @{
        Cloudpickle = Get-PeerLack cloudpickle
        Dask        = Get-PeerLack distributed, cloudpickle
    }
}

BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    . "$PSScriptRoot/_Servers.ps1"
    $environment = @{ PYASYNC_PYTHON = $peerPython; VIRTUAL_ENV = '' }

    # Calls something in another process, which has neither the loops nor the files.
    $elsewhere = @"
import base64, subprocess
import cloudpickle

def elsewhere(*call):
    code = "import base64, pickle, sys; f, *a = pickle.loads(base64.b64decode(sys.stdin.read())); print(f(*a))"
    data = base64.b64encode(cloudpickle.dumps(call))
    done = subprocess.run(["$peerPython", "-c", code], input=data, capture_output=True, cwd="/")
    return done.stdout.decode().strip() or done.stderr.decode().strip()
"@
    $definitions = @'
class Item:
    def __init__(self, number):
        self.number = number

def double(item):
    return Item(item.number * 2)

def number_of(item):
    return item.number

def apply(function, item):
    return function(item)

def add(items):
    return Item(sum(item.number for item in items))
'@

    function Get-Lines([string] $Script, [int] $Seconds = 60) {
        $result = Invoke-Shell $Script -Environment $environment -TimeoutSeconds $Seconds
        $result.Errors | Should -BeNullOrEmpty
        $result.Output -split '\r?\n' | Where-Object { $_ -notlike 'WARNING: *' }
    }
}

Describe 'cloudpickle' -Skip:([bool] $lack.Cloudpickle) {
    It 'sends what -Code defines on the default loop and on one of another name, before it was imported and after' {
        Get-Lines @"
`$null = Start-PyEventLoop early
Invoke-PyAwaitable -Loop early -Code @'
$definitions
'@
`$elsewhere = @'
$elsewhere
'@
Invoke-PyAwaitable -Loop early -Code `$elsewhere
`$null = Start-PyEventLoop late
foreach (`$name in 'early', 'late', 'Default') {
    Invoke-PyAwaitable -Loop `$name -Code @'
$definitions
'@
    Invoke-PyAwaitable -Loop `$name -Code `$elsewhere
    Invoke-PyAwaitable -Loop `$name -Code 'elsewhere(number_of, Item(7))'
}
"@ | Should -Be 7, 7, 7
    }

    It 'sends what a file defines, run by its path and imported by it, alone and as a package''s' {
        $alone = New-PythonFile 'pickled_tool.py' "$elsewhere`n$definitions`nasync def main():`n    return elsewhere(number_of, Item(8))`ndef tell_it():`n    return elsewhere(number_of, Item(9))"
        $null = New-PythonFile 'pickled/__init__.py' ''
        $inner = New-PythonFile 'pickled/inner.py' "$elsewhere`n$definitions`nasync def main():`n    return elsewhere(number_of, Item(10))"
        Get-Lines "Invoke-PyAwaitable '$alone'; `$null = Import-PyModule '$alone'; tell_it; Invoke-PyAwaitable '$inner'" | Should -Be 8, 9, 10
    }

    It 'sends what an installed module defines by its name, as before' {
        Get-Lines @"
`$null = Start-PyEventLoop work
Invoke-PyAwaitable -Loop work -Code 'import cloudpickle, textwrap; len(cloudpickle.dumps(textwrap.dedent)) < 100'
"@ | Should -Be 'True'
    }
}

Describe 'Dask' -Skip:([bool] $lack.Dask) {
    BeforeAll {
        $server = Start-PythonServer dask_cluster.py
    }

    AfterAll {
        Stop-Server $server
    }

    It 'runs what -Code defines on a loop of another name: functions, and classes in arguments, lists and results' {
        Get-Lines @"
`$null = Start-PyEventLoop cluster
Invoke-PyAwaitable -Loop cluster -Code @'
from distributed import Client
client = await Client('$($server.Address)', asynchronous=True)
$definitions
'@
foreach (`$code in 'client.submit(double, Item(4))', 'client.submit(apply, double, Item(5))', 'client.submit(add, [Item(5), Item(7)])', 'client.submit(apply, lambda item: item, Item(14))') {
    Invoke-PyAwaitable -Loop cluster -Code "result = await `$code; isinstance(result, Item), result.number" | ForEach-Object { "`$_" }
}
`$null = Invoke-PyAwaitable -Loop cluster -Code 'await client.close()'
"@ -Seconds 90 | Should -Be 'True', 8, 'True', 10, 'True', 12, 'True', 14
    }

    It 'runs what a file defines' {
        $file = New-PythonFile 'cluster_tool.py' @"
from distributed import Client
$definitions

async def main(address):
    async with Client(address, asynchronous=True) as client:
        item = await client.submit(add, [Item(1), await client.submit(double, Item(4))])
        return f"number: {item.number}"
"@
        # Dask tells of a connection that closes while it still writes, as text between.
        @(Get-Lines "Invoke-PyAwaitable '$file' $($server.Address)" -Seconds 90) -like 'number: *' | Should -Be 'number: 9'
    }
}
