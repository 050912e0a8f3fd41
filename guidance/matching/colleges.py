"""Which colleges teach the specialties that fit, and where."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.models import College, Programme


@dataclass(frozen=True)
class CollegeMatch:
    """A college with its programmes that lead to one of the wanted specialties."""

    college: College
    programmes: tuple[Programme, ...]

    @property
    def certain(self) -> bool:
        """Whether at least one of the programmes is well founded."""
        return any(programme.certainty == "good" for programme in self.programmes)


def colleges_teaching(
    catalogue: Catalogue, specialties: Sequence[str], region: str | None = None
) -> list[CollegeMatch]:
    """The colleges that teach any of these specialties, in one region or everywhere.

    Those sure to teach it stand first, then those that teach more of them, then by name. Nothing is paid for rank.
    """
    found: dict[str, list[Programme]] = {}
    for code in specialties:
        for programme in catalogue.programmes_of(code, region or ""):
            found.setdefault(programme.college, []).append(programme)
    matches = [CollegeMatch(catalogue.colleges[key], tuple(programmes)) for key, programmes in found.items()]
    return sorted(
        matches,
        key=lambda m: (not m.certain, -len({p.specialty for p in m.programmes}), m.college.name("ru")),
    )


def regions_teaching(catalogue: Catalogue, specialties: Sequence[str]) -> list[tuple[str, int]]:
    """The regions where any of these specialties is taught with the number of colleges, most first."""
    found: dict[str, set[str]] = defaultdict(set)
    for code in specialties:
        for region, colleges in catalogue.colleges_of(code).items():
            found[region] |= colleges
    return sorted(((region, len(colleges)) for region, colleges in found.items()), key=lambda pair: (-pair[1], pair[0]))
