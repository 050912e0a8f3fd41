"""An interest profile: six scores and how they stand to each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import sqrt

from guidance.aptitude.bank import HIGHEST_ANSWER, LOWEST_ANSWER
from guidance.aptitude.interests import Interest

# Where the uncertainty is not known: with three items a scale, changing one answer by one step moves a score by a
# third, and what lies within that is too close to call.
CLOSE = 1 / 3 + 1e-9
# Where it is known, two interests are too close to call when the order is less certain than three to one
# (the normal quantile of .75).
_CLOSE_DEVIATIONS = 0.6745
# Below this distance between the strongest and the weakest interest (of 4 possible) a profile is called flat;
# 5 % of 13-18-year-olds lie there (Open-Source Psychometrics Project answers, 48 items).
FLAT = 1.0
# Below this nothing can be compared at all: what differs is chance.
EVEN = 0.5
STRONGEST = 3


@dataclass(frozen=True)
class Profile:
    """Six interests, each from 1 (not mine) to 5 (very much mine).

    ``covariance``, six by six in the order R, I, A, S, E, C and in squared answer points, tells how uncertain the
    scores are; None where it is not known.
    """

    scores: Mapping[Interest, float]
    covariance: Sequence[Sequence[float]] | None = None

    def __post_init__(self) -> None:
        """Refuse what is not a whole profile."""
        if set(self.scores) != set(Interest):
            raise ValueError("a profile needs all six interests")
        if not all(LOWEST_ANSWER <= score <= HIGHEST_ANSWER for score in self.scores.values()):
            raise ValueError(f"scores lie between {LOWEST_ANSWER} and {HIGHEST_ANSWER}")

    @property
    def values(self) -> tuple[float, ...]:
        """The six scores in the order R, I, A, S, E, C."""
        return tuple(self.scores[interest] for interest in Interest)

    @cached_property
    def ranked(self) -> list[Interest]:
        """The interests from the strongest to the weakest; equals keep the order of the hexagon."""
        return sorted(Interest, key=lambda interest: -self.scores[interest])

    @property
    def is_even(self) -> bool:
        """Whether all six are alike, so that there is nothing to compare."""
        return max(self.values) - min(self.values) < EVEN

    @property
    def is_flat(self) -> bool:
        """Whether no interest stands out: many doors are open."""
        return max(self.values) - min(self.values) < FLAT

    def is_close(self, one: Interest, other: Interest) -> bool:
        """Whether the order of two interests is too close to call."""
        difference = abs(self.scores[one] - self.scores[other])
        if self.covariance is None:
            return difference <= CLOSE
        places = list(Interest)
        a, b = places.index(one), places.index(other)
        variance = self.covariance[a][a] + self.covariance[b][b] - 2 * self.covariance[a][b]
        return difference <= _CLOSE_DEVIATIONS * sqrt(max(variance, 0.0))

    @cached_property
    def top(self) -> list[list[Interest]]:
        """The strongest interests as groups of equals, until at least three are named.

        Interests too close to the first of their group to call count as equal to it, so the last group may carry
        the list beyond three. A later group that lies below the person's own mean or reaches down to the weakest
        interest is not named: it would call strong what the person does not like.
        """
        mean = sum(self.values) / len(self.values)
        groups: list[list[Interest]] = []
        for interest in self.ranked:
            if groups and self.is_close(groups[-1][0], interest):
                groups[-1].append(interest)
            elif not groups or (sum(map(len, groups)) < STRONGEST and self.scores[interest] >= mean):
                groups.append([interest])
            else:
                break
        if len(groups) > 1 and self.ranked[-1] in groups[-1]:
            groups.pop()
        return groups
