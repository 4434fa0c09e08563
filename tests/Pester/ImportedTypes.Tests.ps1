# What the types of a Python function's parameters become, and what PowerShell's values become of them.
BeforeDiscovery {
    . "$PSScriptRoot/_Common.ps1"
    & (Get-TestPython).Executable -c 'import pydantic' 2>$null
    $hasPydantic = $LASTEXITCODE -eq 0
    & (Get-TestPython).Executable -c 'import attr' 2>$null
    $hasAttrs = $LASTEXITCODE -eq 0
}

BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
}

AfterAll {
    Get-PyModule | Remove-PyModule
    Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
}

Describe 'Limits of annotations' -Skip:(-not $hasPydantic) {
    BeforeAll {
        Import-PyModule (Join-Path $fixtures 'commands' 'limits.py')
    }

    It 'are checked by PowerShell before Python is called: <line>' -ForEach @(
        @{ line = { Set-Count 0 }; id = 'ParameterArgumentValidationError,Set-Count' }
        @{ line = { Set-Count 6 }; id = 'ParameterArgumentValidationError,Set-Count' }
        @{ line = { Set-Share 0.0 }; id = 'ParameterArgumentValidationError,Set-Share' }
        @{ line = { Set-Share 1.5 }; id = 'ParameterArgumentValidationError,Set-Share' }
        @{ line = { Set-Code ab }; id = 'ParameterArgumentValidationError,Set-Code' }
        @{ line = { Set-Code ABCDE }; id = 'ParameterArgumentValidationError,Set-Code' }
        @{ line = { Set-Counts 1, 9 }; id = 'ParameterArgumentValidationError,Set-Counts' }
    ) {
        (Get-ErrorOf $line).FullyQualifiedErrorId | Should -Be $id
    }

    It 'let through what they allow' {
        Set-Count 5 | Should -Be 5
        Set-Share 1.0 | Should -Be 1.0
        Set-Share 1e-9 | Should -Be 1e-9
        Set-Code ABC | Should -Be 'ABC'
        Set-Counts 1, 5 | Should -Be 6
    }

    It 'make a model of a hashtable, with errors that name the field' {
        Save-Account @{ name = 'ada'; age = '36' } | Should -Be 'ada 36'
        "$(Get-ErrorOf { Save-Account @{ name = 'ada'; age = 'x' } })" | Should -BeLike '*account.age: *'
        "$(Get-ErrorOf { Save-Account @{ age = 1 } })" | Should -BeLike '*account.name: *'
        (Get-Help Save-Account -Parameter Account).description.Text -join "`n" | Should -Match '- age: int'
    }
}

