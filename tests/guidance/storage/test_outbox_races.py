"""What several processes, and the staff, do with one announcement at the same moment."""

import asyncio
import datetime as dt
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from guidance.catalogue.cells import Language
from guidance.outreach.broadcasts import Batch, Broadcast, Content, Draft
from guidance.outreach.outcomes import NotTried, Outcome, Refused, Sent, Undeliverable
from guidance.outreach.sender import LEASE
from guidance.storage import broadcasts as writing
from guidance.storage import outbox as sending
from guidance.storage.announcement_reports import StoredReports
from tests.guidance.storage import test_broadcasts
from tests.guidance.storage.test_broadcasts import BOTH, FAST, NOW, Store, claimed, people, running

broadcasts = test_broadcasts.broadcasts

AWAY = sending._AWAY
REFUSED = Refused("Bad Request: a sentence that nobody knows")
SECOND_TIME = Content("Форум жұмада")


def sent(batch: Batch) -> list[Outcome]:
    return [Sent((100 + one.chat_id,)) for one in batch.deliveries]


async def kazakhs(database: AsyncEngine, count: int) -> None:
    languages: list[Language] = ["kk"] * count
    await people(database, *languages)


async def everybody_has_it(database: AsyncEngine, store: Store, count: int) -> Broadcast:
    await kazakhs(database, count)
    one = await running(store, Draft(1, BOTH, rate=FAST))
    batch = await claimed(store)
    await store.settle(batch, sent(batch), NOW)
    await store.finish(NOW)
    return await now_is(store, one)


async def now_is(store: Store, one: Broadcast) -> Broadcast:
    found = await store.find(one.id)
    assert found is not None
    return found


async def corrects(store: Store, of: Broadcast, content: Content, now: dt.datetime = NOW) -> Broadcast:
    draft = await store.create(Draft(1, {"kk": content, "ru": BOTH["ru"]}, corrects=of.id), now)
    return await store.correct(draft.id, draft.version, 1, now)


def meanwhile(
    monkeypatch: pytest.MonkeyPatch, module: Any, name: str, does: Callable[[], Coroutine[Any, Any, Any]]
) -> None:
    """Let something happen once, right after this function of a module has done its work."""
    real = getattr(module, name)

    async def then(connection: AsyncConnection, *given: Any, **named: Any) -> Any:
        result = await real(connection, *given, **named)
        monkeypatch.setattr(module, name, real)
        await does()
        return result

    monkeypatch.setattr(module, name, then)


