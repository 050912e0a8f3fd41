"""Announcements and their deliveries on both databases."""

import asyncio
import datetime as dt

import pytest
from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncEngine

from guidance.catalogue.cells import Language
from guidance.outreach.audience import read_audience
from guidance.outreach.broadcasts import (
    MOST_ATTEMPTS,
    Batch,
    Broadcast,
    Content,
    Delivery,
    Draft,
    Link,
    Media,
    StaleError,
    Wish,
)
from guidance.outreach.outcomes import Later, NotTried, Outcome, Refused, Sent, TooFast, Unknown, Unreachable
from guidance.storage.broadcasts import StoredBroadcasts
from guidance.storage.favourites import StoredFavourites
from guidance.storage.outbox import StoredOutbox
from guidance.storage.people import StoredPeople
from guidance.storage.schema import person

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
SECOND, HOUR = dt.timedelta(seconds=1), dt.timedelta(hours=1)
BOTH: dict[Language, Content] = {"kk": Content("Форум"), "ru": Content("Форум, приходите")}
AGAIN: dict[Language, Content] = {"kk": Content("Форум ертең")}
# So fast that a batch holds as many as a test asks for.
FAST = 1000.0


class Store(StoredBroadcasts, StoredOutbox):
    """Both faces of what is kept of announcements: for those who write them, and for those who send them."""


@pytest.fixture
def broadcasts(database: AsyncEngine) -> Store:
    return Store(database)


async def people(database: AsyncEngine, *languages: Language) -> None:
    for chat_id, language in enumerate(languages, start=1):
        await StoredPeople(database).choose_language(chat_id, language)


async def running(broadcasts: Store, draft: Draft) -> Broadcast:
    made = await broadcasts.create(draft, NOW)
    await broadcasts.schedule(made.id, made.version, NOW)
    await broadcasts.begin_due(NOW)
    begun = await broadcasts.find(made.id)
    assert begun is not None
    return begun


async def claimed(broadcasts: Store, now: dt.datetime = NOW, most: int = 100) -> Batch:
    batch = await broadcasts.claim(now, 60, most)
    assert batch is not None
    return batch


async def test_what_is_kept_comes_back(broadcasts: Store) -> None:
    content: dict[Language, Content] = {
        "kk": Content("<b>Форум</b>", (Media("photo", "p1"),), (Link("Ашу", "e_5"), Link("Сайт", "https://edu.kz"))),
        "ru": Content("Форум"),
    }
    audience = read_audience("language=ru,kk region=KZ-75 saved=college:a1,specialty:0612 event=5 active=30")
    draft = Draft(7, content, audience, "other", "resend", 12.5, is_paid=True)
    made = await broadcasts.create(draft, NOW)
    found = await broadcasts.find(made.id)
    assert found == made
    assert (made.content, made.audience, made.missing, made.on_crash) == (content, audience, "other", "resend")
    assert (made.rate, made.is_paid, made.state, made.version, made.created_at) == (12.5, True, "draft", 1, NOW)
    assert await broadcasts.newest(5) == [made]
    assert await broadcasts.find(99) is None


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("", {1, 2, 3, 4}),
        ("language=ru", {2, 4}),
        ("region=KZ-75", {1}),
        ("region=KZ-75,KZ-35", {1, 2}),
        ("saved=college:a1", {2}),
        ("saved=college:a1,specialty:0612", {2, 3}),
        ("saved=college:none", set()),
        ("active=30", {3}),
        ("language=kk region=KZ-35", set()),
    ],
)
async def test_who_gets_it(database: AsyncEngine, broadcasts: Store, expression: str, expected: set[int]) -> None:
    await people(database, "kk", "ru", "kk", "ru", "kk")
    async with database.begin() as connection:
        known: dict[int, dict[str, object]] = {
            1: {"region": "KZ-75"},
            2: {"region": "KZ-35", "seen_on": dt.date(2026, 1, 1)},
            3: {"seen_on": dt.date(2026, 11, 1)},
            5: {"unreachable_since": NOW, "region": "KZ-75", "seen_on": dt.date(2026, 11, 23)},
        }
        for chat_id, values in known.items():
            await connection.execute(update(person).where(person.c.chat_id == chat_id).values(**values))
    favourites = StoredFavourites(database)
    for chat_id in (2, 3):
        await StoredPeople(database).consent(chat_id)
    await favourites.add(2, "college", "a1")
    await favourites.add(3, "specialty", "0612")
    draft = Draft(1, BOTH, read_audience(expression), rate=FAST)
    assert await broadcasts.reach(draft, NOW) == len(expected)
    begun = await running(broadcasts, draft)
    assert begun.total == len(expected)
    if expected:
        batch = await claimed(broadcasts)
        assert {one.chat_id for one in batch.deliveries} == expected


