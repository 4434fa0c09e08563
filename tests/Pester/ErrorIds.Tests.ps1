# Ids and targets: ours are told apart from Python's, and each names what failed.
BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    $null = Start-PyEventLoop -ModulePath $fixtures
    $null = Invoke-PyAwaitable -Code @'
class Timeout(Exception): pass
class LoopStopped(Exception): pass
async def call_with(f, x):
    return await f(x)
def raising(name):
    raise globals()[name]("mine")
'@
}

AfterAll {
    Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
}

Describe 'A Python class with the name of an id of ours' {
    It 'has its module in its id: <_>' -ForEach 'Timeout', 'LoopStopped' {
        $record = Get-ErrorOf { Invoke-PyAwaitable raising $_ }
        $record.FullyQualifiedErrorId | Should -Be "PyAsync.__main__.$_,PyAsync.PowerShell.Commands.InvokePyAwaitableCommand"
        $record.CategoryInfo.Category | Should -Not -Be 'OperationTimeout'
    }
}

Describe '-TimeoutSeconds' {
    It 'is a TimeoutException for catch' {
        $caught = try {
            Invoke-PyAwaitable asyncio:sleep 30 -TimeoutSeconds 0.1 -ErrorAction Stop
        }
        catch [TimeoutException] {
            $_
        }
        $caught.FullyQualifiedErrorId | Should -BeLike 'PyAsync.Timeout,*'
    }
}

Describe 'An error of a script block that Python lets through' {
    It 'names the item that failed, where the block only threw words' {
        $all = 1..3 | Invoke-PyAwaitable -Variable @{ check = { if ($args[0] -eq 2) { throw "no $($args[0])" } else { $args[0] } } } -Code 'await check(_)' -Ordered 2>&1
        $all[0, 2] | Should -Be 1, 3
        $all[1].FullyQualifiedErrorId | Should -BeLike 'PyAsync.ScriptBlockFailed*'
        $all[1].TargetObject | Should -Be 2
        $all[1].InvocationInfo.Line | Should -Match 'throw'
        "$($all[1])" | Should -Be 'no 2'
    }

    It 'keeps an id and a place of its own, and names the item' {
        $record = Get-ErrorOf { 'x' | Invoke-PyAwaitable -Variable @{ f = { Write-Error 'mine' -ErrorId My.Id -TargetObject t -ErrorAction Stop } } -Code 'await f(_)' }
        $record.FullyQualifiedErrorId | Should -BeLike 'My.Id*'
        $record.TargetObject | Should -Be 'x'
        $record.InvocationInfo.ScriptName | Should -Be $PSCommandPath
    }

    It 'keeps an id, a target and a place of its own where there is no item' {
        $record = Get-ErrorOf { Invoke-PyAwaitable call_with { Write-Error 'mine' -ErrorId My.Id -TargetObject t -ErrorAction Stop }, 1 }
        $record.FullyQualifiedErrorId | Should -BeLike 'My.Id*'
        $record.TargetObject | Should -Be 't'
        $record.InvocationInfo.ScriptName | Should -Be $PSCommandPath
    }
}

Describe 'The page of troubleshooting' {
    BeforeAll {
        $page = Get-Content (Join-Path $repository 'docs/guides/troubleshooting.md') -Raw
    }

    It 'has a paragraph for every id' {
        $table = [PyAsync.PyAsyncException].Assembly.GetType('PyAsync.PythonProblem')
        $problems = [enum]::GetNames($table) | ForEach-Object { "Python$_" }
        $assembly = [System.AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'PyAsync.PowerShell' }
        $ids = $assembly.GetType('PyAsync.PowerShell.Errors.ErrorTable').GetProperty('Ids').GetValue($null)
        # What the library tells of itself, and its classes in Python; PythonError has the class's own name.
        $library = [enum]::GetNames([PyAsync.PyErrorId]) | Where-Object { $_ -notin 'Other', 'PythonError', 'PythonNotUsable' }
        $classes = Invoke-PyAwaitable -Code @'
import importlib, pkgutil, pyasync
modules = [pyasync] + [importlib.import_module("pyasync." + m.name) for m in pkgutil.iter_modules(pyasync.__path__)]
sorted({n for m in modules for n, v in vars(m).items() if isinstance(v, type) and issubclass(v, BaseException) and v.__module__.startswith("pyasync") and not n.startswith("_")})
'@
        $classes | Should -Contain 'AlreadyAwaited'
        foreach ($id in @($ids) + $problems + $library + $classes) {
            $page | Should -Match "(?m)^### $id`$"
        }
    }

    It 'has each heading once' {
        $twice = [regex]::Matches($page, '(?m)^### (.+)$') | ForEach-Object { $_.Groups[1].Value } | Group-Object | Where-Object Count -GT 1
        $twice | Should -BeNullOrEmpty
    }

    It 'is where an error''s help link leads' {
        foreach ($record in (Get-ErrorOf { Get-PyEventLoop nowhere }), (Get-ErrorOf { Test-PyEnvironment /nowhere/python3 }), (Get-ErrorOf { Invoke-PyAwaitable asyncio:sleep 30 -TimeoutSeconds 0.1 })) {
            $anchor = ($record.Exception.HelpLink -split '#')[-1]
            $page.ToLowerInvariant() | Should -Match "(?m)^### $anchor`$"
        }
    }
}
