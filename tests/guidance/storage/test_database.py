"""What an operator reads when the database cannot be opened."""

import asyncio
import datetime as dt
import socket
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot import sending
from bot.cards import keep_cards
from guidance.outreach.traffic import Traffic
from guidance.storage.broadcasts import StoredBroadcasts
from guidance.storage.database import DatabaseUnavailableError, migrate, open_database
from guidance.storage.outbox import StoredOutbox


@pytest.mark.parametrize(
    "url",
    ["", "var/temirqazyq.db", "postgresql+asyncpg://user:secret@host:port/name"],
)
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(DatabaseUnavailableError, match="is not a database address; write sqlite") as caught:
        open_database(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["sqlite:///var/bot.db", "postgresql://user:secret@host/name", "mysql+asyncmy://host/name"]
)
def test_an_address_of_another_driver(url: str) -> None:
    with pytest.raises(DatabaseUnavailableError, match=r"begins with .* must begin with") as caught:
        open_database(url)
    assert "secret" not in str(caught.value)


async def test_the_folder_of_the_file_is_made(tmp_path: Path) -> None:
    file = tmp_path / "var" / "deep" / "bot.db"
    engine = open_database(f"sqlite+aiosqlite:///{file}")
    try:
        await migrate(engine)
    finally:
        await engine.dispose()
    assert file.exists()


@pytest.mark.parametrize("file", ["taken/bot.db", "taken/deep/bot.db"])
def test_a_folder_that_cannot_be_made(tmp_path: Path, file: str) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be")

    with pytest.raises(DatabaseUnavailableError, match=r"cannot be made .*; name another file"):
        open_database(f"sqlite+aiosqlite:///{tmp_path / file}")


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "bot.db").write_text("Dear diary, " * 200)
    await _cannot_be_migrated(f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}", "file is not a database")


async def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    await _cannot_be_migrated(f"sqlite+aiosqlite:///{tmp_path}", "unable to open database file")


async def test_a_server_that_cannot_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    sentence = await _cannot_be_migrated(
        f"postgresql+asyncpg://user:secret@127.0.0.1:{port}/name", "refused|Connect call failed"
    )
    assert "secret" not in sentence


async def test_a_server_that_goes_away_is_a_database_error_for_whoever_works(postgresql_url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    refusing = f"postgresql+asyncpg://user:secret@127.0.0.1:{port}/name"
    for url, reason in ((refusing, "Connect call failed"), (postgresql_url.replace("?", "_absent?"), "does not exist")):
        engine = open_database(url)
        try:
            with pytest.raises(DBAPIError, match=reason) as caught:
                await StoredOutbox(engine).claim(dt.datetime.now(dt.UTC), 1, 1)
        finally:
            await engine.dispose()
        assert "secret" not in str(caught.value)


async def test_the_sending_waits_for_a_server_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    engine = open_database(f"postgresql+asyncpg://user:secret@127.0.0.1:{port}/name")
    monkeypatch.setattr(sending, "_PAUSE", 0.01)
    services: Any = SimpleNamespace(outbox=StoredOutbox(engine), broadcasts=StoredBroadcasts(engine))
    bot: Any = None
    try:
        with structlog.testing.capture_logs() as logs:
            for working in (
                sending._send_announcements(bot, Traffic(), services, alone=True),
                keep_cards(bot, Traffic(), lambda: services),
            ):
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(working, 0.5)
    finally:
        await engine.dispose()
    assert [one["event"] for one in logs].count("announcements_not_read") > 3
    assert "cards_not_read" in {one["event"] for one in logs}


async def test_a_server_without_this_database(postgresql_url: str) -> None:
    await _cannot_be_migrated(postgresql_url.replace("?", "_absent?"), "does not exist")


async def _cannot_be_migrated(url: str, reason: str) -> str:
    engine = open_database(url)
    try:
        with pytest.raises(DatabaseUnavailableError, match=reason) as caught:
            await migrate(engine)
    finally:
        await engine.dispose()
    # The thread of an SQLite connection that failed says goodbye to the loop: let it, before the loop is closed.
    for thread in threading.enumerate():
        if "_connection_worker_thread" in thread.name:
            await asyncio.to_thread(thread.join, 5)
    sentence = str(caught.value)
    assert "check DATABASE_URL" in sentence
    assert "\n" not in sentence
    return sentence


async def test_sqlite_loses_nothing_and_keeps_its_keys(tmp_path: Path) -> None:
    engine = open_database(f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}")
    try:
        async with engine.connect() as connection:
            settings = {
                name: (await connection.execute(text(f"PRAGMA {name}"))).scalar_one()
                for name in ("journal_mode", "synchronous", "foreign_keys")
            }
    finally:
        await engine.dispose()
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
