"""Which items answer what was understood, and how well."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from guidance.search.documents import Documents
from guidance.search.index import Index
from guidance.search.lexicon import Rung
from guidance.search.phrases import Span
from guidance.search.understanding import Segment

# How well a college answers by where it stands and by what it teaches; a name that says so adds to it.
_LOCATED, _TAUGHT, _TAUGHT_LEAST, _TAUGHT_STEP = 0.92, 0.92, 0.6, 0.03
_FIELD_TAUGHT, _NAMED_FOR = 0.75, 0.55
_SPECIALTY_STEP = 0.02
# What a place or a wish weighs beside the words of names, which weigh by their rarity.
_PLACE_WEIGHT, _WISH_WEIGHT, _UNKNOWN_WEIGHT, _HINT_WEIGHT = 0.75, 0.85, 0.6, 0.2
_COMPLETENESS = 0.12
_LOOKED_AT = 40
# What answers so much less than the best is not looked at further.
_HOPELESS = 0.3


@dataclass(frozen=True)
class Scored:
    """An item, how well it answers (0 to 1), and how well it answers each segment."""

    id: str
    score: float
    credits: tuple[float, ...]


# What answers a segment besides words, and what the segment weighs at least then.
_Grounds: TypeAlias = Callable[[Segment], Iterable[tuple[Mapping[str, float], float]]]


def rank_colleges(index: Index, segments: Sequence[Segment]) -> list[Scored]:
    """The colleges that answer anything of the segments, best first."""

    def grounds(segment: Segment) -> Iterator[tuple[Mapping[str, float], float]]:
        if place := segment.meant("place"):
            yield located(index, place), _PLACE_WEIGHT
        if wish := segment.meant("wish"):
            yield taught(index, wish), _WISH_WEIGHT

    return _ranked(index.colleges, segments, grounds, index.standing)


def rank_specialties(index: Index, segments: Sequence[Segment]) -> list[Scored]:
    """The specialties that answer anything of the segments, best first."""

    def grounds(segment: Segment) -> Iterator[tuple[Mapping[str, float], float]]:
        if segment.meant("place"):
            yield {}, _PLACE_WEIGHT
        if wish := segment.meant("wish"):
            yield _wished(index, wish), _WISH_WEIGHT

    return _ranked(index.specialties, segments, grounds)


def rank_routes(index: Index, segments: Sequence[Segment]) -> list[Scored]:
    """The free routes that answer anything of the segments, best first."""
    return _ranked(index.routes, segments, lambda _: ())


def _ranked(
    documents: Documents, segments: Sequence[Segment], grounds: _Grounds, standing: Mapping[str, float] | None = None
) -> list[Scored]:
    columns, weights = [], []
    for segment in segments:
        found, weight = _by_words(documents, segment), _weight(documents, segment)
        for more, least in grounds(segment):
            _add(found, more)
            weight = max(weight, least)
        columns.append(found)
        weights.append(weight)
    scored = _combined(documents, segments, columns, weights)
    if standing:
        scored = [Scored(one.id, one.score + standing[one.id], one.credits) for one in scored]
    return sorted(scored, key=lambda one: (-round(one.score, 6), one.id))


def located(index: Index, place: Span) -> dict[str, float]:
    """The colleges of a place, each with how well that answers."""
    found: dict[str, float] = {}
    for id_ in place.meaning.values:
        found |= dict.fromkeys(index.located.get(id_, ()), _LOCATED * place.closeness)
    return found


def taught(index: Index, wish: Span) -> dict[str, float]:
    """The colleges that teach what is wished, each with how well that answers: by the specialty that is most meant."""
    found: dict[str, float] = {}
    for code in wish.meaning.values:
        found |= dict.fromkeys(index.named_for.get(code, ()), _NAMED_FOR * wish.closeness)
    for number, code in enumerate(wish.meaning.values):
        strength = max(_TAUGHT_LEAST, _TAUGHT - _TAUGHT_STEP * number) if len(code) > 2 else _FIELD_TAUGHT  # noqa: PLR2004
        for id_, sureness in index.taught.get(code, {}).items():
            found[id_] = max(found.get(id_, 0.0), strength * sureness * wish.closeness)
    return found


def _wished(index: Index, wish: Span) -> dict[str, float]:
    found: dict[str, float] = {}
    for number, code in enumerate(wish.meaning.values):
        if code in index.catalogue.specialties:
            found.setdefault(code, (1 - _SPECIALTY_STEP * number) * wish.closeness)
        else:
            for specialty in index.catalogue.specialties_of(code):
                found.setdefault(specialty.code, _FIELD_TAUGHT * wish.closeness)
    return found


def _by_words(documents: Documents, segment: Segment) -> dict[str, float]:
    """How well the names answer: the mean over the words of the segment."""
    if len(segment.likes) == 1:
        return documents.credits(segment.likes[0])
    found: dict[str, float] = defaultdict(float)
    for likes in segment.likes:
        for id_, credit in documents.credits(likes).items():
            found[id_] += credit / len(segment.likes)
    return found


def _weight(documents: Documents, segment: Segment) -> float:
    if segment.hints:
        return _HINT_WEIGHT * sum(map(documents.rarity, segment.likes))
    return sum(documents.rarity(likes) or _UNKNOWN_WEIGHT for likes in segment.likes)


def _add(found: dict[str, float], more: Mapping[str, float]) -> None:
    """Two grounds are better than either."""
    for id_, credit in more.items():
        found[id_] = 1 - (1 - found.get(id_, 0.0)) * (1 - credit)


def _combined(
    documents: Documents, segments: Sequence[Segment], columns: Sequence[Mapping[str, float]], weights: Sequence[float]
) -> list[Scored]:
    total = sum(weights)
    if not total:
        return []
    sums: dict[str, float] = defaultdict(float)
    for column, weight in zip(columns, weights, strict=True):
        for id_, credit in column.items():
            sums[id_] += credit * weight
    closest: dict[str, float] = {}
    for segment in segments:
        for likes in segment.likes:
            for like in likes:
                if like.rung != Rung.START:
                    closest[like.word] = max(closest.get(like.word, 0.0), like.closeness)
    least = _HOPELESS * max(sums.values(), default=0.0)
    best = sorted((id_ for id_, found in sums.items() if found >= least), key=lambda id_: (-sums[id_], id_))
    scored = []
    for number, id_ in enumerate(best):
        complete = documents.completeness(id_, closest) if number < _LOOKED_AT else 0.0
        score = sums[id_] / total * (1 - _COMPLETENESS) + _COMPLETENESS * complete * (sums[id_] / total)
        scored.append(Scored(id_, score, tuple(column.get(id_, 0.0) for column in columns)))
    return scored
