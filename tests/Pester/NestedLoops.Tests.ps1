# nest_asyncio itself, which changes asyncio for the whole process; NestedRunTests.cs has what it does to a loop.
BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
}

Describe 'nest_asyncio' {
    It 'runs coroutines and a script block inside of what the loop runs, also with several at once' {
        Skip-Without nest_asyncio
        $result = Invoke-Shell @'
Invoke-PyAwaitable -Code @"
import asyncio, nest_asyncio
nest_asyncio.apply()
async def double(x):
    await asyncio.sleep(0.02)
    return x * 2
async def ask(block):
    return await block
def nested(coroutine):
    return asyncio.get_event_loop().run_until_complete(coroutine)
"@
Invoke-PyAwaitable -Code 'nested(double(21))' -TimeoutSeconds 20
Invoke-PyAwaitable -Code 'nested(ask(_))' -InputObject (ConvertTo-PyAwaitable { 'of a block' }) -TimeoutSeconds 20
(1..5 | Invoke-PyAwaitable -Code 'nested(double(_))' -TimeoutSeconds 20 -Ordered) -join ' '
'@
        $result.Errors | Should -BeNullOrEmpty
        $result.Output -split '\r?\n' | Should -Be '42', 'of a block', '2 4 6 8 10'
    }
}
