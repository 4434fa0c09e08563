# Live objects: what they show, and that what is written to them is written in Python.
BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    $null = Start-PyEventLoop
    $null = Invoke-PyAwaitable -Code @'
import enum, dataclasses, time
class Color(enum.Enum):
    red = 1
    blue = "b"
class Perm(enum.Flag):
    R = 1
    W = 2
@dataclasses.dataclass(order=True)
class Money:
    amount: int
    def __add__(self, other):
        return Money(self.amount + getattr(other, "amount", other))
    def __bool__(self):
        return self.amount != 0
class Account:
    kind = "private"
    def __init__(self):
        self.d = {"k": 1, "inner": {"z": [1]}, "count": 7}
        self.items = [1, 2, 3, 4]
        self.tags = {"a"}
        self.pair = (1, [2])
        self.money = Money(5)
        self.color = Color.red
        self.nested = [1, [2, [3]], {"a": {"b": 5}}, [], {}]
        self.gen = (n for n in range(9))
    def rename(self, first, *, last="x", **more):
        return [first, last, more]
    async def fetch(self, number):
        return number
    def __iter__(self):
        return iter(["one", "two"])
    def __len__(self):
        return 2
    @property
    def costly(self):
        raise RuntimeError("a property is code")
class Pool:
    async def aclose(self):
        pass
class Mute:
    def __repr__(self):
        raise RuntimeError("no text")
class Long:
    def __repr__(self):
        return "x" * 1000000
'@
    function Get-Live([string] $Code) { Invoke-PyAwaitable -Code $Code -Raw }
}

AfterAll {
    Stop-PyEventLoop
}

Describe 'What a live object shows' {
    BeforeAll {
        $account = Get-Live 'Account()'
    }

    It 'is type and repr in a table' {
        $account | Format-Table | Out-String -Width 100 | Should -Match '(?s)PyType\s+Repr.*Account\s+<__main__\.Account object at 0x'
    }

    It 'is also its attributes and methods in a list, and no property''s code runs' {
        $text = $account | Format-List | Out-String -Width 100
        $text | Should -Match "kind\s+= 'private'"
        $text | Should -Match "items\s+= \[1, 2, 3, 4\]"
        $text | Should -Match 'costly\s+= \(property\)'
        $text | Should -Match "rename\(first, \*, last='x', \*\*more\)"
        $text | Should -Match 'await fetch\(number\)'
    }

    It 'is type and repr in JSON and CSV, alone and in a row' {
        ($account | ConvertTo-Json | ConvertFrom-Json).PyRepr | Should -BeLike '<__main__.Account object*'
        (Invoke-PyAwaitable -Code '{"a": Account()}' | ConvertTo-Json | ConvertFrom-Json).a.PyTypeName | Should -Be 'Account'
        ($account | ConvertTo-Csv | ConvertFrom-Csv).PyTypeName | Should -Be 'Account'
        (Invoke-PyAwaitable -Code '{"a": Account()}' | ConvertTo-Csv | ConvertFrom-Csv).a | Should -BeLike '<__main__.Account object*'
    }

    It 'is short where repr is long, and safe where it fails' {
        (Get-Live 'Long()').PyRepr.Length | Should -BeLessThan 1000
        (Get-Live 'Mute()').PyRepr | Should -Be '<Mute: repr() raised RuntimeError>'
        Get-Live 'Mute()' | Out-String | Should -BeLike '*repr() raised*'
    }

    It 'are Python''s members first for Get-Member, and none of the machinery' {
        $members = @($account | Get-Member)
        $members[0].MemberType | Should -Be 'Dynamic'
        $members.Name | Should -Contain 'rename'
        $members.Name | Should -Not -Contain 'PyInvoke'
        $members.Name | Where-Object { $_ -like 'Try*' } | Should -BeNullOrEmpty
        (TabExpansion2 '$account.ren' 12).CompletionMatches.CompletionText | Should -Be 'rename'
    }

    It 'are what Tab offers first at the prompt, with signatures, and none of .NET''s methods' {
        [PyAsync.PowerShell.Completion.TabExpansion]::Adopt()
        try {
            $offers = @((TabExpansion2 '$account.' 9).CompletionMatches)
            $offers[0].ListItemText | Should -Be 'color'
            ($offers | Where-Object ListItemText -EQ 'rename').ToolTip | Should -BeLike "rename(first, `*, last='x', `*`*more)*"
            $offers.ListItemText | Should -Not -Contain 'GetHashCode'
            $offers.ListItemText | Should -Contain 'PyRepr'
            $keys = @((TabExpansion2 '$account.d.' 11).CompletionMatches)
            $keys[0..2].ListItemText | Should -Be 'k', 'inner', 'count'
            $keys[0].ToolTip | Should -Be 'k = 1'
            (TabExpansion2 '$account.d.inner.' 17).CompletionMatches[0].ListItemText | Should -Be 'z'
            $item = @((TabExpansion2 '$account.nested[1].app' 22).CompletionMatches)
            $item[0].CompletionText | Should -Be 'append('
            $item[0].ToolTip | Should -BeLike 'append(object, /)*'
        }
        finally {
            [PyAsync.PowerShell.Completion.TabExpansion].GetMethod('Undo', [System.Reflection.BindingFlags] 'NonPublic, Static').Invoke($null, @())
        }
    }
}

