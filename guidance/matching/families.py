"""Families of work that fit a profile: steadier than single specialties, so they are said first."""

from collections import defaultdict
from collections.abc import Sequence

from guidance.aptitude.profile import Profile
from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.models import Family
from guidance.matching.specialties import SpecialtyMatch, explain

# A family is judged by so many of its best specialties, so that a large one gains nothing by its size.
_BEST = 2


def best_families(profile: Profile, catalogue: Catalogue, limit: int = 3) -> list[Family]:
    """The families whose best specialties agree most with the whole profile, the best first.

    Two halves of one test share far more families than single occupations (docs/aptitude.md).
    """
    agreements: dict[str, list[float]] = defaultdict(list)
    for specialty in catalogue.specialties.values():
        if match := explain(profile, specialty):
            agreements[catalogue.family_of(specialty.code).code].append(match.agreement)
    scores = {code: _mean(sorted(values, reverse=True)[:_BEST]) for code, values in agreements.items()}
    best = sorted((code for code in scores if scores[code] > 0), key=lambda code: (-scores[code], code))
    return [catalogue.families[code] for code in best[:limit]]


def also_worth_a_look(profile: Profile, catalogue: Catalogue, shown: Sequence[SpecialtyMatch]) -> SpecialtyMatch | None:
    """The best specialty of a field that is not among those shown: a door that a profile alone would keep shut.

    Interests of teenagers are shaped by what girls and boys are expected to like; a view beyond the
    likeliest field is owed to each of them.
    """
    fields = {match.specialty.field for match in shown}
    matches = (explain(profile, one) for one in catalogue.specialties.values() if one.field not in fields)
    agreeing = [match for match in matches if match and match.agreement > 0]
    return max(agreeing, key=lambda match: (match.agreement, match.specialty.code), default=None) if shown else None


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
