"""The deliveries of announcements, kept in the database: what it says was sent, was sent."""

import asyncio
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import structlog
from sqlalchemy import Select, and_, bindparam, case, exists, func, insert, literal, or_, select, true, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from guidance.catalogue.cells import Language
from guidance.outreach.broadcasts import (
    BATCH_SECONDS,
    RECEIVED,
    Batch,
    Broadcast,
    Delivery,
    DeliveryState,
    State,
    Work,
)
from guidance.outreach.outcomes import Outcome, Refused, Sent, Undeliverable
from guidance.storage.broadcasts import one_broadcast, read_broadcasts
from guidance.storage.database import insert_into
from guidance.storage.deliveries import claimed, corrected, recalled, settled, why
from guidance.storage.recipients import recipients
from guidance.storage.schema import broadcast, delivery, outreach_turn, person

log = structlog.get_logger()

# What stands in a delivery after each kind of work.
_Told = Callable[[Broadcast, Delivery, Outcome, dt.datetime], dict[str, Any]]
_TOLD: Mapping[Work, _Told] = {"send": settled, "correct": corrected, "recall": recalled}
# Where somebody is left whom Telegram refused alone, and where it goes on when it refuses all.
_GIVEN_UP: Mapping[Work, tuple[str, str]] = {"send": ("failed", "waiting"), "correct": ("uncorrected", "sent")}
# In these, what was sent is taken up again.
_AFTERWARDS: tuple[State, ...] = ("correcting", "recalling")
# What each of these becomes when no delivery stands where there is something to do.
_ENDS: Mapping[State, tuple[State, tuple[DeliveryState, ...]]] = {
    "running": ("finished", ("waiting", "sending")),
    "correcting": ("corrected", ("sent", "sending")),
    "recalling": ("recalled", ("sent", "sending")),
}
# Seconds between the tries to record what came of a batch, together less than a batch is claimed for. What was recorded
# although the answer was lost is found recorded.
_AWAY = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
# Seconds; turns that are farther ahead were written by a clock that was wrong.
_FARTHEST = 60.0


