"""Events and who comes to them, kept in the database."""

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, Select, case, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from guidance.catalogue.cells import Language
from guidance.outreach.events import USUAL_LENGTH, Event, EventKind, EventState, EventText, Place
from guidance.storage.database import insert_into
from guidance.storage.schema import event, event_text, event_visitor


class StoredEvents:
    """Implements :class:`guidance.outreach.events.Events`."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Use this database."""
        self._engine = engine

    async def create(self, kind: EventKind, admin: int) -> Event:
        """See :class:`~guidance.outreach.events.Events`."""
        row = event.insert().values(kind=kind, admin=admin, created_at=dt.datetime.now(dt.UTC)).returning(event.c.id)
        async with self._engine.begin() as connection:
            number = int((await connection.execute(row)).scalar_one())
        return Event(number, kind, "draft", texts={})

    async def find(self, number: int) -> Event | None:
        """See :class:`~guidance.outreach.events.Events`."""
        async with self._engine.connect() as connection:
            return next(iter(await _events(connection, select(event).where(event.c.id == number))), None)

    async def upcoming(self, now: dt.datetime) -> list[Event]:
        """See :class:`~guidance.outreach.events.Events`."""
        query = select(event).where(event.c.state != "draft", ~_is_over(now)).order_by(event.c.begins, event.c.id)
        async with self._engine.connect() as connection:
            return await _events(connection, query)

    async def past(self, now: dt.datetime) -> list[Event]:
        """See :class:`~guidance.outreach.events.Events`."""
        query = select(event).where(event.c.state == "published", _is_over(now)).order_by(event.c.begins.desc())
        async with self._engine.connect() as connection:
            return await _events(connection, query)

    async def drafts(self) -> list[Event]:
        """See :class:`~guidance.outreach.events.Events`."""
        async with self._engine.connect() as connection:
            return await _events(connection, select(event).where(event.c.state == "draft").order_by(event.c.id))

    async def write(self, number: int, sort: EventText, language: Language, text: str) -> None:
        """See :class:`~guidance.outreach.events.Events`."""
        async with self._engine.begin() as connection:
            await connection.execute(
                insert_into(connection, event_text)
                .values(event_id=number, sort=sort, language=language, text=text)
                .on_conflict_do_update(index_elements=["event_id", "sort", "language"], set_={"text": text})
            )

    async def choose_region(self, number: int, region: str | None) -> None:
        """See :class:`~guidance.outreach.events.Events`."""
        await self._put(number, {"region": region})

    async def set_times(self, number: int, begins: dt.datetime, ends: dt.datetime | None) -> None:
        """See :class:`~guidance.outreach.events.Events`."""
        await self._put(number, {"begins": begins, "ends": ends})

    async def set_venue(self, number: int, venue: Place) -> None:
        """See :class:`~guidance.outreach.events.Events`."""
        await self._put(number, {"latitude": venue.latitude, "longitude": venue.longitude})

    async def settle(self, number: int, before: EventState, after: EventState) -> bool:
        """See :class:`~guidance.outreach.events.Events`."""
        row = update(event).where(event.c.id == number, event.c.state == before).values(state=after)
        async with self._engine.begin() as connection:
            return (await connection.execute(row)).rowcount > 0

    async def _put(self, number: int, values: dict[str, Any]) -> None:
        """Keep some columns and touch no others: another admin may be at those."""
        async with self._engine.begin() as connection:
            await connection.execute(update(event).where(event.c.id == number).values(values))

    async def remove_draft(self, number: int) -> bool:
        """See :class:`~guidance.outreach.events.Events`."""
        async with self._engine.begin() as connection:
            removed = await connection.execute(delete(event).where(event.c.id == number, event.c.state == "draft"))
            return removed.rowcount > 0

    async def come(self, number: int, chat_id: int) -> None:
        """See :class:`~guidance.outreach.events.Events`."""
        async with self._engine.begin() as connection:
            await connection.execute(
                insert_into(connection, event_visitor).values(event_id=number, chat_id=chat_id).on_conflict_do_nothing()
            )

    async def stay_away(self, number: int, chat_id: int) -> None:
        """See :class:`~guidance.outreach.events.Events`."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(event_visitor).where(_visit(number, chat_id)))

    async def is_coming(self, number: int, chat_id: int) -> bool:
        """See :class:`~guidance.outreach.events.Events`."""
        async with self._engine.connect() as connection:
            query = select(event_visitor.c.chat_id).where(_visit(number, chat_id))
            return (await connection.execute(query)).one_or_none() is not None

    async def coming(self, number: int) -> int:
        """See :class:`~guidance.outreach.events.Events`."""
        query = select(func.count()).where(event_visitor.c.event_id == number)
        async with self._engine.connect() as connection:
            return int((await connection.execute(query)).scalar_one())


def _visit(number: int, chat_id: int) -> ColumnElement[bool]:
    return (event_visitor.c.event_id == number) & (event_visitor.c.chat_id == chat_id)


def _is_over(now: dt.datetime) -> ColumnElement[bool]:
    # Nothing here is unknown to SQL: what has no end is over some time after it began.
    return case((event.c.ends.is_not(None), event.c.ends < now), else_=event.c.begins < now - USUAL_LENGTH)


async def _events(connection: AsyncConnection, query: Select[Any]) -> list[Event]:
    rows = (await connection.execute(query)).all()
    texts: dict[int, dict[tuple[EventText, Language], str]] = {row.id: {} for row in rows}
    if rows:
        written = await connection.execute(select(event_text).where(event_text.c.event_id.in_(texts)))
        for one in written:
            texts[one.event_id][one.sort, one.language] = one.text
    return [
        Event(
            row.id,
            row.kind,
            row.state,
            row.region,
            row.begins,
            row.ends,
            Place(row.latitude, row.longitude) if row.latitude is not None else None,
            texts[row.id],
        )
        for row in rows
    ]
