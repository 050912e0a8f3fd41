"""An interest profile: six scores and how they stand to each other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from guidance.aptitude.bank import HIGHEST_ANSWER, LOWEST_ANSWER, Item
from guidance.aptitude.interests import Interest

# With three items a scale, changing one answer by one step moves a score by a third:
# what lies within that is too close to call.
CLOSE = 1 / 3 + 1e-9
# Below this distance between the strongest and the weakest interest (of 4 possible) a profile is called flat;
# 5 % of 13-18-year-olds lie there (Open-Source Psychometrics Project answers, 48 items).
FLAT = 1.0
STRONGEST = 3


@dataclass(frozen=True)
class Profile:
    """Six interests, each the mean of its answers, 1 (not mine) to 5 (very much mine)."""

    scores: Mapping[Interest, float]

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
    def is_flat(self) -> bool:
        """Whether no interest stands out: many doors are open."""
        return max(self.values) - min(self.values) < FLAT

    @cached_property
    def top(self) -> list[list[Interest]]:
        """The strongest interests as groups of equals, until at least three are named.

        Interests closer than one step of one answer to the first of their group count as equal to it, so the
        last group may carry the list beyond three. A later group that reaches down to the weakest interest is
        not named: it would call strong what the person likes least.
        """
        groups: list[list[Interest]] = []
        for interest in self.ranked:
            if groups and self.scores[groups[-1][0]] - self.scores[interest] <= CLOSE:
                groups[-1].append(interest)
            elif sum(map(len, groups)) < STRONGEST:
                groups.append([interest])
            else:
                break
        if len(groups) > 1 and self.ranked[-1] in groups[-1]:
            groups.pop()
        return groups


def plain_profile(answers: Mapping[str, int], items: Iterable[Item]) -> Profile:
    """Score answers with no model: the mean answer of each scale.

    Args:
        answers: item id to answer, 1 to 5.
        items: the items that were asked; each must be answered, and each scale be among them.

    Raises:
        KeyError: an item has no answer.
        ValueError: a scale was not asked or an answer is out of range.
    """
    by_scale: dict[Interest, list[int]] = {}
    for item in items:
        answer = answers[item.id]
        if not LOWEST_ANSWER <= answer <= HIGHEST_ANSWER:
            raise ValueError(f"the answer to {item.id} is {answer}, not {LOWEST_ANSWER} to {HIGHEST_ANSWER}")
        by_scale.setdefault(item.scale, []).append(answer)
    return Profile({scale: sum(values) / len(values) for scale, values in by_scale.items()})
