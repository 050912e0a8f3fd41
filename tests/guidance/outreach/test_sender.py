"""The engine that sends announcements, on both databases, with a Telegram that does what a test wants."""

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from guidance.catalogue.cells import Language
from guidance.outreach.broadcasts import BATCH_SECONDS, Broadcast, Content, Delivery, Draft, StaleError
from guidance.outreach.outcomes import Later, Outcome, Refused, Sent, TooFast, Unknown, Unreachable
from guidance.outreach.sender import Sender
from guidance.outreach.traffic import Traffic
from guidance.storage import deliveries
from guidance.storage.broadcasts import StoredBroadcasts
from guidance.storage.outbox import StoredOutbox
from guidance.storage.schema import person

BOTH: dict[Language, Content] = {"kk": Content("Форум"), "ru": Content("Форум, приходите")}
FAST = 2000.0


Answer = Callable[[int, int], Outcome | None]


class Telegram:
    """Takes what it is sent and rewrites it; these say what comes of the nth time for somebody, counted from 0."""

    def __init__(self, answer: Answer = lambda _chat, _nth: None, rewrite: Answer = lambda _chat, _nth: None) -> None:
        self.asked: Counter[int] = Counter()
        self.taken: Counter[int] = Counter()
        self.texts: dict[int, str] = {}
        self.paid = 0
        self.corrected: Counter[int] = Counter()
        self._answer, self._rewrite = answer, rewrite

    async def send(self, delivery: Delivery, content: Content, is_paid: bool, /) -> Outcome:
        nth = self.asked[delivery.chat_id]
        self.asked[delivery.chat_id] += 1
        await asyncio.sleep(0.001)
        outcome = self._answer(delivery.chat_id, nth)
        if outcome is None or isinstance(outcome, Unknown):
            self.taken[delivery.chat_id] += 1
            self.texts[delivery.chat_id] = content.text
            self.paid += is_paid
        return outcome or Sent((self.taken.total(),))

    async def takes(self, count: int) -> None:
        """Wait until it has taken so many."""
        async with asyncio.timeout(20):
            while self.taken.total() < count:
                await asyncio.sleep(0.01)

    async def correct(self, delivery: Delivery, content: Content) -> Outcome:
        nth = self.corrected[delivery.chat_id]
        self.corrected[delivery.chat_id] += 1
        await asyncio.sleep(0.001)
        outcome = self._rewrite(delivery.chat_id, nth)
        if outcome is None:
            self.texts[delivery.chat_id] = content.text
        return outcome or Sent(())

    async def recall(self, delivery: Delivery) -> Outcome:
        self.taken[delivery.chat_id] -= len(delivery.message_ids)
        return Sent(())


async def announced(database: AsyncEngine, people: int, draft: Draft) -> Broadcast:
    """A scheduled announcement to so many people, every other of whom reads Russian."""
    now = dt.datetime.now(dt.UTC)
    async with database.begin() as connection:
        rows = [
            {"chat_id": number, "language": "ru" if number % 2 else "kk", "created_at": now}
            for number in range(1, people + 1)
        ]
        await connection.execute(insert(person), rows)
    broadcasts = StoredBroadcasts(database)
    made = await broadcasts.create(draft, now)
    return await broadcasts.schedule(made.id, made.version, now)


def engine(database: AsyncEngine, telegram: Telegram) -> Sender:
    return Sender(StoredOutbox(database), telegram, Traffic(), idle=0.05)


async def until_over(
    database: AsyncEngine, telegram: Telegram, number: int, *, senders: int = 1, state: str = "finished"
) -> Broadcast:
    """Let senders work until the announcement stands still."""
    broadcasts = StoredBroadcasts(database)
    loop = asyncio.get_running_loop()
    working = [loop.create_task(engine(database, telegram).run()) for _ in range(senders)]
    try:
        async with asyncio.timeout(20):
            while True:
                await asyncio.sleep(0.05)
                found = await broadcasts.find(number)
                assert found is not None
                if found.state in {state, "stopped"}:
                    return found
                for task in working:
                    if task.done():
                        task.result()
    finally:
        for task in working:
            task.cancel()
        for task in working:
            with suppress(asyncio.CancelledError):
                await task


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """What Telegram could not do is tried again soon; how long the pauses are, is tested with the outbox."""
    monkeypatch.setattr(deliveries, "_PAUSE", 0.02)


