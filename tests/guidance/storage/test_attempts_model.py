"""Whatever a person presses, the database holds what a dict would hold."""

import itertools
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from guidance.storage.attempts import StoredAttempts
from guidance.storage.database import migrate, open_database
from guidance.storage.people import StoredPeople

Press = tuple[str, int] | str

_answers = st.tuples(st.sampled_from(["R01", "I01", "A01"]), st.integers(1, 5))
_presses = st.lists(_answers | st.sampled_from(["start", "finish", "discard"]), min_size=3, max_size=12)
_chats = itertools.count(1)


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    engine = open_database(f"sqlite+aiosqlite:///{tmp_path / 'model.db'}")
    await migrate(engine)
    yield engine
    await engine.dispose()


# Every example is another person, so they may share the database.
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(presses=_presses)
async def test_attempts_hold_what_a_dict_would_hold(sqlite: AsyncEngine, presses: list[Press]) -> None:
    me = next(_chats)
    await StoredPeople(sqlite).choose_language(me, "kk")
    attempts = StoredAttempts(sqlite)
    number = 0
    open_answers: dict[str, int] | None = None
    finished_answers: dict[str, int] | None = None

    for press in presses:
        match press:
            case "start":
                number = (await attempts.start(me, "kk")).id
                open_answers = {} if open_answers is None else open_answers
            case "finish":
                await attempts.finish(number, me)
                if open_answers is not None:
                    open_answers, finished_answers = None, open_answers
            case "discard":
                await attempts.discard(number, me)
                open_answers = None
            case (item, value):
                kept = await attempts.answer(number, me, item, int(value))
                assert kept == (open_answers is not None)
                if open_answers is not None:
                    open_answers[item] = int(value)

    opened, finished = await attempts.open(me), await attempts.latest_finished(me)
    assert (opened and opened.answers) == open_answers
    assert (finished and finished.answers) == finished_answers
