"""Which interests a kind of work suits: that of one specialty, or of several together."""

from collections.abc import Iterable
from statistics import mean

from guidance.aptitude.interests import Interest
from guidance.catalogue.models import Specialty
from guidance.matching.specialties import ASKED_FOR

_ALWAYS, _MOST = 2, 3


def strongest_interests(specialties: Iterable[Specialty]) -> tuple[Interest, ...]:
    """The two interests that the work asks for most, the strongest first, and the third where it asks for that too.

    Of several specialties the mean scores count. None for no specialty at all.
    """
    columns = list(zip(*(one.interests for one in specialties), strict=True))
    if not columns:
        return ()
    scores = dict(zip(Interest, map(mean, columns), strict=True))
    ranked = sorted(Interest, key=lambda interest: -scores[interest])
    asked = sum(scores[interest] >= ASKED_FOR for interest in ranked[:_MOST])
    return tuple(ranked[: max(_ALWAYS, asked)])
