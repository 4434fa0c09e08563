# What pshost brings of the Utility and Management commands; real ones must pass as well.
Describe 'Select-Object' {
    It 'stops the commands before it with -First' {
        $seen = [System.Collections.Generic.List[int]]::new()
        1..100 | ForEach-Object { $seen.Add($_); $_ } | Select-Object -First 2 | Should -Be 1, 2
        $seen.Count | Should -Be 2
    }

    It '<arguments> of 1..5 is <expected>' -ForEach @(
        @{ arguments = @{ First = 2 }; expected = 1, 2 }
        @{ arguments = @{ Last = 2 }; expected = 4, 5 }
        @{ arguments = @{ Skip = 3 }; expected = 4, 5 }
        @{ arguments = @{ First = 2; Skip = 1 }; expected = 2, 3 }
        @{ arguments = @{ SkipLast = 3 }; expected = 1, 2 }
        @{ arguments = @{ Index = 0, 3 }; expected = 1, 4 }
        @{ arguments = @{ SkipIndex = 0, 3 }; expected = 2, 3, 5 }
        @{ arguments = @{ First = 1; Last = 1 }; expected = 1, 5 }
    ) {
        1..5 | Select-Object @arguments | Should -Be $expected
    }

    It 'calculates, renames, expands and excludes properties' {
        $source = [pscustomobject]@{ A = 1; B = 2, 3; C = 'x' }
        $made = $source | Select-Object A, @{ Name = 'Sum'; Expression = { $_.B[0] + $_.B[1] } }
        $made.Sum | Should -Be 5
        $made.PSObject.Properties.Name | Should -Be 'A', 'Sum'
        $source | Select-Object -ExpandProperty B | Should -Be 2, 3
        ($source | Select-Object * -ExcludeProperty B).PSObject.Properties.Name | Should -Be 'A', 'C'
        ($source | Select-Object Missing).Missing | Should -BeNullOrEmpty
    }

    It 'drops repeated objects with -Unique' {
        'a', 'b', 'a' | Select-Object -Unique | Should -Be 'a', 'b'
    }
}

Describe 'ordering and grouping' {
    It 'sorts by several keys, each with its own direction' {
        $items = @{ n = 1; s = 'b' }, @{ n = 2; s = 'a' }, @{ n = 1; s = 'a' } | ForEach-Object { [pscustomobject]$_ }
        $items | Sort-Object @{ e = 'n'; Descending = $true }, s | ForEach-Object { "$($_.n)$($_.s)" } | Should -Be '2a', '1a', '1b'
    }

    It 'keeps the order of equal objects' {
        1..50 | ForEach-Object { [pscustomobject]@{ k = $_ % 2; i = $_ } } | Sort-Object k -Stable | Select-Object -First 3 | ForEach-Object i | Should -Be 2, 4, 6
    }

    It 'sorts uniquely and takes the top' {
        3, 1, 3, 2 | Sort-Object -Unique | Should -Be 1, 2, 3
        3, 1, 2 | Sort-Object -Top 2 | Should -Be 1, 2
    }

    It 'groups, also as a hashtable' {
        $groups = 'aa', 'b', 'cc' | Group-Object Length
        $groups.Name | Should -Be '1', '2'
        $groups[1].Count | Should -Be 2
        ('aa', 'b' | Group-Object Length -AsHashTable)[2] | Should -Be 'aa'
    }

    It 'measures' {
        $m = 1, 2, 3 | Measure-Object -Sum -Average -Maximum
        $m.Sum, $m.Average, $m.Maximum, $m.Count | Should -Be 6, 2, 3, 3
        ('a b', 'c' | Measure-Object -Word).Words | Should -Be 3
    }

    It 'compares' {
        (Compare-Object 1, 2 2, 3 | Sort-Object InputObject | ForEach-Object { "$($_.InputObject)$($_.SideIndicator)" }) | Should -Be '1<=', '3=>'
    }
}