@pytest.mark.parametrize(("missing", "expected"), [("skip", {1: "kk"}), ("other", {1: "kk", 2: "kk"})])
async def test_a_language_in_which_nothing_was_written(
    database: AsyncEngine, broadcasts: Store, missing: str, expected: dict[int, str]
) -> None:
    await people(database, "kk", "ru")
    draft = Draft(1, {"kk": Content("Форум")}, rate=FAST, missing="other" if missing == "other" else "skip")
    await running(broadcasts, draft)
    assert {one.chat_id: one.language for one in (await claimed(broadcasts)).deliveries} == expected


async def test_the_audience_is_frozen_at_the_start(database: AsyncEngine, broadcasts: Store) -> None:
    await people(database, "kk", "kk")
    begun = await running(broadcasts, Draft(1, BOTH, rate=FAST))
    await StoredPeople(database).choose_language(99, "kk")
    assert await broadcasts.begin_due(NOW) == []
    assert (begun.state, begun.total, begun.started_at) == ("running", 2, NOW)
    assert len((await claimed(broadcasts)).deliveries) == 2
    assert await broadcasts.claim(NOW, 60, 100) is None


async def test_it_begins_when_its_moment_has_come_and_not_before(broadcasts: Store) -> None:
    made = await broadcasts.create(Draft(1, BOTH, rate=FAST), NOW)
    await broadcasts.schedule(made.id, made.version, NOW + SECOND)
    assert await broadcasts.begin_due(NOW) == []
    assert await broadcasts.begin_due(NOW + SECOND) == [made.id]
    # Nobody is there: it is over at once.
    assert await broadcasts.finish(NOW + SECOND) == [made.id]


OUTCOMES: list[tuple[Outcome, str, int]] = [
    (Sent((11, 12)), "sent", 1),
    (Unreachable("blocked"), "unreachable", 1),
    (Later("Bad Gateway"), "waiting", 1),
    (Unknown("reset"), "unknown", 1),
    (TooFast(5), "waiting", 0),
    (NotTried(), "waiting", 0),
]


async def test_what_came_of_it_is_recorded(database: AsyncEngine, broadcasts: Store) -> None:
    await people(database, "kk", "kk", "kk", "kk", "kk", "kk")
    begun = await running(broadcasts, Draft(1, BOTH, rate=FAST))
    batch = await claimed(broadcasts)
    await broadcasts.settle(batch, [outcome for outcome, _, _ in OUTCOMES], NOW)
    found = await broadcasts.find(begun.id)
    assert found is not None
    assert found.counts == {"sent": 1, "unreachable": 1, "unknown": 1, "waiting": 3}
    # Given back at once, after two seconds, after as many as Telegram asked for.
    assert [one.chat_id for one in (await claimed(broadcasts)).deliveries] == [6]
    again = (await claimed(broadcasts, NOW + 2 * SECOND)).deliveries
    assert [(one.chat_id, one.attempts) for one in again] == [(3, 1)]
    assert [one.chat_id for one in (await claimed(broadcasts, NOW + 5 * SECOND)).deliveries] == [5]
    # Nobody writes to somebody who is gone.
    assert await broadcasts.reach(Draft(1, BOTH, rate=FAST), NOW) == len(OUTCOMES) - 1
    await StoredPeople(database).seen(2, NOW.date())
    assert await broadcasts.reach(Draft(1, BOTH, rate=FAST), NOW) == len(OUTCOMES)


