@{
    GUID                 = '6d0a3d2c-5b0f-4f2e-9f0b-0e1d0c6c0a05'
    ModuleVersion        = '5.99.0'
    Author               = 'PyAsync contributors'
    Description          = 'The part of Pester 5''s language that this repository''s tests use. The real Pester, where it is installed, comes first on the module path.'
    NestedModules        = @('../../../PsHost.Pester.dll')
    FunctionsToExport    = @()
    AliasesToExport      = @('Describe', 'Context', 'It', 'BeforeAll', 'AfterAll', 'BeforeEach', 'AfterEach', 'BeforeDiscovery', 'Should', 'InModuleScope')
    CmdletsToExport      = @(
        'Invoke-Pester', 'New-PesterConfiguration', 'New-PesterContainer', 'Set-ItResult', 'Assert-PesterShould', 'Invoke-PesterInModuleScope',
        'Add-PesterDescribe', 'Add-PesterContext', 'Add-PesterIt', 'Add-PesterBeforeAll', 'Add-PesterAfterAll', 'Add-PesterBeforeEach',
        'Add-PesterAfterEach', 'Add-PesterBeforeDiscovery'
    )
}
