"""Reminders, kept in the database."""

import datetime as dt

from sqlalchemy import delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncEngine

from guidance.outreach.reminders import Reminder, ReminderKind
from guidance.storage.database import insert_into
from guidance.storage.schema import reminder


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
                .values(chat_id=wanted.chat_id, kind=wanted.kind, due_at=wanted.due_at)
                .on_conflict_do_update(index_elements=["chat_id", "kind"], set_={"due_at": wanted.due_at})
            )

    async def cancel(self, chat_id: int, kind: ReminderKind) -> None:
        """See :class:`~guidance.outreach.reminders.Reminders`."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(reminder).where(reminder.c.chat_id == chat_id, reminder.c.kind == kind))

    async def take_due(self, now: dt.datetime, limit: int) -> list[Reminder]:
        """See :class:`~guidance.outreach.reminders.Reminders`."""
        due = (
            select(reminder.c.chat_id, reminder.c.kind)
            .where(reminder.c.due_at <= now)
            .order_by(reminder.c.due_at)
            .limit(limit)
            # Another worker's reminders are left to it; SQLite has one writer and no such words.
            .with_for_update(skip_locked=True)
        )
        taking = (
            delete(reminder)
            .where(tuple_(reminder.c.chat_id, reminder.c.kind).in_(due))
            .returning(reminder.c.chat_id, reminder.c.kind, reminder.c.due_at)
        )
        async with self._engine.begin() as connection:
            rows = (await connection.execute(taking)).all()
        return sorted((Reminder(*row) for row in rows), key=lambda one: one.due_at)
