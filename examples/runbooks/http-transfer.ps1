#requires -Version 7.4
<#
.SYNOPSIS
Downloads a file a piece at a time, and uploads lines as they come down the pipeline; neither is in memory as a whole.

.EXAMPLE
./http-transfer.ps1 -Download https://example.org/big.iso -Into big.iso
Get-Content big.log | ./http-transfer.ps1 -Upload https://example.org/logs
#>
param(
    [Parameter(Mandatory, ParameterSetName = 'Download')] [string] $Download,
    [Parameter(Mandatory, ParameterSetName = 'Download')] [string] $Into,
    [Parameter(Mandatory, ParameterSetName = 'Upload')] [string] $Upload,
    [Parameter(ValueFromPipeline, ParameterSetName = 'Upload')] [string] $Line
)

begin {
    if (-not (Get-Module PyAsync)) { Import-Module ($env:PYASYNC_MODULE ? "$env:PYASYNC_MODULE/PyAsync.psd1" : 'PyAsync') -ErrorAction Stop }
    Invoke-PyAwaitable -Code @'
import aiohttp, os

async def download(url, path):
    part, size = path + ".part", 0  # Under the real name there is only a whole file.
    try:
        async with aiohttp.ClientSession() as session, session.get(url) as answer:
            answer.raise_for_status()
            with open(part, "wb") as file:
                async for piece in answer.content.iter_chunked(65536):
                    file.write(piece)
                    size += len(piece)
                    yield {"Bytes": size, "Of": answer.content_length}
        os.replace(part, path)
        yield {"Path": path, "Bytes": size}
    finally:
        if os.path.exists(part): os.remove(part)

async def upload(lines, url):
    async def body():
        async for line in lines:
            yield line.encode() + b"\n"
    async with aiohttp.ClientSession() as session, session.post(url, data=body()) as answer:
        answer.raise_for_status()
        return await answer.json()
'@
    # The pipeline's items go on as they come: in $input they would be gathered first.
    $stream = { Invoke-PyAwaitable upload $Upload -AsStream }.GetSteppablePipeline()
    if ($Upload) { $stream.Begin($true) }
}

process { if ($Upload) { $stream.Process($Line) } }

end {
    if ($Upload) { return $stream.End() }
    $path = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Into)
    Invoke-PyAwaitable download $Download, $path | ForEach-Object {
        if ($_.Path) { $_ } else { Write-Progress $Download -Status "$($_.Bytes) bytes" -PercentComplete ($_.Of ? 100 * $_.Bytes / $_.Of : -1) }
    }
}
clean { $stream.Dispose() }
