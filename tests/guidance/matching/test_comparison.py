from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guidance.catalogue.catalogue import Catalogue
from guidance.matching.comparison import OWN_FACTS, Fact, FactRow, Standing, Taught, Value, candidates, compare

WELDING, NURSING, COOKING = "07150500", "09130100", "10130300"
A, B, C, D = "71-901", "71-902", "71-903", "75-904"
PLACES = {A: ("KZ-71", "Астана"), B: ("KZ-71", "Астана"), C: ("KZ-71", ""), D: ("KZ-75", "Алматы")}

Taught4 = dict[str, list[tuple[str, bool]]]


def made(catalogue: Catalogue, taught: Taught4 | None = None, **facts: tuple[Any, ...]) -> Catalogue:
    """Four colleges of which nothing is known but their places, what they teach (whether doubtful), and these facts."""
    college = next(iter(catalogue.colleges.values()))
    unknown = dict.fromkeys(("ownership", "dormitory", "dual", "website", "source_date"))
    empty: dict[str, tuple[()]] = dict.fromkeys(("languages", "after_grade", "phone"), ())
    colleges = {}
    for number, (key, (region, city)) in enumerate(PLACES.items()):
        known = {name: values[number] for name, values in facts.items()}
        column = {"id": key, "region": region, "city_ru": city, "city_kk": city, "name_ru": f"name {key}"}
        colleges[key] = college.model_copy(update={**unknown, **empty, **column, "status": "open", **known})
    programme = catalogue.programmes[0]
    rows = [
        programme.model_copy(
            update={
                "college": key,
                "specialty": code if code in catalogue.specialties else None,
                "code": "",
                "name_ru": code,
                "certainty": "doubtful" if doubtful else "good",
            }
        )
        for key, codes in (taught or {}).items()
        for code, doubtful in codes
    ]
    return replace(catalogue, colleges=colleges, programmes=tuple(rows))


def row(catalogue: Catalogue, fact: Fact, *colleges: str) -> FactRow:
    return next(row for row in compare(catalogue, colleges).facts if row.fact is fact)


@pytest.mark.parametrize(
    ("dormitory", "standing"),
    [
        ((True, False), Standing.DIFFERENT),
        ((True, None), Standing.PARTLY_KNOWN),
        ((False, False), Standing.SAME),
        ((None, None), Standing.UNKNOWN),
    ],
)
def test_a_no_is_known_and_nothing_is_not(
    catalogue: Catalogue, dormitory: tuple[bool | None, ...], standing: Standing
) -> None:
    found = row(made(catalogue, dormitory=(*dormitory, None, None)), Fact.DORMITORY, A, B)

    assert found.values == dormitory
    assert found.standing is standing


@pytest.mark.parametrize(
    ("fact", "column", "value"),
    [
        (Fact.OWNERSHIP, "ownership", "state"),
        (Fact.LANGUAGES, "languages", ("kk", "ru")),
        (Fact.AFTER_GRADE, "after_grade", ("9",)),
        (Fact.PHONE, "phone", ("+7 (7172) 12-34-56",)),
        (Fact.WEBSITE, "website", "https://example.kz"),
        (Fact.SOURCE_DATE, "source_date", "2025-06"),
    ],
)
def test_what_the_tables_leave_empty_is_not_known(catalogue: Catalogue, fact: Fact, column: str, value: Value) -> None:
    nothing: Value | None = () if isinstance(value, tuple) else None
    found = row(made(catalogue, None, **{column: (value, nothing, nothing, nothing)}), fact, A, B)

    assert found.values == (value, None)


def test_a_place_is_told_by_its_region_where_the_town_is_not_known(catalogue: Catalogue) -> None:
    assert row(made(catalogue), Fact.PLACE, A, C, D).values == (("KZ-71", "Астана"), ("KZ-71",), ("KZ-75", "Алматы"))
    assert row(made(catalogue), Fact.PLACE, A, B).standing is Standing.SAME


