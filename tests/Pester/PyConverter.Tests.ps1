BeforeAll {
    . (Join-Path $PSScriptRoot '_Common.ps1')
    $null = Start-PyEventLoop -ModulePath $fixtures
    $null = Invoke-PyAwaitable -Code @'
class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y
def kind(value):
    return type(value).__name__
def same(value):
    return value
'@
}

AfterAll {
    Get-PyConverter | ForEach-Object {
        if ($_.Direction -eq 'ToPython') { Unregister-PyConverter ([type] $_.TypeName) } else { Unregister-PyConverter -PythonType $_.TypeName }
    }
    Stop-PyEventLoop
}

Describe 'Register-PyConverter' {
    It 'converts the values of a .NET type on their way to Python' {
        Register-PyConverter ([System.Net.Mail.MailAddress]) { $args[0].Address }
        Invoke-PyAwaitable same ([System.Net.Mail.MailAddress]::new('a@b.example')) | Should -Be 'a@b.example'
    }

    It 'converts the instances of a Python class on their way to PowerShell' {
        Invoke-PyAwaitable -Code 'Point(1, 2)' | Should -BeOfType ([PyAsync.Objects.PyObject])
        Register-PyConverter -PythonType __main__.Point { '{0};{1}' -f $args[0].x, $args[0].y }
        Invoke-PyAwaitable -Code 'Point(1, 2)' | Should -Be '1;2'
        Invoke-PyAwaitable -Code '[Point(1, 2), Point(3, 4)]' | Should -Be '1;2', '3;4'
    }

    It 'lists what is registered' {
        Register-PyConverter ([System.Net.Mail.MailAddress]) { $args[0].Address }
        (Get-PyConverter | Where-Object TypeName -EQ 'System.Net.Mail.MailAddress').Direction | Should -Be 'ToPython'
    }

    It 'gives the registration with -PassThru and registers nothing with -WhatIf' {
        $info = Register-PyConverter -PythonType collections.deque { 'deque' } -PassThru
        $info.TypeName | Should -Be 'collections.deque'
        Unregister-PyConverter -PythonType collections.deque
        Register-PyConverter -PythonType collections.deque { 'deque' } -WhatIf
        Get-PyConverter | Where-Object TypeName -EQ collections.deque | Should -BeNullOrEmpty
    }

    It 'is an error of the await that needs it where the script block fails' {
        Register-PyConverter -PythonType __main__.Point { throw 'no point' }
        $problem = Get-ErrorOf { Invoke-PyAwaitable -Code 'Point(1, 2)' }
        "$problem" | Should -BeLike '*no point*'
        Unregister-PyConverter -PythonType __main__.Point
    }

    It 'is an error of the await too where it only writes one' {
        Register-PyConverter -PythonType __main__.Point { Write-Error 'no point either'; 1 }
        $problem = Get-ErrorOf { Invoke-PyAwaitable -Code 'Point(1, 2)' }
        "$problem" | Should -BeLike '*no point either*'
        Unregister-PyConverter -PythonType __main__.Point
    }
}

Describe 'Unregister-PyConverter' {
    It 'takes a converter out again' {
        Register-PyConverter -PythonType __main__.Point { 'converted' }
        Unregister-PyConverter -PythonType __main__.Point
        Invoke-PyAwaitable -Code 'Point(1, 2)' | Should -BeOfType ([PyAsync.Objects.PyObject])
    }

    It 'says that none is registered' {
        $problem = Get-ErrorOf { Unregister-PyConverter ([System.Version]) }
        $problem.FullyQualifiedErrorId | Should -BeLike 'PyAsync.ConverterNotFound*'
        $problem.TargetObject | Should -Be 'System.Version'
    }
}

Describe 'Warnings of Python' {
    It 'go to the Warning stream with category, file and line' {
        $all = Invoke-PyAwaitable -Code @'
import warnings
warnings.warn("old way", DeprecationWarning, stacklevel=1)
'@ 3>&1
        $warning = $all | Where-Object { $_ -is [System.Management.Automation.WarningRecord] }
        "$warning" | Should -BeLike "DeprecationWarning: old way (${PSCommandPath}:*)"
    }

    It 'stop with -WarningAction Stop' {
        { Invoke-PyAwaitable -Code 'import warnings; warnings.warn("stop here")' -WarningAction Stop } | Should -Throw '*stop here*'
    }
}
