BeforeAll {
    . (Join-Path $PSScriptRoot '_Common.ps1')
    $null = Start-PyEventLoop -ModulePath $fixtures
}

AfterAll {
    Stop-PyEventLoop
}

Describe 'PowerShell''s values in Python' {
    It 'has None for what an empty pipeline gave, wherever it stands' {
        $nothing = 1..3 | Where-Object { $_ -gt 5 }
        Invoke-PyAwaitable -Code 'x is None' -Variable @{ x = $nothing } | Should -BeTrue
        Invoke-PyAwaitable builtins:dict -Keyword @{ x = $nothing } -AsHashtable | ForEach-Object { $null -eq $_.x } | Should -BeTrue
        Invoke-PyAwaitable builtins:repr -ArgumentList (, $nothing) | Should -Be 'None'
        Invoke-PyAwaitable builtins:repr -ArgumentList (, @(1, $nothing)) | Should -Be '[1, None]'
        Invoke-PyAwaitable builtins:repr -ArgumentList @{ a = @{ b = $nothing } } | Should -Be "{'a': {'b': None}}"
        Invoke-PyAwaitable builtins:repr -ArgumentList ([pscustomobject] @{ a = $nothing }) | Should -Be "{'a': None}"
        Invoke-PyAwaitable builtins:repr -ArgumentList ([pscustomobject] @{}) | Should -Be '{}'
    }

    It 'has a bool for a switch, whether it was given or not' {
        function Test-Switch([switch] $Given, [switch] $Left) {
            Invoke-PyAwaitable builtins:repr -ArgumentList (, @($Given, $Left))
            Invoke-PyAwaitable -Code 'given, left' -Variable @{ given = $Given; left = $Left }
        }
        Test-Switch -Given | Should -Be '[True, False]', $true, $false
    }

    It 'has no counterpart for XML, and says what to give: <name>' -ForEach @(
        @{ name = 'a document'; pick = { $args[0] }; type = 'XmlDocument' }
        @{ name = 'an element'; pick = { $args[0].DocumentElement }; type = 'XmlElement' }
        @{ name = 'an attribute in a list'; pick = { , @(1, $args[0].DocumentElement.Attributes[0]) }; type = 'XmlAttribute' }
    ) {
        $node = & $pick ([xml] '<a b="1"><c/></a>')
        $problem = Get-ErrorOf { Invoke-PyAwaitable -Code x -Variable @{ x = $node } }
        $problem.FullyQualifiedErrorId | Should -BeLike 'PyAsync.ValueNotConvertible*'
        "$problem" | Should -BeLike "*System.Xml.$type*OuterXml*"
    }
}

Describe 'Python''s values in PowerShell' {
    It 'are exact: a Decimal that .NET''s cannot hold stays in Python' {
        Invoke-PyAwaitable decimal:Decimal '0.1234567890123456789012345678' | Should -BeOfType decimal
        $live = Invoke-PyAwaitable decimal:Decimal '0.12345678901234567890123456789012345'
        $live | Should -BeOfType PyAsync.PyObject
        "$live" | Should -Be '0.12345678901234567890123456789012345'
        Invoke-PyAwaitable decimal:Decimal 'NaN' | Should -BeOfType double
    }
}
