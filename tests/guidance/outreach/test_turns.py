"""Whose turn it is when several announcements are at work: mistakes are taken away before more is sent."""

from collections import Counter
from itertools import groupby

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from guidance.catalogue.cells import Language
from guidance.outreach.broadcasts import Broadcast, Draft
from guidance.outreach.outcomes import Sent
from tests.guidance.storage.test_broadcasts import BOTH, FAST, NOW, SECOND, Store, claimed, people, running

THERE: list[Language] = ["kk"] * 50
CLAIMS = 40
# Of two that take turns by chance each gets fewer of 40 claims once in five million times.
SHARE = 5


@pytest.fixture
async def broadcasts(database: AsyncEngine) -> Store:
    await people(database, *THERE)
    return Store(database)


async def sent(broadcasts: Store) -> Broadcast:
    """An announcement that everybody has."""
    one = await running(broadcasts, Draft(1, BOTH, rate=FAST))
    batch = await claimed(broadcasts)
    await broadcasts.settle(batch, [Sent((1,)) for _ in batch.deliveries], NOW)
    assert await broadcasts.finish(NOW) == [one.id]
    found = await broadcasts.find(one.id)
    assert found is not None
    return found


async def test_deleting_goes_before_rewriting_and_both_before_sending(broadcasts: Store) -> None:
    # The oldest of them is what is sent.
    waits = await broadcasts.create(Draft(1, BOTH, rate=FAST), NOW)
    wrong, worse = await sent(broadcasts), await sent(broadcasts)
    await broadcasts.schedule(waits.id, waits.version, NOW)
    assert await broadcasts.begin_due(NOW) == [waits.id]
    again = await broadcasts.create(Draft(1, BOTH, corrects=wrong.id), NOW)
    await broadcasts.correct(again.id, again.version, 1, NOW)
    await broadcasts.take_back(worse.id, worse.version, NOW)

    claims = []
    while batch := await broadcasts.claim(NOW + SECOND, 60, 10):
        claims += [(batch.work, batch.broadcast.id)] * len(batch.deliveries)
    assert [(*turn, len(list(which))) for turn, which in groupby(claims)] == [
        ("recall", worse.id, len(THERE)),
        ("correct", wrong.id, len(THERE)),
        ("send", waits.id, len(THERE)),
    ]


async def test_those_that_are_sent_take_turns(broadcasts: Store) -> None:
    # What goes slowly gets its turns as well.
    ones = [await running(broadcasts, Draft(1, BOTH, rate=rate)) for rate in (FAST, FAST, 4.0)]
    await broadcasts.wish(ones[0].id, None, "pause", NOW)
    turns = Counter([(await claimed(broadcasts, most=1)).broadcast.id for _ in range(CLAIMS)])
    assert turns.keys() == {one.id for one in ones[1:]}
    assert min(turns.values()) >= SHARE