Describe 'What fits no .NET type by itself' {
    BeforeAll {
        Import-PyModule (New-PythonFile 'unusual.py' @'
from pathlib import Path
from typing import List, Optional, TypedDict
class Point(TypedDict):
    x: int
    y: float
def show_point(value: Point): return value
def show_points(values: List[Point]): return values
def show_text(x: Optional[str] = "left out"): return repr(x)
def show_place(x: Optional[Path] = None): return repr(x)
def show_big(x: int = 2**64): return x
def show_far(x: float = "auto"): return x
def show_kwargs(a: str, **more: int): return [a, more]
'@)
    }

    It 'is a TypedDict of a hashtable, whose fields are of their types' {
        (Show-Point @{ x = '1'; y = 2 }).x | Should -Be 1
        (Show-Points @(@{ x = 1; y = 2 }, @{ x = 3; y = 4 }))[1].x | Should -Be 3
        "$(Get-ErrorOf { Show-Point @{ x = 'no' } })" | Should -BeLike '*value.x: *'
    }

    It 'is $null, which is None for a text and a path' {
        Show-Text $null | Should -Be 'None'
        Show-Text '' | Should -Be "''"
        Show-Text | Should -Be "'left out'"
        Show-Place $null | Should -Be 'None'
    }

    It 'is a default, which Python keeps where nothing is given' {
        Show-Big | Should -Be ([bigint]::Pow(2, 64))
        Show-Far | Should -Be 'auto'
        Show-Far 1.5 | Should -Be 1.5
    }

    It 'is an argument given twice, which is refused, and a further argument of the wrong type' {
        "$(Get-ErrorOf { Show-Kwargs a -Keyword @{ a = 1 } })" | Should -BeLike '*multiple values for the argument ''a''*'
        "$(Get-ErrorOf { Show-Kwargs a -Keyword @{ b = 'q' } })" | Should -BeLike '*b: *'
        (Show-Kwargs a -Keyword @{ b = '2' })[1].b | Should -Be 2
    }
}

Describe 'Limits of what may also be None' {
    BeforeAll {
        Import-PyModule (New-PythonFile 'optional.py' @'
from dataclasses import dataclass
from enum import Enum
from typing import List, Literal, Optional
class Tone(Enum):
    low = 1
    high = 2
def show_word(word: Optional[Literal["red", "two words"]] = "red"): return repr(word)
def show_tone(tone: Optional[Tone] = Tone.low): return repr(tone)
def show_number(number: Optional[Literal[1, 2]] = 1): return repr(number)
def show_words(words: Optional[List[Literal["a", "b"]]] = None): return repr(words)
'@)
    }

    It 'let $null through: <line>' -ForEach @(
        @{ line = { Show-Word $null } }
        @{ line = { Show-Tone $null } }
        @{ line = { Show-Number $null } }
        @{ line = { Show-Words $null } }
    ) {
        & $line | Should -Be 'None'
    }

    It 'let through what they allow, in any case: <line>' -ForEach @(
        @{ line = { Show-Word 'Two Words' }; result = "'two words'" }
        @{ line = { Show-Tone HIGH }; result = '<Tone.high: 2>' }
        @{ line = { Show-Number 2 }; result = '2' }
        @{ line = { Show-Words a, b }; result = "['a', 'b']" }
        @{ line = { Show-Word }; result = "'red'" }
    ) {
        & $line | Should -Be $result
    }

    It 'refuse anything else, and say what is allowed' {
        $failure = Get-ErrorOf { Show-Word blue }
        $failure.FullyQualifiedErrorId | Should -Be 'ParameterArgumentValidationError,Show-Word'
        "$failure" | Should -BeLike "*'blue' is none of red, two words*"
    }

    It 'complete' {
        (TabExpansion2 'Show-Tone -Tone ' 16).CompletionMatches.ListItemText | Should -Be 'low', 'high'
        (TabExpansion2 'Show-Word -Word ' 16).CompletionMatches.CompletionText | Should -Contain "'two words'"
    }
}

Describe 'Limits of numbers and texts that may also be None' -Skip:(-not $hasPydantic) {
    BeforeAll {
        Import-PyModule (New-PythonFile 'limited.py' @'
from typing import List, Optional
from pydantic import Field
try:
    from typing import Annotated
except ImportError:
    from typing_extensions import Annotated
def show_size(size: Optional[Annotated[int, Field(ge=1, le=5)]] = 3): return repr(size)
def show_tag(tag: Optional[Annotated[str, Field(min_length=2, max_length=3)]] = None): return repr(tag)
'@)
    }

    It 'let $null through' {
        Show-Size $null | Should -Be 'None'
        Show-Tag $null | Should -Be 'None'
    }

    It 'refuse what is beyond them: <line>' -ForEach @(
        @{ line = { Show-Size 0 }; text = '*0 is less than 1*' }
        @{ line = { Show-Size 6 }; text = '*6 is greater than 5*' }
        @{ line = { Show-Tag a }; text = "*'a' has 1 characters, and 2 to 3 are wanted*" }
        @{ line = { Show-Tag abcd }; text = "*'abcd' has 4 characters*" }
    ) {
        "$(Get-ErrorOf $line)" | Should -BeLike $text
    }

    It 'let through what they allow' {
        Show-Size 5 | Should -Be '5'
        Show-Tag ab | Should -Be "'ab'"
    }
}

Describe 'Dates and times' {
    BeforeAll {
        Import-PyModule (New-PythonFile 'moments.py' @'
import datetime
from typing import List, Optional
def show_moment(moment: datetime.datetime): return moment
def show_day(day: datetime.date): return day.isoformat()
def show_days(days: List[datetime.date]): return [day.isoformat() for day in days]
def show_clock(clock: Optional[datetime.time] = None): return repr(clock)
def get_aware(): return datetime.datetime(2026, 1, 2, 3, tzinfo=datetime.timezone(datetime.timedelta(hours=5)))
'@)
    }

    It 'take the DateTimeOffset that Python''s own aware datetime is here, as the same moment' {
        $moment = Get-Aware
        $moment | Should -BeOfType ([System.DateTimeOffset])
        Show-Moment $moment | Should -Be $moment
        ($moment | Show-Moment).UtcDateTime | Should -Be $moment.UtcDateTime
    }

    It 'keep a time without a zone as it is' {
        $moment = Show-Moment ([datetime] '2026-01-02 03:04:05')
        $moment | Should -BeOfType ([datetime])
        $moment | Should -Be ([datetime] '2026-01-02 03:04:05')
    }

    It 'take the date or the time of day of what Get-Date gives' {
        Show-Day (Get-Date '2026-01-02 03:04') | Should -Be '2026-01-02'
        Show-Days (Get-Date '2026-01-02'), (Get-Date '2026-01-03') | Should -Be '2026-01-02', '2026-01-03'
        Show-Clock (Get-Date '2026-01-02 03:04') | Should -Be 'datetime.time(3, 4)'
        Show-Clock ([timespan] '03:04') | Should -Be 'datetime.time(3, 4)'
        Show-Clock $null | Should -Be 'None'
    }

    It 'still take texts, and say what is none' {
        Show-Day '2026-01-02' | Should -Be '2026-01-02'
        (Get-ErrorOf { Show-Day 'soon' }).FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentTransformationError*'
    }
}

Describe 'Paths within other values' {
    BeforeAll {
        Import-PyModule (New-PythonFile 'places.py' @'
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, Optional, Tuple
@dataclass
class Copy:
    source: Path
    target: Optional[Path] = None
def show_copy(copy: Copy): return [str(copy.source), str(copy.target)]
def show_pair(pair: Tuple[str, Path]): return [str(one) for one in pair]
def show_map(places: Dict[str, Path]): return {key: str(one) for key, one in places.items()}
def show_more(**more: Path): return {key: str(one) for key, one in more.items()}
def show_file(file: Path): return str(file)
'@)
        Push-Location $TestDrive
        $here = (Get-Location).ProviderPath
    }

    AfterAll {
        Pop-Location
    }

    It 'are meant from PowerShell''s location, as a path that is a parameter is' {
        Show-File a.txt | Should -Be (Join-Path $here a.txt)
        Show-Copy @{ source = 'a.txt'; target = Join-Path $here b.txt } | Should -Be (Join-Path $here a.txt), (Join-Path $here b.txt)
        Show-Copy @{ source = 'a.txt' } | Should -Be (Join-Path $here a.txt), 'None'
        Show-Pair a.txt, a.txt | Should -Be a.txt, (Join-Path $here a.txt)
        (Show-Map @{ one = 'a.txt' }).one | Should -Be (Join-Path $here a.txt)
        (Show-More -Keyword @{ one = 'a.txt' }).one | Should -Be (Join-Path $here a.txt)
        (Show-Map @{ one = '~' }).one | Should -Be (Resolve-Path ~).ProviderPath
    }

    It 'are so in a command that goes through the pipeline, a job and an exported module' {
        @{ source = 'a.txt' } | Show-Copy | Select-Object -First 1 | Should -Be (Join-Path $here a.txt)
        Show-Pair a.txt, a.txt -AsJob | Wait-Job | Receive-Job -AutoRemoveJob -Wait | Select-Object -Last 1 | Should -Be (Join-Path $here a.txt)
        $null = Export-PyModule (Join-Path $TestDrive places.py) -OutputPath (Join-Path $TestDrive Places)
        Import-Module (Join-Path $TestDrive Places) -Force -WarningAction Ignore
        (Places\Show-Map @{ one = 'a.txt' }).one | Should -Be (Join-Path $here a.txt)
        Remove-Module Places
    }
}

Describe 'pydantic 1''s validators' -Skip:(-not $hasPydantic) {
    It 'are taken again when their file is edited' {
        $text = @'
try:
    from pydantic.v1 import BaseModel, validator
except ImportError:
    from pydantic import BaseModel, validator
class Account(BaseModel):
    name: str
    @validator("name")
    def is_short(cls, value):
        if len(value) > LIMIT: raise ValueError("too long")
        return value
LIMIT = 3
def save_account(account: Account): return account.name
'@
        $file = New-PythonFile 'validated.py' $text
        Import-PyModule $file
        Save-Account @{ name = 'ada' } | Should -Be 'ada'
        "$(Get-ErrorOf { Save-Account @{ name = 'charles' } })" | Should -BeLike '*account.name: too long*'
        Set-Content $file ($text -replace 'LIMIT = 3', 'LIMIT = 30')
        Import-PyModule $file
        Save-Account @{ name = 'charles' } | Should -Be 'charles'
    }
}

Describe 'Flags' {
    BeforeAll {
        Import-PyModule (New-PythonFile 'flags.py' @'
import enum
class Rights(enum.Flag):
    read = 1
    write = 2
    run = 4
def show_rights(rights: Rights): return rights.value
'@)
    }

    It 'are put together as PowerShell and Python write it: <given>' -ForEach @(
        @{ given = 'read'; value = 1 }
        @{ given = 'Read, run'; value = 5 }
        @{ given = 'write|run'; value = 6 }
        @{ given = 3; value = 3 }
    ) {
        Show-Rights $given | Should -Be $value
    }

    It 'say what is none' {
        "$(Get-ErrorOf { Show-Rights 'read, fly' })" | Should -BeLike "*rights: 'read, fly' is none of read, write, run*"
    }
}

Describe 'Classes of attrs' -Skip:(-not $hasAttrs) {
    It 'are made of a hashtable, with errors that name the field' {
        Import-PyModule (New-PythonFile 'spots.py' @'
import attr
@attr.s(auto_attribs=True)
class Spot:
    x: int
    y: int = 1
    tags: list = attr.Factory(list)
def show_spot(spot: Spot): return [spot.x, spot.y, len(spot.tags)]
'@)
        Show-Spot @{ x = '2' } | Should -Be 2, 1, 0
        "$(Get-ErrorOf { Show-Spot @{ y = 2 } })" | Should -BeLike "*needs the field 'x'*"
        "$(Get-ErrorOf { Show-Spot @{ x = 'a' } })" | Should -BeLike '*spot.x: *'
        (Get-Help Show-Spot -Parameter Spot).description.Text -join "`n" | Should -Match '- y: int, default 1'
    }
}

Describe 'The fields of a record' {
    BeforeAll {
        Import-PyModule (New-PythonFile 'strict.py' @'
from dataclasses import InitVar, dataclass, field
from typing import Dict, List, Literal, NamedTuple, Optional, Set, TypedDict
@dataclass
class Item:
    lit: Literal["a", "b"] = "a"
@dataclass
class Box:
    name: str
    tags: List[str] = field(default_factory=list)
    nums: Optional[List[int]] = None
    kinds: Optional[Set[str]] = None
    items: List[Item] = field(default_factory=list)
    mode: Literal["fast", "slow"] = "fast"
    start: InitVar[int] = 0
    def __post_init__(self, start): self.name += "!" * start
class Row(TypedDict, total=False):
    mode: Literal[1, 2]
def show_box(box: Box): return repr([box.name, box.tags, box.nums, box.kinds, [i.lit for i in box.items], box.mode])
def show_row(row: Row): return repr(row)
def show_map(map: Dict[str, List[str]]): return repr(map)
'@) -WarningAction Ignore
    }

    It 'take one value for a list of it, as PowerShell unrolls lists: <line>' -ForEach @(
        @{ line = { Show-Box @{ name = 'a'; tags = 'web' } }; result = "['a', ['web'], None, None, [], 'fast']" }
        @{ line = { Show-Box @{ name = 'a'; nums = '5' } }; result = "['a', [], [5], None, [], 'fast']" }
        @{ line = { Show-Box @{ name = 'a'; kinds = 'x' } }; result = "['a', [], None, {'x'}, [], 'fast']" }
        @{ line = { Show-Box @{ name = 'a'; items = @{ lit = 'B' } } }; result = "['a', [], None, None, ['b'], 'fast']" }
        @{ line = { Show-Map @{ k = 'web' } }; result = "{'k': ['web']}" }
    ) {
        & $line | Should -Be $result
    }

    It 'refuse what is none of theirs, and name the field: <line>' -ForEach @(
        @{ line = { Show-Box @{ name = 'a'; mode = 'zz' } }; text = "*box.mode: 'zz' is none of fast, slow*" }
        @{ line = { Show-Box @{ name = 'a'; items = @{ lit = 'c' } } }; text = "*box.items?0?.lit: 'c' is none of a, b*" }
        @{ line = { Show-Row @{ mode = 3 } }; text = '*row.mode: 3 is none of 1, 2*' }
        @{ line = { Show-Box @{ name = $null } }; text = '*box.name: None is no str*' }
        @{ line = { Show-Box @{ name = 'a'; nums = 'x' } }; text = "*box.nums?0?: 'x' is no int*" }
    ) {
        "$(Get-ErrorOf $line)" | Should -BeLike $text
    }

    It 'take what is only for the making of a dataclass' {
        Show-Box @{ name = 'a'; start = 2 } | Should -BeLike "?'a!!'*"
    }
}
