@{
    GUID              = '6d0a3d2c-5b0f-4f2e-9f0b-0e1d0c6c0a03'
    ModuleVersion     = '7.0.0.0'
    Author            = 'PyAsync contributors'
    Description       = 'The security commands of pshost.'
    NestedModules     = @('../../pshost.dll')
    FunctionsToExport = @()
    AliasesToExport   = @()
    CmdletsToExport   = @('ConvertFrom-SecureString', 'ConvertTo-SecureString', 'Get-Credential', 'Get-ExecutionPolicy', 'Set-ExecutionPolicy')
}
