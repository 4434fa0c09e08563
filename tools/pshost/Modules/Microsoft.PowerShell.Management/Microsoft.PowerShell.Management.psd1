@{
    GUID              = '6d0a3d2c-5b0f-4f2e-9f0b-0e1d0c6c0a01'
    ModuleVersion     = '7.0.0.0'
    Author            = 'PyAsync contributors'
    Description       = 'The management commands of pshost.'
    NestedModules     = @('../../pshost.dll')
    FunctionsToExport = @()
    AliasesToExport   = @()
    CmdletsToExport   = @(
        'Add-Content', 'Clear-Content', 'Clear-Item', 'Convert-Path', 'Copy-Item', 'Get-ChildItem', 'Get-Content', 'Get-Item',
        'Get-ItemProperty', 'Get-ItemPropertyValue', 'Get-Location', 'Get-Process', 'Get-PSDrive', 'Get-PSProvider', 'Invoke-Item', 'Join-Path',
        'Move-Item', 'New-Item', 'New-ItemProperty', 'New-PSDrive', 'Pop-Location', 'Push-Location', 'Remove-Item', 'Remove-ItemProperty',
        'Remove-PSDrive', 'Rename-Item', 'Resolve-Path', 'Set-Content', 'Set-Item', 'Set-ItemProperty', 'Set-Location', 'Split-Path',
        'Start-Process', 'Stop-Process', 'Test-Path', 'Wait-Process'
    )
}
