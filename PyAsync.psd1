@{
    RootModule             = 'PyAsync.PowerShell.dll'
    ModuleVersion          = '0.1.0'
    GUID                   = '6d8f0b9e-6c0a-4b5e-9d0c-0c5a7f6e2b41'
    Author                 = 'PyAsync contributors'
    CompanyName            = 'PyAsync contributors'
    Copyright              = '(c) PyAsync contributors. MIT licence.'
    Description            = "Python's asyncio in the shell: start an event loop inside the PowerShell process, await Python coroutines as pipeline commands, and stop it all cleanly."
    PowerShellVersion      = '7.4'
    CompatiblePSEditions   = @('Core')
    FormatsToProcess       = @('PyAsync.Format.ps1xml', 'PyAsync.Tasks.Format.ps1xml', 'PyAsync.Errors.Format.ps1xml', 'PyAsync.Environments.Format.ps1xml', 'PyAsync.Objects.Format.ps1xml')
    CmdletsToExport        = @(
        'ConvertTo-PyAwaitable'
        'Export-PyModule'
        'Get-PyConverter'
        'Get-PyEnvironment'
        'Get-PyEventLoop'
        'Get-PyModule'
        'Get-PyTask'
        'Import-PyModule'
        'Invoke-PyAsyncTest'
        'Invoke-PyAwaitable'
        'Invoke-PyScript'
        'New-PyContext'
        'New-PyEnvironment'
        'Receive-PyOutput'
        'Register-PyConverter'
        'Remove-PyModule'
        'Start-PyEventLoop'
        'Stop-PyEventLoop'
        'Stop-PyTask'
        'Test-PyEnvironment'
        'Unregister-PyConverter'
        'Use-PyEventLoop'
        'Use-PyObject'
        'Wait-PyTask'
    )
    FunctionsToExport      = @()
    AliasesToExport        = @()
    VariablesToExport      = @()
    PrivateData            = @{
        PSData = @{
            Tags         = @('Python', 'asyncio', 'async', 'await', 'coroutine', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            ProjectUri   = 'https://github.com/pyasync/pyasync'
            LicenseUri   = 'https://opensource.org/license/mit'
            ReleaseNotes = 'See CHANGELOG.md.'
        }
    }
}
