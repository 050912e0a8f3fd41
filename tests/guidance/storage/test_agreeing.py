"""Announcements that wait for a second one of the staff, on both databases."""

import asyncio
import datetime as dt

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from guidance.outreach.broadcasts import Broadcast, Draft, StaleError
from guidance.storage.outbox import StoredOutbox
from tests.guidance.storage import test_broadcasts
from tests.guidance.storage.test_broadcasts import AGAIN, BOTH, HOUR, NOW, Store, people, running

broadcasts = test_broadcasts.broadcasts
AUTHOR, OTHER, THIRD = 1, 2, 3


async def waiting(broadcasts: Store, at: dt.datetime = NOW) -> Broadcast:
    made = await broadcasts.create(Draft(AUTHOR, BOTH), NOW)
    return await broadcasts.ask_another(made.id, made.version, at, AUTHOR)


async def test_it_begins_at_its_moment_when_another_has_agreed(broadcasts: Store) -> None:
    one = await waiting(broadcasts, NOW + HOUR)
    assert (one.state, one.confirmed_by, one.starts_at) == ("confirming", AUTHOR, NOW + HOUR)
    assert await broadcasts.begin_due(NOW + 2 * HOUR) == []
    for version, by in ((one.version, AUTHOR), (one.version - 1, OTHER), (one.version + 1, OTHER)):
        with pytest.raises(StaleError):
            await broadcasts.confirm(one.id, version, by)
    agreed = await broadcasts.confirm(one.id, one.version, OTHER)
    assert (agreed.state, agreed.starts_at) == ("scheduled", NOW + HOUR)
    assert await broadcasts.begin_due(NOW) == []
    assert await broadcasts.begin_due(NOW + HOUR) == [one.id]
    with pytest.raises(StaleError):
        await broadcasts.confirm(one.id, agreed.version, THIRD)


async def test_of_two_who_agree_at_once_one_does(broadcasts: Store) -> None:
    one = await waiting(broadcasts)
    done = await asyncio.gather(
        *(broadcasts.confirm(one.id, one.version, by) for by in (OTHER, THIRD)), return_exceptions=True
    )
    assert [type(each) for each in done if isinstance(each, Exception)] == [StaleError]
    agreed = await broadcasts.find(one.id)
    assert agreed is not None
    assert (agreed.state, agreed.version) == ("scheduled", one.version + 1)


async def test_it_may_be_made_a_draft_again_or_given_up(broadcasts: Store) -> None:
    one = await waiting(broadcasts)
    with pytest.raises(StaleError):
        await broadcasts.write(one.id, one.version, "kk", AGAIN["kk"])  # what is agreed to stays as it was seen
    draft = await broadcasts.wish(one.id, one.version, "redraft", NOW)
    assert (draft.state, draft.starts_at, draft.confirmed_by) == ("draft", None, None)
    with pytest.raises(StaleError):
        await broadcasts.confirm(one.id, draft.version, OTHER)
    again = await broadcasts.ask_another(one.id, draft.version, NOW, OTHER)
    with pytest.raises(StaleError):
        await broadcasts.confirm(one.id, again.version, OTHER)
    over = await broadcasts.wish(one.id, again.version, "cancel", NOW)
    assert over.state == "cancelled"
    for step in (broadcasts.confirm(one.id, over.version, AUTHOR), broadcasts.wish(one.id, None, "redraft", NOW)):
        with pytest.raises(StaleError):
            await step


async def test_to_a_correction_one_agrees_by_putting_it(database: AsyncEngine, broadcasts: Store) -> None:
    await people(database, "kk")
    of = await running(broadcasts, Draft(AUTHOR, BOTH))
    await StoredOutbox(database).claim(NOW, 60, 1)
    of = await broadcasts.wish(of.id, of.version, "pause", NOW)
    made = await broadcasts.create(Draft(AUTHOR, {**BOTH, **AGAIN}, corrects=of.id), NOW)
    one = await broadcasts.ask_another(made.id, made.version, NOW, AUTHOR)
    assert await broadcasts.correction_of(of.id) == one
    with pytest.raises(StaleError):
        await broadcasts.create(Draft(OTHER, BOTH, corrects=of.id), NOW)
    with pytest.raises(StaleError):
        await broadcasts.confirm(one.id, one.version, OTHER)  # it is no announcement of its own
    with pytest.raises(StaleError):
        await broadcasts.correct(one.id, one.version, AUTHOR, NOW)
    corrected = await broadcasts.correct(one.id, one.version, OTHER, NOW)
    assert (corrected.id, corrected.state, corrected.content["kk"]) == (of.id, "correcting", AGAIN["kk"])
    assert await broadcasts.correction_of(of.id) is None
