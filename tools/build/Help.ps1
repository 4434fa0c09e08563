# Makes the help that Get-Help shows, from docs/: with PlatyPS where it is installed, else with tools/help.

function Build-Help([string] $Into) {
    $pages = @(Get-ChildItem (Join-Path $root 'docs' 'cmdlets') -Filter *-*.md | Sort-Object Name | ForEach-Object FullName)
    $topics = @(Get-ChildItem (Join-Path $root 'docs') -Filter about_*.md | ForEach-Object FullName)
    $culture = Join-Path $Into 'en-US'
    [void] (New-Item $culture -ItemType Directory -Force)
    $maml = Join-Path $culture 'PyAsync.PowerShell.dll-Help.xml'

    $project = Join-Path $root 'tools' 'help'
    Build-Project $project
    $converter = Join-Path $project 'bin' $Configuration 'net10.0' 'PyAsync.Help.dll'
    Invoke-DotNet (@($converter, 'about', $culture) + $topics)

    $platyPS = Get-Module Microsoft.PowerShell.PlatyPS -ListAvailable | Where-Object Version -GE '1.0' | Select-Object -First 1
    if ($platyPS) {
        Import-Module $platyPS.Path
        $aside = Join-Path $out 'help.new'
        $made = $pages | Import-MarkdownCommandHelp | Export-MamlCommandHelp -OutputFolder $aside -Force
        Move-Item $made.FullName $maml -Force
        Remove-Item $aside -Recurse -Force
    }
    else {
        Invoke-DotNet (@($converter, 'maml', $maml) + $pages)
    }
}