Describe 'What a live object holds, in a view' {
    BeforeAll {
        $account = Get-Live 'Account()'
    }

    It 'is a short repr where it is a container in a container' {
        $row = [pscustomobject] @{ list = $account.nested; dict = $account.d }
        $text = $row | Format-List | Out-String -Width 200
        $text | Should -Match ([regex]::Escape("{1, [2, [3]], {'a': {'b': 5}}, []…}"))
        $text | Should -Match ([regex]::Escape("[inner, {'z': [1]}]"))
        "$($account.nested)" | Should -Be "1 [2, [3]] {'a': {'b': 5}} [] {}"
    }

    It 'is not taken from an iterator by looking, and a string of an endless one ends' {
        $row = [pscustomobject] @{ g = $account.gen }
        $row | Format-Table | Out-String | Should -BeLike '*{<generator object*>}*'
        $row | Format-List | Out-String | Should -BeLike '*{<generator object*>}*'
        $row | Format-Custom | Out-String | Should -BeLike '*<generator object*'
        Format-Table -InputObject $account.gen | Out-String | Should -BeLike '*<generator object*'
        ($row | ConvertTo-Csv)[1] | Should -BeLike '"<generator object*'
        $gen = $account.gen
        "$gen" | Should -BeLike '<generator object*>'
        [string] $gen | Should -BeLike '<generator object*>'
        @($gen).Count | Should -Be 9
        $endless = Invoke-PyAwaitable -Code 'import itertools; itertools.count()'
        "$endless" | Should -Be 'count(0)'
        @($endless | Select-Object -First 2) | Should -Be 0, 1
    }
}

Describe 'A range and its like' {
    It 'have a count, a length and indexes' -ForEach @(
        @{ code = 'range(2, 5)' }
        @{ code = 'import collections; collections.deque([2, 3, 4])' }
    ) {
        $live = Invoke-PyAwaitable -Code $code
        $live.Count | Should -Be 3
        $live.Length | Should -Be 3
        $live[1] | Should -Be 3
        $live[-1] | Should -Be 4
        "$live" | Should -Be '2 3 4'
        3 -in $live | Should -BeTrue
    }
}

Describe 'A member of an Enum' {
    It 'is its name in a row, in JSON, in CSV and in comparisons, and the member again in Python' {
        $row = Invoke-PyAwaitable -Code '{"c": Color.red, "p": Perm.R | Perm.W}'
        $row | ConvertTo-Json -Compress | Should -Be '{"c":"red","p":"R|W"}'
        ($row | ConvertTo-Csv)[1] | Should -Be '"red","R|W"'
        $row.c -eq 'red' | Should -BeTrue
        $row.c.Value | Should -Be 1
        Invoke-PyAwaitable -Code 'x is Color.red' -Variable @{ x = $row.c } | Should -BeTrue
        Invoke-PyAwaitable builtins:repr $row.c | Should -Be '<Color.red: 1>'
        $row.c | Invoke-PyAwaitable builtins:repr | Should -Be '<Color.red: 1>'
        Invoke-PyAwaitable builtins:repr -ArgumentList (, @($row.c)) | Should -Be '[<Color.red: 1>]'
    }
}

Describe 'What is written to what a live object holds' {
    BeforeEach {
        $account = Get-Live 'Account()'
        function Get-Now([string] $Code) { Invoke-PyAwaitable -Code $Code -Variable @{ a = $account } }
    }

    It 'is written in Python: <script>' -ForEach @(
        @{ script = '$account.d.k = 99'; code = 'a.d["k"]'; expected = 99 }
        @{ script = '$account.d["new"] = 1'; code = 'a.d["new"]'; expected = 1 }
        @{ script = '$account.d.fresh = "f"'; code = 'a.d["fresh"]'; expected = 'f' }
        @{ script = '$account.d.inner.z.append(2)'; code = 'a.d["inner"]["z"]'; expected = 1, 2 }
        @{ script = '$account.d.Remove("k")'; code = '"k" in a.d'; expected = $false }
        @{ script = '$account.items.append(5)'; code = 'a.items'; expected = 1, 2, 3, 4, 5 }
        @{ script = '$null = $account.items.Add(5)'; code = 'a.items[-1]'; expected = 5 }
        @{ script = '$account.items[0] = 9'; code = 'a.items[0]'; expected = 9 }
        @{ script = '$account.items[-1] = 9'; code = 'a.items[-1]'; expected = 9 }
        @{ script = '$account.tags.add("b")'; code = 'len(a.tags)'; expected = 2 }
        @{ script = '$account.pair[1].append(3)'; code = 'a.pair[1]'; expected = 2, 3 }
        @{ script = '$account.money.amount = 6'; code = 'a.money.amount'; expected = 6 }
    ) {
        & ([scriptblock]::Create($script))
        Get-Now $code | Should -Be $expected
    }

    It 'is refused where Python refuses it' {
        { $account.pair[0] = 1 } | Should -Throw '*does not support item assignment*'
    }
}

