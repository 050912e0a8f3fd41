"""An update is acknowledged when its handler has ended, not before."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from aiogram import Dispatcher
from aiogram.types import Message

from bot.application import make_bot
from bot.polling import Polling
from sandbox import Sandbox


class Told:
    """What a handler did, and a gate that holds those handlers whose text says "slow"."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.ended: list[str] = []
        self.gate = asyncio.Event()

    async def handle(self, message: Message) -> None:
        text = message.text or ""
        self.begun.append(text)
        if "slow" in text:
            await self.gate.wait()
        if "broken" in text:
            raise RuntimeError(text)
        self.ended.append(text)


@asynccontextmanager
async def polling(sandbox: Sandbox, told: Told) -> AsyncIterator[asyncio.Task[None]]:
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.message.register(told.handle)
    async with make_bot(sandbox.token, sandbox.url) as bot:
        task = asyncio.get_running_loop().create_task(Polling(bot, dispatcher).run())
        try:
            yield task
        finally:
            told.gate.set()
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def until(condition: object) -> None:
    assert callable(condition)
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.01)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as local_telegram:
        yield local_telegram


async def test_an_unfinished_update_is_not_acknowledged(sandbox: Sandbox) -> None:
    told, pupil, parent = Told(), sandbox.person(), sandbox.person()
    updates = sandbox.world.updates
    async with polling(sandbox, told):
        sandbox.world.says(pupil.id, "slow")
        first = updates.last_id
        sandbox.world.says(parent.id, "quick")
        await until(lambda: told.ended == ["quick"])
        # Several rounds of asking go by; the slow one stays, and everything after it.
        await asyncio.sleep(0.8)
        assert updates.acknowledged < first
        assert told.begun == ["slow", "quick"]
        told.gate.set()
        await until(lambda: updates.acknowledged == updates.last_id)
    assert told.begun == ["slow", "quick"]


async def test_one_persons_updates_are_handled_in_order(sandbox: Sandbox) -> None:
    told, pupil, parent = Told(), sandbox.person(), sandbox.person()
    async with polling(sandbox, told):
        sandbox.world.says(pupil.id, "slow 1")
        sandbox.world.says(pupil.id, "2")
        sandbox.world.says(parent.id, "3")
        await until(lambda: told.ended == ["3"])
        assert told.begun == ["slow 1", "3"]
        told.gate.set()
        await until(lambda: told.ended == ["3", "slow 1", "2"])


async def test_an_update_that_cannot_be_handled_does_not_end_the_bot(sandbox: Sandbox) -> None:
    told, pupil = Told(), sandbox.person()
    async with polling(sandbox, told):
        sandbox.world.says(pupil.id, "broken")
        sandbox.world.says(pupil.id, "whole")
        await until(lambda: told.ended == ["whole"])


async def test_a_stop_lets_handlers_end_and_acknowledges_them(sandbox: Sandbox) -> None:
    told, pupil = Told(), sandbox.person()
    async with polling(sandbox, told) as task:
        sandbox.world.says(pupil.id, "slow")
        await until(lambda: told.begun == ["slow"])
        task.cancel()
        await asyncio.sleep(0.05)
        told.gate.set()
        with suppress(asyncio.CancelledError):
            await task
    assert told.ended == ["slow"]
    assert sandbox.world.updates.acknowledged == sandbox.world.updates.last_id
