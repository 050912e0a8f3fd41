"""What Telegram refuses: for one person, whom it then does not reach, or for everybody, which stops it."""

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncEngine

from guidance.outreach.broadcasts import Broadcast, Draft
from guidance.outreach.outcomes import Outcome, Refused, Unreachable
from guidance.outreach.report import Failure
from guidance.outreach.sender import Sender
from guidance.storage.announcement_reports import StoredReports
from guidance.storage.broadcasts import StoredBroadcasts
from tests.guidance.outreach.test_sender import BOTH, FAST, Telegram, announced, corrected, engine, until_over

WHY = "Bad Request: a sentence that nobody knows"
# So slow that a batch has twenty, in whatever order; those of the next have higher numbers.
SLOW, BATCH = 80.0, 20
PEOPLE = 3 * BATCH
# Rewriting goes at Telegram's free rate, seven in a batch.
FEW, REWRITTEN = 24, 7


class Moody(Telegram):
    """Refuses these people, as long as they are in it."""

    def __init__(self, *whom: int) -> None:
        super().__init__(self._mood, self._mood)
        self.whom: set[int] = set(whom)
        self.why = WHY

    def _mood(self, chat: int, _nth: int) -> Outcome | None:
        return Refused(self.why) if chat in self.whom else None


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


async def found(database: AsyncEngine, number: int) -> Broadcast:
    one = await StoredBroadcasts(database).find(number)
    assert one is not None
    return one


async def after(database: AsyncEngine, sender: Sender, number: int) -> Broadcast:
    """The announcement when a sender has nothing left to do."""
    while await sender.step():
        pass
    await sender.keep_house()
    return await found(database, number)


async def test_what_is_refused_for_one_person_all_others_get(database: AsyncEngine) -> None:
    telegram = Moody(50)
    made = await announced(database, PEOPLE, Draft(1, BOTH, rate=2 * SLOW))
    over = await until_over(database, telegram, made.id)
    assert (over.state, over.reason, over.counts) == ("finished", "", {"sent": PEOPLE - 1, "failed": 1})
    assert (telegram.asked.total(), telegram.asked[50]) == (PEOPLE, 1)
    report = await StoredReports(database).of(made.id)
    assert report is not None
    assert report.failures == (Failure("failed", WHY, 1),)


async def test_after_a_restart_it_is_known_that_others_got_it(database: AsyncEngine) -> None:
    # One of each language, among the first whom the new one sends to.
    telegram = Moody(BATCH + 1, BATCH + 2)
    made = await announced(database, 2 * BATCH, Draft(1, BOTH, rate=SLOW))
    before = engine(database, telegram)
    await before.keep_house()
    await before.step()
    over = await until_over(database, telegram, made.id)
    assert (over.state, over.counts) == ("finished", {"sent": 2 * BATCH - 2, "failed": 2})


async def test_the_first_refusal_of_all_stops_it(database: AsyncEngine) -> None:
    first = iter([Refused(WHY)])
    telegram = Telegram(lambda _chat, _nth: next(first, None))
    made = await announced(database, PEOPLE, Draft(1, BOTH))
    over = await until_over(database, telegram, made.id)
    assert (over.state, over.reason) == ("stopped", WHY)
    # What was on its way arrives.
    assert telegram.asked.total() <= 3
    left = await found(database, made.id)
    assert left.counts["waiting"] == PEOPLE - telegram.taken.total()


async def test_the_first_refusal_in_a_language_stops_it(database: AsyncEngine) -> None:
    def answer(chat: int, _nth: int) -> Outcome | None:
        # Everybody who reads Kazakh gets it. Of the others one could; the rest are away.
        if chat % 2 == 0:
            return None
        return Refused(WHY) if chat == 2 * BATCH + 1 else Unreachable("blocked")

    telegram = Telegram(answer)
    made = await announced(database, PEOPLE, Draft(1, BOTH, rate=SLOW))
    over = await until_over(database, telegram, made.id)
    assert (over.state, over.reason) == ("stopped", WHY)
    left = await found(database, made.id)
    assert left.counts.keys() == {"sent", "unreachable", "waiting"}


