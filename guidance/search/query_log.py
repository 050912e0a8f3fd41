"""What is searched for and not found: the owner's list of words to add. It knows no people."""

import re
from dataclasses import dataclass
from typing import Protocol

# A longer text is no query but a letter, and may say who wrote it.
_MOST_SIGNS = 100
_NUMBER = re.compile(r"\d{5,}")


@dataclass(frozen=True)
class SearchedQuery:
    """A folded query with the filters understood in it; ``hits`` is what it found last, ``asked`` how often it came.

    ``tapped`` counts the results that were opened, ``mean_rank`` is their mean place from 1, if any.
    """

    query: str
    filters: str
    asked: int
    hits: int
    tapped: int
    mean_rank: float | None


def may_be_kept(query: str) -> bool:
    """Whether a folded query can be kept: short, and with no number that could be a phone or a document."""
    return 0 < len(query) <= _MOST_SIGNS and not _NUMBER.search(query.replace(" ", ""))


class QueryLog(Protocol):
    """Where queries are counted. Both ask :func:`may_be_kept` first."""

    async def asked(self, query: str, filters: str, hits: int) -> None:
        """Count a folded query with what it found."""
        ...

    async def tapped(self, query: str, filters: str, rank: int) -> None:
        """Count that the result of this place, from 1, was opened."""
        ...

    async def without_hits(self, limit: int) -> list[SearchedQuery]:
        """The queries that found nothing, the most frequent first."""
        ...

    async def forget_old(self) -> None:
        """Drop what nobody has asked for three months."""
        ...