class StoredOutbox:
    """Implements :class:`guidance.outreach.broadcasts.Outbox`."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Use this database."""
        self._engine = engine

    async def begin_due(self, now: dt.datetime) -> list[int]:
        """See :class:`~guidance.outreach.broadcasts.Outbox`."""
        due = and_(broadcast.c.state == "scheduled", broadcast.c.starts_at <= now)
        async with self._engine.connect() as connection:
            numbers = list((await connection.execute(select(broadcast.c.id).where(due))).scalars())
        return [number for number in numbers if await self._begin(number, now)]

    async def _begin(self, number: int, now: dt.datetime) -> bool:
        async with self._engine.begin() as connection:
            begun = (
                update(broadcast)
                .where(broadcast.c.id == number, broadcast.c.state == "scheduled")
                .values(state="running", started_at=now, version=broadcast.c.version + 1)
            )
            if (await connection.execute(begun)).rowcount != 1:
                return False  # another process has begun it
            one = await one_broadcast(connection, number)
            language, fits = recipients(one.content, one.missing, one.audience, now)
            waiting = (literal("waiting"), literal(0), literal(now, delivery.c.due_at.type))
            rows = select(literal(number), person.c.chat_id, language, *waiting).where(fits)
            names = ["broadcast_id", "chat_id", "language", "state", "attempts", "due_at"]
            frozen = await connection.execute(insert(delivery).from_select(names, rows))
            await connection.execute(update(broadcast).where(broadcast.c.id == number).values(total=frozen.rowcount))
        return True

    async def claim(self, now: dt.datetime, seconds: float, most: int) -> Batch | None:
        """See :class:`~guidance.outreach.broadcasts.Outbox`."""
        async with self._engine.begin() as connection:
            for one in await read_broadcasts(connection, _with_work(now), counted=False):
                wanted = "sent" if one.state in _AFTERWARDS else "waiting"
                chosen = (
                    select(delivery.c.chat_id)
                    .where(delivery.c.broadcast_id == one.id, delivery.c.state == wanted, delivery.c.due_at <= now)
                    .order_by(delivery.c.due_at, delivery.c.chat_id)
                    .limit(max(1, min(most, int(one.pace * BATCH_SECONDS))))
                    # What another process is taking is left to it; SQLite has one writer and no such words.
                    .with_for_update(skip_locked=True)
                    .cte("chosen")
                )
                # What it was read to be it still is: nothing is sent of what has just begun to be deleted.
                as_read = exists().where(broadcast.c.id == one.id, broadcast.c.version == one.version)
                taken = await connection.execute(
                    update(delivery)
                    .where(
                        delivery.c.broadcast_id == one.id,
                        delivery.c.state == wanted,
                        delivery.c.chat_id.in_(select(chosen.c.chat_id)),
                        as_read,
                    )
                    .values(state="sending", claimed_until=now + dt.timedelta(seconds=seconds))
                    .returning(
                        delivery.c.chat_id,
                        delivery.c.language,
                        delivery.c.attempts,
                        delivery.c.message_ids,
                        delivery.c.error,
                    )
                )
                if deliveries := [claimed(one.id, row) for row in taken]:
                    return Batch(one, deliveries)
        return None

    async def settle(self, batch: Batch, outcomes: Sequence[Outcome], now: dt.datetime) -> None:
        """See :class:`~guidance.outreach.broadcasts.Outbox`.

        Where the database is away, this waits for it some while: what is not recorded is unknown for ever.
        """
        for pause in _AWAY:
            try:
                return await self._record(batch, outcomes, now)
            except DBAPIError as error:
                log.warning("outcomes_not_recorded", reason=str(error), again_in=pause)
            await asyncio.sleep(pause)
        return await self._record(batch, outcomes, now)

    async def _record(self, batch: Batch, outcomes: Sequence[Outcome], now: dt.datetime) -> None:
        told = _TOLD[batch.work]
        rows = [told(batch.broadcast, *pair, now) for pair in zip(batch.deliveries, outcomes, strict=True)]
        changed = (
            update(delivery)
            # What took too long has been called unknown meanwhile; what really happened counts for more.
            .where(
                delivery.c.broadcast_id == batch.broadcast.id,
                delivery.c.chat_id == bindparam("chat"),
                or_(delivery.c.state == "sending", delivery.c.state == "unknown"),
            )
            .values(
                state=bindparam("to"),
                attempts=bindparam("tried"),
                due_at=bindparam("due"),
                message_ids=bindparam("messages"),
                error=bindparam("why"),
                claimed_until=None,
            )
        )
        gone = [one["chat"] for one in rows if one["to"] == "unreachable"]
        refusals = (one.reason for one in outcomes if isinstance(one, Refused))
        refused = None if batch.work == "recall" else next(refusals, None)
        was_sent = batch.work == "send" and any(isinstance(one, Sent) for one in outcomes)
        async with self._engine.begin() as connection:
            if batch.work == "correct" and await _is_out_of_date(connection, batch.broadcast):
                rows = [one | {"to": "sent", "due": now} for one in rows]
            if reasons := {one.reason for one in outcomes if isinstance(one, Undeliverable)}:
                rows = await _after_a_stop(connection, batch, reasons, rows, now)
            await connection.execute(changed, rows)
            if gone:
                lost = update(person).where(person.c.chat_id.in_(gone), person.c.unreachable_since.is_(None))
                await connection.execute(lost.values(unreachable_since=now))
            if was_sent:
                this = update(broadcast).where(broadcast.c.id == batch.broadcast.id)
                await connection.execute(this.values(last_sent_at=now))
            if refused is not None:
                stopped = await connection.execute(_stopped(batch, refused, now))
                if stopped.rowcount:
                    await connection.execute(_tried_again(batch, refused, now))

    async def was_taken(self, batch: Batch, language: Language) -> bool:
        """See :class:`~guidance.outreach.broadcasts.Outbox`."""
        states = ("corrected",) if batch.work == "correct" else RECEIVED
        taken = exists().where(
            delivery.c.broadcast_id == batch.broadcast.id,
            delivery.c.state.in_(states),
            delivery.c.language == language,
        )
        async with self._engine.connect() as connection:
            return bool((await connection.execute(select(taken))).scalar_one())

    async def expire(self, now: dt.datetime, *, everything: bool = False) -> int:
        """See :class:`~guidance.outreach.broadcasts.Outbox`."""
        over = true() if everything else delivery.c.claimed_until < now
        # By announcement, so that the index serves; few are ever under way at the same moment.
        under_way = exists().where(delivery.c.broadcast_id == broadcast.c.id, delivery.c.state == "sending", over)
        expired = 0
        async with self._engine.begin() as connection:
            found = await connection.execute(select(broadcast.c.id, broadcast.c.on_crash).where(under_way))
            for number, on_crash in found.all():
                given_up = literal("waiting" if on_crash == "resend" else "unknown")
                # What has a message was to be rewritten or deleted, which may be done twice.
                to = case((delivery.c.message_ids.is_not(None), literal("sent")), else_=given_up)
                lost = update(delivery).where(delivery.c.broadcast_id == number, delivery.c.state == "sending", over)
                values = {"state": to, "claimed_until": None, "error": "crash"}
                expired += (await connection.execute(lost.values(**values))).rowcount
        return expired

    async def finish(self, now: dt.datetime) -> list[int]:
        """See :class:`~guidance.outreach.broadcasts.Outbox`."""
        ended: list[int] = []
        async with self._engine.begin() as connection:
            # Held first, then looked at: whoever corrects one at this moment makes its copies due again.
            going = select(broadcast.c.id).where(broadcast.c.state.in_(_ENDS)).order_by(broadcast.c.id)
            held = list((await connection.execute(going.with_for_update(skip_locked=True))).scalars())
            for before, (after, open_states) in _ENDS.items() if held else ():
                changed = await connection.execute(_finished(held, before, after, open_states, now))
                ended += [number for number, state in changed if state == after]
        return ended

    async def reserve(self, count: int, rate: float, now: dt.datetime) -> float:
        """See :class:`~guidance.outreach.broadcasts.Outbox`."""
        moment, length = now.timestamp(), count / rate
        is_ahead = outreach_turn.c.next_at.between(moment, moment + _FARTHEST)
        first = case((is_ahead, outreach_turn.c.next_at), else_=moment)
        async with self._engine.begin() as connection:
            moved = (
                insert_into(connection, outreach_turn)
                .values(id=1, next_at=moment + length)
                .on_conflict_do_update(index_elements=["id"], set_={"next_at": first + length})
                .returning(outreach_turn.c.next_at)
            )
            next_at = float((await connection.execute(moved)).scalar_one())
        return next_at - length - moment


