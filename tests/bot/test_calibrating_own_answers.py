"""Parameters fitted to the bot's own questionnaires, and the bot that then asks by them."""

import asyncio
import datetime as dt
import json
import random
import shutil
import sys
from pathlib import Path

import pytest
from sqlalchemy import insert

from bot.application import open_services
from bot.cli import main
from bot.settings import ROOT, Settings, StartError
from guidance.aptitude.bank import load_bank
from guidance.aptitude.interests import Interest
from guidance.aptitude.parameters import Parameters
from guidance.aptitude.questionnaire import Questionnaire
from guidance.storage.attempts import StoredAttempts
from guidance.storage.database import migrate, open_database
from guidance.storage.people import StoredPeople
from guidance.storage.schema import answer


async def people_answer(questionnaire: Questionnaire, url: str, number: int) -> None:
    engine = open_database(url)
    await migrate(engine)
    people, attempts, drawn = StoredPeople(engine), StoredAttempts(engine), random.Random(7)  # noqa: S311
    values: list[tuple[int, str, int]] = []
    for chat_id in range(1, number + 1):
        await people.choose_language(chat_id, drawn.choice(("kk", "ru")))
        attempt = await attempts.start(chat_id, "kk")
        likes = {scale: drawn.gauss(3, 1) for scale in Interest}
        values += [
            (attempt.id, item.id, min(5, max(1, round(likes[item.scale] + drawn.gauss(0, 0.8)))))
            for item in questionnaire.items
        ]
        await attempts.finish(attempt.id, chat_id)
    # All at once: writing them one by one, as the bot does, would test the disk.
    async with engine.begin() as connection:
        rows = [
            {"attempt_id": number, "item_id": item, "value": value, "place": 1, "answered_at": dt.datetime.now(dt.UTC)}
            for number, item, value in values
        ]
        await connection.execute(insert(answer), rows)
    await engine.dispose()


async def test_the_bots_own_answers_make_parameters(
    questionnaire: Questionnaire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/bot.db"
    await people_answer(questionnaire, url, 110)
    monkeypatch.setenv("DATABASE_URL", url)
    out = tmp_path / "parameters.json"
    monkeypatch.setattr(sys, "argv", ["temirqazyq", "aptitude", "calibrate", "--from-db", "--out", str(out), "--json"])

    with pytest.raises(SystemExit) as left:
        await asyncio.to_thread(main)

    assert left.value.code == 0
    report = json.loads(capsys.readouterr().out)
    assert report["people"] == 110
    assert json.loads(out.read_text(encoding="utf-8"))["people"] == 110


async def test_the_bot_asks_by_parameters_that_lie_beside_its_items(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data)
    settings = Settings(_env_file=None, catalogue_dir=data, database_url=f"sqlite+aiosqlite:///{tmp_path}/bot.db")
    (data / "aptitude" / "parameters.json").write_text("{}")
    with pytest.raises(StartError, match=r"parameters\.json"):
        async with open_services(settings):
            pass
    scales = {item.id: item.scale for item in load_bank(data / "aptitude" / "items.csv").items.values()}
    Parameters.default(scales).save(data / "aptitude" / "parameters.json")
    async with open_services(settings) as services:
        assert services.questionnaire.next_item({}) is not None


def test_one_source_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = str(tmp_path / "p.json")
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/bot.db")
    for arguments, sentence in (
        (["--out", out], "either --answers FILE or --from-db"),
        (["--out", out, "--answers", "x.csv", "--from-db"], "either --answers FILE or --from-db"),
        (["--out", out, "--from-db"], "nobody has finished"),
    ):
        monkeypatch.setattr(sys, "argv", ["temirqazyq", "aptitude", "calibrate", *arguments])
        with pytest.raises(SystemExit) as left:
            main()
        assert left.value.code == 2
        assert sentence in capsys.readouterr().err