async def test_everybody_gets_it_once_in_their_language(database: AsyncEngine) -> None:
    telegram = Telegram()
    made = await announced(database, 500, Draft(1, BOTH, rate=FAST, is_paid=True))
    over = await until_over(database, telegram, made.id, senders=2)
    assert over.counts == {"sent": 500}
    assert over.total == 500
    assert set(telegram.taken.values()) == {1}
    assert telegram.texts == {chat: BOTH["ru" if chat % 2 else "kk"].text for chat in range(1, 501)}
    assert telegram.paid == 500


@pytest.mark.usefixtures("hurried")
async def test_every_answer_of_telegram_has_its_place(database: AsyncEngine) -> None:
    def answer(chat: int, nth: int) -> Outcome | None:
        outcome: Outcome | None = None
        match chat % 6, nth:
            case 1, _:
                outcome = Unreachable("bot was blocked by the user")
            case 2, 0:
                outcome = TooFast(0.2)
            case 3, 0:
                outcome = Later("Bad Gateway")
            case 4, 0:
                outcome = Unknown("reset")
        return outcome

    telegram = Telegram(answer)
    made = await announced(database, 60, Draft(1, BOTH, rate=FAST))
    over = await until_over(database, telegram, made.id)
    assert over.counts == {"sent": 40, "unreachable": 10, "unknown": 10}
    assert set(telegram.taken.values()) == {1}
    assert {telegram.asked[chat] for chat in range(1, 61) if chat % 6 in {2, 3}} == {2}
    # Those who were lost on the way are not sent to again: perhaps they have it.
    assert {telegram.asked[chat] for chat in range(1, 61) if chat % 6 in {1, 4}} == {1}


@pytest.mark.usefixtures("hurried")
async def test_what_may_come_twice_is_sent_again_where_its_author_wants_that(database: AsyncEngine) -> None:
    telegram = Telegram(lambda chat, nth: Unknown("reset") if chat == 1 and nth == 0 else None)
    made = await announced(database, 3, Draft(1, BOTH, rate=FAST, on_crash="resend"))
    over = await until_over(database, telegram, made.id)
    assert over.counts == {"sent": 3}
    assert telegram.taken == {1: 2, 2: 1, 3: 1}


async def test_wrong_content_reaches_hardly_anybody(database: AsyncEngine) -> None:
    telegram = Telegram(lambda _chat, _nth: Refused("can't parse entities"))
    made = await announced(database, 500, Draft(1, BOTH))
    over = await until_over(database, telegram, made.id)
    assert (over.state, over.reason) == ("stopped", "can't parse entities")
    assert not telegram.taken
    assert telegram.asked.total() <= 3
    stopped = await StoredBroadcasts(database).find(made.id)
    assert stopped is not None
    assert stopped.counts == {"waiting": 500}


async def test_a_stop_records_what_is_on_its_way_and_gives_the_rest_back(database: AsyncEngine) -> None:
    telegram = Telegram()
    made = await announced(database, 300, Draft(1, BOTH, rate=200))
    broadcasts = StoredBroadcasts(database)
    working = asyncio.get_running_loop().create_task(engine(database, telegram).run())
    await telegram.takes(40)
    working.cancel()
    with suppress(asyncio.CancelledError):
        await working
    stopped = await broadcasts.find(made.id)
    assert stopped is not None
    assert stopped.counts == {"sent": telegram.taken.total(), "waiting": 300 - telegram.taken.total()}
    over = await until_over(database, telegram, made.id)
    assert over.counts == {"sent": 300}
    assert set(telegram.taken.values()) == {1}


async def test_what_was_sent_is_taken_back(database: AsyncEngine) -> None:
    telegram = Telegram(lambda chat, _nth: Unreachable("blocked") if chat == 1 else None)
    made = await announced(database, 30, Draft(1, BOTH, rate=FAST))
    over = await until_over(database, telegram, made.id)
    broadcasts = StoredBroadcasts(database)
    with pytest.raises(StaleError):
        await broadcasts.take_back(made.id, over.version, dt.datetime.now(dt.UTC) + dt.timedelta(hours=49))
    await broadcasts.take_back(made.id, over.version, dt.datetime.now(dt.UTC))
    gone = await until_over(database, telegram, made.id, state="recalled")
    assert gone.counts == {"recalled": 29, "unreachable": 1}
    assert not telegram.taken.total()


