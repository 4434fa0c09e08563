# What Get-Help shows of a command, from docstring and signature.
BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    $catalog = Join-Path $fixtures 'commands' 'catalog.py'
}

AfterAll {
    Get-PyModule | Remove-PyModule
    Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
}

Describe 'The help of an imported command' {
    BeforeAll {
        Import-PyModule $catalog -WarningAction SilentlyContinue
    }

    It 'has text and type for every parameter of every command' {
        foreach ($command in Get-Command -Module catalog -CommandType Function) {
            $help = Get-Help $command -Full
            $help.Synopsis | Should -Not -BeNullOrEmpty -Because $command.Name
            foreach ($parameter in $help.parameters.parameter) {
                $parameter.type.name | Should -Not -BeNullOrEmpty -Because "$($command.Name) -$($parameter.name)"
                ($parameter.description.Text -join '') | Should -Not -BeNullOrEmpty -Because "$($command.Name) -$($parameter.name)"
            }
        }
    }

    It 'reads the docstring''s <form> form' -ForEach @(
        @{ form = 'Google'; command = 'Get-Text'; parameter = 'Times'; text = 'How often it is. Type in Python: int. Default: 1.'; output = 'str. The repeated text.' }
        @{ form = 'NumPy'; command = 'Get-Sum'; parameter = 'Second'; text = 'The other number, which may be missing. Type in Python: int. Default: 0.'; output = 'int. Their sum.' }
        @{ form = 'Sphinx'; command = 'Get-Ratio'; parameter = 'Whole'; text = 'The whole, which is 1 where nothing is said. Type in Python: float. Default: 1.0.'; output = 'float. The ratio.' }
    ) {
        $help = Get-Help $command -Parameter $parameter
        ($help.description.Text -join ' ') -replace '\s+', ' ' | Should -Be $text
        (Get-Help $command).returnValues.returnValue.type.name | Should -Match ([regex]::Escape($output))
    }

    It 'shows synopsis, description, defaults and examples' {
        $help = Get-Help Get-Text -Full
        $help.Synopsis | Should -Be 'Repeats a text.'
        $help.description.Text | Should -BeLike 'The text comes back so many times, in one string.*'
        @($help.examples.example).Count | Should -Be 2
        $help.examples.example[0].code | Should -Be 'Get-Text ab -Times 3'
        (Get-Help Get-Text -Parameter Times).defaultValue | Should -Be 1
        (Get-Help Get-Text -Examples | Out-String) | Should -Match 'Get-Text -Times 2'
    }

    It 'has the types and errors of a docstring in <form> form, where no annotation says the type' -ForEach @(
        @{ form = 'Google'; command = 'move_google'; output = 'bool. Whether it moved.' }
        @{ form = 'NumPy'; command = 'move_numpy'; output = 'bool. Whether it moved.' }
        @{ form = 'Sphinx'; command = 'move_sphinx'; output = 'bool. Whether it moved.' }
    ) {
        Import-PyModule (New-PythonFile 'undeclared.py' @'
def move_google(src, times=1, plain: int = 2):
    """Moves.

    Args:
        src (str): The source.
        times (Optional[float], optional): How often.
        plain (str): Annotated.

    Returns:
        bool: Whether it moved.

    Raises:
        OSError: If it is
            away.
        asyncio.TimeoutError: If it is late.
    """

def move_numpy(src, times=1, plain: int = 2):
    """Moves.

    Parameters
    ----------
    src : str
        The source.
    times : Optional[float], default 1
        How often.
    plain : str
        Annotated.

    Returns
    -------
    bool
        Whether it moved.

    Raises
    ------
    OSError
        If it is
        away.
    asyncio.TimeoutError
        If it is late.
    """

def move_sphinx(src, times=1, plain: int = 2):
    """Moves.

    :param str src: The source.
    :param times: How often.
    :type times: Optional[float]
    :param str plain: Annotated.
    :return: Whether it moved.
    :rtype: bool
    :raises OSError: If it is
        away.
    :raises asyncio.TimeoutError: If it is late.
    """
'@)
        $texts = 'Src', 'Times', 'Plain' | ForEach-Object { ((Get-Help $command -Parameter $_).description.Text -join ' ') -replace '\s+', ' ' }
        $texts | Should -Be 'The source. Type in Python: str.', 'How often. Type in Python: Optional[float]. Default: 1.', 'Annotated. Type in Python: int. Default: 2.'
        $help = Get-Help $command -Full
        $help.returnValues.returnValue.type.name | Should -Match ([regex]::Escape($output))
        $help.alertSet.alert.Text | Should -Be "Raises:`n- OSError: If it is away.`n- asyncio.TimeoutError: If it is late."
    }

    It 'has the words of an example below its code: <command>' -ForEach @(
        @{ command = 'show_doctest'; code = @('>>> show_doctest("a")|True', '>>> show_doctest("b")'); remarks = 'Move it:', 'Now another, of two lines: Well.' }
        @{ command = 'show_commands'; code = @('show_commands a -B 3', "'x' | show_commands", 'show_commands <name>'); remarks = 'This shows it.', 'Pipe it:', '' }
        @{ command = 'show_nothing'; code = @('Show-Nothing -A <value> -B <value>'); remarks = @('') }
    ) {
        Import-PyModule (New-PythonFile 'worded.py' @'
def show_doctest(a):
    """Shows.

    Examples
    --------
    Move it:

    >>> show_doctest("a")
    True

    Now another,
    of two lines:
    >>> show_doctest("b")

    Well.
    """

def show_commands(a, b=1):
    """Shows.

    Examples:
        This shows it.

        show_commands a -B 3

        Pipe it::

            'x' | show_commands

        show_commands <name>
    """

def show_nothing(a, b):
    """Shows.

    Examples:
        There are none.
    """
'@)
        $examples = @((Get-Help $command -Examples).examples.example)
        $examples | ForEach-Object { ("$($_.introduction.Text)$($_.code)" -replace '^PS > ?') -replace "`r?`n", '|' } | Should -Be $code
        $examples | ForEach-Object { (($_.remarks.Text -join ' ') -replace '\s+', ' ').Trim() } | Should -Be $remarks
    }

    It 'lists the fields of a dataclass' {
        $text = (Get-Help Connect-Endpoint -Parameter Endpoint).description.Text -join "`n"
        $text | Should -Match '- host: str'
        $text | Should -Match '- port: int, default 443'
    }
}
