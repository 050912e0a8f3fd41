"""From what was understood to the hits: crossing places with wishes, giving way where nothing answers all of it."""

from collections.abc import Callable, Mapping, Sequence
from math import asin, cos, radians, sin, sqrt

from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.models import College, Town
from guidance.search.answer import Hit, Relaxed
from guidance.search.index import Index
from guidance.search.phrases import Meaning, Span
from guidance.search.ranking import Scored, located, rank_colleges, rank_routes, rank_specialties
from guidance.search.understanding import Segment
from guidance.search.vocabulary import Filter

# An item has to answer this much, and this share of what the best one answers; what is worse is noise.
_LEAST_SCORE, _LEAST_OF_BEST = 0.5, 0.6
# What answers a segment so well, satisfies it.
_SATISFIED = 0.45
# A college that is called so nearly as surely as the place is, need not stand there: «колледж имени Шевченко».
_NAMED = 0.92
# Specialties that stand before the colleges, and after them.
_SPECIALTIES = 3
_ROUTE_LEAST = 0.6
# Colleges whose scores differ by less are told apart by how near they are, and by what is known of them.
_MUCH_THE_SAME = 0.08
# Beside the best, this good is good enough to go by nearness.
_AS_GOOD = 0.8
_NEAREST = 10
_EARTH_RADIUS = 6371.0
_ROUTES: Mapping[Filter, str] = {"dual": "dual-training", "dormitory": "dormitory"}
_FREE_ROUTES = ("state-order", "free-tvet", "quotas")


