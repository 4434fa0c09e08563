@{
    GUID              = '6d0a3d2c-5b0f-4f2e-9f0b-0e1d0c6c0a04'
    ModuleVersion     = '2.2.0'
    Author            = 'PyAsync contributors'
    Description       = 'The thread jobs of pshost.'
    NestedModules     = @('../../pshost.dll')
    FunctionsToExport = @()
    AliasesToExport   = @()
    CmdletsToExport   = @('Start-ThreadJob')
}