async def _held(connection: AsyncConnection, number: int) -> Any:
    """Version, state and reason of an announcement, which stays as it is until the transaction ends."""
    # SQLite knows no SELECT FOR UPDATE, and its driver begins a transaction at the first change.
    as_it_is = update(broadcast).where(broadcast.c.id == number).values(version=broadcast.c.version)
    held = await connection.execute(as_it_is.returning(broadcast.c.version, broadcast.c.state, broadcast.c.reason))
    return held.one()


async def _is_out_of_date(connection: AsyncConnection, one: Broadcast) -> bool:
    """Whether what was rewritten is to be rewritten once more, or deleted, since it was claimed.

    A correction that was refused for all meanwhile is not: who has it, has what the announcement says.
    """
    version, state, _ = await _held(connection, one.id)
    return bool(version != one.version and state in _AFTERWARDS)


async def _after_a_stop(
    connection: AsyncConnection, batch: Batch, reasons: set[str], rows: list[dict[str, Any]], now: dt.datetime
) -> list[dict[str, Any]]:
    """The rows, in which those wait again who were refused as all are: another batch has found that out meanwhile."""
    _, _, found = await _held(connection, batch.broadcast.id)
    if found not in reasons:
        return rows
    given_up, again = _GIVEN_UP[batch.work]
    is_the_same = {"to": given_up, "why": why(found)}
    return [one | {"to": again, "due": now} if is_the_same.items() <= one.items() else one for one in rows]


def _stopped(batch: Batch, reason: str, now: dt.datetime) -> Any:
    """Stop what Telegram refuses for everybody; of a correction, what had come to an end before ends again."""
    has_ended = and_(broadcast.c.state == "correcting", broadcast.c.finished_at.is_not(None))
    goes_on = ("correcting",) if batch.work == "correct" else ("running", "paused")
    values = {
        "state": case((has_ended, "corrected"), else_="stopped"),
        # That it ended like this is news, however long ago it had ended before.
        "finished_at": case((has_ended, literal(now, broadcast.c.finished_at.type)), else_=broadcast.c.finished_at),
        "reason": reason,
        "version": broadcast.c.version + 1,
    }
    stopping = update(broadcast).where(broadcast.c.id == batch.broadcast.id, broadcast.c.state.in_(goes_on))
    if batch.work == "correct":
        stopping = stopping.where(broadcast.c.version == batch.broadcast.version)
    return stopping.values(**values)


def _tried_again(batch: Batch, reason: str, now: dt.datetime) -> Any:
    """What was refused like this for some, before it was clear that it is for all, waits again."""
    given_up, again = _GIVEN_UP[batch.work]
    these = update(delivery).where(
        delivery.c.broadcast_id == batch.broadcast.id, delivery.c.state == given_up, delivery.c.error == why(reason)
    )
    return these.values(state=again, due_at=now)


def _with_work(now: dt.datetime) -> Select[Any]:
    """The announcements that have something to send, rewrite or delete."""
    wanted = case((broadcast.c.state.in_(_AFTERWARDS), "sent"), else_="waiting")
    has_work = exists().where(
        delivery.c.broadcast_id == broadcast.c.id, delivery.c.state == wanted, delivery.c.due_at <= now
    )
    return (
        select(broadcast)
        .where(broadcast.c.state.in_(_ENDS), has_work)
        # A mistake is taken away, or put right, before more is sent; those that are sent take turns, by chance.
        .order_by(case({"recalling": 0, "correcting": 1}, value=broadcast.c.state, else_=2), func.random())
    )


def _finished(held: list[int], before: str, after: str, open_states: tuple[str, ...], now: dt.datetime) -> Any:
    left = exists().where(delivery.c.broadcast_id == broadcast.c.id, delivery.c.state.in_(open_states))
    # What was corrected in the middle of it, paused or stopped, waits there to go on.
    is_halfway = and_(broadcast.c.state == "correcting", broadcast.c.finished_at.is_(None))
    values = {
        "state": case((is_halfway, "paused"), else_=after),
        "finished_at": case((is_halfway, None), else_=literal(now, broadcast.c.finished_at.type)),
        "version": broadcast.c.version + 1,
    }
    ending = update(broadcast).where(broadcast.c.id.in_(held), broadcast.c.state == before, ~left).values(**values)
    return ending.returning(broadcast.c.id, broadcast.c.state)
