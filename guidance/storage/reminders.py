"""Reminders, kept in the database."""

import datetime as dt

from sqlalchemy import delete, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncEngine

from guidance.outreach.reminders import Following, Reminder, ReminderKind
from guidance.storage.database import insert_into
from guidance.storage.schema import reminder

_KEY = (reminder.c.chat_id, reminder.c.kind, reminder.c.key)
_COLUMNS = (reminder.c.chat_id, reminder.c.kind, reminder.c.due_at, reminder.c.key)


class StoredReminders:
    """Implements :class:`guidance.outreach.reminders.Reminders`."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Use this database."""
        self._engine = engine

    async def set(self, wanted: Reminder) -> None:
        """See :class:`~guidance.outreach.reminders.Reminders`."""
        async with self._engine.begin() as connection:
            await connection.execute(
                insert_into(connection, reminder)
                .values(chat_id=wanted.chat_id, kind=wanted.kind, key=wanted.key, due_at=wanted.due_at)
                .on_conflict_do_update(index_elements=["chat_id", "kind", "key"], set_={"due_at": wanted.due_at})
            )

    async def cancel(self, chat_id: int, kind: ReminderKind, key: str = "") -> None:
        """See :class:`~guidance.outreach.reminders.Reminders`."""
        async with self._engine.begin() as connection:
            await connection.execute(
                delete(reminder).where(reminder.c.chat_id == chat_id, reminder.c.kind == kind, reminder.c.key == key)
            )

    async def cancel_all(self, chat_id: int) -> None:
        """See :class:`~guidance.outreach.reminders.Reminders`."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(reminder).where(reminder.c.chat_id == chat_id))

    async def of(self, chat_id: int) -> list[Reminder]:
        """See :class:`~guidance.outreach.reminders.Reminders`."""
        mine = select(*_COLUMNS).where(reminder.c.chat_id == chat_id).order_by(reminder.c.due_at, reminder.c.key)
        async with self._engine.connect() as connection:
            return [Reminder(*row) for row in await connection.execute(mine)]

    async def move(self, kind: ReminderKind, key: str | None, due_at: dt.datetime) -> int:
        """See :class:`~guidance.outreach.reminders.Reminders`."""
        same = reminder.c.kind == kind
        if key is not None:
            same &= reminder.c.key == key
        async with self._engine.begin() as connection:
            await connection.execute(update(reminder).where(same).values(due_at=due_at))
            return int((await connection.execute(select(func.count()).where(same))).scalar_one())

    async def take_due(self, now: dt.datetime, limit: int, following: Following) -> list[Reminder]:
        """See :class:`~guidance.outreach.reminders.Reminders`."""
        due = (
            select(*_KEY)
            .where(reminder.c.due_at <= now)
            .order_by(reminder.c.due_at)
            .limit(limit)
            # Another worker's reminders are left to it; SQLite has one writer and no such words.
            .with_for_update(skip_locked=True)
        )
        taking = delete(reminder).where(tuple_(*_KEY).in_(due)).returning(*_COLUMNS)
        async with self._engine.begin() as connection:
            taken = [Reminder(*row) for row in await connection.execute(taking)]
            again = [
                {"chat_id": one.chat_id, "kind": one.kind, "key": one.key, "due_at": moment}
                for one in taken
                if (moment := following(one)) is not None
            ]
            if again:
                await connection.execute(insert_into(connection, reminder).values(again))
        return sorted(taken, key=lambda one: one.due_at)
