"""The staff and the log of what it did, kept in the database."""

import datetime as dt

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from guidance.people.staff import Entry, Member
from guidance.storage.database import insert_into
from guidance.storage.schema import audit_entry, staff

_MEMBER = (staff.c.chat_id, staff.c.role, staff.c.region)


class StoredStaff:
    """Implements :class:`guidance.people.staff.Staff`."""

    def __init__(self, engine: AsyncEngine, owners: frozenset[int]) -> None:
        """Use this database; ``owners`` are those of the settings."""
        self._engine, self._owners = engine, owners

    async def of(self, chat_id: int) -> Member | None:
        """See :class:`~guidance.people.staff.Staff`."""
        if chat_id in self._owners:
            return Member(chat_id, "owner")
        async with self._engine.connect() as connection:
            row = (await connection.execute(select(*_MEMBER).where(staff.c.chat_id == chat_id))).one_or_none()
        return Member(*row) if row else None

    async def all(self) -> list[Member]:
        """See :class:`~guidance.people.staff.Staff`."""
        async with self._engine.connect() as connection:
            rows = (await connection.execute(select(*_MEMBER).order_by(staff.c.appointed_at))).all()
        owners = [Member(chat_id, "owner") for chat_id in sorted(self._owners)]
        return [*owners, *(Member(*row) for row in rows if row.chat_id not in self._owners)]

    async def appoint(self, member: Member, by: int) -> None:
        """See :class:`~guidance.people.staff.Staff`."""
        if member.chat_id in self._owners:
            return
        given = {"role": member.role, "region": member.region, "appointed_by": by}
        values = {**given, "appointed_at": dt.datetime.now(dt.UTC)}
        async with self._engine.begin() as connection:
            row = insert_into(connection, staff).values(chat_id=member.chat_id, **values)
            await connection.execute(row.on_conflict_do_update(index_elements=["chat_id"], set_=values))

    async def dismiss(self, chat_id: int, by: int) -> None:  # noqa: ARG002 (the log says who)
        """See :class:`~guidance.people.staff.Staff`."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(staff).where(staff.c.chat_id == chat_id))


class StoredAudit:
    """Implements :class:`guidance.people.staff.Audit`."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Use this database."""
        self._engine = engine

    async def note(self, actor: int, act: str, subject: str = "", details: str = "") -> None:
        """See :class:`~guidance.people.staff.Audit`."""
        row = {"at": dt.datetime.now(dt.UTC), "actor": actor, "act": act, "subject": subject, "details": details}
        async with self._engine.begin() as connection:
            await connection.execute(insert(audit_entry).values(row))

    async def newest(self, limit: int, offset: int = 0) -> list[Entry]:
        """See :class:`~guidance.people.staff.Audit`."""
        columns = (audit_entry.c.at, audit_entry.c.actor, audit_entry.c.act, audit_entry.c.subject)
        query = select(*columns, audit_entry.c.details).order_by(audit_entry.c.id.desc()).limit(limit).offset(offset)
        async with self._engine.connect() as connection:
            return [Entry(*row) for row in await connection.execute(query)]
