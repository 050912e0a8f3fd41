"""What else is asked for: filters, taking parts of the question out again, and another place."""

from collections.abc import Sequence

import pytest

from guidance.catalogue.catalogue import Catalogue
from guidance.search.finding import FILTERS
from guidance.search.search import SearchEngine
from guidance.search.vocabulary import Filter
from tests.guidance.search.asked import colleges_of, values_of

COOKING = "10130300"
AKTOBE = "610611"


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("повар бесплатно", ["free"]),
        ("тегін аспаз", ["free"]),
        ("повар с общежитием", ["dormitory"]),
        ("аспаз жатақханамен", ["dormitory"]),
        ("повар после 9 класса", ["after_9"]),
        ("9 сыныптан кейін аспаз", ["after_9"]),
        ("повар на базе 11 классов", ["after_11"]),
        ("11 сыныптан кейін аспаз", ["after_11"]),
        ("повар на казахском", ["language_kk"]),
        ("қазақша аспаз", ["language_kk"]),
        ("повар на русском языке", ["language_ru"]),
        ("орысша аспаз", ["language_ru"]),
        ("частный колледж повар", ["private"]),
        ("жеке колледж аспаз", ["private"]),
        ("государственный колледж повар", ["state"]),
        ("мемлекеттік колледж аспаз", ["state"]),
        ("повар дуальное обучение", ["dual"]),
        ("дуалды оқыту аспаз", ["dual"]),
        ("повар с общежитием после 9 класса бесплатно", ["free", "dormitory", "after_9"]),
    ],
)
def test_a_filter_is_understood_beside_a_wish(text: str, filters: Sequence[Filter], engine: SearchEngine) -> None:
    answer = engine.search(text)

    assert sorted(value for (value,) in values_of(answer, "filter")) == sorted(filters)
    assert COOKING in {hit.id for hit in answer.hits}


@pytest.mark.parametrize("wanted", [one for one in FILTERS if one != "free"])
def test_a_filter_leaves_out_whom_it_is_known_not_to_fit_and_tells_of_whom_nothing_is_known(
    wanted: Filter, engine: SearchEngine, catalogue: Catalogue
) -> None:
    plain, filtered = engine.search("повар"), engine.search("повар", also=[wanted])
    fitting = {id_: FILTERS[wanted](catalogue, catalogue.colleges[id_]) for id_ in colleges_of(plain)}

    assert filtered.relaxed is None
    assert set(colleges_of(filtered)) == {id_ for id_, fit in fitting.items() if fit is not False}
    assert all(
        hit.unknown == ((wanted,) if fitting[hit.id] is None else ()) for hit in filtered.hits if hit.kind == "college"
    )


def test_a_filter_added_is_as_good_as_one_typed(engine: SearchEngine) -> None:
    assert engine.search("повар", also=["dormitory"]).hits == engine.search("повар с общежитием").hits


def test_filters_alone_show_those_known_to_have_it(engine: SearchEngine, catalogue: Catalogue) -> None:
    found = engine.search("нужно общежитие", limit=1_000)

    assert set(colleges_of(found)) == {
        one.id for one in catalogue.colleges.values() if one.dormitory and one.status != "closed"
    }


def test_who_asks_for_free_study_is_shown_the_routes(engine: SearchEngine) -> None:
    answer = engine.search("сварщик актобе бесплатно")

    assert {hit.id for hit in answer.hits if hit.kind == "route"} >= {"state-order", "free-tvet"}
    assert answer.hits[0].kind == "college"


_TYPED = "повар актобе с общежитием"


@pytest.mark.parametrize(
    ("kind", "left"), [("place", "повар с общежитием"), ("wish", "актобе с общежитием"), ("filter", "повар актобе")]
)
def test_an_understood_part_can_be_taken_out(kind: str, left: str, engine: SearchEngine) -> None:
    answer = engine.search(_TYPED)
    (taken,) = (part for part in answer.understood if part.kind == kind)

    without = engine.search(_TYPED, without=frozenset({taken.number}))

    assert without.understood == tuple(part for part in answer.understood if part != taken)
    assert [(hit.kind, hit.id) for hit in without.hits] == [(hit.kind, hit.id) for hit in engine.search(left).hits]


def test_the_order_in_which_parts_are_taken_out_is_all_one(engine: SearchEngine) -> None:
    numbers = [part.number for part in engine.search(_TYPED).understood]

    assert len(numbers) == 3
    one_left = engine.search(_TYPED, without=frozenset(numbers[:2]))
    assert [part.number for part in one_left.understood] == numbers[2:]
    assert engine.search(_TYPED, without=frozenset(numbers)).understood == ()


def test_another_place_stands_in_for_the_one_typed(engine: SearchEngine, catalogue: Catalogue) -> None:
    answer = engine.search("повар алматы", near=AKTOBE)

    assert colleges_of(answer) == colleges_of(engine.search("повар актобе"))
    assert values_of(answer, "place") == []
    in_region = engine.search("повар алматы", near="KZ-15")
    assert {catalogue.colleges[id_].region for id_ in colleges_of(in_region)} == {"KZ-15"}
    assert set(colleges_of(answer)) < set(colleges_of(in_region))


def test_filters_alone_keep_to_the_place_given(engine: SearchEngine, catalogue: Catalogue) -> None:
    found = colleges_of(engine.search("общежитие", near="KZ-15"))

    assert found
    assert {catalogue.colleges[id_].region for id_ in found} == {"KZ-15"}
