"""The staff and its log on both databases."""

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncEngine

from guidance.people.staff import Member
from guidance.storage.staff import StoredAudit, StoredStaff

OWNER, EDITOR = 1, 2


async def test_roles_are_given_changed_and_taken(database: AsyncEngine) -> None:
    staff = StoredStaff(database, frozenset({OWNER}))
    assert await staff.of(EDITOR) is None
    await staff.appoint(Member(EDITOR, "editor"), OWNER)
    await staff.appoint(Member(EDITOR, "regional", "KZ-75"), OWNER)
    assert await staff.of(EDITOR) == Member(EDITOR, "regional", "KZ-75")
    assert await staff.all() == [Member(OWNER, "owner"), Member(EDITOR, "regional", "KZ-75")]
    await staff.dismiss(EDITOR, OWNER)
    assert await staff.of(EDITOR) is None


async def test_owners_of_the_settings_stay_owners(database: AsyncEngine) -> None:
    staff = StoredStaff(database, frozenset({OWNER}))
    await staff.appoint(Member(OWNER, "viewer"), EDITOR)
    await staff.dismiss(OWNER, EDITOR)
    assert await staff.of(OWNER) == Member(OWNER, "owner")
    assert await StoredStaff(database, frozenset()).of(OWNER) is None


async def test_the_log_is_read_from_its_end(database: AsyncEngine) -> None:
    audit = StoredAudit(database)
    for number in range(5):
        await audit.note(EDITOR, "announcement.pause", str(number), "5 000")
    first, second = await audit.newest(2), await audit.newest(2, 2)
    assert [one.subject for one in (*first, *second)] == ["4", "3", "2", "1"]
    assert (first[0].actor, first[0].act, first[0].details) == (EDITOR, "announcement.pause", "5 000")
    assert dt.datetime.now(dt.UTC) - first[0].at < dt.timedelta(minutes=1)