async def test_who_cannot_be_reached_by_telegrams_fault_is_given_up_in_the_end(
    database: AsyncEngine, broadcasts: Store
) -> None:
    await people(database, "kk")
    begun = await running(broadcasts, Draft(1, BOTH, rate=FAST))
    now = NOW
    for _ in range(MOST_ATTEMPTS):
        batch = await claimed(broadcasts, now)
        await broadcasts.settle(batch, [Later("Bad Gateway")], now)
        now += dt.timedelta(minutes=5)
    assert await broadcasts.claim(now, 60, 10) is None
    assert await broadcasts.finish(now) == [begun.id]
    found = await broadcasts.find(begun.id)
    assert found is not None
    assert (found.state, found.finished_at, found.counts) == ("finished", now, {"failed": 1})


async def test_wrong_content_stops_it_at_once(database: AsyncEngine, broadcasts: Store) -> None:
    await people(database, "kk", "kk", "kk")
    begun = await running(broadcasts, Draft(1, BOTH, rate=FAST))
    batch = await claimed(broadcasts, most=2)
    await broadcasts.settle(batch, [Refused("can't parse entities"), NotTried()], NOW)
    found = await broadcasts.find(begun.id)
    assert found is not None
    assert (found.state, found.reason, found.counts) == ("stopped", "can't parse entities", {"waiting": 3})
    assert await broadcasts.claim(NOW, 60, 10) is None
    await broadcasts.wish(begun.id, None, "resume", NOW)
    assert len((await claimed(broadcasts)).deliveries) == 3


@pytest.mark.parametrize(("on_crash", "state"), [("report", "unknown"), ("resend", "waiting")])
async def test_messages_under_way_at_a_crash(
    database: AsyncEngine, broadcasts: Store, on_crash: str, state: str
) -> None:
    await people(database, "kk", "kk", "kk")
    draft = Draft(1, BOTH, rate=FAST, on_crash="resend" if on_crash == "resend" else "report")
    begun = await running(broadcasts, draft)
    batch = await claimed(broadcasts, most=2)
    assert await broadcasts.expire(NOW + 59 * SECOND) == 0
    assert await broadcasts.expire(NOW + 61 * SECOND) == 2
    found = await broadcasts.find(begun.id)
    assert found is not None
    assert found.counts == ({"unknown": 2, "waiting": 1} if state == "unknown" else {"waiting": 3})
    # A process that was only slow tells in the end what really happened.
    if state == "unknown":
        await broadcasts.settle(batch, [Sent((1,)), Sent((2,))], NOW)
        found = await broadcasts.find(begun.id)
        assert found is not None
        assert found.counts == {"sent": 2, "waiting": 1}
    await claimed(broadcasts, NOW + 61 * SECOND)
    assert await broadcasts.expire(NOW + 62 * SECOND, everything=True) == (1 if state == "unknown" else 3)


