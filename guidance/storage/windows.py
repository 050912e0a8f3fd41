"""The days of the admission windows as admins have confirmed them, kept in the database."""

import datetime as dt

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncEngine

from guidance.funding.calendar import Confirmed
from guidance.storage.database import insert_into
from guidance.storage.schema import confirmed_window


class StoredWindows:
    """Implements :class:`guidance.funding.calendar.ConfirmedWindows`."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Use this database."""
        self._engine = engine

    async def all(self) -> dict[tuple[str, int], Confirmed]:
        """See :class:`~guidance.funding.calendar.ConfirmedWindows`."""
        table = confirmed_window.c
        query = select(table.window, table.year, table.opens, table.closes)
        async with self._engine.connect() as connection:
            return {(row.window, row.year): Confirmed(*row) for row in await connection.execute(query)}

    async def confirm(self, confirmed: Confirmed, admin: int) -> None:
        """See :class:`~guidance.funding.calendar.ConfirmedWindows`."""
        days = {
            "opens": confirmed.opens,
            "closes": confirmed.closes,
            "admin": admin,
            "confirmed_at": dt.datetime.now(dt.UTC),
        }
        async with self._engine.begin() as connection:
            await connection.execute(
                insert_into(connection, confirmed_window)
                .values(window=confirmed.window, year=confirmed.year, **days)
                .on_conflict_do_update(index_elements=["window", "year"], set_=days)
            )

    async def withdraw(self, window: str, year: int) -> None:
        """See :class:`~guidance.funding.calendar.ConfirmedWindows`."""
        async with self._engine.begin() as connection:
            await connection.execute(
                delete(confirmed_window).where(confirmed_window.c.window == window, confirmed_window.c.year == year)
            )
