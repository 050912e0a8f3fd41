"""Where: places by all their names, and giving way where nothing answers there."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from guidance.catalogue.catalogue import Catalogue
from guidance.funding.routes import Route
from guidance.search.answer import Relaxed
from guidance.search.finding import kilometres
from guidance.search.search import SearchEngine
from guidance.search.vocabulary import Vocabulary
from tests.guidance.search.asked import colleges_of, values_of

WELDING, NURSING = "07150500", "09130100"


@pytest.mark.parametrize(
    ("name", "town"),
    [
        ("Целиноград", "Астана"),
        ("нур-султан", "Астана"),
        ("Алма-Ата", "Алматы"),
        ("Чимкент", "Шымкент"),
        ("Гурьев", "Атырау"),
        ("Кустанай", "Костанай"),
        ("кокчетав", "Кокшетау"),
        ("Джамбул", "Тараз"),
        ("Шевченко", "Актау"),
        ("Талды-Курган", "Талдыкорган"),
        ("Джезказган", "Жезказган"),
        ("Кзыл-Орда", "Кызылорда"),
        ("Усть-Каменогорск", "Усть-Каменогорск"),
        ("Өскемен", "Усть-Каменогорск"),
        ("Семипалатинск", "Семей"),
        ("Орал", "Уральск"),
        ("Қарағандыда", "Караганда"),
        ("в караганде", "Караганда"),
        ("Petropavl", "Петропавловск"),
    ],
)
def test_a_place_is_known_by_all_its_names(name: str, town: str, engine: SearchEngine, catalogue: Catalogue) -> None:
    answer = engine.search(name)

    (places,) = values_of(answer, "place")
    assert town in {catalogue.towns[id_].name_ru for id_ in places if id_ in catalogue.towns}
    assert catalogue.colleges[colleges_of(answer)[0]].city_ru == town


@pytest.mark.parametrize(
    ("name", "region"), [("область Абай", "KZ-10"), ("жамбыл облысы", "KZ-31"), ("алматинская область", "KZ-19")]
)
def test_a_region_is_not_the_town_of_its_name(
    name: str, region: str, engine: SearchEngine, catalogue: Catalogue
) -> None:
    answer = engine.search(name)

    assert values_of(answer, "place") == [(region,)]
    assert {catalogue.colleges[id_].region for id_ in colleges_of(answer)} == {region}


def test_a_place_and_a_wish_are_both_answered(engine: SearchEngine, catalogue: Catalogue) -> None:
    answer = engine.search("дочь хочет на медсестру в актобе")

    assert answer.relaxed is None
    first = answer.hits[0]
    assert first.teaches == (NURSING,)
    assert catalogue.colleges[first.id].city_ru == "Актобе"
    assert {catalogue.colleges[id_].city_ru for id_ in colleges_of(answer)} == {"Актобе"}


@pytest.mark.parametrize("text", ["колледж имени Шевченко", "шевченко атындағы колледж", "шевченко"])
def test_a_college_called_like_a_place_comes_before_the_place(
    text: str, catalogue: Catalogue, routes: Mapping[str, Route], vocabulary: Vocabulary
) -> None:
    far = next(one for one in catalogue.colleges.values() if one.city_ru == "Кокшетау" and one.status == "open")
    called = far.model_copy(update={"name_ru": "Колледж имени Тараса Шевченко", "name_kk": "", "aliases": ()})
    with_it = replace(catalogue, colleges={**catalogue.colleges, called.id: called})

    assert colleges_of(SearchEngine(with_it, routes, vocabulary).search(text))[0] == called.id


@pytest.fixture(scope="module")
def bare_town(catalogue: Catalogue) -> str:
    """A larger town in whose region, but not in itself, welding is taught."""
    teaching = {one.college for one in catalogue.programmes if one.specialty == WELDING}
    regions = {catalogue.colleges[id_].region for id_ in teaching}
    settled = {town.id for one in catalogue.colleges.values() if (town := catalogue.town_of(one))}
    towns = (one for one in catalogue.towns.values() if one.region in regions and one.id not in settled)
    return max(towns, key=lambda one: one.population or 0).id


def test_where_nobody_teaches_it_the_nearest_come_first(
    engine: SearchEngine, catalogue: Catalogue, bare_town: str
) -> None:
    here = catalogue.towns[bare_town]

    answer = engine.search(f"сварщик {here.name_ru}")

    assert answer.relaxed is Relaxed.PLACE
    assert [bare_town in values for values in values_of(answer, "place")] == [True]
    hits = [hit for hit in answer.hits if hit.kind == "college"]
    assert all(hit.teaches == (WELDING,) for hit in hits[:5])
    best = max(hit.score for hit in hits)
    towns = [catalogue.town_of(catalogue.colleges[hit.id]) for hit in hits if hit.score >= 0.8 * best]
    farness = [(town.region != here.region, kilometres(here, town)) for town in towns if town]
    assert len(farness) > 5
    assert not farness[0][0]
    assert farness == sorted(farness)


def test_where_there_is_no_college_the_nearest_are_shown(
    engine: SearchEngine, catalogue: Catalogue, bare_town: str
) -> None:
    here = catalogue.towns[bare_town]

    answer = engine.search(here.name_ru)

    assert answer.relaxed is Relaxed.PLACE
    assert catalogue.colleges[colleges_of(answer)[0]].region == here.region


def test_where_nobody_is_known_to_teach_it_the_colleges_of_the_place_are_shown(
    catalogue: Catalogue, routes: Mapping[str, Route], vocabulary: Vocabulary
) -> None:
    colleges = {one.id: one for one in catalogue.colleges.values() if one.region == "KZ-15"}
    unknown = replace(catalogue, colleges=colleges, programmes=())

    answer = SearchEngine(unknown, routes, vocabulary).search("сварщик актобе")

    assert answer.relaxed is Relaxed.WISH
    assert {catalogue.colleges[id_].city_ru for id_ in colleges_of(answer)} == {"Актобе"}


def test_where_all_are_known_not_to_have_it_the_filter_gives_way(
    catalogue: Catalogue, routes: Mapping[str, Route], vocabulary: Vocabulary
) -> None:
    colleges = {one.id: one.model_copy(update={"dormitory": False}) for one in catalogue.colleges.values()}
    engine = SearchEngine(replace(catalogue, colleges=colleges), routes, vocabulary)

    answer = engine.search("повар с общежитием")

    assert answer.relaxed is Relaxed.FILTERS
    assert colleges_of(answer) == colleges_of(engine.search("повар"))
