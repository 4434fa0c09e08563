#requires -Version 7.4
<#
.SYNOPSIS
Makes docs/images/session.svg: a real session, its commands run one by one and what each of them wrote.

.DESCRIPTION
Run it after ./build.sh build, with the shell that is to be seen:  pwsh -File tools/session-picture.ps1
#>
param(
    [string[]] $Command = @(
        "Invoke-PyAwaitable asyncio:sleep 0.1, 'slept well'"
        "1..5 | Invoke-PyAwaitable -Code 'import asyncio; await asyncio.sleep(1); _ * _'"
        "Invoke-PyAwaitable -Code 'from collections import Counter; seen = Counter()'"
        "Get-Content LICENSE | Invoke-PyAwaitable -Code 'seen.update(_.lower().split())'"
        "Invoke-PyAwaitable -Code '[{`"word`": w, `"times`": n} for w, n in seen.most_common(3)]'"
        "'1', 'x', '3' | Invoke-PyAwaitable builtins:int -Ordered"
        "Get-PyEventLoop"
    ),
    [int] $Columns = 100
)

$ErrorActionPreference = 'Stop'
$root = Split-Path $PSScriptRoot
Import-Module (Get-Item (Join-Path $root 'out/PyAsync/*/PyAsync.psd1') | Sort-Object { [version] $_.Directory.Name } | Select-Object -Last 1)
Set-Location $root
$PSStyle.OutputRendering = 'PlainText'
$ErrorActionPreference = 'Continue'

$lines = [System.Collections.Generic.List[object]]::new()
function Add-Line([string] $Text, [string] $Kind) {
    $lines.Add([pscustomobject] @{ Text = $Text; Kind = $Kind })
}

foreach ($text in $Command) {
    Add-Line $text 'command'
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    $written = @(. ([scriptblock]::Create($text)) 2>&1 | Where-Object { $null -ne $_ })
    $seconds = $clock.Elapsed.TotalSeconds
    # Errors keep their place among the results, in another colour.
    $run = [System.Collections.Generic.List[object]]::new()
    for ($i = 0; $i -lt $written.Count; $i++) {
        $run.Add($written[$i])
        $isError = $written[$i] -is [System.Management.Automation.ErrorRecord]
        if ($i + 1 -eq $written.Count -or ($written[$i + 1] -is [System.Management.Automation.ErrorRecord]) -ne $isError) {
            $shown = ($isError ? "$($run[0].CategoryInfo.Activity): $($run[0].Exception.Message)" : ($run | Out-String -Width $Columns)).Trim("`r", "`n")
            foreach ($line in $shown -split "`r?`n") {
                Add-Line $line ($isError ? 'error' : 'output')
            }
            $run.Clear()
        }
    }
    if ($seconds -gt 0.9) {
        Add-Line ('{0:0.0} s' -f $seconds) 'note'
    }
}
Get-PyEventLoop | Stop-PyEventLoop

# A line of text becomes a line of SVG; what is too long goes on in the next one.
$height = 20
$width = $Columns * 8.4 + 40
$y = 56
$body = foreach ($line in $lines) {
    $rest = $line.Text
    $first = $true
    do {
        $room = $line.Kind -eq 'command' ? $Columns - 4 : $Columns
        $part = $rest.Substring(0, [Math]::Min($room, $rest.Length))
        $rest = $rest.Substring($part.Length)
        $safe = [System.Security.SecurityElement]::Escape($part)
        $prompt = $line.Kind -ne 'command' ? '' : $first ? '<tspan class="prompt">PS&gt; </tspan>' : '<tspan class="prompt">&gt;&gt;  </tspan>'
        "  <text x=`"20`" y=`"$y`" class=`"$($line.Kind)`">$prompt$safe</text>"
        $y += $height
        $first = $false
    } while ($rest)
}

$svg = @"
<svg xmlns="http://www.w3.org/2000/svg" width="$width" height="$($y + 4)" viewBox="0 0 $width $($y + 4)" xml:space="preserve" role="img" aria-label="A PyAsync session in PowerShell">
  <style>
    text { font: 14px 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace; white-space: pre; fill: #cccccc; }
    .command { fill: #f2f2f2; }
    .prompt { fill: #4ec9b0; }
    .error { fill: #f48771; }
    .note { fill: #808080; }
  </style>
  <rect width="100%" height="100%" rx="8" fill="#1e1e1e" />
  <circle cx="22" cy="20" r="6" fill="#ff5f56" /><circle cx="42" cy="20" r="6" fill="#ffbd2e" /><circle cx="62" cy="20" r="6" fill="#27c93f" />
$($body -join "`n")
</svg>
"@
$file = Join-Path $root 'docs/images/session.svg'
[void] (New-Item (Split-Path $file) -ItemType Directory -Force)
Set-Content $file $svg
Write-Host "Drew $($lines.Count) lines to $file"