async def corrected(database: AsyncEngine, number: int) -> Broadcast:
    """The announcement, of which what was sent is being rewritten to another text."""
    broadcasts = StoredBroadcasts(database)
    of, now = await broadcasts.find(number), dt.datetime.now(dt.UTC)
    assert of is not None
    again: dict[Language, Content] = {"kk": Content("Форум ертең"), "ru": Content("Форум завтра")}
    draft = await broadcasts.create(Draft(1, again, of.audience, corrects=number), now)
    with pytest.raises(StaleError):
        await broadcasts.schedule(draft.id, draft.version, now)  # it is no announcement of its own
    if of.last_sent_at is not None:
        with pytest.raises(StaleError):
            await broadcasts.correct(draft.id, draft.version, 1, of.last_sent_at + dt.timedelta(hours=48))
    assert await broadcasts.correction_of(number) == draft
    one = await broadcasts.correct(draft.id, draft.version, 1, now)
    assert (one.state, one.content, await broadcasts.correction_of(number)) == ("correcting", again, None)
    with pytest.raises(StaleError):
        await broadcasts.correct(draft.id, draft.version, 1, now)  # pressed twice
    return one


@pytest.mark.usefixtures("hurried")
async def test_what_was_sent_is_corrected_once_more_and_taken_back(database: AsyncEngine) -> None:
    def rewritten(chat: int, nth: int) -> Outcome | None:
        if chat == 3:
            return Unreachable("message to edit not found")
        first: dict[int, Outcome] = {0: Later("500"), 1: Unknown("reset")}
        return first.get(nth) if chat == 4 else None

    telegram = Telegram(lambda chat, _nth: Unreachable("blocked") if chat == 1 else None, rewritten)
    made = await announced(database, 40, Draft(1, BOTH, rate=FAST, is_paid=True))
    await until_over(database, telegram, made.id)
    await corrected(database, made.id)
    over = await until_over(database, telegram, made.id, senders=2, state="corrected")
    assert over.counts == {"corrected": 38, "uncorrected": 1, "unreachable": 1}
    assert over.received == 39
    assert telegram.texts[2] == "Форум ертең"
    assert telegram.texts[4] == "Форум ертең"
    assert telegram.texts[3] == "Форум, приходите"
    assert telegram.corrected[4] == 3
    assert telegram.taken.total() == 39  # nobody gets a second message by it

    await corrected(database, made.id)
    again = await until_over(database, telegram, made.id, state="corrected")
    assert again.counts == over.counts
    broadcasts = StoredBroadcasts(database)
    await broadcasts.take_back(made.id, again.version, dt.datetime.now(dt.UTC))
    gone = await until_over(database, telegram, made.id, state="recalled")
    assert gone.counts == {"recalled": 39, "unreachable": 1}


async def test_the_rest_of_a_paused_one_is_sent_as_corrected(database: AsyncEngine) -> None:
    telegram = Telegram()
    made = await announced(database, 60, Draft(1, BOTH, rate=FAST))
    outbox, broadcasts, now = StoredOutbox(database), StoredBroadcasts(database), dt.datetime.now(dt.UTC)
    await outbox.begin_due(now)
    sender = engine(database, telegram)
    batch = await outbox.claim(now, 60, 20)
    assert batch is not None
    await broadcasts.wish(made.id, None, "pause", now)
    await corrected(database, made.id)
    # What was on its way arrives as it was written first, and is rewritten too.
    await outbox.settle(batch, [Sent((number,)) for number in range(20)], now)
    while await sender.step():
        pass
    assert await outbox.finish(now) == []
    halfway = await broadcasts.find(made.id)
    assert halfway is not None
    assert (halfway.state, halfway.counts) == ("paused", {"corrected": 20, "waiting": 40})
    await broadcasts.wish(made.id, halfway.version, "resume", now)
    over = await until_over(database, telegram, made.id)
    assert over.counts == {"corrected": 20, "sent": 40}
    assert set(telegram.texts.values()) == {"Форум ертең", "Форум завтра"}


