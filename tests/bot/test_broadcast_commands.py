"""Announcements by the command line, as an operator and as a script sees them."""

import asyncio
import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from guidance.storage.database import migrate, open_database
from guidance.storage.people import StoredPeople
from guidance.storage.staff import StoredAudit
from tests.bot import test_cli

Run = Callable[..., tuple[int, str, str]]
run = test_cli.run


@pytest.fixture
def database(tmp_path: Path) -> str:
    """A database with two people who read Kazakh and one who reads Russian."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}"

    async def fill() -> None:
        engine = open_database(url)
        await migrate(engine)
        for chat_id, language in ((1, "kk"), (2, "kk"), (3, "ru")):
            await StoredPeople(engine).choose_language(chat_id, "kk" if language == "kk" else "ru")
        await engine.dispose()

    asyncio.run(fill())
    return url


@pytest.fixture
def texts(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "kk.html").write_text("<b>Форум</b>", "utf-8")
    (tmp_path / "ru.html").write_text("Форум, приходите", "utf-8")
    (tmp_path / "long.html").write_text("я" * 4097, "utf-8")
    (tmp_path / "empty.html").write_text("<b> </b>", "utf-8")
    return {path.stem: str(path) for path in tmp_path.glob("*.html")}


def test_made_looked_at_and_cancelled(run: Run, database: str, texts: dict[str, str]) -> None:
    def asked(*arguments: str) -> Any:
        code, out, err = run("broadcast", *arguments, "--json", DATABASE_URL=database)
        assert (code, err) == (0, "")
        return json.loads(out)

    made = asked("create", "--text-kk", texts["kk"], "--text-ru", texts["ru"], "--at", "2030-01-01T10:00")
    assert (made["state"], made["languages"], made["audience_now"]) == ("scheduled", ["kk", "ru"], 3)
    assert dt.datetime.fromisoformat(made["starts_at"]) == dt.datetime(2030, 1, 1, 5, tzinfo=dt.UTC)
    number = str(made["id"])
    status = asked("status", number)
    assert (status["total"], status["sent"], status["unknown"], status["rate"]) == (0, 0, 0, 29.5)
    assert asked("cancel", number)["state"] == "cancelled"
    code, _, err = run("broadcast", "resume", number, DATABASE_URL=database)
    assert code == 2
    assert f"announcement {number} is cancelled" in err
    ru = asked("create", "--text-ru", texts["ru"], "--audience", "language=ru", "--missing", "other")
    assert (ru["audience"], ru["audience_now"], ru["missing"]) == ("language=ru", 1, "other")
    assert "Announcement" in run("broadcast", "create", "--text-kk", texts["kk"], DATABASE_URL=database)[1]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "there is no text"),
        (("--text-kk", "{long}"), "4097 characters"),
        (("--text-kk", "{empty}"), "0 characters"),
        (("--text-kk", "/nowhere"), "cannot be read"),
        (("--text-kk", "{kk}", "--audience", "colour=red"), "there is no 'colour'"),
        (("--text-kk", "{kk}", "--audience", "language=en"), "kk or ru"),
        (("--text-kk", "{kk}", "--audience", "region=75"), "write it like KZ-35"),
        (("--text-kk", "{kk}", "--at", "tomorrow"), "write it like 2026-12-01T10:00"),
        (("--text-kk", "{kk}", "--at", "2030-01-01"), "has no hour"),
        (("--text-kk", "{kk}", "--rate", "100"), "beyond Telegram's free rate"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(
    run: Run, database: str, texts: dict[str, str], arguments: tuple[str, ...], sentence: str
) -> None:
    given = [argument.format(**texts) for argument in arguments]
    code, out, err = run("broadcast", "create", *given, DATABASE_URL=database)
    assert (code, out) == (2, "")
    assert sentence in err
    assert "there is no announcement 1" in run("broadcast", "status", "1", DATABASE_URL=database)[2]


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [({}, "needs BOT_TOKEN"), ({"BOT_TOKEN": "42:TEST"}, "needs PostgreSQL")],
)
def test_a_worker_alone(run: Run, database: str, environment: dict[str, str], sentence: str) -> None:
    code, _, err = run("worker", DATABASE_URL=database, **environment)
    assert code == 2
    assert sentence in err


def test_what_is_done_stands_in_the_log_and_what_is_refused_does_not(
    run: Run, database: str, texts: dict[str, str]
) -> None:
    create = ("create", "--text-kk", texts["kk"], "--text-ru", texts["ru"], "--at", "2030-01-01T10:00")
    for arguments in (create, ("pause", "1"), ("status", "1"), ("cancel", "1"), ("cancel", "1"), ("cancel", "2")):
        run("broadcast", *arguments, DATABASE_URL=database)
    run("broadcast", "create", "--text-kk", texts["empty"], DATABASE_URL=database)

    async def acts() -> list[tuple[int, str, str]]:
        engine = open_database(database)
        entries = await StoredAudit(engine).newest(10)
        await engine.dispose()
        return [(one.actor, one.act, one.subject) for one in reversed(entries)]

    assert asyncio.run(acts()) == [(0, "announcement.send", "1"), (0, "announcement.cancel", "1")]
