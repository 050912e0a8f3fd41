"""The catalogue in memory: what is taught where, ready to be asked."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from guidance.catalogue.figures import CompetenceCentre, Employer, Metric, NewSpecialty, Statistic
from guidance.catalogue.happenings import Disagreement, PastEvent, Statement
from guidance.catalogue.models import (
    College,
    Family,
    FieldOfStudy,
    Programme,
    Qualification,
    Region,
    Specialty,
    Town,
)
from guidance.search.folding import fold

Item = TypeVar("Item")
Key = TypeVar("Key")

_CODE_LENGTH = 8
# In the place of a town: the colleges of a region whose town is not known.
NO_TOWN = "-"


@dataclass(frozen=True)
class Catalogue:
    """All tables, by key, with the look-ups that the bot needs. Immutable: a reload makes a new one.

    ``collected`` is the day on which the tables were brought to their present state. Each index is built when it is
    asked for first and serves as long as the catalogue.
    """

    collected: dt.date
    regions: Mapping[str, Region]
    towns: Mapping[str, Town]
    fields: Mapping[str, FieldOfStudy]
    families: Mapping[str, Family]
    colleges: Mapping[str, College]
    specialties: Mapping[str, Specialty]
    programmes: tuple[Programme, ...]
    qualifications: tuple[Qualification, ...]
    employers: tuple[Employer, ...]
    competence_centres: tuple[CompetenceCentre, ...]
    metrics: Mapping[str, Metric]
    statistics: tuple[Statistic, ...]
    new_specialties: tuple[NewSpecialty, ...]
    statements: tuple[Statement, ...]
    disagreements: tuple[Disagreement, ...]
    past_events: tuple[PastEvent, ...]

    def town_of(self, college: College) -> Town | None:
        """The town in which a college stands; ``None`` where only its district, or nothing, is known."""
        return self._towns_by_name.get((college.region, fold(college.city_ru or college.city_kk)))

    def towns_in(self, region: str) -> list[tuple[Town | None, int]]:
        """The towns of a region that have colleges, with how many, most first; ``None`` for an unknown town."""
        return self._towns_with_colleges.get(region, [])

    def colleges_in(self, region: str, town: str = "", field: str = "") -> list[College]:
        """The colleges of a region that are not closed, by name; ``town`` and ``field`` narrow it.

        ``town`` is the id of a town, or ``NO_TOWN``; ``field`` the code of a field of study taught there.
        """
        return self._colleges_by_place.get((region, town, field), [])

    def fields_in(self, region: str, town: str = "") -> list[tuple[FieldOfStudy, int]]:
        """The fields of study known to be taught in a place, with the number of colleges, by code."""
        return self._fields_by_place.get((region, town), [])

    def programmes_at(self, college: str) -> list[Programme]:
        """What a college teaches, the well-founded rows first."""
        return self._programmes_by_college.get(college, [])

    def programmes_of(self, specialty: str, region: str = "") -> list[Programme]:
        """Where a specialty is taught by colleges that are not closed, the well-founded rows first.

        ``region`` narrows it.
        """
        return self._programmes_by_specialty.get((specialty, region), [])

    def colleges_of(self, specialty: str) -> Mapping[str, frozenset[str]]:
        """The colleges, not closed, that teach a specialty: their ids by region."""
        return self._colleges_by_specialty.get(specialty, {})

    def good_programmes_in(self, region: str) -> Mapping[str, int]:
        """How many well-founded programmes each college of a region has, of those that have any and are not closed."""
        return self._good_programmes_by_region.get(region, {})

    def qualifications_of(self, specialty: str) -> list[Qualification]:
        """The qualifications that a specialty leads to."""
        return self._qualifications.get(specialty, [])

    def family_of(self, specialty: str) -> Family:
        """The one family of work that a specialty belongs to."""
        return next(family for family in self.families.values() if specialty.startswith(family.prefixes))

    def specialties_of(self, field_code: str) -> list[Specialty]:
        """The specialties of a field, by code."""
        return self._specialties_by_field.get(field_code, [])

    def employers_of(self, college: str) -> list[Employer]:
        """What enterprises do for a college."""
        return self._employers_by_college.get(college, [])

    def employers_in(self, region: str) -> list[Employer]:
        """What enterprises do in a region: for one of its colleges, or for those that the source does not name."""
        return self._employers_by_region.get(region, [])

    def competence_centre_of(self, college: str) -> CompetenceCentre | None:
        """The competence centre at a college, if there is one."""
        return self._centres_by_college.get(college)

    def statistics_of(self, region: str) -> list[Statistic]:
        """The figures of a region, or of the country."""
        return self._statistics_by_region.get(region, [])

    def new_specialties_in(self, region: str) -> list[NewSpecialty]:
        """The specialties newly opened, or planned, in a region."""
        return self._new_specialties_by_region.get(region, [])

    @cached_property
    def _towns_by_name(self) -> dict[tuple[str, str], Town]:
        """Towns by region and folded name: a Russian name goes before a Kazakh one, that before an alias.

        Of two towns with one name the one with more people is meant.
        """
        smallest_first = sorted(self.towns.values(), key=lambda town: town.population or 0)
        found: dict[tuple[str, str], Town] = {}
        for names_of in (lambda town: town.aliases, lambda town: (town.name_kk,), lambda town: (town.name_ru,)):
            found |= {(town.region, fold(name)): town for town in smallest_first for name in names_of(town) if name}
        return found

    @cached_property
    def _colleges_by_place(self) -> dict[tuple[str, str, str], list[College]]:
        """By region, town and field; an empty town or field stands for any."""
        places: dict[tuple[str, str, str], list[College]] = defaultdict(list)
        for college in sorted(self.colleges.values(), key=lambda one: one.name("ru")):
            if college.status != "closed":
                town = self.town_of(college)
                for field in ("", *self._fields_by_college.get(college.id, ())):
                    places[college.region, "", field].append(college)
                    places[college.region, town.id if town else NO_TOWN, field].append(college)
        return dict(places)

    @cached_property
    def _fields_by_place(self) -> dict[tuple[str, str], list[tuple[FieldOfStudy, int]]]:
        fields: dict[tuple[str, str], list[tuple[FieldOfStudy, int]]] = defaultdict(list)
        for (region, town, field), colleges in self._colleges_by_place.items():
            if field:
                fields[region, town].append((self.fields[field], len(colleges)))
        for found in fields.values():
            found.sort(key=lambda pair: pair[0].code)
        return dict(fields)

    @cached_property
    def _towns_with_colleges(self) -> dict[str, list[tuple[Town | None, int]]]:
        towns: dict[str, list[tuple[Town | None, int]]] = defaultdict(list)
        for (region, town, field), colleges in self._colleges_by_place.items():
            if town and not field:
                towns[region].append((self.towns.get(town), len(colleges)))
        for found in towns.values():
            found.sort(key=lambda pair: (pair[0] is None, -pair[1], pair[0].name("ru") if pair[0] else ""))
        return dict(towns)

    @cached_property
    def _fields_by_college(self) -> dict[str, set[str]]:
        fields: dict[str, set[str]] = defaultdict(set)
        for programme in self.programmes:
            code = programme.specialty or programme.code
            # The seven digits of the classifier before this one count fields otherwise.
            if len(code) == _CODE_LENGTH and code[:2] in self.fields:
                fields[programme.college].add(code[:2])
        return dict(fields)

    @cached_property
    def _programmes_by_college(self) -> dict[str, list[Programme]]:
        return _grouped(sorted(self.programmes, key=_doubtful_last), lambda one: one.college)

    @cached_property
    def _programmes_by_specialty(self) -> dict[tuple[str, str], list[Programme]]:
        """By specialty and region; an empty region stands for all."""
        found: dict[tuple[str, str], list[Programme]] = defaultdict(list)
        for one in sorted(self.programmes, key=_doubtful_last):
            college = self.colleges[one.college]
            if one.specialty and college.status != "closed":
                found[one.specialty, ""].append(one)
                found[one.specialty, college.region].append(one)
        return dict(found)

    @cached_property
    def _colleges_by_specialty(self) -> dict[str, dict[str, frozenset[str]]]:
        found: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
        for (specialty, region), programmes in self._programmes_by_specialty.items():
            if region:
                found[specialty][region] = frozenset(one.college for one in programmes)
        return dict(found)

    @cached_property
    def _good_programmes_by_region(self) -> dict[str, Counter[str]]:
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for one in self.programmes:
            college = self.colleges[one.college]
            if one.certainty == "good" and college.status != "closed":
                found[college.region][college.id] += 1
        return dict(found)

    @cached_property
    def _specialties_by_field(self) -> dict[str, list[Specialty]]:
        return _grouped(sorted(self.specialties.values(), key=lambda one: one.code), lambda one: one.field)

    @cached_property
    def _qualifications(self) -> dict[str, list[Qualification]]:
        return _grouped(self.qualifications, lambda one: one.specialty)

    @cached_property
    def _employers_by_college(self) -> dict[str, list[Employer]]:
        return _grouped((one for one in self.employers if one.college), lambda one: one.college or "")

    @cached_property
    def _employers_by_region(self) -> dict[str, list[Employer]]:
        def region_of(one: Employer) -> str:
            return self.colleges[one.college].region if one.college else one.region or ""

        return _grouped(self.employers, region_of)

    @cached_property
    def _centres_by_college(self) -> dict[str, CompetenceCentre]:
        return {one.college: one for one in self.competence_centres if one.college}

    @cached_property
    def _new_specialties_by_region(self) -> dict[str, list[NewSpecialty]]:
        return _grouped(self.new_specialties, lambda one: one.region)

    @cached_property
    def _statistics_by_region(self) -> dict[str, list[Statistic]]:
        return _grouped(self.statistics, lambda one: one.region)


def _grouped(items: Iterable[Item], key: Callable[[Item], Key]) -> dict[Key, list[Item]]:
    groups: dict[Key, list[Item]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return dict(groups)


def _doubtful_last(programme: Programme) -> bool:
    return programme.certainty == "doubtful"
