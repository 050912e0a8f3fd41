"""Colleges side by side: what differs, what is alike, and what is not known."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.models import College, Programme
from guidance.search.folding import fold

# More columns than four cannot be read on a phone.
FEWEST_COMPARED, MOST_COMPARED = 2, 4

Value = str | bool | tuple[str, ...]


class Fact(StrEnum):
    """What is compared besides what is taught, in the order in which it matters."""

    PLACE = "place"
    OWNERSHIP = "ownership"
    DORMITORY = "dormitory"
    DUAL = "dual"
    LANGUAGES = "languages"
    AFTER_GRADE = "after_grade"
    FREE_PLACES = "free_places"
    PHONE = "phone"
    WEBSITE = "website"
    SOURCE_DATE = "source_date"


# Each college has its own, so that they tell nothing apart; they stand below the others.
OWN_FACTS = frozenset({Fact.PHONE, Fact.WEBSITE, Fact.SOURCE_DATE})


class Standing(StrEnum):
    """How the values of one fact stand to each other."""

    DIFFERENT = "different"
    PARTLY_KNOWN = "partly_known"
    SAME = "same"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class FactRow:
    """One fact of each college in the order of the colleges; ``None`` is not known.

    A place is the code of the region and, where it is known, the Russian name of the town; phones, languages and grades
    are several; dormitory and dual are yes or no; the rest is a word as the tables have it.
    """

    fact: Fact
    values: tuple[Value | None, ...]

    @property
    def standing(self) -> Standing:
        """Whether the known values differ, or else how many are known."""
        known = {value for value in self.values if value is not None}
        if not known:
            return Standing.UNKNOWN
        if len(known) > 1:
            return Standing.DIFFERENT
        return Standing.PARTLY_KNOWN if None in self.values else Standing.SAME


@dataclass(frozen=True)
class Taught:
    """Something taught: a specialty of the catalogue, or else a name as the source has it, in Russian.

    ``doubtful`` when it is not well founded of one of the colleges.
    """

    specialty: str | None
    name_ru: str
    doubtful: bool


# The places of colleges, and what is taught at exactly these.
TaughtAt = tuple[tuple[int, ...], tuple[Taught, ...]]


@dataclass(frozen=True)
class Comparison:
    """Colleges side by side.

    ``taught`` groups what is known to be taught by the places (in ``colleges``, from 0) of those that teach it: what
    most of them have in common first. Of a college that stands in no group it is not known what it teaches.
    """

    colleges: tuple[College, ...]
    facts: tuple[FactRow, ...]
    taught: tuple[TaughtAt, ...]

    def common(self) -> tuple[Taught, ...]:
        """What all of them teach."""
        return self.taught_only_at(*range(len(self.colleges)))

    def taught_only_at(self, *places: int) -> tuple[Taught, ...]:
        """What is known to be taught at exactly these of them."""
        return dict(self.taught).get(places, ())

    def is_known_what_teaches(self, place: int) -> bool:
        """Whether anything is known that this one teaches."""
        return any(place in places for places, _ in self.taught)


@dataclass(frozen=True)
class Candidate:
    """A college that could be compared too; ``shared`` counts the specialties known to be taught there as well."""

    college: College
    saved: bool
    shared: int


def compare(catalogue: Catalogue, colleges: Sequence[str]) -> Comparison:
    """Put colleges side by side; ids that the catalogue does not hold are passed over.

    The facts that differ stand first, then those known of some only, those alike, and those not known of any; what each
    college has of its own stands below in any case.
    """
    found = tuple(catalogue.colleges[key] for key in colleges if key in catalogue.colleges)
    rows = [FactRow(fact, tuple(_value(college, fact) for college in found)) for fact in Fact]
    order = list(Standing)
    rows.sort(key=lambda row: (row.fact in OWN_FACTS, row.fact not in OWN_FACTS and order.index(row.standing)))
    return Comparison(found, tuple(rows), tuple(_taught(catalogue, found)))


def candidates(catalogue: Catalogue, chosen: Sequence[str], saved: Sequence[str] = ()) -> list[Candidate]:
    """What else could be compared with the chosen ones.

    The saved ones come first in their order, then those of the same regions that are not closed: who shares more
    specialties with the chosen ones, then who stands in the same town, then by name.
    """
    picked = [catalogue.colleges[key] for key in dict.fromkeys(chosen) if key in catalogue.colleges]
    wanted = {code for college in picked for code in _specialties(catalogue, college.id)}
    towns = {(college.region, fold(college.city_ru)) for college in picked if college.city_ru}
    taken = {college.id for college in picked}
    first = [catalogue.colleges[key] for key in saved if key in catalogue.colleges and key not in taken]
    taken |= {college.id for college in first}
    regions = dict.fromkeys(college.region for college in picked)
    others = [college for region in regions for college in catalogue.colleges_in(region) if college.id not in taken]

    def candidate(college: College) -> Candidate:
        return Candidate(college, college.id in saved, len(wanted & _specialties(catalogue, college.id)))

    near = sorted(
        map(candidate, others),
        key=lambda one: (
            -one.shared,
            (one.college.region, fold(one.college.city_ru)) not in towns,
            one.college.name("ru"),
        ),
    )
    return [*map(candidate, first), *near]


def _value(college: College, fact: Fact) -> Value | None:
    match fact:
        case Fact.PLACE:
            return (college.region, *filter(None, [college.city_ru or college.city_kk]))
        case Fact.FREE_PLACES:
            # The sources count free places by region; no table has them by college.
            return None
        case Fact.DORMITORY | Fact.DUAL:
            return college.dormitory if fact is Fact.DORMITORY else college.dual
        case _:
            value: Value | None = getattr(college, fact.value)
            return value or None


def _taught(catalogue: Catalogue, colleges: Sequence[College]) -> Iterator[TaughtAt]:
    rows: dict[str, dict[int, list[Programme]]] = defaultdict(lambda: defaultdict(list))
    for place, college in enumerate(colleges):
        for programme in catalogue.programmes_at(college.id):
            rows[programme.specialty or programme.code or fold(programme.name_ru)][place].append(programme)
    groups: dict[tuple[int, ...], list[Taught]] = defaultdict(list)
    for by_place in rows.values():
        # A college may have two rows of one specialty: it is doubtful there when both are.
        doubtful = any(all(row.certainty == "doubtful" for row in found) for found in by_place.values())
        first = next(iter(by_place.values()))[0]
        groups[tuple(by_place)].append(Taught(first.specialty, first.name_ru, doubtful))
    for places in sorted(groups, key=lambda one: (-len(one), one)):
        yield places, tuple(sorted(groups[places], key=lambda one: (one.doubtful, one.specialty or "9", one.name_ru)))


def _specialties(catalogue: Catalogue, college: str) -> set[str]:
    return {programme.specialty for programme in catalogue.programmes_at(college) if programme.specialty}
