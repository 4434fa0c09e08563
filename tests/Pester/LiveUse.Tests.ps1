# Live objects in expressions: operators on either side, casts, keys and slices, and how a use fails.
BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    $null = Start-PyEventLoop -ModulePath $TestDrive
    Set-Content "$TestDrive/bank.py" @'
import collections
class Account:
    def __init__(self):
        self.d = collections.defaultdict(int, a=1)
        self.plain = {"a": 1, ("x", "y"): 2, 5: "five"}
        self.items = [1, 2, 3, 4]
    def withdraw(self, amount):
        if amount > 10:
            raise ValueError("too much: %s" % amount)
        return amount
    @property
    def broken(self):
        raise LookupError("no balance")
    def each(self):
        yield 1
        raise ArithmeticError("at the second")
    async def call(self, function):
        try:
            return await function(self)
        except ValueError as error:
            return "Python caught " + str(error)
class Length:
    def __init__(self, metres): self.metres = metres
    def __add__(self, other): return "left %s" % other
    def __radd__(self, other): return "right %s" % other
    def __rsub__(self, other): return other - self.metres
    def __rmul__(self, other): return other * self.metres
    def __rtruediv__(self, other): return other / self.metres
    def __rmod__(self, other): return other % self.metres
    def __rand__(self, other): return other & int(self.metres)
    def __ror__(self, other): return other | int(self.metres)
    def __rxor__(self, other): return other ^ int(self.metres)
    def __neg__(self): return -self.metres
    def __int__(self): return int(self.metres)
    def __float__(self): return float(self.metres)
    def __str__(self): return "%s m" % self.metres
class Unmeasured:
    def __len__(self): raise OverflowError("no end")
class Sign:
    def __neg__(self): return "minus"
    def __pos__(self): return "plus"
class Whole:
    def __init__(self, n): self.n = n
    def __index__(self): return self.n
'@
    function Get-Live([string] $Code) { Invoke-PyAwaitable -Code "import bank, asyncio; $Code" -Raw }
    $account = Get-Live 'bank.Account()'
    $unmeasured = Get-Live 'bank.Unmeasured()'
    function Get-View($Record) { ($Record | Out-String -Width 200) -replace '\x1b\[[0-9;]*m' }
}

AfterAll {
    Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
}

Describe 'A use of a live object that fails' {
    It 'is the error that a command would be: <script>' -ForEach @(
        @{ script = '$account.withdraw(11)'; id = 'PyAsync.ValueError'; text = 'ValueError: too much: 11'; place = 'in withdraw' }
        @{ script = '$account.broken'; id = 'PyAsync.LookupError'; text = 'LookupError: no balance'; place = 'in broken' }
        @{ script = 'foreach ($item in $account.each()) { $null = $item }'; id = 'PyAsync.ArithmeticError'; text = 'ArithmeticError: at the second'; place = 'in each' }
        @{ script = '$account.PyInvokeMethod("withdraw", @(12))'; id = 'PyAsync.ValueError'; text = 'ValueError: too much: 12'; place = 'in withdraw' }
        @{ script = '(Get-Live "range(3)").Add(1)'; id = 'PyAsync.AttributeError'; text = "AttributeError: 'range'*"; place = '' }
        @{ script = '$account + 1'; id = 'PyAsync.TypeError'; text = 'TypeError: unsupported operand*'; place = '' }
        @{ script = '$unmeasured.Count'; id = 'PyAsync.OverflowError'; text = 'OverflowError: no end'; place = 'in __len__' }
        @{ script = '$unmeasured.Length'; id = 'PyAsync.OverflowError'; text = 'OverflowError: no end'; place = 'in __len__' }
        @{ script = '$account.PyGetItem("x")'; id = 'PyAsync.TypeError'; text = 'TypeError: *'; place = '' }
    ) {
        $record = $null
        try { & ([scriptblock]::Create($script)) } catch [PyAsync.Objects.PyException] { $record = $_ }
        $record.FullyQualifiedErrorId | Should -Be $id
        $record.Exception | Should -BeOfType PyAsync.Objects.PyException
        $record.Exception.Message | Should -BeLike $text
        $record.ErrorDetails.RecommendedAction | Should -Match ([regex]::Escape($place))
        $record.InvocationInfo.Line | Should -Match ([regex]::Escape($script))
    }

    It 'is none where a class has no length: Count is what PowerShell says of one object' {
        $account.Count | Should -Be 1
        (Get-Live 'bank.Account').Count | Should -Be 1
    }

    It 'is taken by the classes of ours that it is of, and by no other' {
        { try { $account.withdraw(11) } catch [System.IO.IOException] { 'wrong' } } | Should -Throw '*too much*'
        $(try { $account.withdraw(11) } catch [PyAsync.PyAsyncException] { 'base' }) | Should -Be 'base'
        $(try { $account.withdraw(11) } catch { "$_" }) | Should -Be 'ValueError: too much: 11'
    }

    It 'shows the lines of Python in which it was raised' {
        $view = try { $account.withdraw(11) } catch { Get-View $_ }
        $view | Should -Match 'ValueError: too much: 11'
        $view | Should -Match "$([regex]::Escape("$TestDrive/bank.py")):\d+ in withdraw"
    }

    It 'is Python''s own exception again where Python called the script block' {
        Invoke-PyAwaitable -Code 'await a.call(f)' -Variable @{ a = $account; f = { param($self) $self.withdraw(11) } } | Should -Be 'Python caught too much: 11'
    }

    It 'says what to do where it is an error of ours' {
        $stream = Get-Live 'open("/dev/null")'
        try { $stream.Dispose() } catch { $record = $_ } finally { $null = $stream.close() }
        $record.FullyQualifiedErrorId | Should -Be 'PyAsync.NotDisposable'
    }
}