def test_what_differs_stands_first_and_what_each_has_of_its_own_last(catalogue: Catalogue) -> None:
    facts = compare(
        made(
            catalogue,
            dormitory=(True, False, None, None),
            dual=(True, None, None, None),
            phone=(("1",), ("2",), (), ()),
        ),
        [A, B],
    ).facts

    assert {row.fact for row in facts} == set(Fact)
    order = list(Standing)
    general = [order.index(row.standing) for row in facts if row.fact not in OWN_FACTS]
    assert general == sorted(general)
    assert [row.fact for row in facts][:3] == [Fact.DORMITORY, Fact.DUAL, Fact.PLACE]
    assert [row.fact for row in facts][-3:] == [Fact.PHONE, Fact.WEBSITE, Fact.SOURCE_DATE]


def test_what_is_taught_is_grouped_by_who_teaches_it(catalogue: Catalogue) -> None:
    taught = {
        A: [(WELDING, False), (NURSING, False), ("Own name", False)],
        B: [(WELDING, True), (NURSING, False)],
        D: [(WELDING, False), (COOKING, True), ("OWN NAME", False)],
    }
    found = compare(made(catalogue, taught), [A, B, C, D])

    # Doubtful of one is doubtful of the group.
    welding, nursing = Taught(WELDING, WELDING, doubtful=True), Taught(NURSING, NURSING, doubtful=False)
    assert found.taught == (
        ((0, 1, 3), (welding,)),
        ((0, 1), (nursing,)),
        # Names that are written alike but for their letters' height are one.
        ((0, 3), (Taught(None, "Own name", doubtful=False),)),
        ((3,), (Taught(COOKING, COOKING, doubtful=True),)),
    )
    assert found.common() == ()
    assert found.taught_only_at(3) == (Taught(COOKING, COOKING, doubtful=True),)
    assert found.taught_only_at(0) == ()
    assert [found.is_known_what_teaches(place) for place in range(4)] == [True, True, False, True]
    assert compare(made(catalogue, taught), [A, B]).common() == (nursing, welding)


def test_a_second_row_that_is_well_founded_takes_the_doubt_away(catalogue: Catalogue) -> None:
    found = compare(made(catalogue, {A: [(WELDING, True), (WELDING, False)]}), [A, B])

    assert found.taught_only_at(0) == (Taught(WELDING, WELDING, doubtful=False),)


def test_who_shares_most_is_proposed_first_and_the_saved_before_all(catalogue: Catalogue) -> None:
    taught = {A: [(WELDING, False), (NURSING, False)], C: [(WELDING, False)]}
    some = made(catalogue, taught)

    assert [(one.college.id, one.shared) for one in candidates(some, [A])] == [(C, 1), (B, 0)]
    # C's town is not known: B stands nearer where nothing is shared.
    assert [one.college.id for one in candidates(made(catalogue), [A])] == [B, C]
    assert [(one.college.id, one.saved) for one in candidates(some, [A], [D, A, B, "99-999"])] == [
        (D, True),
        (B, True),
        (C, False),
    ]
    assert [one.college.id for one in candidates(some, [], [D])] == [D]
    assert candidates(some, []) == []


def test_a_closed_college_is_proposed_only_when_it_was_saved(catalogue: Catalogue) -> None:
    some = made(catalogue, status=("open", "closed", "open", "open"))

    assert [one.college.id for one in candidates(some, [A])] == [C]
    assert [one.college.id for one in candidates(some, [A], [B])] == [B, C]


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_choice_of_real_colleges_can_be_compared(catalogue: Catalogue, data: st.DataObject) -> None:
    ids = data.draw(st.lists(st.sampled_from([*catalogue.colleges, "99-999", ""]), max_size=4, unique=True))
    known = [key for key in ids if key in catalogue.colleges]

    found = compare(catalogue, ids)

    assert [one.id for one in found.colleges] == known
    assert all(len(row.values) == len(known) for row in found.facts)
    for place, key in enumerate(known):
        here = {one.specialty for places, taught in found.taught if place in places for one in taught if one.specialty}
        assert here == {one.specialty for one in catalogue.programmes_at(key) if one.specialty}
    proposed = [one.college.id for one in candidates(catalogue, ids, known)]
    assert len(set(proposed)) == len(proposed)
    assert not set(proposed) & set(known)
