import asyncio
import ops


async def test_service_is_healthy():
    assert (await ops.get_service("api"))["healthy"]


async def test_deploys_what_is_asked_for():
    assert await ops.deploy_service(ops.Service("api"), 2) == "3 of api:latest, rolling"


async def test_log_streams():
    assert [line async for line in ops.read_log(2)] == ["line 0", "line 1"]
