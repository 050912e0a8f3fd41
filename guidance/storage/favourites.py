"""Favourites, kept in the database."""

import datetime as dt

from sqlalchemy import delete, exists, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from guidance.people.favourites import MOST_FAVOURITES, Favourite, FavouriteKind
from guidance.storage.database import insert_into
from guidance.storage.schema import favourite, person


class StoredFavourites:
    """Implements :class:`guidance.people.favourites.Favourites`."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Use this database."""
        self._engine = engine

    async def add(self, chat_id: int, kind: FavouriteKind, key: str) -> bool:
        """See :class:`~guidance.people.favourites.Favourites`."""
        mine = select(func.count()).where(favourite.c.chat_id == chat_id).scalar_subquery()
        consented = exists().where(person.c.chat_id == chat_id, person.c.consented_at.is_not(None))
        saved = select(favourite.c.key).where(
            favourite.c.chat_id == chat_id, favourite.c.kind == kind, favourite.c.key == key
        )
        row = select(
            literal(chat_id), literal(kind), literal(key), literal(dt.datetime.now(dt.UTC), favourite.c.added_at.type)
        ).where(consented, mine < MOST_FAVOURITES)
        async with self._engine.begin() as connection:
            # Whoever adds to a person's list holds the person: presses at once do not overfill it.
            await connection.execute(
                update(person).where(person.c.chat_id == chat_id).values(language=person.c.language)
            )
            await connection.execute(
                insert_into(connection, favourite)
                .from_select(["chat_id", "kind", "key", "added_at"], row)
                .on_conflict_do_nothing()
            )
            return (await connection.execute(saved)).one_or_none() is not None

    async def remove(self, chat_id: int, kind: FavouriteKind, key: str) -> None:
        """See :class:`~guidance.people.favourites.Favourites`."""
        async with self._engine.begin() as connection:
            await connection.execute(
                delete(favourite).where(
                    favourite.c.chat_id == chat_id, favourite.c.kind == kind, favourite.c.key == key
                )
            )

    async def of(self, chat_id: int) -> list[Favourite]:
        """See :class:`~guidance.people.favourites.Favourites`."""
        query = (
            select(favourite.c.kind, favourite.c.key, favourite.c.added_at)
            .where(favourite.c.chat_id == chat_id)
            .order_by(favourite.c.added_at.desc(), favourite.c.key)
        )
        async with self._engine.connect() as connection:
            return [Favourite(*row) for row in await connection.execute(query)]
