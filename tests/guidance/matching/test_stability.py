import numpy as np

from guidance.aptitude.answer_table import AnswerTable
from guidance.aptitude.interests import Interest
from guidance.catalogue.catalogue import Catalogue
from guidance.matching.stability import half_bank_stability


def table_of(answers: list[list[int]]) -> AnswerTable:
    scales = {f"{scale}{number}": scale for scale in Interest for number in range(1, 5)}
    people = len(answers)
    return AnswerTable(scales, np.array(answers), np.zeros(people, dtype=np.int64), {})


def test_people_of_one_mind_are_told_the_same_by_both_halves(catalogue: Catalogue) -> None:
    steady = [[5] * 4 + [2] * 4 + [1] * 4 + [3] * 4 + [2] * 4 + [4] * 4, [1] * 4 + [5] * 4 + [2] * 12 + [3] * 4]

    found = half_bank_stability(table_of(steady), catalogue, seed=1)

    assert (found.people, found.family_agrees, found.two_families_agree) == (2, 1.0, 1.0)
    assert found.specialties_shared == 1.0


def test_dice_agree_less_and_even_answers_with_nothing(catalogue: Catalogue) -> None:
    dice = np.random.default_rng(5).integers(1, 6, (60, 24)).tolist()
    assert half_bank_stability(table_of(dice), catalogue, seed=1).two_families_agree < 0.5
    even = half_bank_stability(table_of([[3] * 24]), catalogue, seed=1)
    assert (even.family_agrees, even.two_families_agree, even.specialties_shared) == (0, 0, 0)


def test_who_left_something_out_does_not_count(catalogue: Catalogue) -> None:
    assert half_bank_stability(table_of([[0] + [3] * 23, [5, 4] * 12]), catalogue, seed=1).people == 1
