"""Announcements, kept in the database."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from guidance.catalogue.cells import Language
from guidance.outreach.audience import Audience, read_audience
from guidance.outreach.broadcasts import (
    MOVING,
    RECALLABLE,
    Broadcast,
    Card,
    Content,
    Counts,
    Draft,
    Link,
    Media,
    Missing,
    OnCrash,
    StaleError,
    State,
    Wish,
)
from guidance.storage.database import insert_into
from guidance.storage.recipients import recipients
from guidance.storage.schema import (
    broadcast,
    broadcast_card,
    broadcast_content,
    broadcast_told,
    delivery,
    is_open_correction,
    person,
)

_FROM: dict[Wish, tuple[State, ...]] = {
    "pause": ("running",),
    "resume": ("paused", "stopped"),
    "cancel": ("draft", "confirming", "scheduled", "running", "paused", "stopped"),
    "redraft": ("confirming", "scheduled"),
}
_TO: dict[Wish, State] = {"pause": "paused", "resume": "running", "cancel": "cancelled", "redraft": "draft"}
# What can be corrected: nothing of it is being sent at this moment.
_CORRECTABLE: tuple[State, ...] = ("paused", "stopped", "finished", "cancelled", "correcting", "corrected")
_RECALLABLE: tuple[State, ...] = ("running", *_CORRECTABLE)


class StoredBroadcasts:
    """Implements :class:`guidance.outreach.broadcasts.Broadcasts`."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Use this database."""
        self._engine = engine

    async def create(self, draft: Draft, now: dt.datetime) -> Broadcast:
        """See :class:`~guidance.outreach.broadcasts.Broadcasts`."""
        async with self._engine.begin() as connection:
            made = insert(broadcast).values(
                author=draft.author,
                audience=str(draft.audience),
                missing=draft.missing,
                on_crash=draft.on_crash,
                rate=draft.rate,
                is_paid=draft.is_paid,
                corrects=draft.corrects,
                created_at=now,
            )
            try:
                number = int((await connection.execute(made.returning(broadcast.c.id))).scalar_one())
            except IntegrityError as error:
                raise StaleError("there is an open correction of it") from error
            if draft.content:
                rows = [_content_row(number, language, content) for language, content in draft.content.items()]
                await connection.execute(insert(broadcast_content), rows)
            return await one_broadcast(connection, number)

    async def find(self, number: int) -> Broadcast | None:
        """See :class:`~guidance.outreach.broadcasts.Broadcasts`."""
        async with self._engine.connect() as connection:
            return next(
                iter(await read_broadcasts(connection, select(broadcast).where(broadcast.c.id == number))), None
            )

    async def newest(self, limit: int) -> list[Broadcast]:
        """See :class:`~guidance.outreach.broadcasts.Broadcasts`."""
        async with self._engine.connect() as connection:
            # A correction that is over is a part of what it corrects.
            shown = or_(broadcast.c.corrects.is_(None), is_open_correction)
            moves = case((broadcast.c.state.in_(MOVING), 0), else_=1)
            newest = select(broadcast).where(shown).order_by(moves, broadcast.c.id.desc()).limit(limit)
            return await read_broadcasts(connection, newest)

    async def reach(self, draft: Draft | Broadcast, now: dt.datetime) -> int:
        """See :class:`~guidance.outreach.broadcasts.Broadcasts`."""
        _, fits = recipients(draft.content, draft.missing, draft.audience, now)
        async with self._engine.connect() as connection:
            return int((await connection.execute(select(func.count()).select_from(person).where(fits))).scalar_one())

    async def write(self, number: int, version: int, language: Language, content: Content | None) -> Broadcast:
        """See :class:`~guidance.outreach.broadcasts.Broadcasts`."""
        async with self._engine.begin() as connection:
            await _change_draft(connection, number, version, {})
            if content is None:
                await connection.execute(
                    delete(broadcast_content).where(
                        broadcast_content.c.broadcast_id == number, broadcast_content.c.language == language
                    )
                )
            else:
                row = _content_row(number, language, content)
                insertion = insert_into(connection, broadcast_content).values(**row)
                await connection.execute(
                    insertion.on_conflict_do_update(index_elements=["broadcast_id", "language"], set_=row)
                )
            return await one_broadcast(connection, number)

    async def change(
        self,
        number: int,
        version: int,
        *,
        audience: Audience | None = None,
        missing: Missing | None = None,
        on_crash: OnCrash | None = None,
        rate: float | None = None,
        is_paid: bool | None = None,
    ) -> Broadcast:
        """See :class:`~guidance.outreach.broadcasts.Broadcasts`."""
        given = {"missing": missing, "on_crash": on_crash, "rate": rate, "is_paid": is_paid}
        values: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        if audience is not None:
            values["audience"] = str(audience)
        async with self._engine.begin() as connection:
            await _change_draft(connection, number, version, values)
            return await one_broadcast(connection, number)

    async def schedule(self, number: int, version: int, at: dt.datetime) -> Broadcast:
        """See :class:`~guidance.outreach.broadcasts.Broadcasts`."""
        values = {"state": "scheduled", "starts_at": at}
        async with self._engine.begin() as connection:
            await _change_draft(connection, number, version, values, broadcast.c.corrects.is_(None))
            return await one_broadcast(connection, number)

    async def ask_another(self, number: int, version: int, at: dt.datetime, by: int) -> Broadcast:
        """See :class:`~guidance.outreach.broadcasts.Broadcasts`."""
        values = {"state": "confirming", "starts_at": at, "confirmed_by": by}
        async with self._engine.begin() as connection:
            await _change_draft(connection, number, version, values)
            return await one_broadcast(connection, number)

    async def confirm(self, number: int, version: int, by: int) -> Broadcast:
        """See :class:`~guidance.outreach.broadcasts.Broadcasts`."""
        fits = and_(
            broadcast.c.id == number,
            broadcast.c.version == version,
            broadcast.c.corrects.is_(None),
            _waits_for(by),
        )
        values = {"state": "scheduled", "version": broadcast.c.version + 1}
        async with self._engine.begin() as connection:
            if (await connection.execute(update(broadcast).where(fits).values(**values))).rowcount != 1:
                raise StaleError("it waits for nobody, has changed, or waits for somebody else")
            return await one_broadcast(connection, number)

    async def wish(self, number: int, version: int | None, wish: Wish, now: dt.datetime) -> Broadcast:
        """See :class:`~guidance.outreach.broadcasts.Broadcasts`."""
        fits = and_(broadcast.c.id == number, broadcast.c.state.in_(_FROM[wish]))
        if version is not None:
            fits &= broadcast.c.version == version
        values: dict[str, Any] = {"state": _TO[wish], "version": broadcast.c.version + 1}
        values |= {"finished_at": now} if wish == "cancel" else {"reason": ""}
        values |= {"starts_at": None, "confirmed_by": None} if wish == "redraft" else {}
        async with self._engine.begin() as connection:
            if (await connection.execute(update(broadcast).where(fits).values(**values))).rowcount != 1:
                raise StaleError(f"it cannot be changed to {_TO[wish]} from what it is now")
            if wish == "resume":
                # Should Telegram stop it once more, that is news again.
                await _forget_told(connection, number)
            return await one_broadcast(connection, number)

    async def take_back(self, number: int, version: int, now: dt.datetime) -> Broadcast:
        """See :class:`~guidance.outreach.broadcasts.Broadcasts`."""
        fits = and_(
            broadcast.c.id == number,
            broadcast.c.version == version,
            broadcast.c.state.in_(_RECALLABLE),
            broadcast.c.last_sent_at > now - RECALLABLE,
        )
        values = {"state": "recalling", "version": broadcast.c.version + 1}
        async with self._engine.begin() as connection:
            if (await connection.execute(update(broadcast).where(fits).values(**values))).rowcount != 1:
                raise StaleError("it has changed, was never begun, or was last sent more than 48 hours ago")
            await _take_up_again(connection, number, now)
            return await one_broadcast(connection, number)

    async def correction_of(self, number: int) -> Broadcast | None:
        """See :class:`~guidance.outreach.broadcasts.Broadcasts`."""
        open_one = select(broadcast).where(broadcast.c.corrects == number, is_open_correction)
        async with self._engine.connect() as connection:
            found = await read_broadcasts(connection, open_one)
        return found[0] if found else None

    async def correct(self, number: int, version: int, by: int, now: dt.datetime) -> Broadcast:
        """See :class:`~guidance.outreach.broadcasts.Broadcasts`."""
        fits = and_(
            broadcast.c.id == number,
            broadcast.c.version == version,
            broadcast.c.corrects.is_not(None),
            or_(broadcast.c.state == "draft", _waits_for(by)),
        )
        over = {"state": "cancelled", "finished_at": now, "version": broadcast.c.version + 1}
        async with self._engine.begin() as connection:
            if (await connection.execute(update(broadcast).where(fits).values(**over))).rowcount != 1:
                raise StaleError("it is no correction any more, has changed, or waits for somebody else")
            draft = await one_broadcast(connection, number)
            of = draft.corrects
            fits = and_(
                broadcast.c.id == of,
                broadcast.c.state.in_(_CORRECTABLE),
                broadcast.c.started_at.is_not(None),
                # What Telegram has refused at once is in nobody's chat and may be put right at any time.
                or_(broadcast.c.last_sent_at.is_(None), broadcast.c.last_sent_at > now - RECALLABLE),
            )
            values = {"state": "correcting", "reason": "", "version": broadcast.c.version + 1}
            changed = await connection.execute(update(broadcast).where(fits).values(**values))
            if of is None or changed.rowcount != 1:
                raise StaleError("it was never begun, is being sent, or was last sent more than 48 hours ago")
            for language, content in draft.content.items():
                await connection.execute(
                    update(broadcast_content)
                    .where(broadcast_content.c.broadcast_id == of, broadcast_content.c.language == language)
                    .values(**_content_row(of, language, content))
                )
            await _take_up_again(connection, of, now)
            await _forget_told(connection, of)
            return await one_broadcast(connection, of)

    async def show_card(self, card: Card) -> None:
        """See :class:`~guidance.outreach.broadcasts.Broadcasts`."""
        row = {"chat_id": card.chat_id, "message_id": card.message_id, "broadcast_id": card.broadcast_id}
        async with self._engine.begin() as connection:
            insertion = insert_into(connection, broadcast_card).values(**row)
            await connection.execute(
                insertion.on_conflict_do_update(
                    index_elements=["chat_id", "message_id"], set_={"broadcast_id": card.broadcast_id}
                )
            )

    async def cards(self) -> list[Card]:
        """See :class:`~guidance.outreach.broadcasts.Broadcasts`."""
        columns = broadcast_card.c.broadcast_id, broadcast_card.c.chat_id, broadcast_card.c.message_id
        async with self._engine.connect() as connection:
            return [Card(*row) for row in await connection.execute(select(*columns).order_by(*columns))]

    async def drop_card(self, card: Card) -> None:
        """See :class:`~guidance.outreach.broadcasts.Broadcasts`."""
        async with self._engine.begin() as connection:
            await connection.execute(
                delete(broadcast_card).where(
                    broadcast_card.c.chat_id == card.chat_id, broadcast_card.c.message_id == card.message_id
                )
            )