async def test_what_is_taken_back_while_it_is_claimed_is_not_sent(
    database: AsyncEngine, broadcasts: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await kazakhs(database, 10)
    one = await running(broadcasts, Draft(1, BOTH, rate=FAST))
    first = await claimed(broadcasts, most=5)
    await broadcasts.settle(first, sent(first), NOW)
    # Read as running; then somebody takes it back, and only then its deliveries are taken.
    meanwhile(monkeypatch, sending, "read_broadcasts", lambda: Store(database).take_back(one.id, one.version, NOW))
    assert await broadcasts.claim(NOW, 60, 100) is None
    batch = await claimed(broadcasts)
    assert (batch.work, [one.message_ids for one in batch.deliveries]) == (
        "recall",
        [one.message_ids for one in batch.deliveries if one.message_ids],
    )
    await broadcasts.settle(batch, sent(batch), NOW)
    await broadcasts.finish(NOW)
    over = await now_is(broadcasts, one)
    assert (over.state, over.counts) == ("recalled", {"recalled": 5, "waiting": 5})


async def test_a_correction_that_is_stopped_while_it_is_claimed_is_not_sent_as_new(
    database: AsyncEngine, broadcasts: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = await everybody_has_it(database, broadcasts, 20)
    await corrects(broadcasts, one, SECOND_TIME)
    lane = await claimed(broadcasts, most=5)
    refused = [REFUSED for _ in lane.deliveries]
    meanwhile(monkeypatch, sending, "read_broadcasts", lambda: Store(database).settle(lane, refused, NOW))
    assert await broadcasts.claim(NOW, 60, 100) is None
    assert (await now_is(broadcasts, one)).state == "corrected"


async def test_what_is_corrected_again_while_the_first_correction_ends_is_corrected_again(
    database: AsyncEngine, broadcasts: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = await everybody_has_it(database, broadcasts, 5)
    await corrects(broadcasts, one, Content("Форум ертең"))
    batch = await claimed(broadcasts)
    await broadcasts.settle(batch, sent(batch), NOW)
    # All is rewritten. The second correction is being put while the first is about to be ended.
    ending: list[asyncio.Task[list[int]]] = []
    take_up = writing._take_up_again

    async def slowly(connection: AsyncConnection, number: int, now: dt.datetime) -> None:
        ending.append(asyncio.get_running_loop().create_task(Store(database).finish(NOW)))
        await asyncio.sleep(0.3)
        await take_up(connection, number, now)

    monkeypatch.setattr(writing, "_take_up_again", slowly)
    await corrects(broadcasts, one, SECOND_TIME)
    assert await ending[0] == []
    assert (await now_is(broadcasts, one)).state == "correcting"
    batch = await claimed(broadcasts)
    assert (len(batch.deliveries), batch.broadcast.content["kk"]) == (5, SECOND_TIME)


async def test_whoever_was_rewritten_before_a_correction_was_refused_counts_as_rewritten(
    database: AsyncEngine, broadcasts: Store
) -> None:
    one = await everybody_has_it(database, broadcasts, 14)
    await corrects(broadcasts, one, SECOND_TIME)
    early, late = await claimed(broadcasts), await claimed(broadcasts)
    await broadcasts.settle(early, [REFUSED, *([NotTried()] * (len(early.deliveries) - 1))], NOW)
    await broadcasts.settle(late, sent(late), NOW)
    over = await now_is(broadcasts, one)
    assert (over.state, over.counts) == ("corrected", {"sent": 7, "corrected": 7})
    # Of one that is put once more, it does not.
    await corrects(broadcasts, one, Content("Форум сенбіде"))
    early, late = await claimed(broadcasts), await claimed(broadcasts)
    await broadcasts.settle(early, sent(early), NOW)
    await corrects(broadcasts, one, SECOND_TIME)
    await broadcasts.settle(late, sent(late), NOW)
    assert (await now_is(broadcasts, one)).counts == {"sent": 14}


async def test_that_a_correction_of_long_ago_was_refused_is_news(database: AsyncEngine, broadcasts: Store) -> None:
    reports, later = StoredReports(database), NOW + dt.timedelta(hours=30)
    one = await everybody_has_it(database, broadcasts, 5)
    assert await reports.take_ended(NOW) == [one.id]
    await corrects(broadcasts, one, SECOND_TIME, later)
    batch = await claimed(broadcasts, later)
    await broadcasts.settle(batch, [REFUSED for _ in batch.deliveries], later)
    over = await now_is(broadcasts, one)
    assert (over.state, over.reason, over.finished_at) == ("corrected", REFUSED.reason, later)
    assert await reports.take_ended(later) == [one.id]
    assert await reports.take_ended(later) == []


@pytest.mark.parametrize("wish", [None, "resume", "cancel"])
async def test_who_was_given_up_in_a_batch_that_comes_after_a_stop_waits_too(
    database: AsyncEngine, broadcasts: Store, wish: Any
) -> None:
    await kazakhs(database, 10)
    one = await running(broadcasts, Draft(1, BOTH, rate=FAST))
    early, late = await claimed(broadcasts, most=5), await claimed(broadcasts, most=5)
    await broadcasts.settle(early, [*sent(early)[:4], REFUSED], NOW)
    stopped = await now_is(broadcasts, one)
    assert (stopped.state, stopped.counts) == ("stopped", {"sent": 4, "waiting": 1, "sending": 5})
    if wish:
        await broadcasts.wish(one.id, stopped.version, wish, NOW)
    given_up = Undeliverable(REFUSED.reason)
    await broadcasts.settle(late, [given_up, Undeliverable("of this one alone"), *sent(late)[2:]], NOW)
    # Once somebody has said that it goes on, each refusal is judged anew.
    alone = 2 if wish == "resume" else 1
    assert (await now_is(broadcasts, one)).counts == {"sent": 7, "waiting": 3 - alone, "failed": alone}


async def test_what_was_ended_is_not_taken_up_again_by_a_refusal(database: AsyncEngine, broadcasts: Store) -> None:
    await kazakhs(database, 10)
    one = await running(broadcasts, Draft(1, BOTH, rate=FAST))
    early, late = await claimed(broadcasts, most=5), await claimed(broadcasts, most=5)
    await broadcasts.settle(early, [Undeliverable(REFUSED.reason), *sent(early)[1:]], NOW)
    await broadcasts.wish(one.id, None, "cancel", NOW)
    await broadcasts.settle(late, [REFUSED, *sent(late)[1:]], NOW)
    over = await now_is(broadcasts, one)
    assert (over.state, over.counts) == ("cancelled", {"sent": 8, "failed": 1, "waiting": 1})


async def test_what_came_of_a_batch_is_recorded_when_the_database_is_back(
    database: AsyncEngine, broadcasts: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await kazakhs(database, 10)
    one = await running(broadcasts, Draft(1, BOTH, rate=FAST))
    batch = await claimed(broadcasts)
    record = Store._record
    tries: list[int] = []

    async def falters(self: Store, *given: Any) -> None:
        tries.append(len(tries))
        if len(tries) == 2:
            # Recorded, but the answer is lost.
            await record(self, *given)
        if len(tries) < 4:
            raise OperationalError("UPDATE", None, ConnectionResetError("away"))
        await record(self, *given)

    monkeypatch.setattr(Store, "_record", falters)
    monkeypatch.setattr(sending, "_AWAY", (0.01,) * 3)
    await broadcasts.settle(batch, sent(batch), NOW)
    assert (len(tries), (await now_is(broadcasts, one)).counts) == (4, {"sent": 10})
    tries.clear()
    monkeypatch.setattr(sending, "_AWAY", (0.01,))
    with pytest.raises(OperationalError):
        await broadcasts.settle(batch, sent(batch), NOW)
    assert len(tries) == 2
    # All of it while the batch is this process's own.
    assert sum(AWAY) < LEASE
