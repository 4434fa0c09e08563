# Runs test files, one after the other, with this version of Pester and writes the counts as JSON.
param([string] $Path, [string] $Report, [string] $Tag, [version] $Pester)

Import-Module Pester -RequiredVersion $Pester
$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path -split '\|'
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Normal'
$configuration.Output.RenderMode = [Console]::IsOutputRedirected ? 'Plaintext' : 'Auto'
if ($Tag) {
    $configuration.Filter.Tag = $Tag -split ','
}
$result = Invoke-Pester -Configuration $configuration
if (-not $result) {
    # No report, which counts as a failure; what went wrong is on the screen.
    exit 1
}
# A block whose BeforeAll fails, and a file that cannot be read, count as failed blocks and containers.
$failed = @($result.Failed | ForEach-Object { "$($_.ExpandedPath) ($(Split-Path $_.Block.BlockContainer.Item -Leaf))" }) +
    @($result.FailedBlocks | ForEach-Object { "$($_.ExpandedPath) ($(Split-Path $_.BlockContainer.Item -Leaf))" })
@{
    Passed  = $result.PassedCount
    Failed  = $result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount
    Skipped = $result.SkippedCount + $result.InconclusiveCount
    Names   = @($failed + @($result.FailedContainers | ForEach-Object { "$($_.Item)" }) | Where-Object { $_ })
} | ConvertTo-Json | Set-Content $Report
