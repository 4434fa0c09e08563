# What belongs to one loop, and loops that several runspaces share.
BeforeAll {
    . (Join-Path $PSScriptRoot '_Common.ps1')
    $null = Start-PyEventLoop -ModulePath $fixtures
    $null = Start-PyEventLoop 'Another one'
}

AfterAll {
    Stop-PyEventLoop -Name Default, 'Another one'
}

Describe 'What is bound to a loop' {
    It 'is refused on another one, whose name it tells: <name>' -ForEach @(
        @{ name = 'a task as an argument'; make = '[asyncio.ensure_future(asyncio.sleep(5))]'; use = { Invoke-PyAwaitable asyncio:wait_for $bound, 1 -Loop 'Another one' } }
        @{ name = 'a task in a variable'; make = '[asyncio.ensure_future(asyncio.sleep(5))]'; use = { Invoke-PyAwaitable -Variable @{ bound = $bound } -Code 'await bound' -Loop 'Another one' } }
        @{ name = 'a task from the pipeline'; make = '[asyncio.ensure_future(asyncio.sleep(5))]'; use = { $bound | Invoke-PyAwaitable -Loop 'Another one' } }
        @{ name = 'a future in a list'; make = '[asyncio.get_running_loop().create_future()]'; use = { Invoke-PyAwaitable builtins:len @(, @(1, $bound)) -Loop 'Another one' } }
        @{ name = 'a queue somebody waits for'; make = 'q = asyncio.Queue(); t = asyncio.ensure_future(q.get()); await asyncio.sleep(0); [q]'; use = { Invoke-PyAwaitable -Variable @{ bound = $bound } -Code 'bound.put_nowait(1)' -Loop 'Another one' } }
    ) {
        $bound = (Invoke-PyAwaitable -Code "import asyncio; $make" -Raw -NoEnumerate)[0]
        $problem = Get-ErrorOf $use
        $problem.FullyQualifiedErrorId | Should -BeLike 'PyAsync.WrongLoop,*'
        "$problem" | Should -BeLike "*bound to the event loop 'Default'*"
    }

    It 'is none of what may be used everywhere' {
        $function = Invoke-PyAwaitable -Code 'lambda: 7' -Raw
        Invoke-PyAwaitable $function -Loop 'Another one' | Should -Be 7
        $free = (Invoke-PyAwaitable -Code 'import asyncio; [asyncio.sleep(0, 8)]' -Raw -NoEnumerate)[0]
        $free | Invoke-PyAwaitable -Loop 'Another one' | Should -Be 8
    }
}

Describe 'Removing the module' {
    It 'in one of two runspaces leaves the loops that they share' {
        $other = Start-Background 'Start-Sleep -Milliseconds 300; Remove-Module PyAsync; "removed"'
        Invoke-PyAwaitable asyncio:sleep 1, 'kept' -Loop 'Another one' | Should -Be 'kept'
        (Wait-Background $other).Output | Should -Be 'removed'
        (Get-PyEventLoop 'Another one').State | Should -Be 'Running'
    }

    It 'in the last one stops them' {
        $result = Invoke-Shell @'
$null = Start-PyEventLoop
$other = [powershell]::Create()
$null = $other.AddCommand('Import-Module').AddArgument((Get-Module PyAsync).Path).Invoke()
$other.Dispose()
Remove-Module PyAsync
[PyAsync.Loops.PyEventLoop]::All.Count
'@
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Be '0'
    }
}