async def one_broadcast(connection: AsyncConnection, number: int) -> Broadcast:
    """The announcement with this number, with its counts; it must be there."""
    (one,) = await read_broadcasts(connection, select(broadcast).where(broadcast.c.id == number))
    return one


async def read_broadcasts(connection: AsyncConnection, query: Select[Any], *, counted: bool = True) -> list[Broadcast]:
    """The announcements of rows of `broadcast`, with their contents and, unless that is not wanted, their counts."""
    rows = (await connection.execute(query)).all()
    contents = await _contents(connection, [row.id for row in rows])
    counts = await _counts(connection, [row.id for row in rows]) if counted else {}
    return [
        Broadcast(
            id=row.id,
            author=row.author,
            state=row.state,
            content=contents.get(row.id, {}),
            audience=read_audience(row.audience),
            missing=row.missing,
            on_crash=row.on_crash,
            rate=row.rate,
            is_paid=row.is_paid,
            version=row.version,
            created_at=row.created_at,
            starts_at=row.starts_at,
            started_at=row.started_at,
            last_sent_at=row.last_sent_at,
            finished_at=row.finished_at,
            total=row.total,
            reason=row.reason,
            corrects=row.corrects,
            confirmed_by=row.confirmed_by,
            counts=counts.get(row.id, {}),
        )
        for row in rows
    ]


