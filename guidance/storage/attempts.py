"""Attempts at the questionnaire, kept in the database answer by answer."""

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, SmallInteger, String, delete, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from guidance.aptitude.attempts import Attempt
from guidance.catalogue.cells import Language
from guidance.storage.database import insert_into
from guidance.storage.schema import UtcDateTime, answer, attempt


class StoredAttempts:
    """Implements :class:`guidance.aptitude.attempts.Attempts`."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Use this database."""
        self._engine = engine

    async def start(self, chat_id: int, language: Language) -> Attempt:
        """See :class:`~guidance.aptitude.attempts.Attempts`."""
        async with self._engine.begin() as connection:
            await connection.execute(
                insert_into(connection, attempt)
                .values(chat_id=chat_id, language=language, started_at=dt.datetime.now(dt.UTC))
                .on_conflict_do_nothing(index_elements=["chat_id"], index_where=attempt.c.finished_at.is_(None))
            )
            found = await _find(connection, 1, attempt.c.chat_id == chat_id, attempt.c.finished_at.is_(None))
        if not found:  # pragma: no cover - the row was written in this very transaction
            raise LookupError("the attempt was not kept")
        return found[0]

    async def open(self, chat_id: int) -> Attempt | None:
        """See :class:`~guidance.aptitude.attempts.Attempts`."""
        async with self._engine.connect() as connection:
            found = await _find(connection, 1, attempt.c.chat_id == chat_id, attempt.c.finished_at.is_(None))
        return found[0] if found else None

    async def answer(self, attempt_id: int, chat_id: int, item_id: str, value: int) -> bool:
        """See :class:`~guidance.aptitude.attempts.Attempts`."""
        now = dt.datetime.now(dt.UTC)
        async with self._engine.begin() as connection:
            # One statement checks whose attempt it is and keeps the answer, so nothing can come between.
            place = select(func.count() + 1).where(answer.c.attempt_id == attempt_id).scalar_subquery()
            rows = select(
                attempt.c.id,
                literal(item_id, String),
                place,
                literal(value, SmallInteger),
                literal(now, UtcDateTime),
            ).where(*_theirs(attempt_id, chat_id), attempt.c.finished_at.is_(None))
            kept = await connection.execute(
                insert_into(connection, answer)
                .from_select(["attempt_id", "item_id", "place", "value", "answered_at"], rows)
                .on_conflict_do_update(
                    index_elements=["attempt_id", "item_id"], set_={"value": value, "answered_at": now}
                )
                .returning(answer.c.attempt_id)
            )
            return kept.first() is not None

    async def finish(self, attempt_id: int, chat_id: int) -> None:
        """See :class:`~guidance.aptitude.attempts.Attempts`."""
        async with self._engine.begin() as connection:
            await connection.execute(
                update(attempt)
                .where(*_theirs(attempt_id, chat_id), attempt.c.finished_at.is_(None))
                .values(finished_at=dt.datetime.now(dt.UTC))
            )

    async def discard(self, attempt_id: int, chat_id: int) -> None:
        """See :class:`~guidance.aptitude.attempts.Attempts`."""
        async with self._engine.begin() as connection:
            await connection.execute(
                delete(attempt).where(*_theirs(attempt_id, chat_id), attempt.c.finished_at.is_(None))
            )

    async def extend(self, attempt_id: int, chat_id: int) -> Attempt | None:
        """See :class:`~guidance.aptitude.attempts.Attempts`."""
        another_is_open = (
            select(attempt.c.id).where(attempt.c.chat_id == chat_id, attempt.c.finished_at.is_(None)).exists()
        )
        async with self._engine.begin() as connection:
            opened = await connection.execute(
                update(attempt)
                .where(
                    *_theirs(attempt_id, chat_id),
                    attempt.c.finished_at.is_not(None),
                    attempt.c.extended.is_(False),
                    ~another_is_open,
                )
                .values(finished_at=None, extended=True)
                .returning(attempt.c.id)
            )
            found = await _find(connection, 1, attempt.c.id == attempt_id) if opened.first() else []
        return found[0] if found else None

    async def latest_finished(self, chat_id: int) -> Attempt | None:
        """See :class:`~guidance.aptitude.attempts.Attempts`."""
        return next(iter(await self.finished(chat_id, 1)), None)

    async def finished(self, chat_id: int, limit: int) -> list[Attempt]:
        """See :class:`~guidance.aptitude.attempts.Attempts`."""
        async with self._engine.connect() as connection:
            return await _find(connection, limit, attempt.c.chat_id == chat_id, attempt.c.finished_at.is_not(None))

    async def all_finished(self) -> list[Attempt]:
        """See :class:`~guidance.aptitude.attempts.Attempts`."""
        async with self._engine.connect() as connection:
            return await _find(connection, None, attempt.c.finished_at.is_not(None))

    async def forget(self, attempt_id: int, chat_id: int) -> None:
        """See :class:`~guidance.aptitude.attempts.Attempts`."""
        async with self._engine.begin() as connection:
            await connection.execute(
                delete(attempt).where(*_theirs(attempt_id, chat_id), attempt.c.finished_at.is_not(None))
            )


def _theirs(attempt_id: int, chat_id: int) -> tuple[ColumnElement[bool], ...]:
    """This attempt, and only if it is this person's: numbers come from buttons and are not trusted."""
    return (attempt.c.id == attempt_id, attempt.c.chat_id == chat_id)


async def _find(connection: AsyncConnection, limit: int | None, *where: ColumnElement[bool]) -> list[Attempt]:
    """The newest attempts that answer to the conditions, each with its answers."""
    newest = select(attempt).where(*where).order_by(attempt.c.id.desc()).limit(limit)
    rows = (await connection.execute(newest)).all()
    given = await connection.execute(
        select(answer).where(answer.c.attempt_id.in_(newest.with_only_columns(attempt.c.id))).order_by(answer.c.place)
    )
    answers: dict[int, list[Any]] = {row.id: [] for row in rows}
    for one in given:
        answers[one.attempt_id].append(one)
    return [
        Attempt(
            id=row.id,
            chat_id=row.chat_id,
            language=row.language,
            started_at=row.started_at,
            finished_at=row.finished_at,
            touched_at=max((one.answered_at for one in answers[row.id]), default=row.started_at),
            extended=row.extended,
            answers={one.item_id: one.value for one in answers[row.id]},
        )
        for row in rows
    ]
