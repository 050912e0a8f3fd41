"""The catalogue in memory: what is taught where, ready to be asked."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from guidance.catalogue.models import College, Family, FieldOfStudy, Programme, Qualification, Region, Specialty

Item = TypeVar("Item")


@dataclass(frozen=True)
class Catalogue:
    """All tables, by key, with the look-ups that the bot needs. Immutable: a reload makes a new one.

    ``collected`` is the day on which the tables were brought to their present state.
    """

    collected: dt.date
    regions: Mapping[str, Region]
    fields: Mapping[str, FieldOfStudy]
    families: Mapping[str, Family]
    colleges: Mapping[str, College]
    specialties: Mapping[str, Specialty]
    programmes: tuple[Programme, ...]
    qualifications: tuple[Qualification, ...]

    _programmes_by_college: dict[str, list[Programme]] = field(init=False, repr=False, compare=False)
    _programmes_by_specialty: dict[str, list[Programme]] = field(init=False, repr=False, compare=False)
    _qualifications: dict[str, list[Qualification]] = field(init=False, repr=False, compare=False)
    _colleges_by_region: dict[str, list[College]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Build the indexes once."""
        set_ = object.__setattr__
        set_(self, "_programmes_by_college", _grouped(self.programmes, "college"))
        set_(self, "_programmes_by_specialty", _grouped(self.programmes, "specialty"))
        set_(self, "_qualifications", _grouped(self.qualifications, "specialty"))
        set_(self, "_colleges_by_region", _grouped(self.colleges.values(), "region"))

    def colleges_in(self, region: str) -> list[College]:
        """The colleges of a region that are not closed, by Russian name."""
        colleges = self._colleges_by_region.get(region, [])
        return sorted((c for c in colleges if c.status != "closed"), key=lambda c: c.name_ru)

    def programmes_at(self, college: str) -> list[Programme]:
        """What a college teaches, the well-founded rows first."""
        return sorted(self._programmes_by_college.get(college, []), key=_doubtful_last)

    def programmes_of(self, specialty: str) -> list[Programme]:
        """Where a specialty is taught by colleges that are not closed, the well-founded rows first."""
        programmes = self._programmes_by_specialty.get(specialty, [])
        return sorted((p for p in programmes if self.colleges[p.college].status != "closed"), key=_doubtful_last)

    def qualifications_of(self, specialty: str) -> list[Qualification]:
        """The qualifications that a specialty leads to."""
        return self._qualifications.get(specialty, [])

    def family_of(self, specialty: str) -> Family:
        """The one family of work that a specialty belongs to."""
        return next(family for family in self.families.values() if specialty.startswith(family.prefixes))

    def specialties_of(self, field_code: str) -> list[Specialty]:
        """The specialties of a field, by code."""
        return sorted((s for s in self.specialties.values() if s.field == field_code), key=lambda s: s.code)


def _grouped(items: Iterable[Item], key: str) -> dict[str, list[Item]]:
    groups: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        groups[getattr(item, key)].append(item)
    return dict(groups)


def _doubtful_last(programme: Programme) -> bool:
    return programme.certainty == "doubtful"
