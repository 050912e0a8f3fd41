"""What a person saved to look at again."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal, Protocol

FavouriteKind = Literal["college", "specialty"]

# More than anybody compares; it bounds what one person can make the bot keep.
MOST_FAVOURITES = 40


@dataclass(frozen=True)
class Favourite:
    """A saved college (``key`` is its id) or specialty (its code)."""

    kind: FavouriteKind
    key: str
    added_at: dt.datetime


class Favourites(Protocol):
    """Where favourites are kept."""

    async def add(self, chat_id: int, kind: FavouriteKind, key: str) -> bool:
        """Save one; ``False`` when the list is full or the person has not consented. Saving twice changes nothing."""
        ...

    async def remove(self, chat_id: int, kind: FavouriteKind, key: str) -> None:
        """Take one from the list, if it is there."""
        ...

    async def of(self, chat_id: int) -> list[Favourite]:
        """A person's list, the newest first."""
        ...