class Finding:
    """One search: its hits, what was given up, and which places and wishes the hits answer."""

    def __init__(
        self,
        index: Index,
        segments: Sequence[Segment],
        hints: Sequence[Segment],
        filters: Sequence[Filter],
        near: str | None,
        *,
        has_institution: bool,
    ) -> None:
        """Find what the segments ask for; the hints only tell apart what answers them equally well."""
        self._index, self._catalogue = index, index.catalogue
        self._segments, self._filters, self._near = segments, filters, near
        self.relaxed: Relaxed | None = None
        self._wished = [
            number for number, segment in enumerate(segments) if segment.meant("wish") and not segment.meant("place")
        ]
        self._ranked = rank_colleges(index, [*segments, *hints])
        self._places = self._used_places()
        self._wishes = [span for segment in segments if (span := segment.meant("wish"))]
        self.used = [*self._places, *self._wishes]
        colleges = self._colleges()
        specialties = self._specialties()
        first = (
            not self._places
            and not has_institution
            and specialties
            and specialties[0].score >= (colleges[0].score if colleges else 0.0) - 0.02
        )
        shown = [Hit("specialty", one.id, min(1.0, one.score)) for one in specialties]
        found = [self._college_hit(one) for one in colleges]
        self.hits = [*shown[:_SPECIALTIES], *found, *shown[_SPECIALTIES:]] if first else [*found, *shown[:_SPECIALTIES]]
        self.hits += self._routes()

    def _used_places(self) -> list[Span]:
        """The places that are meant as places: not those that the best college is named after without being there."""
        if self._near:
            name = self._near
            return [Span(0, 0, Meaning("place", (name,), name), 1.0)]
        found = []
        best = self._ranked[0] if self._ranked else None
        for number, segment in enumerate(self._segments):
            if place := segment.meant("place"):
                there = located(self._index, place)
                is_named = best is not None and best.credits[number] >= _NAMED * place.closeness
                if best is None or best.id in there or not is_named or not self._satisfies_wishes(best):
                    found.append(place)
        return found

    def _colleges(self) -> list[Scored]:
        if not self._ranked:
            return self._of_place() if self._places else []
        there = self._in_places()
        full = [one for one in self._ranked if one.id in there and self._satisfies_wishes(one)]
        if self._places and not full:
            if elsewhere := self._elsewhere():
                self.relaxed = Relaxed.PLACE
                return self._filtered(self._nearest_first(self._clear(elsewhere)))
            self.relaxed = Relaxed.WISH if self._wishes else Relaxed.PLACE
            full = [one for one in self._ranked if one.id in there] or self._of_place()
            return self._filtered(full)
        if not self._places:
            full = self._ranked
        elif self._wishes and all(self._catalogue.colleges[one.id].status == "closed" for one in full):
            # A closed college may have been meant, and helps nobody who looks for a place to study.
            gone = {one.id for one in full}
            self.relaxed = Relaxed.PLACE
            others = [one for one in self._elsewhere() if one.id not in gone]
            return self._filtered([*self._clear(full), *self._nearest_first(self._clear(others))])
        return self._filtered(self._clear(full))

    def _elsewhere(self) -> list[Scored]:
        """The colleges that answer the wishes wherever they stand, and whatever place they are called after."""
        if not self._wishes:
            return []
        answering = {one.id for one in self._ranked if self._satisfies_wishes(one)}
        asked = [one for one in self._segments if not any(span in self._places for span in one.meanings)]
        return [one for one in rank_colleges(self._index, asked) if one.id in answering]

    def _of_place(self) -> list[Scored]:
        """All colleges of the place; where there are none, all of the country, the nearest first."""
        colleges = self._catalogue.colleges
        ids = self._in_places()
        if not ids:
            self.relaxed = Relaxed.PLACE
        found = [Scored(id_, _LEAST_SCORE, ()) for id_ in sorted(ids or colleges) if colleges[id_].status != "closed"]
        return found if ids else self._nearest_first(found)[:_NEAREST]

    def _in_places(self) -> frozenset[str]:
        """The colleges that stand in all the places, or in one where none is in all."""
        sets = [frozenset(located(self._index, place)) for place in self._places]
        if not sets:
            return frozenset(self._catalogue.colleges)
        return frozenset.intersection(*sets) or frozenset.union(*sets)

    def _satisfies_wishes(self, one: Scored) -> bool:
        """Whether it answers one of the wishes: who names two, «медколледж … на медсестру», means the same twice."""
        return not self._wished or any(one.credits[number] >= _SATISFIED for number in self._wished)

    def _clear(self, ranked: Sequence[Scored]) -> list[Scored]:
        """Those that answer well enough to be shown."""
        if not ranked:
            return []
        # Beside a place or a wish, words that nobody knows do not make the answer worse.
        least = 0.0 if any(segment.meanings for segment in self._segments) else _LEAST_SCORE
        least = max(least, _LEAST_OF_BEST * ranked[0].score)
        return [one for one in ranked if one.score >= least]

    def _nearest_first(self, ranked: Sequence[Scored]) -> list[Scored]:
        here = [town for place in self._places for id_ in place.meaning.values if (town := self._middle(id_))]
        if not here:
            return list(ranked)

        regions = {town.region for town in here}

        def farness(one: Scored) -> tuple[bool, float]:
            """Whether it stands in another region, and how many kilometres away."""
            college = self._catalogue.colleges[one.id]
            there = self._catalogue.town_of(college)
            distance = min(kilometres(town, there) for town in here) if there else float("inf")
            return college.region not in regions, distance

        best = max((one.score for one in ranked), default=1.0)
        return sorted(ranked, key=lambda one: (one.score < _AS_GOOD * best, farness(one)))

    def _middle(self, place: str) -> Town | None:
        """The town, or the centre of the region."""
        if place in self._catalogue.towns:
            return self._catalogue.towns[place]
        region = self._catalogue.regions[place]
        towns = (town for town in self._catalogue.towns.values() if town.region == place)
        return next((town for town in towns if town.name_ru == region.centre_ru), None)

    def _filtered(self, ranked: list[Scored]) -> list[Scored]:
        """Without those known not to have what was asked besides; those known to have it first among equals."""
        if not self._filters or not ranked:
            return ranked
        kept = [one for one in ranked if all(self._has(one.id, wanted) is not False for wanted in self._filters)]
        if not kept:
            self.relaxed = self.relaxed or Relaxed.FILTERS
            return ranked
        if self.relaxed:
            return kept
        best = kept[0].score
        return sorted(
            kept, key=lambda one: (round((best - one.score) / _MUCH_THE_SAME), len(self._unknown(one.id)), -one.score)
        )

    def _has(self, id_: str, wanted: Filter) -> bool | None:
        return FILTERS[wanted](self._catalogue, self._catalogue.colleges[id_])

    def _unknown(self, id_: str) -> tuple[Filter, ...]:
        return tuple(wanted for wanted in self._filters if wanted != "free" and self._has(id_, wanted) is None)

    def _college_hit(self, one: Scored) -> Hit:
        wished = dict.fromkeys(code for span in self._wishes for code in span.meaning.values)
        teaches = tuple(code for code in wished if one.id in self._index.taught.get(code, {}))
        is_promised = not teaches and any(one.id in self._index.named_for.get(code, ()) for code in wished)
        return Hit("college", one.id, min(1.0, one.score), teaches, is_promised, self._unknown(one.id))

    def _specialties(self) -> list[Scored]:
        """Specialties are the same in every place."""
        asked = [segment for segment in self._segments if not any(span in self._places for span in segment.meanings)]
        return self._clear(rank_specialties(self._index, asked))

    def _routes(self) -> list[Hit]:
        found = [one for one in rank_routes(self._index, self._segments) if one.score >= _ROUTE_LEAST]
        ids = [one.id for one in found] + [id_ for id_ in _FREE_ROUTES if "free" in self._filters]
        return [Hit("route", id_, _ROUTE_LEAST) for id_ in dict.fromkeys(ids)]


