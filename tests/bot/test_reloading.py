"""Changed tables are seen without a restart; broken ones change nothing."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from aiogram import Dispatcher
from structlog.testing import capture_logs

from bot import reloading
from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.loading import load_catalogue
from guidance.funding.funding import load_funding
from handlers.services import Services


@pytest.fixture
def folder(data_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(data_folder, tmp_path / "data"))


@pytest.fixture(autouse=True)
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reloading, "PAUSE", 0.01)


@asynccontextmanager
async def watched(folder: Path) -> AsyncIterator[Dispatcher]:
    tables = reloading.stamp_of(folder)
    services = Services.__new__(Services)
    for name in Services.__dataclass_fields__:
        object.__setattr__(services, name, None)
    catalogue = load_catalogue(folder)
    object.__setattr__(services, "catalogue", catalogue)
    object.__setattr__(services, "funding", load_funding(folder, catalogue))
    dispatcher = Dispatcher(disable_fsm=True, services=services)
    watching = asyncio.get_running_loop().create_task(reloading.reload_catalogue(dispatcher, folder, tables))
    try:
        yield dispatcher
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


async def until(dispatcher: Dispatcher, changed: Catalogue) -> Catalogue:
    """The catalogue of the dispatcher as soon as it is another one; at most some seconds."""
    async with asyncio.timeout(10):
        while dispatcher["services"].catalogue is changed:
            await asyncio.sleep(0.01)
    found: Catalogue = dispatcher["services"].catalogue
    return found


def rename(folder: Path, before: str, after: str) -> None:
    path = folder / "colleges.csv"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


async def test_a_changed_table_is_seen(folder: Path) -> None:
    async with watched(folder) as dispatcher:
        old = dispatcher["services"]
        name = next(iter(old.catalogue.colleges.values())).name_ru
        rename(folder, name, "Колледж нового имени")

        new = await until(dispatcher, old.catalogue)

        assert [one for one in new.colleges.values() if one.name_ru == "Колледж нового имени"]
        # What began before goes on with the tables it began with.
        assert next(iter(old.catalogue.colleges.values())).name_ru == name


async def test_a_broken_table_changes_nothing_until_it_is_mended(folder: Path) -> None:
    async with watched(folder) as dispatcher:
        old = dispatcher["services"].catalogue
        whole = (folder / "colleges.csv").read_bytes()
        with capture_logs() as logs:
            (folder / "colleges.csv").write_bytes(whole[:1000])
            async with asyncio.timeout(10):
                while not logs:
                    await asyncio.sleep(0.01)
        assert [entry["event"] for entry in logs] == ["catalogue_not_reloaded"]
        assert "colleges.csv" in logs[0]["reason"]
        assert dispatcher["services"].catalogue is old

        (folder / "colleges.csv").write_bytes(whole)

        assert (await until(dispatcher, old)).colleges == old.colleges


async def test_an_untouched_folder_is_not_read_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with watched(folder) as dispatcher:
        old = dispatcher["services"]

        def never(_: Any) -> Catalogue:
            raise AssertionError

        monkeypatch.setattr(reloading, "load_catalogue", never)
        await asyncio.sleep(0.1)
        assert dispatcher["services"] is old
