"""People, kept in the database."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from guidance.catalogue.cells import Language
from guidance.people.person import Erased, Person
from guidance.people.roles import Role
from guidance.storage.database import insert_into
from guidance.storage.schema import (
    answer,
    attempt,
    delivery,
    event_visitor,
    favourite,
    mistake_report,
    person,
    reminder,
)

_PERSON = (
    person.c.chat_id,
    person.c.language,
    person.c.region,
    person.c.consented_at,
    person.c.seen_on,
    person.c.unreachable_since,
    person.c.role,
    person.c.leaves_in,
)


class StoredPeople:
    """Implements :class:`guidance.people.person.People`."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Use this database."""
        self._engine = engine

    async def find(self, chat_id: int) -> Person | None:
        """See :class:`~guidance.people.person.People`."""
        async with self._engine.connect() as connection:
            row = (await connection.execute(select(*_PERSON).where(person.c.chat_id == chat_id))).one_or_none()
        return _person(row) if row else None

    async def choose_language(self, chat_id: int, language: Language) -> Person:
        """See :class:`~guidance.people.person.People`."""
        async with self._engine.begin() as connection:
            insert = insert_into(connection, person).values(
                chat_id=chat_id, language=language, created_at=dt.datetime.now(dt.UTC)
            )
            upsert = insert.on_conflict_do_update(index_elements=["chat_id"], set_={"language": language})
            return _person((await connection.execute(upsert.returning(*_PERSON))).one())

    async def consent(self, chat_id: int) -> Person:
        """See :class:`~guidance.people.person.People`."""
        async with self._engine.begin() as connection:
            consented = (
                update(person)
                .where(person.c.chat_id == chat_id)
                .values(consented_at=func.coalesce(person.c.consented_at, dt.datetime.now(dt.UTC)))
            )
            row = (await connection.execute(consented.returning(*_PERSON))).one_or_none()
        if row is None:
            raise LookupError("the person is not known")
        return _person(row)

    async def choose_region(self, chat_id: int, region: str) -> None:
        """See :class:`~guidance.people.person.People`."""
        async with self._engine.begin() as connection:
            await connection.execute(
                update(person)
                .where(person.c.chat_id == chat_id, person.c.consented_at.is_not(None))
                .values(region=region)
            )

    async def choose_role(self, chat_id: int, role: Role | None, leaves_in: int | None) -> None:
        """See :class:`~guidance.people.person.People`."""
        async with self._engine.begin() as connection:
            await connection.execute(
                update(person)
                .where(person.c.chat_id == chat_id, person.c.consented_at.is_not(None))
                .values(role=role, leaves_in=leaves_in if role == "pupil" else None)
            )

    async def seen(self, chat_id: int, day: dt.date) -> None:
        """See :class:`~guidance.people.person.People`."""
        async with self._engine.begin() as connection:
            here = update(person).where(person.c.chat_id == chat_id)
            await connection.execute(here.values(seen_on=day, unreachable_since=None))

    async def unreachable(self, chat_id: int, now: dt.datetime) -> None:
        """See :class:`~guidance.people.person.People`."""
        async with self._engine.begin() as connection:
            gone = update(person).where(person.c.chat_id == chat_id, person.c.unreachable_since.is_(None))
            await connection.execute(gone.values(unreachable_since=now))

    async def everything_about(self, chat_id: int) -> Mapping[str, Any]:
        """See :class:`~guidance.people.person.People`."""
        async with self._engine.connect() as connection:
            row = (await connection.execute(select(person).where(person.c.chat_id == chat_id))).one_or_none()
            attempts = await connection.execute(
                select(attempt).where(attempt.c.chat_id == chat_id).order_by(attempt.c.id)
            )
            answers = await connection.execute(
                select(answer)
                .join(attempt)
                .where(attempt.c.chat_id == chat_id)
                .order_by(answer.c.attempt_id, answer.c.place)
            )
            reminders = await connection.execute(select(reminder).where(reminder.c.chat_id == chat_id))
            favourites = await connection.execute(select(favourite).where(favourite.c.chat_id == chat_id))
            reports = await connection.execute(select(mistake_report).where(mistake_report.c.chat_id == chat_id))
            deliveries = await connection.execute(select(delivery).where(delivery.c.chat_id == chat_id))
            visits = await connection.execute(select(event_visitor).where(event_visitor.c.chat_id == chat_id))
            return {
                "person": _plain(row) if row else None,
                "attempts": [_plain(one) for one in attempts],
                "answers": [_plain(one) for one in answers],
                "reminders": [_plain(one) for one in reminders],
                "favourites": [_plain(one) for one in favourites],
                "mistake_reports": [_plain(one) for one in reports],
                "deliveries": [_plain(one) for one in deliveries],
                "event_visits": [_plain(one) for one in visits],
            }

    async def erase(self, chat_id: int) -> Erased:
        """See :class:`~guidance.people.person.People`."""
        async with self._engine.begin() as connection:
            mine = select(attempt.c.id).where(attempt.c.chat_id == chat_id).scalar_subquery()
            erased = Erased(
                attempts=await _count(connection, select(func.count()).where(attempt.c.chat_id == chat_id)),
                answers=await _count(connection, select(func.count()).where(answer.c.attempt_id.in_(mine))),
                favourites=await _count(connection, select(func.count()).where(favourite.c.chat_id == chat_id)),
            )
            # All that hangs on the person goes with them (ON DELETE CASCADE).
            await connection.execute(delete(person).where(person.c.chat_id == chat_id))
        return erased


async def _count(connection: AsyncConnection, query: Any) -> int:
    return int((await connection.execute(query)).scalar_one())


def _person(row: Any) -> Person:
    seen_on = None if row.unreachable_since else row.seen_on
    return Person(row.chat_id, row.language, row.region, row.consented_at, seen_on, row.role, row.leaves_in)


def _plain(row: Any) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in row._mapping.items()  # noqa: SLF001 (SQLAlchemy's public name for the mapping)
    }
