"""Which specialties fit a profile, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from statistics import StatisticsError, correlation

from guidance.aptitude.interests import Interest
from guidance.aptitude.profile import CLOSE, Profile
from guidance.catalogue.models import Specialty

# Counsellors rate a list better when it holds about seven (doi 10.1007/s10775-022-09569-5).
ABOUT_SEVEN = 7
# An interest belongs to a specialty's reason when it reaches this on O*NET's scale of 1 to 7 (its middle).
ASKED_FOR = 4.0


class Fit(StrEnum):
    """How well the whole profiles agree, in three words that a screen can say."""

    STRONG = "strong"
    GOOD = "good"
    SOME = "some"


@dataclass(frozen=True)
class SpecialtyMatch:
    """A specialty with the agreement of its profile with a person's.

    ``agreement`` is Pearson's correlation of the six numbers, -1 to 1. ``shared`` are the interests that speak
    for it: the person's strongest that the work asks for; ``missing`` are those the work asks for most but
    the person likes least.
    """

    specialty: Specialty
    agreement: float
    shared: tuple[Interest, ...]
    missing: tuple[Interest, ...]

    @property
    def fit(self) -> Fit:
        """The agreement in words: strong from .75, good from .5."""
        if self.agreement >= 0.75:  # noqa: PLR2004
            return Fit.STRONG
        return Fit.GOOD if self.agreement >= 0.5 else Fit.SOME  # noqa: PLR2004


def best_specialties(
    profile: Profile, specialties: Iterable[Specialty], limit: int = ABOUT_SEVEN
) -> list[SpecialtyMatch]:
    """The specialties whose whole profile agrees best, the best first.

    The whole profile is compared by correlation, which beat distances and letter codes on every outcome
    studied (doi 10.1177/1069072720909825). A profile with six equal scores agrees with nothing: the list is empty.
    """
    matches = [match for specialty in specialties if (match := explain(profile, specialty))]
    best = sorted(matches, key=lambda match: (-match.agreement, match.specialty.code))
    return [match for match in best if match.agreement > 0][:limit]


def explain(profile: Profile, specialty: Specialty) -> SpecialtyMatch | None:
    """Compare one specialty with a profile; None where six numbers are alike and nothing can be said."""
    if profile.is_even:
        return None
    try:
        agreement = correlation(profile.values, specialty.interests)
    except StatisticsError:
        return None
    strongest = [interest for group in profile.top for interest in group]
    weakest = [interest for interest in Interest if profile.scores[interest] - min(profile.values) <= CLOSE]
    asked = sorted(
        (interest for interest in Interest if getattr(specialty, interest) >= ASKED_FOR),
        key=lambda interest: -getattr(specialty, interest),
    )
    return SpecialtyMatch(
        specialty,
        agreement,
        shared=tuple(interest for interest in asked if interest in strongest),
        missing=tuple(interest for interest in asked if interest in weakest and interest not in strongest),
    )
