# A loop that is stopped while the pipeline still feeds: every item ends once, as a value or as an error that names it.
BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
}

AfterAll {
    Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
}

Describe 'A loop that is stopped while the pipeline feeds' {
    BeforeEach {
        $null = Start-PyEventLoop Fed -ModulePath $fixtures
    }

    AfterEach {
        Stop-PyEventLoop Fed -Force -TimeoutSeconds 1
    }

    It 'delivers what has finished, and gives each refused item an error of its own' {
        $all = & {
            1..20
            Wait-Until { (Get-PyEventLoop Fed).Pending -eq 0 }
            Stop-PyEventLoop Fed
            21, 22
        } | Invoke-PyAwaitable -Loop Fed -Code 'import asyncio; await asyncio.sleep(0.05); _' 2>&1
        $all | Where-Object { $_ -is [int] } | Sort-Object | Should -Be (1..20)
        $errors = @($all | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
        $errors.TargetObject | Should -Be 21, 22
        $errors.FullyQualifiedErrorId | Should -BeLike 'PyAsync.LoopStopped,*'
        $errors.Exception.Message | Should -BeLike "*'Fed'*"
        # What has finished comes first.
        $all[-2..-1].TargetObject | Should -Be 21, 22
    }

    It 'gives each item in flight an error that names it, and keeps the order with -Ordered' {
        $all = & {
            'a', 'quick', 'b'
            Wait-Until { (Get-PyEventLoop Fed).Pending -eq 2 }
            Stop-PyEventLoop Fed
            'c'
        } | Invoke-PyAwaitable -Loop Fed -Ordered -Code 'import sample; await (sample.echo_late(_) if _ == "quick" else sample.hang(_))' 2>&1
        $all.Count | Should -Be 4
        ($all | ForEach-Object { $_ -is [string] ? $_ : $_.TargetObject }) | Should -Be 'a', 'quick', 'b', 'c'
        $all[1] | Should -Be 'quick'
        $all[0, 2, 3].FullyQualifiedErrorId | Should -BeLike 'PyAsync.LoopStopped,*'
    }

    It 'is told once without items' {
        $loop = Get-PyEventLoop Fed
        Stop-PyEventLoop Fed
        $record = Get-ErrorOf { Invoke-PyAwaitable asyncio:sleep 0 -Loop $loop }
        $record.FullyQualifiedErrorId | Should -BeLike 'PyAsync.LoopStopped,*'
        $record.TargetObject | Should -Be 'asyncio:sleep'
        "$record" | Should -BeLike "*Start it again with Start-PyEventLoop -Name 'Fed'*"
    }
}
