"""Judges a search by queries whose good answers are known.

A query names its good answers as alternatives; it succeeds at k when one of the first k hits fits one of them:

``college:71-004``, ``specialty:07150500``, ``route:state-order``, ``screen:free``
    that one thing;
``field:07``
    any specialty of that field of study;
``town:Актобе``, ``region:KZ-35``
    any college of that place, the town as ``colleges.csv`` writes it in Russian;
``called:медиц``
    any college with a word in its names or aliases that begins so;
``taught:07150500``, ``taught:07``, ``taught:агроном``
    any college known to teach a specialty whose code begins so, or a programme with a word that begins so.

Predicates of a college are joined by ``+``; there ``specialty:`` and ``field:`` say what it is known to teach:
``town:Актобе+specialty:07150500``. A predicate never means a closed college; ``college:`` may. A query without good
answers is nonsense: it succeeds when it is refused, that is, finds nothing.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.models import College

JUDGED = Path(__file__).with_name("judged.csv")

SCREENS = frozenset({"free", "questionnaire", "dates", "documents", "steps", "wizard", "events", "numbers"})
"""The questions that a screen answers: how to study free, what to become, when and with what to apply, and more."""

NONSENSE = "nonsense"
ANSWERABLE = "answerable"
"""Stands in the figures for all queries that have good answers."""

DEPTH = 10
"""Hits further down are not looked at: nobody scrolls so far."""


@dataclass(frozen=True)
class Query:
    """What a person typed, and the alternatives that would satisfy them; none when it is to be refused."""

    text: str
    kind: str
    relevant: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class Hit:
    """One result of a search, best first. A screen that answers a question is a hit of its own, where it is shown."""

    kind: Literal["college", "specialty", "route", "screen"]
    id: str
    score: float = 0.0


Search: TypeAlias = Callable[[str], Sequence[Hit]]


@dataclass(frozen=True)
class Judgement:
    """What a search found for a query. ``rank`` counts from 1; ``None`` where no hit of the first ten fits."""

    query: Query
    hits: tuple[Hit, ...]
    rank: int | None

    @property
    def reciprocal_rank(self) -> float:
        """1 over the rank; of nonsense, 1 when it was refused."""
        if not self.query.relevant:
            return float(not self.hits)
        return 1 / self.rank if self.rank else 0.0

    def succeeds_at(self, k: int) -> bool:
        """Whether one of the first ``k`` hits fits; of nonsense, whether it was refused."""
        if not self.query.relevant:
            return not self.hits
        return self.rank is not None and self.rank <= k


@dataclass(frozen=True)
class Figures:
    """How a search did on some queries; all but their number are shares from 0 to 1.

    ``refused`` is the share that found nothing: to be 1 for nonsense and 0 for the others.
    """

    queries: int
    success_at_1: float
    success_at_5: float
    mrr: float
    refused: float


def load(path: Path = JUDGED) -> list[Query]:
    """The judged queries, in the order of the file."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Query(row["query"], row["kind"], tuple(filter(None, row["relevant"].split("|"))), row["note"])
            for row in csv.DictReader(file, strict=True)
        ]


def fits(hit: Hit, alternative: str, catalogue: Catalogue) -> bool:
    """Whether a hit is what an alternative asks for.

    Raises:
        ValueError: the alternative has a predicate that is not known, or joins what cannot be joined.
    """
    parts = [_parted(part) for part in alternative.split("+")]
    if len(parts) == 1:
        (name, value) = parts[0]
        if name in {"college", "specialty", "route", "screen"}:
            return (hit.kind, hit.id) == (name, value)
        if name == "field":
            return hit.kind == "specialty" and hit.id.startswith(value)
    college = catalogue.colleges.get(hit.id) if hit.kind == "college" else None
    if college is None or college.status == "closed":
        return False
    return all(_says(college, name, value, catalogue) for name, value in parts)


def judge(search: Search, queries: Iterable[Query], catalogue: Catalogue) -> list[Judgement]:
    """Put every query to a search; those that failed are the ones worth reading."""
    judgements = []
    for query in queries:
        hits = tuple(search(query.text))
        ranks = (
            rank
            for rank, hit in enumerate(hits[:DEPTH], start=1)
            if any(fits(hit, alternative, catalogue) for alternative in query.relevant)
        )
        judgements.append(Judgement(query, hits, next(ranks, None)))
    return judgements


def figures(judgements: Iterable[Judgement]) -> dict[str, Figures]:
    """The figures of each kind, in order of appearance, and last of all that have good answers together."""
    groups: dict[str, list[Judgement]] = defaultdict(list)
    answerable = []
    for judgement in judgements:
        groups[judgement.query.kind].append(judgement)
        if judgement.query.relevant:
            answerable.append(judgement)
    return {kind: _figures(group) for kind, group in [*groups.items(), (ANSWERABLE, answerable)] if group}


def measure(search: Search, queries: Iterable[Query], catalogue: Catalogue) -> dict[str, Figures]:
    """How well a search answers: its figures per kind of query and for all answerable ones."""
    return figures(judge(search, queries, catalogue))


def _figures(judgements: Sequence[Judgement]) -> Figures:
    def share(counted: Iterable[float]) -> float:
        return sum(counted) / len(judgements)

    return Figures(
        queries=len(judgements),
        success_at_1=share(one.succeeds_at(1) for one in judgements),
        success_at_5=share(one.succeeds_at(5) for one in judgements),
        mrr=share(one.reciprocal_rank for one in judgements),
        refused=share(not one.hits for one in judgements),
    )


_PREDICATES = frozenset(
    {"college", "specialty", "route", "screen", "field", "town", "region", "called", "taught"},
)


def _parted(predicate: str) -> tuple[str, str]:
    name, _, value = predicate.partition(":")
    if name not in _PREDICATES or not value:
        raise ValueError(f"no predicate: {predicate!r}")
    return name, value


def _says(college: College, name: str, value: str, catalogue: Catalogue) -> bool:
    match name:
        case "town":
            return college.city_ru == value
        case "region":
            return college.region == value
        case "called":
            return _has_word(value, (college.name_ru, college.name_kk, *college.aliases))
        case "specialty" | "field" | "taught":
            programmes = catalogue.programmes_at(college.id)
            if value.isdigit():
                return any((programme.specialty or "").startswith(value) for programme in programmes)
            return _has_word(value, (programme.name_ru for programme in programmes))
        case _:
            raise ValueError(f"cannot be joined with others: {name}:{value}")


def _has_word(start: str, texts: Iterable[str]) -> bool:
    """Whether a word begins so; letters count as they are written, but for their case."""
    return any(word.startswith(start.casefold()) for text in texts for word in re.findall(r"\w+", text.casefold()))
