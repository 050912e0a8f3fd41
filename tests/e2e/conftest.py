"""The whole bot, polling a sandbox over HTTP, on a database of its own."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from bot.application import make_bot, make_dispatcher, open_services
from bot.polling import Polling
from bot.reloading import reload_catalogue, stamp_of
from bot.settings import Settings
from handlers import questionnaire
from handlers.commands import publish_admin_commands, publish_commands
from handlers.services import Services
from sandbox import Sandbox


@asynccontextmanager
async def running_bot(sandbox: Sandbox, database: Path, **given: Any) -> AsyncIterator[Services]:
    """A bot at work, as ``temirqazyq run`` starts it; further settings by name."""
    settings = Settings(_env_file=None, database_url=f"sqlite+aiosqlite:///{database}", **given)
    tables = stamp_of(settings.catalogue_dir)
    async with open_services(settings) as services, make_bot(sandbox.token, sandbox.url) as bot:
        await publish_commands(bot, services.translations)
        await publish_admin_commands(bot, services.translations, services.admins)
        dispatcher, loop = make_dispatcher(services), asyncio.get_running_loop()
        working = [
            loop.create_task(Polling(bot, dispatcher).run()),
            loop.create_task(reload_catalogue(dispatcher, settings.catalogue_dir, tables)),
        ]
        try:
            yield services
        finally:
            for task in working:
                task.cancel()
            for task in working:
                with suppress(asyncio.CancelledError):
                    await task


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as local_telegram:
        yield local_telegram


@pytest.fixture
async def services(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[Services]:
    async with running_bot(sandbox, tmp_path / "bot.db") as services:
        yield services


@pytest.fixture(autouse=True)
def nobody_is_hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """People of tests answer faster than anybody can read; one test asks what happens then."""
    monkeypatch.setattr(questionnaire, "HASTY", dt.timedelta(0))
