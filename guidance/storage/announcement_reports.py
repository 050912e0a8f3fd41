"""Reports of announcements, counted in the database."""

import datetime as dt
from typing import Any

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from guidance.catalogue.cells import Language
from guidance.outreach.broadcasts import DeliveryState
from guidance.outreach.report import Report, failures
from guidance.storage.broadcasts import read_broadcasts
from guidance.storage.database import insert_into
from guidance.storage.schema import broadcast, broadcast_told, delivery, person

# After this an end is news no more: the bot was off, or the table of what was told is new.
_NEWS = dt.timedelta(days=1)
_ENDED = ("finished", "cancelled", "corrected", "recalled")
_NOT_ARRIVED = ("unreachable", "failed", "unknown", "uncorrected", "unrecalled")


class StoredReports:
    """Implements :class:`guidance.outreach.report.Reports`."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Use this database."""
        self._engine = engine

    async def of(self, number: int) -> Report | None:
        """See :class:`~guidance.outreach.report.Reports`."""
        begun = select(broadcast).where(broadcast.c.id == number, broadcast.c.started_at.is_not(None))
        ways = (person.c.region, delivery.c.language, delivery.c.state, delivery.c.error)
        counted = (
            select(*ways, func.count())
            .join_from(delivery, person, person.c.chat_id == delivery.c.chat_id)
            .where(delivery.c.broadcast_id == number)
            .group_by(*ways)
        )
        async with self._engine.connect() as connection:
            found = await read_broadcasts(connection, begun)
            rows = (await connection.execute(counted)).all() if found else []
        if not found:
            return None
        regions: dict[str | None, dict[DeliveryState, int]] = {}
        languages: dict[Language, dict[DeliveryState, int]] = {}
        reasons: list[tuple[DeliveryState, str, int]] = []
        for region, language, state, reason, count in rows:
            _add(regions.setdefault(region, {}), state, count)
            _add(languages.setdefault(language, {}), state, count)
            if state in _NOT_ARRIVED:
                reasons.append((state, reason or "", count))
        return Report(found[0], regions, languages, failures(reasons))

    async def take_ended(self, now: dt.datetime) -> list[int]:
        """See :class:`~guidance.outreach.report.Reports`."""
        told = exists().where(
            broadcast_told.c.broadcast_id == broadcast.c.id, broadcast_told.c.state == broadcast.c.state
        )
        is_news = or_(
            and_(broadcast.c.state.in_(_ENDED), broadcast.c.finished_at > now - _NEWS), broadcast.c.state == "stopped"
        )
        ended = select(broadcast.c.id, broadcast.c.state).where(broadcast.c.started_at.is_not(None), is_news, ~told)
        async with self._engine.connect() as connection:
            rows = [{"broadcast_id": number, "state": state} for number, state in await connection.execute(ended)]
        if not rows:
            return []
        async with self._engine.begin() as connection:
            taking = insert_into(connection, broadcast_told).values(rows).on_conflict_do_nothing()
            taken = await connection.execute(taking.returning(broadcast_told.c.broadcast_id))
            return sorted(taken.scalars())


def _add(counts: dict[Any, int], state: DeliveryState, count: int) -> None:
    counts[state] = counts.get(state, 0) + count
