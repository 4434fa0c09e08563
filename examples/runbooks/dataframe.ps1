#requires -Version 7.4
<#
.SYNOPSIS
Gives objects to pandas as a frame, works on it there, and has its rows back as objects.

.EXAMPLE
Get-Process | ./dataframe.ps1 -By Name -Sum WorkingSet64 | Select-Object -First 5
#>
param(
    [Parameter(ValueFromPipeline)] [object] $InputObject,
    [Parameter(Mandatory)] [string] $By,
    [Parameter(Mandatory)] [string] $Sum
)

if (-not (Get-Module PyAsync)) { Import-Module ($env:PYASYNC_MODULE ? "$env:PYASYNC_MODULE/PyAsync.psd1" : 'PyAsync') -ErrorAction Stop }
$rows = @($input | Select-Object $By, $Sum)
Invoke-PyAwaitable -Code @'
import numpy, pandas

frame = pandas.DataFrame(rows)
totals = frame.groupby(by, as_index=False)[sum_of].agg(["count", "sum"]).reset_index().sort_values("sum", ascending=False)
totals["share"] = numpy.round(totals["sum"] / totals["sum"].sum(), 3)
totals
'@ -Variable @{ rows = $rows; by = $By; sum_of = $Sum }
