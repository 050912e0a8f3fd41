"""The judge is fair, and every judged query can be answered from the tables."""

import dataclasses
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from guidance.catalogue.catalogue import Catalogue
from guidance.funding.routes import load_routes
from tests.search.alphabets import LATIN_2018, respelt
from tests.search.disfiguring import KINDS, disfigured
from tests.search.judging import ANSWERABLE, NONSENSE, SCREENS, Hit, Query, fits, judge, load, measure
from tests.search.keyboards import mistyped

WELDING = "07150500"
AKTOBE_WELDING = Hit("college", "15-008")
ASTANA_IT = Hit("college", "71-011")


@pytest.mark.parametrize(
    ("hit", "alternative", "fitting"),
    [
        (AKTOBE_WELDING, "college:15-008", True),
        (AKTOBE_WELDING, "college:15-009", False),
        (Hit("specialty", "15-008"), "college:15-008", False),
        (Hit("specialty", WELDING), f"specialty:{WELDING}", True),
        (AKTOBE_WELDING, f"specialty:{WELDING}", False),
        (Hit("specialty", WELDING), "field:07", True),
        (Hit("specialty", WELDING), "field:06", False),
        (Hit("route", "quotas"), "route:quotas", True),
        (Hit("screen", "free"), "screen:free", True),
        (Hit("screen", "free"), "screen:dates", False),
        (AKTOBE_WELDING, f"town:Актобе+specialty:{WELDING}", True),
        (AKTOBE_WELDING, f"town:Астана+specialty:{WELDING}", False),
        (ASTANA_IT, f"town:Астана+specialty:{WELDING}", False),
        (ASTANA_IT, "region:KZ-71+field:06", True),
        (ASTANA_IT, "taught:0613", True),
        (Hit("specialty", "06130100"), "taught:0613", False),
        (Hit("college", "55-003"), "taught:агроном", True),
        (ASTANA_IT, "taught:агроном", False),
        (Hit("college", "35-004"), "called:медиц", True),
        # A college of transport is not one of sport.
        (Hit("college", "79-012"), "called:спорт", False),
    ],
)
def test_a_hit_fits_what_it_is(hit: Hit, alternative: str, fitting: bool, catalogue: Catalogue) -> None:
    assert fits(hit, alternative, catalogue) is fitting


def test_a_closed_college_fits_only_by_its_own_id(catalogue: Catalogue) -> None:
    closed = next(college for college in catalogue.colleges.values() if college.status == "closed")

    assert fits(Hit("college", closed.id), f"college:{closed.id}", catalogue)
    assert not fits(Hit("college", closed.id), f"region:{closed.region}", catalogue)


@pytest.mark.parametrize("alternative", ["collage:15-008", "town:", "town:Актобе+route:quotas"])
def test_a_misspelt_alternative_is_told(alternative: str, catalogue: Catalogue) -> None:
    with pytest.raises(ValueError, match=r"predicate|joined"):
        fits(AKTOBE_WELDING, alternative, catalogue)


def test_a_search_is_measured_by_the_first_hit_that_fits(catalogue: Catalogue) -> None:
    queries = [
        Query("first", "name", ("college:15-008",)),
        Query("third", "name", ("college:00-000", "taught:0613")),
        Query("eleventh", "place", ("college:15-008",)),
        Query("nothing", "place", ("college:15-008",)),
        Query("mash", NONSENSE, ()),
        Query("noise", NONSENSE, ()),
    ]
    found = {
        "first": [AKTOBE_WELDING, ASTANA_IT],
        "third": [AKTOBE_WELDING, Hit("specialty", WELDING), ASTANA_IT],
        "eleventh": [ASTANA_IT] * 10 + [AKTOBE_WELDING],
        "noise": [ASTANA_IT],
    }

    def search(text: str) -> Sequence[Hit]:
        return found.get(text, [])

    measured = measure(search, queries, catalogue)

    assert list(measured) == ["name", "place", NONSENSE, ANSWERABLE]
    name, place, nonsense, answerable = measured.values()
    assert (name.queries, name.success_at_1, name.success_at_5, name.refused) == (2, 0.5, 1.0, 0.0)
    assert name.mrr == pytest.approx((1 + 1 / 3) / 2)
    assert (place.success_at_1, place.success_at_5, place.mrr, place.refused) == (0.0, 0.0, 0.0, 0.5)
    assert (nonsense.success_at_1, nonsense.mrr, nonsense.refused) == (0.5, 0.5, 0.5)
    assert (answerable.queries, answerable.success_at_1, answerable.success_at_5) == (4, 0.25, 0.5)
    assert [one.rank for one in judge(search, queries, catalogue)] == [1, 3, None, None, None, None]


def test_every_judged_query_can_be_answered(catalogue: Catalogue, data_folder: Path) -> None:
    everything = [
        *(Hit("college", college) for college in catalogue.colleges),
        *(Hit("specialty", specialty) for specialty in catalogue.specialties),
        *(Hit("route", route) for route in load_routes(data_folder / "funding" / "routes")),
        *(Hit("screen", screen) for screen in SCREENS),
    ]
    asked = {alternative for query in load() for alternative in query.relevant}

    assert not [wanted for wanted in asked if not any(fits(hit, wanted, catalogue) for hit in everything)]


def test_the_judged_queries_are_of_every_kind() -> None:
    queries = load()
    kinds = Counter(query.kind for query in queries)

    assert len({query.text.casefold() for query in queries}) == len(queries)
    assert kinds.pop(NONSENSE) >= 40
    assert len(kinds) == 15
    assert min(kinds.values()) >= 18
    assert all(bool(query.relevant) is (query.kind != NONSENSE) for query in queries)


def test_queries_in_a_wrong_layout_are_what_the_keys_give() -> None:
    for query in load():
        if query.kind == "wrong_layout":
            assert query.text in {
                mistyped(query.note, "ru", "en"),
                mistyped(query.note, "kk", "en"),
                mistyped(query.note, "kk", "ru"),
                mistyped(query.note, "en", "ru"),
            }


def test_keys_and_letters_are_those_that_people_have() -> None:
    assert mistyped("привет", "ru", "en") == "ghbdtn"
    assert mistyped("Қостанай құрылыс", "kk", "ru") == "0останай 09рылыс"
    assert mistyped("өнер", "ru", "en") is None
    assert respelt("Қарағанды", LATIN_2018, Random(0)) == "qaraǵandy"  # noqa: S311 - one form a letter


def test_disfigured_names_can_be_repeated_and_answered(catalogue: Catalogue) -> None:
    queries = disfigured(catalogue)

    assert queries == disfigured(catalogue)
    assert len(queries) >= 1_500
    assert {query.kind for query in queries} == {*KINDS["ru"], *KINDS["kk"], "town_and_word"}
    assert all(query.text and query.text != query.note for query in queries)
    named = {f"college:{college.id}" for college in catalogue.colleges.values() if college.status == "open"}
    assert all(query.relevant and named.issuperset(query.relevant) for query in queries)


def test_a_name_that_two_colleges_share_is_answered_by_both(catalogue: Catalogue) -> None:
    one, other = (college for college in catalogue.colleges.values() if college.id in {"79-005", "79-003"})
    twin = other.model_copy(update={"name_ru": one.name_ru, "name_kk": one.name_kk})
    with_twins = dataclasses.replace(catalogue, colleges={one.id: one, twin.id: twin})

    queries = disfigured(with_twins, each=20)

    assert queries
    assert all(query.relevant == ("college:79-003", "college:79-005") for query in queries)
