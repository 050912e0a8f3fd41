"""The whole bot, polling a sandbox over HTTP, on a database of its own."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from aiogram.client.session.aiohttp import AiohttpSession

from bot import application
from bot.application import make_bot, make_dispatcher, open_services
from bot.polling import Polling
from bot.reloading import Stamp, reload_catalogue, stamp_of
from bot.settings import Settings
from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.loading import load_catalogue
from guidance.funding.funding import Funding, load_funding
from guidance.funding.routes import Route, load_routes
from guidance.search.search import SearchEngine
from guidance.search.vocabulary import Vocabulary, load_vocabulary
from handlers import questionnaire
from handlers.commands import publish_admin_commands, publish_commands
from handlers.services import Services
from handlers.translation import Translations
from sandbox import Sandbox

_texts_of = cache(Translations)


@cache
def _catalogue_of(folder: Path, _: Stamp) -> Catalogue:
    return load_catalogue(folder)


@cache
def _vocabulary_of(folder: Path, stamp: Stamp) -> Vocabulary:
    routes = load_routes(folder / "funding" / "routes")
    return load_vocabulary(folder / "vocabulary", _catalogue_of(folder, stamp), routes)


@cache
def _search_of(folder: Path, stamp: Stamp) -> SearchEngine:
    routes = load_routes(folder / "funding" / "routes")
    return SearchEngine(_catalogue_of(folder, stamp), routes, _vocabulary_of(folder, stamp))


@cache
def _funding_of(folder: Path, stamp: Stamp) -> Funding:
    return load_funding(folder, _catalogue_of(folder, stamp))


@pytest.fixture(autouse=True)
def tables_are_read_once(monkeypatch: pytest.MonkeyPatch, data_folder: Path) -> None:
    """Tables, their search and the texts never change, so the bots of all tests may share those of the project."""
    stamp = stamp_of(data_folder)

    def catalogue(folder: Path) -> Catalogue:
        return _catalogue_of(folder, stamp) if folder == data_folder else load_catalogue(folder)

    def engine(found: Catalogue, *others: Any) -> SearchEngine:
        is_shared = found is _catalogue_of(data_folder, stamp)
        return _search_of(data_folder, stamp) if is_shared else SearchEngine(found, *others)

    def vocabulary(folder: Path, found: Catalogue, routes: dict[str, Route]) -> Vocabulary:
        is_shared = found is _catalogue_of(data_folder, stamp)
        return _vocabulary_of(data_folder, stamp) if is_shared else load_vocabulary(folder, found, routes)

    def funding(folder: Path, found: Catalogue) -> Funding:
        is_shared = found is _catalogue_of(data_folder, stamp)
        return _funding_of(data_folder, stamp) if is_shared else load_funding(folder, found)

    monkeypatch.setattr(application, "Translations", _texts_of)
    monkeypatch.setattr(application, "load_catalogue", catalogue)
    monkeypatch.setattr(application, "load_funding", funding)
    monkeypatch.setattr(application, "load_vocabulary", vocabulary)
    monkeypatch.setattr(application, "SearchEngine", engine)


@asynccontextmanager
async def running_bot(sandbox: Sandbox, database: Path, **given: Any) -> AsyncIterator[Services]:
    """A bot at work, as ``temirqazyq run`` starts it; further settings by name."""
    settings = Settings(_env_file=None, database_url=f"sqlite+aiosqlite:///{database}", **given)
    tables = stamp_of(settings.catalogue_dir)
    async with open_services(settings) as services, make_bot(sandbox.token, sandbox.url) as bot:
        await publish_commands(bot, services.translations)
        await publish_admin_commands(bot, services.translations, services.admins)
        dispatcher, loop = make_dispatcher(services, bot), asyncio.get_running_loop()
        working = [
            loop.create_task(Polling(bot, dispatcher).run()),
            loop.create_task(reload_catalogue(dispatcher, settings.catalogue_dir, tables)),
        ]
        try:
            yield dispatcher["services"]
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
def connections_are_closed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library gives connections with TLS a quarter of a second to say goodbye; the sandbox has none."""

    async def close(session: AiohttpSession) -> None:
        if session._session is not None:
            await session._session.close()

    monkeypatch.setattr(AiohttpSession, "close", close)


@pytest.fixture(autouse=True)
def nobody_is_hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """People of tests answer faster than anybody can read; one test asks what happens then."""
    monkeypatch.setattr(questionnaire, "HASTY", dt.timedelta(0))
