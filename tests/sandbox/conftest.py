"""A running sandbox, and the plainest possible bot: requests over HTTP."""

import io
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from PIL import Image

from sandbox import Person, Sandbox


@pytest.fixture
async def tg() -> AsyncIterator[Sandbox]:
    async with Sandbox(timeout=2.0) as sandbox:
        yield sandbox


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def answer(tg: Sandbox, http: aiohttp.ClientSession) -> Callable[..., Awaitable[Any]]:
    """Call a method with a JSON body: the whole answer."""

    async def ask(method: str, **params: object) -> Any:
        async with http.post(f"{tg.url}/bot{tg.token}/{method}", json=params) as response:
            body = await response.json()
            assert response.status == body.get("error_code", 200)
            return body

    return ask


@pytest.fixture
def call(answer: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Call a method that must succeed: its result."""

    async def ask(method: str, **params: object) -> Any:
        body = await answer(method, **params)
        assert body["ok"], body
        return body["result"]

    return ask


@pytest.fixture
def refusal(answer: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[str]]:
    """Call a method that must be refused: Telegram's sentence."""

    async def ask(method: str, **params: object) -> str:
        body = await answer(method, **params)
        assert not body["ok"], body
        return str(body["description"])

    return ask


@pytest.fixture
def control(tg: Sandbox, http: aiohttp.ClientSession) -> Callable[..., Awaitable[Any]]:
    """Call the control API: status and body."""

    async def ask(path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        method = "GET" if body is None else "POST"
        data = None if body is None else json.dumps(body)
        headers = {"Content-Type": "application/json", **headers}
        async with http.request(method, f"{tg.url}/sandbox{path}", data=data, headers=headers) as response:
            return response.status, await response.json()

    return ask


@pytest.fixture
def pupil(tg: Sandbox) -> Person:
    """Somebody who has written to the bot, which has read it."""
    person = tg.person()
    tg.world.says(person.id, "/start")
    tg.world.updates.drop()
    return person


@pytest.fixture(scope="session")
def png() -> bytes:
    return picture("PNG", 40, 30)


@pytest.fixture(scope="session")
def draw() -> Callable[[str, int, int], bytes]:
    return picture


def picture(kind: str, width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(out, kind)
    return out.getvalue()
