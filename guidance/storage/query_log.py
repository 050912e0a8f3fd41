"""Searched queries, counted in the database."""

import datetime as dt

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from guidance.search.query_log import SearchedQuery, may_be_kept
from guidance.storage.database import insert_into
from guidance.storage.schema import searched_query

_KEPT = dt.timedelta(days=92)


class StoredQueryLog:
    """Implements :class:`guidance.search.query_log.QueryLog`."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Use this database."""
        self._engine = engine

    async def asked(self, query: str, filters: str, hits: int) -> None:
        """See :class:`~guidance.search.query_log.QueryLog`."""
        if not may_be_kept(query):
            return
        today = dt.datetime.now(dt.UTC).date()
        async with self._engine.begin() as connection:
            insert = insert_into(connection, searched_query).values(
                query=query, filters=filters, asked=1, hits=hits, last_on=today
            )
            await connection.execute(
                insert.on_conflict_do_update(
                    index_elements=["query", "filters"],
                    set_={"asked": searched_query.c.asked + 1, "hits": hits, "last_on": today},
                )
            )

    async def tapped(self, query: str, filters: str, rank: int) -> None:
        """See :class:`~guidance.search.query_log.QueryLog`."""
        if not may_be_kept(query):
            return
        async with self._engine.begin() as connection:
            await connection.execute(
                update(searched_query)
                .where(searched_query.c.query == query, searched_query.c.filters == filters)
                .values(tapped=searched_query.c.tapped + 1, rank_sum=searched_query.c.rank_sum + rank)
            )

    async def without_hits(self, limit: int) -> list[SearchedQuery]:
        """See :class:`~guidance.search.query_log.QueryLog`."""
        query = (
            select(searched_query)
            .where(searched_query.c.hits == 0)
            .order_by(searched_query.c.asked.desc(), searched_query.c.query)
            .limit(limit)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [
            SearchedQuery(
                row.query,
                row.filters,
                row.asked,
                row.hits,
                row.tapped,
                row.rank_sum / row.tapped if row.tapped else None,
            )
            for row in rows
        ]

    async def forget_old(self) -> None:
        """See :class:`~guidance.search.query_log.QueryLog`."""
        long_ago = dt.datetime.now(dt.UTC).date() - _KEPT
        async with self._engine.begin() as connection:
            await connection.execute(delete(searched_query).where(searched_query.c.last_on < long_ago))
