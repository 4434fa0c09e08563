# Tasks in sight: which there are, where they are suspended, who started them.

BeforeAll {
    . "$PSScriptRoot/_Common.ps1"

    function Start-Task([string] $Name, [object[]] $With = @(), [string] $As) {
        Invoke-PyAwaitable tasks:start (@($Name) + $With) -Keyword @{ task_name = $As }
    }

    function Get-Line([string] $Mark) {
        Invoke-PyAwaitable tasks:line_of $Mark
    }
}

AfterAll {
    Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
}

Describe 'Get-PyTask' {
    BeforeEach {
        $null = Start-PyEventLoop -ModulePath $fixtures
        Invoke-PyAwaitable tasks:reset
    }

    AfterEach {
        Invoke-PyAwaitable tasks:reset
        Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
    }

    It 'lists nothing where nothing runs' {
        Get-PyTask | Should -BeNullOrEmpty
    }

    It 'names the innermost line of the user''s own code through a chain of awaits' {
        Start-Task outer -As chain
        $task = Get-PyTask -Name chain
        $task.Coroutine | Should -Be 'outer'
        $task.State | Should -Be 'Pending'
        $task.File | Should -Be (Join-Path $fixtures tasks.py)
        $task.Line | Should -Be (Get-Line inner)
        $task.Awaiting | Should -Be 'sleep'
        $task.Place | Should -Be "tasks.py:$(Get-Line inner)"
    }

    It 'looks through <Name>, which Python code cannot see into' -ForEach @(
        @{ Name = 'an async generator'; Coroutine = 'reader'; Mark = 'numbers' }
        @{ Name = 'an object with __await__'; Coroutine = 'by_object'; Mark = 'inner' }
    ) {
        Start-Task $Coroutine -As hidden
        (Get-PyTask -Name hidden).Line | Should -Be (Get-Line $Mark)
    }

    It 'tells what is awaited' {
        Start-Task getter queue -As waits
        $task = Get-PyTask -Name waits
        $task.Awaiting | Should -Be 'Queue.get'
        $task.Line | Should -Be (Get-Line getter)
    }

    It 'gives each task a number that it keeps, and each only once' {
        1..3 | ForEach-Object { Start-Task outer }
        $first = Get-PyTask
        @($first.Id | Sort-Object -Unique).Count | Should -Be 3
        Start-Task outer
        $second = Get-PyTask
        $second[0..2].Id | Should -Be $first.Id
        $second[3].Id | Should -BeGreaterThan $first[2].Id
    }

    It 'names the command that started an await, with its script and line' {
        $script = Join-Path $TestDrive start.ps1
        Set-Content $script "# first`nInvoke-PyAwaitable tasks:outer"
        $background = Start-Background "& '$script'"
        Wait-Until { Get-PyTask }
        $task = Get-PyTask
        $task.Command | Should -Be "${script}:2: Invoke-PyAwaitable tasks:outer"
        $task.IsStartKnown | Should -BeTrue
        $task.RunningText | Should -Match '^0:00:\d\d\.\d$'
        $task | Stop-PyTask
        (Wait-Background $background).Errors.FullyQualifiedErrorId | Should -BeLike 'PyAsync.Canceled,*'
    }

    It 'says "at least" of the running time of what Python started itself' {
        Start-Task outer -As own
        $task = Get-PyTask -Name own
        $task.IsStartKnown | Should -BeFalse
        $task.Command | Should -BeNullOrEmpty
        $task.RunningText | Should -BeLike '>0:00:*'
        Wait-Until { (Get-PyTask -Name own).RunningTime -gt $task.RunningTime }
    }

    It 'finds tasks by number and by wildcards of the name' {
        Start-Task outer -As red
        Start-Task outer -As rose
        Start-Task outer -As blue
        (Get-PyTask -Name r*).Name | Sort-Object | Should -Be 'red', 'rose'
        (Get-PyTask -Name blue, red).Name | Should -Be 'blue', 'red'
        $blue = Get-PyTask -Name blue
        (Get-PyTask $blue.Id).Name | Should -Be 'blue'
        ([pscustomobject] @{ Id = $blue.Id } | Get-PyTask).Name | Should -Be 'blue'
    }

    It 'finds a task that has ended by its number only, with its end' {
        Start-Task fails gate -As broken
        $task = Get-PyTask -Name broken
        Invoke-PyAwaitable tasks:open_gate
        Wait-Until { -not (Get-PyTask) }
        $ended = Get-PyTask $task.Id
        $ended.State | Should -Be 'Failed'
        $ended.Error | Should -Be 'ValueError: it broke'
        $ended.HasEnded | Should -BeTrue
    }

    It 'finds a name with brackets as what it is' {
        Start-Task outer -As 'item[1]'
        Start-Task outer -As item1
        (Get-PyTask -Name 'item[1]').Name | Should -Be 'item[1]'
        (Get-PyTask -Name 'item[12]').Name | Should -Be 'item1'
    }

    It 'gives an error for <Case> that is not there' -ForEach @(
        @{ Case = 'a number'; Command = { Get-PyTask 987654 }; Target = 987654 }
        @{ Case = 'a name'; Command = { Get-PyTask -Name nobody }; Target = 'nobody' }
        @{ Case = 'a bad pattern'; Command = { Get-PyTask -Name 'item[1' }; Target = 'item[1' }
    ) {
        $problem = Get-ErrorOf $Command
        $problem.FullyQualifiedErrorId | Should -BeLike 'PyAsync.TaskNotFound,*'
        $problem.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $problem.TargetObject | Should -Be $Target
        $problem.Exception.Message | Should -BeLike "*$([WildcardPattern]::Escape($Target))*Get-PyTask*"
        Get-PyTask -Name nobody* | Should -BeNullOrEmpty
    }

    It 'lists the tasks of the loops that are named' {
        $other = Start-PyEventLoop Other -ModulePath $fixtures
        Start-Task outer -As here
        Invoke-PyAwaitable tasks:outer -Loop Other -TimeoutSeconds 0.01 -ErrorAction SilentlyContinue
        Invoke-PyAwaitable -Loop Other -Code 'import asyncio; there = asyncio.ensure_future(asyncio.sleep(3600)); there.set_name("there")'
        (Get-PyTask -Loop Default).Name | Should -Be 'here'
        (Get-PyTask -Loop $other).Name | Should -Be 'there'
        (Get-PyTask -Loop Oth*, Default).Name | Should -Be 'there', 'here'
        (Get-PyTask -Loop Other).Loop | Should -Be $other
        (Get-ErrorOf { Get-PyTask -Loop Nowhere }).FullyQualifiedErrorId | Should -BeLike 'PyAsync.LoopNotFound,*'
    }

    It 'lists 5,000 tasks of a loop that goes on meanwhile' {
        Invoke-PyAwaitable tasks:many 5000
        $all = Get-PyTask
        $all.Count | Should -Be 5000
        @($all.Id | Sort-Object -Unique).Count | Should -Be 5000
        Invoke-PyAwaitable -Code '6 * 7' | Should -Be 42
    }

    It 'gives an error that names the line where a loop is blocked, and lists the others' {
        $null = Start-PyEventLoop Other -ModulePath $fixtures
        Start-Task outer -As here
        $flag = Join-Path $TestDrive 'go-on'
        $background = Start-Background "Invoke-PyAwaitable tasks:block '$flag' -Loop Other"
        try {
            Wait-Until { (Get-PyEventLoop Other).Blocked }
            $found = Get-PyTask -ErrorVariable problem -ErrorAction SilentlyContinue
            $found.Name | Should -Be 'here'
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'PyAsync.LoopBusy,*'
            $problem[0].CategoryInfo.Category | Should -Be 'OperationTimeout'
            $problem[0].Exception.Message | Should -BeLike "*'Other'*tasks.py:$(Get-Line block) in block*"
        }
        finally {
            Set-Content $flag ''
            $null = Wait-Background $background
        }
    }

    It 'completes numbers and names' {
        Start-Task outer -As 'my task'
        $id = (Get-PyTask).Id
        $line = 'Get-PyTask -Name my'
        ([System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null)).CompletionMatches.CompletionText | Should -Be "'my task'"
        $line = 'Get-PyTask -Id '
        ([System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null)).CompletionMatches.CompletionText | Should -Be "$id"
    }

    It 'shows a table that fits 100 columns' {
        Start-Task outer -As red
        $table = Get-PyTask | Format-Table | Out-String -Width 100
        $table | Should -Match '(?m)^ +Id Name +State +Running Coroutine +Loop +Suspended at'
        $table | Should -Match "(?m)^ +\d+ red +Pending +>0:00:\d\d\.\d outer +Default +tasks\.py:$(Get-Line inner)"
    }
}
