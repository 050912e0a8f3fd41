"""What a search found, and what it understood."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias

from guidance.search.phrases import Kind, Span
from guidance.search.vocabulary import Filter

HitKind: TypeAlias = Literal["college", "specialty", "route"]


class Relaxed(StrEnum):
    """What of the question was given up, since nothing answers all of it."""

    PLACE = "place"
    """Nothing of the kind stands there: the nearest elsewhere."""
    WISH = "wish"
    """Nobody is known to teach it: what there is in the place."""
    FILTERS = "filters"
    """All that answer are known not to have what was asked besides."""


@dataclass(frozen=True)
class Understood:
    """A part of the question that can be taken out again: a place, a wish or a filter.

    ``values`` are as in :class:`guidance.search.phrases.Meaning`, ``label`` is how it is called in the vocabulary.
    ``number`` is its place among all parts of this text, also of those that were taken out.
    """

    kind: Kind
    values: tuple[str, ...]
    label: str
    number: int
    span: Span


@dataclass(frozen=True)
class Hit:
    """A result: a college, specialty or route, with how well it answers (0 to 1), and why it is there.

    ``teaches`` are the specialties that were wished and that the college teaches, the most meant first;
    ``is_promised`` that none of them is known to be taught there, and that only its name fits. ``unknown`` are the
    filters of which nothing is known for it.
    """

    kind: HitKind
    id: str
    score: float
    teaches: tuple[str, ...] = ()
    is_promised: bool = False
    unknown: tuple[Filter, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What a search found. Without hits and screen it is refused: hardly anything was understood."""

    query: str
    reading: str
    understood: tuple[Understood, ...]
    hits: tuple[Hit, ...]
    screen: str | None = None
    relaxed: Relaxed | None = None

    @property
    def is_refused(self) -> bool:
        """Whether nothing was found."""
        return not self.hits and self.screen is None