Describe 'The containers of a live object' {
    BeforeAll {
        $account = Get-Live 'Account()'
    }

    It 'have a count, indexes, slices and keys' {
        $account.items.Count | Should -Be 4
        $account.items[-1] | Should -Be 4
        $account.items[0, 1] | Should -Be 1, 2
        $account.items['1:3'] | Should -Be 2, 3
        $account.items['::-1'] | Should -Be 4, 3, 2, 1
        $account.d.k | Should -Be 1
        $account.d.Keys | Should -Be 'k', 'inner', 'count'
        $account.d.count | Should -Be 7
        $account.d.inner.Count | Should -Be 1
        $account.Count | Should -Be 2
    }

    It 'are enumerated, searched, and JSON' {
        ($account.items | Measure-Object -Sum).Sum | Should -Be 10
        2 -in $account.items | Should -BeTrue
        9 -in $account.items | Should -BeFalse
        @(foreach ($item in $account.items) { $item }) | Should -Be 1, 2, 3, 4
        $account.d | ConvertTo-Json -Compress -Depth 4 | Should -Be '{"k":1,"inner":{"z":[1]},"count":7}'
        $account.items | ConvertTo-Json -Compress | Should -Be '[1,2,3,4]'
    }

    It 'are values where a call gives them' {
        $account.rename('a')[2] | Should -BeOfType pscustomobject
    }
}

Describe 'A class of one''s own' {
    BeforeAll {
        $account = Get-Live 'Account()'
    }

    It 'that can be iterated is one object in a pipeline, and foreach asks for its items' {
        @($account | ForEach-Object { $_ }).Count | Should -Be 1
        @(foreach ($item in $account.GetEnumerator()) { $item }) | Should -Be 'one', 'two'
    }

    It 'has Python''s operators' {
        $money = Get-Live 'Money(5)'
        $money -eq (Get-Live 'Money(5)') | Should -BeTrue
        $money -ne (Get-Live 'Money(5)') | Should -BeFalse
        $money -lt (Get-Live 'Money(6)') | Should -BeTrue
        $money -eq $null | Should -BeFalse
        ($money + 3).amount | Should -Be 8
        [bool] $money | Should -BeTrue
        $zero = Get-Live 'Money(0)'
        $(if ($zero) { 'true' } else { 'false' }) | Should -Be 'false'
        ((Get-Live '[Money(3), Money(1), Money(2)]') | Sort-Object).amount | Should -Be 1, 2, 3
    }

    It 'is found by -in and -contains where Python finds it equal' {
        $five = Get-Live 'Money(5)'
        $several = @((Get-Live 'Money(4)'), (Get-Live 'Money(5)'))
        $five -in $several | Should -BeTrue
        $several -contains $five | Should -BeTrue
        (Get-Live 'Money(6)') -in $several | Should -BeFalse
        $several -notcontains (Get-Live 'Money(6)') | Should -BeTrue
    }

    It 'takes keywords, and is called by Invoke()' {
        $account.rename('a', [PyAsync.Keywords] @{ last = 'z' })[1] | Should -Be 'z'
        $account.PyInvokeMethod('rename', @('a'), @{ last = 'y' })[1] | Should -Be 'y'
        (Get-Live 'len').Invoke('abc') | Should -Be 3
    }

    It 'says what Dispose() would not do' {
        $problem = { (Get-Live 'Pool()').Dispose() } | Should -Throw -PassThru
        "$problem" | Should -BeLike '*leave open*aclose()*'
        { (Get-Live 'object()').Dispose() } | Should -Not -Throw
    }
}

Describe 'An array of numbers' {
    It 'is a list in Python, and a view of its memory where that is asked for' {
        $numbers = [double[]] (1.5, 2.5)
        Invoke-PyAwaitable -Code 'type(x).__name__' -Variable @{ x = $numbers } | Should -Be 'list'
        Invoke-PyAwaitable -Code 'y[0] = 9; type(y).__name__' -Variable @{ y = [PyAsync.View] $numbers } | Should -Be 'memoryview'
        $numbers[0] | Should -Be 9
    }
}
