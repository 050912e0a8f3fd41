import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidance.aptitude.bank import Item, ItemBank
from guidance.aptitude.interests import Interest
from guidance.aptitude.parameters import Parameters, ParametersError
from guidance.aptitude.questionnaire import Questionnaire
from guidance.aptitude.stopping import LONGEST, LONGEST_ON_REQUEST, SHORTEST


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32), extended=st.booleans())
def test_a_walk_to_the_end(questionnaire: Questionnaire, seed: int, extended: bool) -> None:
    answering = random.Random(seed)  # noqa: S311 (no secret)
    answers: dict[str, int] = {}
    asked: list[Item] = []
    shares = [0.0]
    while item := questionnaire.next_item(answers, extended=extended):
        assert item not in asked
        assert questionnaire.place(answers, item.id) == len(asked) + 1
        assert questionnaire.before(answers, item.id) == (asked[-1] if asked else None)
        asked.append(item)
        answers[item.id] = answering.randint(1, 5)
        shares.append(questionnaire.progress(answers, extended=extended))

    assert SHORTEST <= len(asked) <= (LONGEST_ON_REQUEST if extended else LONGEST)
    assert {item.scale for item in asked[:SHORTEST]} == set(Interest)
    assert shares == sorted(shares)
    assert shares[-1] <= 1
    for place, item in enumerate(asked, start=1):
        assert questionnaire.place(answers, item.id) == place


def test_it_opens_with_the_item_chosen_to_open(questionnaire: Questionnaire, bank: ItemBank) -> None:
    assert questionnaire.next_item({}) is bank.short_form[0]


def test_clear_answers_end_early_and_unclear_ones_late(questionnaire: Questionnaire) -> None:
    def length(likes: dict[Interest, int]) -> int:
        answers: dict[str, int] = {}
        while item := questionnaire.next_item(answers):
            answers[item.id] = likes[item.scale]
        return len(answers)

    r, i, a, s, e, c = Interest
    assert length({r: 5, c: 4, i: 3, a: 1, s: 1, e: 1}) < LONGEST
    assert length(dict.fromkeys(Interest, 3)) == LONGEST


def test_the_result_knows_what_was_liked(questionnaire: Questionnaire) -> None:
    answers: dict[str, int] = {}
    while item := questionnaire.next_item(answers):
        answers[item.id] = 5 if item.scale is Interest.SOCIAL else 2

    result = questionnaire.result(answers)

    assert result.profile.top[0] == [Interest.SOCIAL]
    assert result.leader_certainty > 0.9
    assert not result.is_careless
    assert all(0 < deviation < 1 for deviation in result.deviations.values())


def test_the_same_answer_to_everything_is_even(questionnaire: Questionnaire) -> None:
    for value in (1, 3, 5):
        answers: dict[str, int] = {}
        while item := questionnaire.next_item(answers):
            answers[item.id] = value
        profile = questionnaire.result(answers).profile
        assert profile.is_flat, profile.values
        assert profile.is_even, profile.values


def test_an_item_that_has_left_the_bank_is_left_out_of_account(questionnaire: Questionnaire) -> None:
    answers = {item.id: 4 for item in questionnaire.items[:12]}

    assert questionnaire.result({"Z99": 1, **answers}) == questionnaire.result(answers)
    assert questionnaire.next_item({"Z99": 1}) is questionnaire.next_item({})
    assert questionnaire.item("Z99") is None


def test_parameters_of_another_bank_are_refused(bank: ItemBank) -> None:
    other = Parameters.default({f"{scale}99": scale for scale in Interest})
    with pytest.raises(ParametersError, match="nothing of item"):
        Questionnaire(bank, other)