def by_filters(index: Index, filters: Sequence[Filter], near: str | None) -> list[Hit]:
    """What answers filters alone: routes, and colleges known to have all of the others."""
    hits = [Hit("route", id_, 1.0) for id_ in _FREE_ROUTES if "free" in filters]
    hits += [Hit("route", route, 1.0) for wanted, route in _ROUTES.items() if wanted in filters]
    told = [wanted for wanted in filters if wanted != "free"]
    if not told:
        return hits
    colleges = sorted(index.catalogue.colleges.values(), key=lambda one: (one.region, one.id))
    return hits + [
        Hit("college", one.id, 0.5)
        for one in colleges
        if one.status != "closed"
        and (near is None or one.id in index.located.get(near, ()))
        and all(FILTERS[wanted](index.catalogue, one) for wanted in told)
    ]


def _takes(grade: str) -> Callable[[Catalogue, College], bool | None]:
    def takes(catalogue: Catalogue, college: College) -> bool | None:
        grades = set(college.after_grade)
        for programme in catalogue.programmes_at(college.id):
            grades.update(programme.base_grade)
        return True if grade in map(str, grades) else None

    return takes


def _teaches_in(language: str) -> Callable[[Catalogue, College], bool | None]:
    def teaches(_: Catalogue, college: College) -> bool | None:
        return language in college.languages if college.languages else None

    return teaches


def _owned_by(owner: str) -> Callable[[Catalogue, College], bool | None]:
    def owned(_: Catalogue, college: College) -> bool | None:
        return college.ownership == owner if college.ownership else None

    return owned


FILTERS: Mapping[Filter, Callable[[Catalogue, College], bool | None]] = {
    # Which colleges have places paid by the state this year is known of none; the routes say how to get one.
    "free": lambda _catalogue, _college: None,
    "dormitory": lambda _catalogue, college: college.dormitory,
    "dual": lambda _catalogue, college: college.dual,
    "after_9": _takes("9"),
    "after_11": _takes("11"),
    "language_kk": _teaches_in("kk"),
    "language_ru": _teaches_in("ru"),
    "state": _owned_by("state"),
    "private": _owned_by("private"),
}
"""Whether a college has what a filter asks for; ``None`` where nobody knows."""


def kilometres(one: Town, other: Town) -> float:
    """The great-circle distance between two towns; infinite where a place is not known."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return float("inf")
    latitudes = radians(one.latitude), radians(other.latitude)
    across = sin((latitudes[1] - latitudes[0]) / 2) ** 2
    along = sin(radians(other.longitude - one.longitude) / 2) ** 2
    return 2 * _EARTH_RADIUS * asin(sqrt(across + cos(latitudes[0]) * cos(latitudes[1]) * along))
