"""Runs our services."""
import asyncio
from dataclasses import dataclass
from typing import AsyncIterator, List, Literal, Optional


@dataclass
class Service:
    name: str
    image: str = "latest"
    ports: Optional[List[int]] = None


async def get_service(name: str, deep: bool = False) -> dict:
    """Tells how a service does.

    Args:
        name: The service's name.
        deep: Also asks what it depends on.

    Examples:
        Get-Service api -Deep
    """
    await asyncio.sleep(0.1)
    return {"name": name, "healthy": True, "deep": deep}


async def deploy_service(service: Service, replicas: int = 1, mode: Literal["rolling", "at-once"] = "rolling") -> str:
    """Deploys a service."""
    return f"{replicas} of {service.name}:{service.image}, {mode}"


async def read_log(lines: int = 10) -> AsyncIterator[str]:
    """Streams the last lines of the log."""
    for number in range(lines):
        yield f"line {number}"


async def connect(host: str):
    """Opens a connection."""
    await asyncio.sleep(0.01)
    raise ConnectionError(f"{host} does not answer")


async def connect_all(*hosts: str):
    """Opens connections to several hosts at once."""
    async with asyncio.TaskGroup() as group:
        for host in hosts:
            group.create_task(connect(host))


async def watch(name: str):
    """Waits for a service to change."""
    await asyncio.sleep(60)


async def check(number: int):
    """Checks one of many."""
    await asyncio.sleep(0.2)
