using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Conversion;
using Xunit;

namespace PyAsync.Tests.Live;

/// <summary>.NET's own libraries, used from Python as a program would.</summary>
public sealed class LiveLibraryTests(LoopFixture python)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;


    [Fact]
    public async Task HttpClient_has_500_requests_in_flight_by_gather()
    {
        python.NeedLive();
        using HttpListener listener = new();
        int port = FreePort();
        string address = $"http://127.0.0.1:{port}/";
        listener.Prefixes.Add(address);
        listener.Start();
        Task server = Serve(listener, 500);
        using HttpClient client = new();
        object?[] answers = (object?[])(await python.RunLive("client, base", "answers = await asyncio.gather(*[client.GetStringAsync(base + str(i)) for i in range(500)])\nreturn answers[0], answers[499], len(set(answers))", client, address))!;
        Assert.Equal(["/0", "/499", 500], answers);
        await server.WaitAsync(TimeSpan.FromSeconds(30), Token);
    }

    [Fact]
    public async Task A_FileSystemWatcher_is_an_async_iterator_of_its_events()
    {
        python.NeedLive();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("pyasync");
        using FileSystemWatcher watcher = new(folder.FullName);
        Assert.Equal(
            "a,b",
            await python.RunLive(
                "w, folder",
                "async with pyasync.event_stream(w, 'Created') as events:\n    w.EnableRaisingEvents = True\n    names = []\n    for name in 'ab': open(os.path.join(folder, name), 'w').close()\n"
                + "    async for e in events:\n        names.append(e.Name)\n        if len(names) == 2: break\nreturn ','.join(sorted(names))",
                watcher,
                folder.FullName));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task AddReference_loads_an_assembly_by_its_path()
    {
        python.NeedLive();
        string path = typeof(System.Text.Json.JsonSerializer).Assembly.Location;
        Assert.Equal("[1,2]", await python.RunLive("path", "clr.AddReference(path)\nfrom System.Text.Json import JsonSerializer\nfrom System import Array, Int32, Object\nreturn JsonSerializer.Serialize[Object](Array[Int32]([1, 2]))", path));
    }

    [Fact]
    public async Task A_collection_of_NETs_is_iterated()
    {
        Assert.Equal("1,2,3", await python.RunLive("x", "return ','.join(str(i) for i in x)", new LiveValue(new List<int> { 1, 2, 3 })));
        Assert.Equal("a=1", await python.RunLive("x", "return ','.join(f'{p.Key}={p.Value}' for p in x)", new LiveValue(new SortedDictionary<string, int> { ["a"] = 1 })));
    }

    private static int FreePort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    // Answers with the path, once all are there.
    private static async Task Serve(HttpListener listener, int count)
    {
        List<HttpListenerContext> all = [];
        while (all.Count < count)
        {
            all.Add(await listener.GetContextAsync());
        }
        foreach (HttpListenerContext context in all)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(context.Request.Url!.AbsolutePath);
            await context.Response.OutputStream.WriteAsync(bytes, Token);
            context.Response.Close();
        }
    }
}