async def _contents(connection: AsyncConnection, numbers: list[int]) -> Mapping[int, dict[Language, Content]]:
    contents: dict[int, dict[Language, Content]] = {}
    wanted = select(broadcast_content).where(broadcast_content.c.broadcast_id.in_(numbers))
    for row in await connection.execute(wanted):
        media = tuple(Media(kind, file_id) for kind, file_id in json.loads(row.media))
        links = tuple(Link(text, target) for text, target in json.loads(row.links))
        contents.setdefault(row.broadcast_id, {})[row.language] = Content(row.text, media, links)
    return contents


async def _counts(connection: AsyncConnection, numbers: list[int]) -> Mapping[int, Counts]:
    counts: dict[int, dict[Any, int]] = {}
    counted = (
        select(delivery.c.broadcast_id, delivery.c.state, func.count())
        .where(delivery.c.broadcast_id.in_(numbers))
        .group_by(delivery.c.broadcast_id, delivery.c.state)
    )
    for number, state, count in await connection.execute(counted):
        counts.setdefault(number, {})[state] = count
    return counts


async def _take_up_again(connection: AsyncConnection, number: int, now: dt.datetime) -> None:
    """Make everybody's copy due for rewriting or deleting, whatever was done with it before."""
    again = update(delivery).where(
        delivery.c.broadcast_id == number, delivery.c.state.in_(("corrected", "uncorrected"))
    )
    await connection.execute(again.values(state="sent", due_at=now, attempts=0, error=None))


async def _forget_told(connection: AsyncConnection, number: int) -> None:
    """Its end is news again."""
    await connection.execute(delete(broadcast_told).where(broadcast_told.c.broadcast_id == number))


def _waits_for(by: int) -> ColumnElement[bool]:
    """Whether this person is one of those who may agree to it."""
    return and_(broadcast.c.state == "confirming", broadcast.c.confirmed_by != by)


async def _change_draft(
    connection: AsyncConnection,
    number: int,
    version: int,
    values: dict[str, Any],
    *conditions: ColumnElement[bool],
) -> None:
    fits = and_(broadcast.c.id == number, broadcast.c.version == version, broadcast.c.state == "draft", *conditions)
    values = {**values, "version": broadcast.c.version + 1}
    if (await connection.execute(update(broadcast).where(fits).values(**values))).rowcount != 1:
        raise StaleError("it is no draft any more, or has changed")


def _content_row(number: int, language: Language, content: Content) -> dict[str, Any]:
    return {
        "broadcast_id": number,
        "language": language,
        "text": content.text,
        "media": json.dumps([[one.kind, one.file_id] for one in content.media]),
        "links": json.dumps([[one.text, one.target] for one in content.links]),
    }
