"""Bots written as the documentation of their libraries writes them: only the address of the server is another."""

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest


@pytest.fixture(autouse=True)
async def nothing_left() -> AsyncIterator[None]:
    """A bot that has stopped leaves no task and no thread behind, but for those that the event loop itself keeps."""
    threads = set(threading.enumerate())
    yield
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert [one.name for one in set(threading.enumerate()) - threads if not one.name.startswith("asyncio_")] == []
