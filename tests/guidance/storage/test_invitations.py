"""Invitations to the staff on both databases."""

import asyncio
import datetime as dt

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from guidance.people.invitations import VALID, Invitation, new_code
from guidance.storage.invitations import StoredInvitations
from guidance.storage.schema import staff_invitation

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


async def test_one_of_many_who_follow_a_link_is_given_it(database: AsyncEngine) -> None:
    invitations, code = StoredInvitations(database), new_code()
    made = await invitations.create(code, "regional", "KZ-75", 7, NOW)
    assert made == Invitation(made.number, "regional", "KZ-75", 7, NOW + VALID)
    assert await invitations.waiting(NOW) == [made]
    assert await invitations.take(new_code(), NOW) is None
    taken = await asyncio.gather(*(invitations.take(code, NOW) for _ in range(5)))
    assert sorted(taken, key=bool) == [None, None, None, None, made]
    assert await invitations.waiting(NOW) == []


async def test_links_end_and_can_be_withdrawn(database: AsyncEngine) -> None:
    invitations = StoredInvitations(database)
    old, withdrawn = new_code(), new_code()
    await invitations.create(old, "editor", None, 7, NOW)
    one = await invitations.create(withdrawn, "viewer", None, 7, NOW + VALID / 2)
    assert await invitations.withdraw(one.number)
    assert not await invitations.withdraw(one.number)
    assert await invitations.take(withdrawn, NOW) is None
    assert await invitations.take(old, NOW + VALID) is None
    assert await invitations.waiting(NOW + VALID) == []
    # A number is never given twice.
    assert (await invitations.create(new_code(), "editor", None, 7, NOW + VALID)).number > one.number


async def test_no_code_can_be_read_out_of_the_database(database: AsyncEngine) -> None:
    code = new_code()
    await StoredInvitations(database).create(code, "owner", None, 7, NOW)
    async with database.connect() as connection:
        (row,) = await connection.execute(select(staff_invitation))
    assert code not in str(tuple(row))
    assert len({new_code() for _ in range(100)}) == 100