async def test_wishes_and_old_buttons(broadcasts: Store) -> None:
    made = await broadcasts.create(Draft(1, BOTH, rate=FAST), NOW)
    scheduled = await broadcasts.schedule(made.id, made.version, NOW)
    with pytest.raises(StaleError):
        await broadcasts.schedule(made.id, scheduled.version, NOW)
    with pytest.raises(StaleError):
        await broadcasts.wish(made.id, made.version, "cancel", NOW)
    await broadcasts.begin_due(NOW)
    begun = await broadcasts.find(made.id)
    assert begun is not None
    paused = await broadcasts.wish(made.id, begun.version, "pause", NOW)
    # Of two who press at once, one is told that it has changed.
    both: list[Wish] = ["resume", "cancel"]
    done = await asyncio.gather(
        *(broadcasts.wish(made.id, paused.version, wish, NOW) for wish in both), return_exceptions=True
    )
    assert sum(isinstance(one, StaleError) for one in done) == 1
    ended = await broadcasts.find(made.id)
    assert ended is not None
    if ended.state == "running":
        await broadcasts.wish(made.id, None, "cancel", NOW)
    with pytest.raises(StaleError):
        await broadcasts.wish(made.id, None, "resume", NOW)


async def test_few_are_under_way_at_once(database: AsyncEngine, broadcasts: Store) -> None:
    await people(database, *_MANY)
    await running(broadcasts, Draft(1, BOTH))
    assert len((await claimed(broadcasts)).deliveries) == 7


_MANY: list[Language] = ["kk"] * 20


async def test_two_workers_never_take_the_same(database: AsyncEngine, broadcasts: Store) -> None:
    async with database.begin() as connection:
        rows = [{"chat_id": number, "language": "kk", "created_at": NOW} for number in range(1, 101)]
        await connection.execute(insert(person), rows)
    await running(broadcasts, Draft(1, BOTH, rate=FAST))
    taken = [one.chat_id for _ in range(3) for one in await _at_once(broadcasts)]
    assert sorted(taken) == list(range(1, 101))


async def _at_once(broadcasts: Store) -> list[Delivery]:
    batches = await asyncio.gather(*(broadcasts.claim(NOW, 60, 15) for _ in range(4)))
    return [one for batch in batches if batch for one in batch.deliveries]


async def test_whoever_leaves_takes_their_deliveries_along(database: AsyncEngine, broadcasts: Store) -> None:
    await people(database, "kk", "kk")
    begun = await running(broadcasts, Draft(1, BOTH, rate=FAST))
    kept = await StoredPeople(database).everything_about(1)
    assert [one["broadcast_id"] for one in kept["deliveries"]] == [begun.id]
    await StoredPeople(database).erase(1)
    batch = await claimed(broadcasts)
    assert [one.chat_id for one in batch.deliveries] == [2]
    await broadcasts.settle(batch, [Sent((1,))], NOW)
    assert await broadcasts.finish(NOW) == [begun.id]


async def test_turns_are_shared_by_all_processes(database: AsyncEngine) -> None:
    turns = [Store(database), Store(database)]
    assert await turns[0].reserve(30, 30, NOW) == pytest.approx(0)
    assert await turns[1].reserve(15, 30, NOW) == pytest.approx(1)
    assert await turns[0].reserve(30, 30, NOW + SECOND) == pytest.approx(0.5)
    # After a pause nobody is owed anything.
    assert await turns[0].reserve(30, 30, NOW + 100 * SECOND) == pytest.approx(0)
    # A clock that was wrong stops nothing for ever.
    assert await turns[1].reserve(1, 30, NOW - 1000 * SECOND) == pytest.approx(0)
    waits = await asyncio.gather(*(turns[n % 2].reserve(10, 10, NOW + 500 * SECOND) for n in range(6)))
    assert sorted(waits) == pytest.approx([0, 1, 2, 3, 4, 5])


async def found(broadcasts: Store, number: int) -> Broadcast:
    one = await broadcasts.find(number)
    assert one is not None
    return one