async def test_a_correction_that_telegram_refuses_stops_and_what_had_ended_is_not_sent_on(
    database: AsyncEngine,
) -> None:
    telegram = Telegram(rewrite=lambda _chat, _nth: Refused("can't parse entities"))
    made = await announced(database, 300, Draft(1, BOTH, rate=FAST))
    await until_over(database, telegram, made.id)
    await corrected(database, made.id)
    await until_over(database, telegram, made.id, state="corrected")
    stopped = await StoredBroadcasts(database).find(made.id)
    assert stopped is not None
    assert stopped.reason == "can't parse entities"
    assert stopped.counts == {"sent": 300}
    assert telegram.corrected.total() < 100
    with pytest.raises(StaleError):
        await StoredBroadcasts(database).wish(made.id, None, "resume", dt.datetime.now(dt.UTC))


async def test_a_crash_in_the_middle_of_a_correction_does_it_again(database: AsyncEngine) -> None:
    telegram = Telegram()
    made = await announced(database, 30, Draft(1, BOTH, rate=FAST))
    await until_over(database, telegram, made.id)
    await corrected(database, made.id)
    outbox = StoredOutbox(database)
    batch = await outbox.claim(dt.datetime.now(dt.UTC), 60, 100)
    assert batch is not None
    assert batch.work == "correct"
    assert await outbox.expire(dt.datetime.now(dt.UTC), everything=True) == len(batch.deliveries)
    # Corrected once more while a batch of the first is on its way: that counts for nothing.
    await corrected(database, made.id)
    await outbox.settle(batch, [Sent(())] * len(batch.deliveries), dt.datetime.now(dt.UTC))
    found = await StoredBroadcasts(database).find(made.id)
    assert found is not None
    assert found.counts == {"sent": 30}
    over = await until_over(database, telegram, made.id, state="corrected")
    assert over.counts == {"corrected": 30}


async def test_a_pause_holds_and_a_cancel_ends_it(database: AsyncEngine) -> None:
    telegram = Telegram()
    made = await announced(database, 1000, Draft(1, BOTH, rate=400))
    broadcasts = StoredBroadcasts(database)
    working = asyncio.get_running_loop().create_task(engine(database, telegram).run())
    try:
        await telegram.takes(20)
        await broadcasts.wish(made.id, None, "pause", dt.datetime.now(dt.UTC))
        # What was claimed arrives: three batches of a quarter of a second, and what had just begun.
        await asyncio.sleep(1)
        held = telegram.taken.total()
        assert held <= 20 + 5 * 400 * BATCH_SECONDS
        await asyncio.sleep(0.5)
        assert telegram.taken.total() == held
        cancelled = await broadcasts.wish(made.id, None, "cancel", dt.datetime.now(dt.UTC))
        assert cancelled.counts == {"sent": held, "waiting": 1000 - held}
    finally:
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working


async def test_what_was_sent_is_recorded_also_when_the_database_cannot_say_what_was_taken_before(
    database: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    telegram = Telegram(lambda chat, nth: Refused("of this one alone") if chat == 1 and not nth else None)
    made = await announced(database, 20, Draft(1, BOTH, rate=80.0))

    async def away(*_: object) -> bool:
        raise OperationalError("SELECT", None, OSError("away"))

    sender = engine(database, telegram)
    await sender.keep_house()
    with monkeypatch.context() as patch:
        patch.setattr(StoredOutbox, "was_taken", away)
        with pytest.raises(OperationalError):
            await sender.step()
    found = await StoredBroadcasts(database).find(made.id)
    assert found is not None
    # Whose the refusal was is found out the next time; nobody gets it twice.
    assert found.counts == {"sent": 19, "waiting": 1}
    over = await until_over(database, telegram, made.id)
    assert over.counts == {"sent": 20}
    assert set(telegram.taken.values()) == {1}


async def test_when_the_token_is_revoked_whoever_was_not_sent_to_waits(database: AsyncEngine) -> None:
    class RevokedError(Exception):
        pass

    def answer(chat: int, _nth: int) -> Outcome | None:
        if chat > 10:
            raise RevokedError
        return None

    telegram = Telegram(answer)
    made = await announced(database, 20, Draft(1, BOTH, rate=80.0))
    sender = engine(database, telegram)
    await sender.keep_house()
    with pytest.raises(RevokedError):
        await sender.step()
    found = await StoredBroadcasts(database).find(made.id)
    assert found is not None
    assert found.counts == {"sent": 10, "waiting": 10}
