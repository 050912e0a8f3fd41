"""kill -9 in the middle of the questionnaire loses no answer, not even one whose handling had just begun."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.settings import ROOT
from guidance.storage.attempts import StoredAttempts
from guidance.storage.database import open_database
from handlers.callbacks import Answer
from handlers.translation import Translations
from sandbox import Person, Sandbox
from tests.e2e.walking import data_of

WORDS = Translations(ROOT / "locales")["ru"]
# Seconds in which a bot must have started and answered.
START_TIMEOUT = 60
# Seconds between a press and the kill: before it is fetched, while it is handled, after.
MOMENTS = (0.0, 0.004, 0.02)


@asynccontextmanager
async def bot_process(sandbox: Sandbox, database: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot as an operator starts it, in a process of its own; killed at the end."""
    environment = os.environ | {
        "BOT_TOKEN": sandbox.token,
        "TELEGRAM_API_URL": sandbox.url,
        "DATABASE_URL": f"sqlite+aiosqlite:///{database}",
        "LOG_FORMAT": "json",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=environment, cwd=ROOT, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def item_of(answer: str) -> str:
    return Answer.unpack(answer).item


async def answers_of(person: Person, database: Path) -> dict[str, int]:
    engine = open_database(f"sqlite+aiosqlite:///{database}")
    try:
        attempt = await StoredAttempts(engine).open(person.id)
    finally:
        await engine.dispose()
    return dict(attempt.answers) if attempt else {}


async def test_a_killed_bot_goes_on_where_the_person_was(tmp_path: Path) -> None:
    database = tmp_path / "bot.db"
    given: dict[str, int] = {}

    async def is_where_it_was() -> None:
        await pupil.sends("/test")
        await pupil.presses(WORDS.text("button.resume"))
        assert await answers_of(pupil, database) == given
        assert str(len(given) + 1) in pupil.screen.text

    async def press(value: int) -> None:
        answer = data_of(pupil.screen, WORDS.text(f"answer.{value}"))
        given[item_of(answer)] = value
        await pupil.presses_data(answer)

    async with Sandbox(timeout=START_TIMEOUT) as sandbox:
        pupil = sandbox.person(language="ru")
        for moment in MOMENTS:
            async with bot_process(sandbox, database) as process:
                if given:
                    await is_where_it_was()
                else:
                    await pupil.sends("/test")
                    await pupil.presses(WORDS.text("language.name"))
                    await pupil.presses(WORDS.text("button.test"))
                    await pupil.presses(WORDS.text("button.agree"))
                await press(5)
                # The next press is cut off: the person does not wait, the machine dies.
                answer = data_of(pupil.screen, WORDS.text("answer.2"))
                given[item_of(answer)] = 2
                sandbox.world.presses(pupil.id, pupil.screen.message["message_id"], answer, force=True)
                await asyncio.sleep(moment)
                process.send_signal(signal.SIGKILL)
                await process.wait()
        async with bot_process(sandbox, database):
            await is_where_it_was()