Describe 'A live dict as a hashtable' {
    It 'has ContainsKey, and $null for a key that is not there' {
        $account.plain.ContainsKey('a') | Should -BeTrue
        $account.plain.ContainsKey('A') | Should -BeFalse
        $account.plain.Contains(5) | Should -BeTrue
        $null -eq $account.plain['missing'] | Should -BeTrue
        $null -eq $account.plain.missing | Should -BeTrue
        $account.plain[5] | Should -Be 'five'
        $account.plain['a', 'missing', 5] | Should -Be 1, $null, 'five'
        $account.plain['x', 'y'] | Should -Be 2
        $account.plain.Remove('missing')
        { $account.plain.PyGetItem('missing') } | Should -Throw '*KeyError*'
    }

    It 'keeps what Python''s class makes of a missing key' {
        $account.d['new'] | Should -Be 0
        $account.d.ContainsKey('new') | Should -BeTrue
    }
}

Describe 'A live list' {
    It 'takes a slice on the left, as Python does' {
        $live = (Get-Live 'bank.Account()').items
        $live['1:3'] = 7, 8, 9
        "$live" | Should -Be '1 7 8 9 4'
        $live['::2'] = 'x', 'y', 'z'
        "$live" | Should -Be 'x 7 y 9 z'
        $live['1:'] = @()
        "$live" | Should -Be 'x'
        # Each version has its own words.
        $said = & (Get-TestPython).Executable -c "try: [1][0:1] = 5`nexcept TypeError as e: print(e)"
        $said | Should -Match 'iterable'
        { $live['0:1'] = 5 } | Should -Throw "*TypeError: $said*"
    }
}

Describe 'A live object on the right' {
    It 'is asked by Python''s reflected methods, in the order of the operands: <script>' -ForEach @(
        @{ script = '5 + $metres'; expected = 'right 5' }
        @{ script = '$metres + 5'; expected = 'left 5' }
        @{ script = '10 - $metres'; expected = 7.5 }
        @{ script = '2 * $metres'; expected = 5 }
        @{ script = '5 / $metres'; expected = 2 }
        @{ script = '6 % $metres'; expected = 1 }
        @{ script = '7 -band $metres'; expected = 2 }
        @{ script = '5 -bor $metres'; expected = 7 }
        @{ script = '3 -bxor $metres'; expected = 1 }
        @{ script = '-$metres'; expected = -2.5 }
        @{ script = '-$sign'; expected = 'minus' }
        @{ script = '+$sign'; expected = 'plus' }
        @{ script = '"a " + $metres'; expected = 'a 2.5 m' }
    ) {
        $metres = Get-Live 'bank.Length(2.5)'
        $sign = Get-Live 'bank.Sign()'
        & ([scriptblock]::Create($script)) | Should -Be $expected
    }

    It 'says Python''s own error where neither knows the operator' {
        { 1 - $account } | Should -Throw "*unsupported operand type(s) for -: 'int' and 'Account'*"
        { -$account } | Should -Throw '*unsupported operand*'
    }
}

Describe 'A cast of a live object' {
    It 'is what int(), float() and str() make of it' {
        $metres = Get-Live 'bank.Length(2.5)'
        [int] $metres | Should -Be 2
        [long] $metres | Should -Be 2
        [double] $metres | Should -Be 2.5
        [decimal] $metres | Should -Be 2.5
        [string] $metres | Should -Be '2.5 m'
        [int] (Get-Live 'bank.Whole(7)') | Should -Be 7
        [double] (Get-Live 'bank.Whole(7)') | Should -Be 7
        [bigint] (Get-Live 'bank.Whole(10**30)') | Should -Be ([bigint]::Pow(10, 30))
        { [int] (Get-Live 'bank.Whole(10**30)') } | Should -Throw '*beyond Int32*'
        { [int] $account } | Should -Throw '*Cannot convert*'
    }

    It 'is equal, where its class has no order, to Compare-Object, Select-Object -Unique and Group-Object' {
        $all = Get-Live '(lambda a: [a, a])(object())'
        Compare-Object $all[0] $all[1] | Should -BeNullOrEmpty
        @($all | Select-Object -Unique).Count | Should -Be 1
        @($all | Get-Unique).Count | Should -Be 1
        @($all | Group-Object).Count | Should -Be 1
        $others = Get-Live '[object(), object()]'
        { $others | Select-Object -Unique } | Should -Throw "TypeError: '<' not supported*"
        # List.Sort of .NET has its own message.
        { $others | Sort-Object } | Should -Throw 'Failed to compare*'
        $Error[0].Exception.InnerException.Message | Should -BeLike "TypeError: '<' not supported*"
    }

    It 'is exact for a variable or parameter of the type, and in a comparison' {
        $metres = Get-Live 'bank.Length(2.5)'
        function Get-Double([double] $Number) { $Number * 2 }
        Get-Double $metres | Should -Be 5
        [int] $whole = Get-Live 'bank.Whole(7)'
        $whole | Should -Be 7
        function Get-Int([int] $Number) { $Number }
        Get-Int (Get-Live 'bank.Whole(7)') | Should -Be 7
        { Get-Int $metres } | Should -Throw '*is 2.5, which is no whole number*'
        $metres -as [double] | Should -Be 2.5
        2 -eq $metres | Should -BeFalse
        2.5 -eq $metres | Should -BeTrue
        2.0 -lt $metres | Should -BeTrue
        7 -eq (Get-Live 'bank.Whole(7)') | Should -BeTrue
    }
}
