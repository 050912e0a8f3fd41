"""How much of what is suggested would be suggested again: two halves of the bank, asked of the same people."""

from dataclasses import dataclass

import numpy as np

from guidance.aptitude.answer_table import AnswerTable
from guidance.aptitude.interests import Interest
from guidance.aptitude.normal import IntArray
from guidance.aptitude.profile import Profile
from guidance.catalogue.catalogue import Catalogue
from guidance.matching.families import best_families
from guidance.matching.specialties import best_specialties


@dataclass(frozen=True)
class Stability:
    """Shares of people, 0 to 1, but for ``specialties_shared``: the mean share of one list that is in the other."""

    people: int
    family_agrees: float
    """At least one of the two halves' first families is among the other half's three."""
    two_families_agree: float
    """At least two of the three families are the same."""
    specialties_shared: float


def half_bank_stability(table: AnswerTable, catalogue: Catalogue, seed: int) -> Stability:
    """Draw two halves of the items, the same number of each scale, and compare what they suggest.

    Only people who answered everything count. Each half is scored by plain means: the halves are compared, not
    the engine. People whose answers are even in a half are told nothing by it and agree with nothing.
    """
    chance = np.random.default_rng(seed)
    halves: tuple[list[int], list[int]] = ([], [])
    for scale in Interest:
        places = [place for place, of in enumerate(table.scales.values()) if of is scale]
        drawn = chance.permutation(places).tolist()
        for half in (0, 1):
            halves[half].extend(drawn[half::2])
    complete = table.rows(table.complete)
    scales = list(table.scales.values())
    family_agrees, two_agree, shared = [], [], []
    for answers in complete.answers:
        profiles = [_profile(answers[half], [scales[place] for place in half]) for half in halves]
        families = [[family.code for family in best_families(profile, catalogue)] for profile in profiles]
        lists = [
            {match.specialty.code for match in best_specialties(profile, catalogue.specialties.values())}
            for profile in profiles
        ]
        first, second = families
        family_agrees.append(bool(first and second) and (first[0] in second or second[0] in first))
        two_agree.append(len(set(first) & set(second)) > 1)
        shared.append(len(lists[0] & lists[1]) / max(len(lists[0]), len(lists[1]), 1))
    return Stability(complete.people, *(float(np.mean(values)) for values in (family_agrees, two_agree, shared)))


def _profile(answers: IntArray, scales: list[Interest]) -> Profile:
    means = {}
    for scale in Interest:
        of_scale = [int(answer) for answer, of in zip(answers, scales, strict=True) if of is scale]
        means[scale] = sum(of_scale) / len(of_scale)
    return Profile(means)
