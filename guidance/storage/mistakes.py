"""Reported mistakes, kept in the database."""

import datetime as dt
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from guidance.catalogue.mistakes import (
    MOST_OPEN_REPORTS,
    MOST_WORDS,
    About,
    CardKind,
    Decision,
    MistakeReport,
)
from guidance.storage.schema import mistake_report, person

_REPORT = tuple(mistake_report.c[name] for name in MistakeReport.__dataclass_fields__)
_OPEN = mistake_report.c.state == "open"


class StoredMistakeReports:
    """Implements :class:`guidance.catalogue.mistakes.MistakeReports`."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Use this database."""
        self._engine = engine

    async def add(self, chat_id: int, kind: CardKind, key: str, about: About) -> MistakeReport | None:
        """See :class:`~guidance.catalogue.mistakes.MistakeReports`."""
        mine = (_OPEN, mistake_report.c.chat_id == chat_id)
        same = select(*_REPORT).where(
            *mine, mistake_report.c.kind == kind, mistake_report.c.key == key, mistake_report.c.about == about
        )
        async with self._engine.begin() as connection:
            # Whoever writes to a person's rows holds the person: two fast presses file one report.
            known = await connection.execute(
                update(person).where(person.c.chat_id == chat_id).values(language=person.c.language)
            )
            if not known.rowcount:
                return None
            if filed := (await connection.execute(same)).first():
                return _report(filed)
            waiting = await connection.execute(select(func.count()).select_from(mistake_report).where(*mine))
            if waiting.scalar_one() >= MOST_OPEN_REPORTS:
                return None
            row = insert(mistake_report).values(
                chat_id=chat_id, kind=kind, key=key, about=about, created_at=dt.datetime.now(dt.UTC)
            )
            return _report((await connection.execute(row.returning(*_REPORT))).one())

    async def describe(self, report: int, chat_id: int, words: str) -> MistakeReport | None:
        """See :class:`~guidance.catalogue.mistakes.MistakeReports`."""
        described = (
            update(mistake_report)
            .where(mistake_report.c.id == report, mistake_report.c.chat_id == chat_id, _OPEN)
            # PostgreSQL keeps no zero character.
            .values(words=words.replace("\0", "")[:MOST_WORDS])
        )
        async with self._engine.begin() as connection:
            row = (await connection.execute(described.returning(*_REPORT))).one_or_none()
        return _report(row) if row else None

    async def find(self, report: int) -> MistakeReport | None:
        """See :class:`~guidance.catalogue.mistakes.MistakeReports`."""
        async with self._engine.connect() as connection:
            row = (await connection.execute(select(*_REPORT).where(mistake_report.c.id == report))).one_or_none()
        return _report(row) if row else None

    async def open(self) -> list[MistakeReport]:
        """See :class:`~guidance.catalogue.mistakes.MistakeReports`."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(select(*_REPORT).where(_OPEN).order_by(mistake_report.c.id))
            return [_report(row) for row in rows]

    async def decide(self, report: int, decision: Decision) -> bool:
        """See :class:`~guidance.catalogue.mistakes.MistakeReports`."""
        decided = (
            update(mistake_report)
            .where(mistake_report.c.id == report, _OPEN)
            .values(state=decision, decided_at=dt.datetime.now(dt.UTC))
        )
        async with self._engine.begin() as connection:
            return bool((await connection.execute(decided)).rowcount)


def _report(row: Any) -> MistakeReport:
    return MistakeReport(*row)
