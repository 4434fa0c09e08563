#requires -Version 7.4
<#
.SYNOPSIS
Reads a query's rows from PostgreSQL through an asyncpg pool into a CSV file, and notes the export down in a transaction.

.EXAMPLE
./postgres-export.ps1 postgresql://me@localhost/shop 'select * from orders' orders.csv
#>
[CmdletBinding()]
param([string] $Dsn, [string] $Query, [string] $Path)

$ErrorActionPreference = 'Stop'
if (-not (Get-Module PyAsync)) { Import-Module ($env:PYASYNC_MODULE ? "$env:PYASYNC_MODULE/PyAsync.psd1" : 'PyAsync') -ErrorAction Stop }
Invoke-PyAwaitable -Code @'
import asyncpg

async def rows(query):
    # A cursor reads a page at a time; it lives as long as its transaction.
    try:
        async with pool.acquire() as connection, connection.transaction(readonly=True):
            async for row in connection.cursor(query, prefetch=2000):
                yield dict(row)
    except asyncpg.InterfaceError as error:
        # That nothing can be rolled back on a connection which is gone says less than why it is gone.
        raise error.__context__ or error from None

async def note(path, count):
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("create table if not exists exports (path text, count int, at timestamptz default now())")
        await connection.execute("insert into exports (path, count) values ($1, $2)", path, count)
        return await connection.fetchval("select count(*) from exports")

pool = await asyncpg.create_pool(dsn, min_size=1, max_size=4)
'@ -Variable @{ dsn = $Dsn }

# Under the real name there is only a whole file.
$part = "$Path.part"
try {
    $count = 0
    Invoke-PyAwaitable rows $Query | ForEach-Object { $count++; $_ } | Export-Csv -LiteralPath $part
    Move-Item -LiteralPath $part $Path -Force
    [pscustomobject] @{ Path = $Path; Rows = $count; Exports = Invoke-PyAwaitable note $Path, $count }
    Invoke-PyAwaitable -Code 'await pool.close()' | Out-Null
}
catch {
    # A pool whose server is gone cannot be closed in peace, and must not hide why.
    Invoke-PyAwaitable -Code 'pool.terminate()' -ErrorAction Ignore
    Remove-Item -LiteralPath $part -ErrorAction Ignore
    throw
}