async def test_three_refusals_in_a_row_stop_it_and_whoever_was_refused_waits_again(database: AsyncEngine) -> None:
    reports, broadcasts = StoredReports(database), StoredBroadcasts(database)
    telegram = Moody(BATCH + 5)
    telegram.why = "of this one alone"
    made = await announced(database, PEOPLE, Draft(1, BOTH, rate=SLOW))
    sender = engine(database, telegram)
    await sender.keep_house()
    for _ in range(2):
        await sender.step()
    telegram.whom, telegram.why = set(range(2 * BATCH + 1, PEOPLE + 1)), WHY
    for _ in range(2):
        one = await after(database, sender, made.id)
        assert (one.state, one.reason) == ("stopped", WHY)
        assert one.counts == {"sent": 2 * BATCH - 1, "failed": 1, "waiting": BATCH}
        # Each stop is news, once.
        assert [await reports.take_ended(now()) for _ in range(2)] == [[made.id], []]
        await broadcasts.wish(made.id, one.version, "resume", now())
    assert 3 <= sum(telegram.asked[chat] for chat in telegram.whom) / 2 < BATCH
    telegram.whom = set()
    over = await after(database, engine(database, telegram), made.id)
    assert (over.state, over.counts) == ("finished", {"sent": PEOPLE - 1, "failed": 1})
    assert set(telegram.taken.values()) == {1}


async def test_two_refusals_between_others_stop_nothing(database: AsyncEngine) -> None:
    seen = [0, 0]

    def answer(chat: int, _nth: int) -> Outcome | None:
        # Of each language the first is taken, and every third after it.
        seen[chat % 2] += 1
        return Refused(WHY) if seen[chat % 2] % 3 != 1 else None

    telegram = Telegram(answer)
    made = await announced(database, PEOPLE, Draft(1, BOTH, rate=FAST))
    over = await until_over(database, telegram, made.id)
    assert (over.state, over.counts) == ("finished", {"sent": PEOPLE // 3, "failed": PEOPLE // 3 * 2})


async def test_a_correction_that_is_refused_for_one_is_put_for_all_others(database: AsyncEngine) -> None:
    telegram = Moody()
    made = await announced(database, FEW, Draft(1, BOTH, rate=FAST))
    await until_over(database, telegram, made.id)
    await corrected(database, made.id)
    telegram.whom = {FEW}
    over = await until_over(database, telegram, made.id, state="corrected")
    assert (over.reason, over.counts) == ("", {"corrected": FEW - 1, "uncorrected": 1})
    assert over.received == FEW
    assert telegram.texts[FEW] == BOTH["kk"].text


async def test_the_first_refusal_of_a_correction_stops_it(database: AsyncEngine) -> None:
    first = iter([Refused(WHY)])
    telegram = Telegram(rewrite=lambda _chat, _nth: next(first, None))
    made = await announced(database, FEW, Draft(1, BOTH, rate=FAST))
    await until_over(database, telegram, made.id)
    await corrected(database, made.id)
    one = await after(database, engine(database, telegram), made.id)
    assert (one.state, one.reason) == ("corrected", WHY)
    assert one.counts["sent"] >= FEW - REWRITTEN
    assert "uncorrected" not in one.counts


async def test_three_refusals_in_a_row_stop_a_correction_and_the_next_one_reaches_all(database: AsyncEngine) -> None:
    telegram, reports = Moody(), StoredReports(database)
    made = await announced(database, FEW, Draft(1, BOTH, rate=FAST))
    await until_over(database, telegram, made.id)
    assert await reports.take_ended(now()) == [made.id]
    await corrected(database, made.id)
    telegram.whom = set(range(REWRITTEN + 1, FEW + 1))
    one = await after(database, engine(database, telegram), made.id)
    assert (one.state, one.reason) == ("corrected", WHY)
    assert one.counts == {"corrected": REWRITTEN, "sent": FEW - REWRITTEN}
    assert 3 <= sum(telegram.corrected[chat] for chat in telegram.whom) <= REWRITTEN
    assert await reports.take_ended(now()) == [made.id]
    telegram.whom = set()
    again = await corrected(database, made.id)
    over = await after(database, engine(database, telegram), made.id)
    assert (over.state, over.reason, over.counts) == ("corrected", "", {"corrected": FEW})
    assert telegram.texts == {chat: again.content["ru" if chat % 2 else "kk"].text for chat in telegram.taken}


async def test_people_who_are_always_refused_do_not_stop_it_for_ever(database: AsyncEngine) -> None:
    # In one batch, one after another, as everybody with some old account might be.
    always = {BATCH + 2, BATCH + 4, BATCH + 6, BATCH + 8}
    telegram, broadcasts = Moody(*always), StoredBroadcasts(database)
    made = await announced(database, PEOPLE, Draft(1, BOTH, rate=SLOW))
    sender = engine(database, telegram)
    await sender.keep_house()
    stopped = await after(database, sender, made.id)
    assert (stopped.state, stopped.counts.get("failed", 0)) == ("stopped", 0)
    # Whoever looks at it and lets it go on is not asked again and again.
    await broadcasts.wish(made.id, stopped.version, "resume", now())
    over = await after(database, sender, made.id)
    assert (over.state, over.counts) == ("finished", {"sent": PEOPLE - len(always), "failed": len(always)})
    assert set(telegram.taken.values()) == {1}
