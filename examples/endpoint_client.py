"""An asyncio HTTP client for JSON that keeps its connections: by aiohttp where it is installed, else by streams."""

import asyncio
import json
import time
from collections import defaultdict
from urllib.parse import urlsplit

try:
    import aiohttp
except ImportError:
    aiohttp = None


class StreamsTransport:
    """HTTP/1.1 on asyncio's streams: as much of it as an endpoint with Content-Length needs."""

    name = "asyncio streams"

    def __init__(self):
        self.connections = 0
        self._idle = defaultdict(list)

    async def get(self, url):
        parts = urlsplit(url)
        idle = self._idle[parts.netloc]
        reader, writer = idle.pop() if idle else await self._connect(parts)
        try:
            writer.write(b"GET %s HTTP/1.1\r\nHost: %s\r\n\r\n" % (parts.path.encode(), parts.netloc.encode()))
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
            body = await reader.readexactly(int(headers["content-length"]))
        except BaseException:
            # Cancelled or broken half-way: what else comes on this connection belongs to nobody.
            writer.close()
            raise
        idle.append((reader, writer))
        return int(head[0].split()[1]), body

    async def _connect(self, parts):
        streams = await asyncio.open_connection(parts.hostname, parts.port)
        self.connections += 1
        return streams

    async def close(self):
        writers = [writer for idle in self._idle.values() for _, writer in idle]
        self._idle.clear()
        for writer in writers:
            writer.close()
        await asyncio.gather(*(writer.wait_closed() for writer in writers), return_exceptions=True)


class AiohttpTransport:
    """One aiohttp session."""

    name = "aiohttp"

    def __init__(self):
        self.connections = 0
        trace = aiohttp.TraceConfig()
        trace.on_connection_create_end.append(self._count)
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), trace_configs=[trace])

    async def _count(self, session, context, params):
        self.connections += 1

    async def get(self, url):
        async with self._session.get(url) as response:
            return response.status, await response.read()

    async def close(self):
        await self._session.close()


class Client:
    """Asks endpoints for JSON. One object for as long as you like; it belongs to the loop that it was opened on."""

    def __init__(self, transport):
        self._transport = transport
        self.requests = 0

    @property
    def transport(self):
        return self._transport.name

    @property
    def connections(self):
        return self._transport.connections

    async def get(self, url):
        """The answer as a dict: url, status, ms and the JSON in data."""
        self.requests += 1
        start = time.perf_counter()
        status, body = await self._transport.get(url)
        data = json.loads(body)
        return {"url": url, "status": status, "ms": (time.perf_counter() - start) * 1000, "data": data}

    async def close(self):
        await self._transport.close()


async def open_client():
    """A new client on the running loop."""
    return Client(AiohttpTransport() if aiohttp else StreamsTransport())
