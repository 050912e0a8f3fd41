import itertools

import pytest

from guidance.aptitude.bank import Item, ItemBank
from guidance.aptitude.interests import Interest
from guidance.aptitude.questionnaire import Questionnaire


def test_items_are_asked_in_order_to_the_end(questionnaire: Questionnaire) -> None:
    answers: dict[str, int] = {}
    asked: list[Item] = []
    while item := questionnaire.next_item(answers):
        assert questionnaire.answered(answers) == len(asked)
        assert questionnaire.place(item.id) == len(asked) + 1
        assert questionnaire.before(item.id) == (asked[-1] if asked else None)
        assert questionnaire.item(item.id) is item
        asked.append(item)
        answers[item.id] = 3

    assert tuple(asked) == questionnaire.items
    assert questionnaire.answered(answers) == len(questionnaire.items)


def test_neighbours_are_of_different_scales(questionnaire: Questionnaire) -> None:
    scales = [item.scale for item in questionnaire.items]
    assert all(one is not other for one, other in itertools.pairwise(scales))


def test_an_item_left_out_is_asked_next(questionnaire: Questionnaire) -> None:
    answers = {item.id: 3 for item in questionnaire.items}
    left_out = questionnaire.items[4]
    del answers[left_out.id]

    assert questionnaire.next_item(answers) is left_out
    with pytest.raises(KeyError):
        questionnaire.profile(answers)


def test_an_item_that_is_not_asked(questionnaire: Questionnaire, bank: ItemBank) -> None:
    other = next(item for item in bank.items.values() if item.short_form is None)

    for item_id in (other.id, "no such item"):
        assert questionnaire.place(item_id) is None
        assert questionnaire.before(item_id) is None
        assert questionnaire.item(item_id) is None
        assert questionnaire.answered({item_id: 3}) == 0


def test_the_profile_of_all_answers(questionnaire: Questionnaire) -> None:
    answers = {item.id: 5 if item.scale is Interest.SOCIAL else 2 for item in questionnaire.items}

    profile = questionnaire.profile(answers | {"an old item": 1})

    assert profile.values == (2, 2, 2, 5, 2, 2)
    assert profile.ranked[0] is Interest.SOCIAL