Describe 'JSON' {
    It 'survives a round trip' {
        $value = [ordered]@{ a = 1; b = @(1, 'x', $null, $true, 2.5); c = @{ d = 'é"\' } }
        $back = $value | ConvertTo-Json -Depth 5 | ConvertFrom-Json
        $back.a | Should -Be 1
        $back.b | Should -Be @(1, 'x', $null, $true, 2.5)
        $back.c.d | Should -BeExactly 'é"\'
    }

    It 'writes <expected>' -ForEach @(
        @{ value = @(1); expected = '[1]' }
        @{ value = @{ a = $null }; expected = '{"a":null}' }
        @{ value = 'x'; expected = '"x"' }
        @{ value = [pscustomobject]@{ a = [DayOfWeek]::Monday }; expected = '{"a":1}' }
        @{ value = [bigint]::Parse('12345678901234567890123'); expected = '12345678901234567890123' }
    ) {
        ConvertTo-Json -InputObject $value -Compress | Should -Be $expected
    }

    It 'reads into hashtables' {
        $table = '{"a":{"b":1},"A":2}' | ConvertFrom-Json -AsHashtable
        $table['a']['b'] | Should -Be 1
        $table['A'] | Should -Be 2
    }

    It 'reads an array as separate objects, or as one' {
        @('[1,2,3]' | ConvertFrom-Json | ForEach-Object { $_ }).Count | Should -Be 3
        @('[1,2,3]' | ConvertFrom-Json -NoEnumerate).Count | Should -Be 1
    }

    It 'reads <json> as <type>' -ForEach @(
        @{ json = '1'; type = 'long' }
        @{ json = '1.5'; type = 'double' }
        @{ json = '"2024-01-02T03:04:05Z"'; type = 'datetime' }
        @{ json = '12345678901234567890123'; type = 'bigint' }
    ) {
        ConvertFrom-Json $json | Should -BeOfType $type
    }

    It 'refuses <_>' -ForEach '{', '{"a":}' {
        { ConvertFrom-Json $_ } | Should -Throw -ErrorId 'System.ArgumentException,Microsoft.PowerShell.Commands.ConvertFromJsonCommand'
    }

    It 'warns when it cuts at the depth' {
        $warning = $null
        $null = @{ a = @{ b = @{ c = @{ d = 1 } } } } | ConvertTo-Json -WarningVariable warning -WarningAction SilentlyContinue
        $warning | Should -BeLike '*depth of 2*'
    }
}

Describe 'files' {
    BeforeEach {
        $path = Join-Path $TestDrive 'a.txt'
    }

    It 'writes, adds, reads and removes' {
        'x', 'y' | Set-Content $path
        Add-Content $path 'z'
        Get-Content $path | Should -Be 'x', 'y', 'z'
        Get-Content $path -Raw | Should -Be ('x', 'y', 'z', '' -join [Environment]::NewLine)
        Get-Content $path -Tail 1 | Should -Be 'z'
        Remove-Item $path
        $path | Should -Not -Exist
    }

    It 'makes, copies, moves and lists' {
        $null = New-Item (Join-Path $TestDrive 'd/e') -ItemType Directory -Force
        $null = New-Item (Join-Path $TestDrive 'd/e/f.txt') -Value 'f'
        Copy-Item (Join-Path $TestDrive 'd') (Join-Path $TestDrive 'copy') -Recurse
        Move-Item (Join-Path $TestDrive 'copy/e/f.txt') (Join-Path $TestDrive 'copy/g.txt')
        Get-ChildItem (Join-Path $TestDrive 'copy') -Recurse -File -Name | Should -Be 'g.txt'
        { Remove-Item (Join-Path $TestDrive 'none') -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound,Microsoft.PowerShell.Commands.RemoveItemCommand'
    }

    It 'splits and joins paths' {
        Split-Path '/a/b/c.txt' -Leaf | Should -Be 'c.txt'
        Split-Path '/a/b/c.txt' -LeafBase | Should -Be 'c'
        Join-Path a b c | Should -Be (@('a', 'b', 'c') -join [System.IO.Path]::DirectorySeparatorChar)
    }

    It 'keeps a stack of locations' {
        $before = Get-Location
        Push-Location $TestDrive
        (Get-Location).ProviderPath | Should -Be "$TestDrive"
        Pop-Location
        (Get-Location).Path | Should -Be $before.Path
    }

    It 'finds lines' {
        'one', 'two' | Set-Content $path
        (Select-String -Path $path -Pattern 'tw').LineNumber | Should -Be 2
    }
}

Describe 'objects and variables' {
    It 'assigns in the scope that is asked for' {
        function Set-Outer { Set-Variable -Name outer -Value 2 -Scope 1 }
        $outer = 1
        Set-Outer
        $outer | Should -Be 2
        (Get-Variable outer).Value | Should -Be 2
    }

    It 'runs an expression in the caller''s scope' {
        Invoke-Expression '$made = 3'
        $made | Should -Be 3
    }

    It 'makes objects and adds members' {
        $list = New-Object 'System.Collections.Generic.List[int]'
        $list.GetType() | Should -Be ([System.Collections.Generic.List[int]])
        (New-Object System.Version 1, 2).Minor | Should -Be 2
        $o = [pscustomobject]@{ a = 1 } | Add-Member -MemberType ScriptProperty -Name b -Value { $this.a + 1 } -PassThru
        $o.b | Should -Be 2
        ($o | Get-Member -Name b).MemberType | Should -Be 'ScriptProperty'
    }

    It 'reports an error with all its parts' {
        $caught = $null
        try { Write-Error -Message m -ErrorId MyId -Category InvalidData -TargetObject 5 -ErrorAction Stop } catch { $caught = $_ }
        $caught.FullyQualifiedErrorId | Should -Be 'MyId'
        $caught.CategoryInfo.Category | Should -Be 'InvalidData'
        $caught.TargetObject | Should -Be 5
        $caught.Exception.Message | Should -Be 'm'
    }

    It 'redirects every stream' {
        $all = & { Write-Host h; Write-Warning w; Write-Information i; Write-Output o } *>&1
        $all | ForEach-Object { $_.GetType().Name } | Should -Be 'InformationRecord', 'WarningRecord', 'InformationRecord', 'String'
    }

    It 'reads and writes CSV' {
        $rows = "a,b`n1,`"x,`"`"y`"" | ConvertFrom-Csv
        $rows.b | Should -Be 'x,"y'
        $rows | ConvertTo-Csv | Should -Be '"a","b"', '"1","x,""y"'
    }

    It 'adds members to a type that has been shown before' {
        $null = [timespan]::Zero | Out-String
        Update-TypeData -TypeName System.TimeSpan -MemberType ScriptProperty -MemberName PsHostTest -Value { 'new' } -Force
        [timespan]::Zero.PsHostTest | Should -Be 'new'
        Remove-TypeData -TypeName System.TimeSpan
    }

    It 'has its commands in a runspace with the default session state' {
        $shell = [powershell]::Create()
        $shell.AddScript('1..3 | Select-Object -First 1').Invoke() | Should -Be 1
        $shell.Dispose()
    }

    It 'formats to text' {
        (1, 2 | Out-String).Trim() | Should -Be "1$([Environment]::NewLine)2"
        ([pscustomobject]@{ a = 1 } | Format-List | Out-String).Trim() | Should -Be 'a : 1'
    }
}

Describe 'jobs and events' {
    It 'runs a thread job' {
        $seven = 7
        $job = Start-ThreadJob { param($x) $x + $using:seven; Write-Error bad } -ArgumentList 1
        $output = $job | Wait-Job | Receive-Job -ErrorVariable failures -ErrorAction SilentlyContinue
        $output | Should -Be 8
        $failures | Should -Be 'bad'
        $job.State | Should -Be 'Completed'
        Remove-Job $job
    }

    It 'stops a thread job' {
        $job = Start-ThreadJob { 'up'; Start-Sleep 60 }
        while (-not (Receive-Job $job)) { Start-Sleep -Milliseconds 20 }
        Stop-Job $job
        $job.State | Should -Be 'Stopped'
        Remove-Job $job
    }

    It 'runs in parallel' {
        1..3 | ForEach-Object -Parallel { $_ * 2 } | Sort-Object | Should -Be 2, 4, 6
    }

    It 'waits for an event' {
        $null = New-Event -SourceIdentifier test.event -MessageData 9
        (Wait-Event -SourceIdentifier test.event -Timeout 5).MessageData | Should -Be 9
        Remove-Event -SourceIdentifier test.event
        Get-Event -SourceIdentifier test.event -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'starts a process and gives its exit code' -Skip:([bool]$IsWindows) {
        $out = Join-Path $TestDrive 'out.txt'
        $process = Start-Process sh -ArgumentList '-c', '"echo hi; exit 3"' -PassThru -Wait -RedirectStandardOutput $out
        $process.ExitCode | Should -Be 3
        Get-Content $out | Should -Be 'hi'
    }
}