async def test_two_days_count_from_the_last_copy(database: AsyncEngine, broadcasts: Store) -> None:
    await people(database, "kk", "kk", "kk")
    number = (await running(broadcasts, Draft(1, BOTH, rate=FAST))).id
    # Nothing is in any chat yet.
    with pytest.raises(StaleError):
        await broadcasts.take_back(number, (await found(broadcasts, number)).version, NOW)
    outcomes: list[Outcome] = [Sent((1,)), Sent((2,)), Unreachable("blocked")]
    for place, outcome in enumerate(outcomes):
        at = NOW + 10 * place * HOUR
        await broadcasts.settle(await claimed(broadcasts, at, most=1), [outcome], at)
    await broadcasts.finish(NOW + 20 * HOUR)
    one = await found(broadcasts, number)
    assert (one.state, one.started_at, one.last_sent_at) == ("finished", NOW, NOW + 10 * HOUR)

    draft = await broadcasts.create(Draft(1, AGAIN, corrects=number), NOW)
    late = NOW + 58 * HOUR
    with pytest.raises(StaleError):
        await broadcasts.correct(draft.id, draft.version, 1, late)
    with pytest.raises(StaleError):
        await broadcasts.take_back(number, one.version, late)
    assert await found(broadcasts, number) == one
    in_time = late - SECOND
    one = await broadcasts.correct(draft.id, draft.version, 1, in_time)
    # What is rewritten is as old as it was.
    batch = await claimed(broadcasts, in_time)
    await broadcasts.settle(batch, [Sent(()), Sent(())], in_time)
    assert await broadcasts.finish(in_time) == [number]
    one = await found(broadcasts, number)
    with pytest.raises(StaleError):
        await broadcasts.take_back(number, one.version, late)
    assert (await broadcasts.take_back(number, one.version, in_time)).state == "recalling"


async def test_one_correction_of_an_announcement_is_open_at_a_time(database: AsyncEngine, broadcasts: Store) -> None:
    await people(database, "kk")
    one, other = [await running(broadcasts, Draft(1, BOTH, rate=FAST)) for _ in range(2)]
    for _ in range(2):
        batch = await claimed(broadcasts)
        await broadcasts.settle(batch, [Sent((1,))], NOW)
    await broadcasts.finish(NOW)

    async def begun() -> Broadcast:
        """One of two who begin at once."""
        both = await asyncio.gather(
            *(broadcasts.create(Draft(by, AGAIN, corrects=one.id), NOW) for by in (1, 2)), return_exceptions=True
        )
        (made,) = [made for made in both if isinstance(made, Broadcast)]
        assert [type(refused) for refused in both if refused is not made] == [StaleError]
        assert await broadcasts.correction_of(one.id) == made
        return made

    dropped = await begun()
    assert (await broadcasts.create(Draft(1, AGAIN, corrects=other.id), NOW)).corrects == other.id
    # While it waits for somebody to agree it is open.
    dropped = await broadcasts.ask_another(dropped.id, dropped.version, NOW, 1)
    with pytest.raises(StaleError):
        await broadcasts.create(Draft(2, AGAIN, corrects=one.id), NOW)
    # And whoever let it go is not the other.
    with pytest.raises(StaleError):
        await broadcasts.correct(dropped.id, dropped.version, 1, NOW)
    assert await broadcasts.correction_of(one.id) == dropped
    await broadcasts.wish(dropped.id, dropped.version, "cancel", NOW)
    put = await begun()
    await broadcasts.correct(put.id, put.version, 1, NOW)
    await begun()


async def test_what_may_go_on_is_listed_before_what_has_ended(database: AsyncEngine, broadcasts: Store) -> None:
    await people(database, "kk")
    going = [(await running(broadcasts, Draft(1, BOTH, rate=FAST))).id for _ in range(2)]
    await broadcasts.wish(going[0], None, "pause", NOW)
    for _ in range(60):
        made = await broadcasts.create(Draft(1, BOTH), NOW)
        await broadcasts.wish(made.id, made.version, "cancel", NOW)
    draft = await broadcasts.create(Draft(1, BOTH), NOW)
    listed = [one.id for one in await broadcasts.newest(50)]
    assert listed == [*reversed(going), *range(draft.id, draft.id - 48, -1)]
