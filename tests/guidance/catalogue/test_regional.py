"""What is said of a region: the right figures in the right order, and none that nobody counted."""

import dataclasses
from collections.abc import Sequence

import pytest

from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.figures import COUNTRY, Statistic
from guidance.catalogue.regional import (
    MOST_KEY_FIGURES,
    Figure,
    enterprises_in,
    figures_of,
    key_figures,
    new_specialties_in,
    number_of_colleges,
)

REGION = "KZ-47"


def row(metric: str, value: float, year: int | None, source: str = "a", **cells: object) -> Statistic:
    known = {
        "region": REGION,
        "certainty": "good",
        "note_ru": "",
        "note_kk": "",
        "source_kind": "news",
        "source_url": f"https://{source}.kz",
        **cells,
    }
    return Statistic.model_validate({**known, "metric": metric, "value": value, "year": year})


def counted(catalogue: Catalogue, *rows: Statistic) -> Catalogue:
    """The catalogue with these figures only."""
    return dataclasses.replace(catalogue, statistics=rows)


def values(figure: Figure) -> list[tuple[int | None, float]]:
    return [(one[0].year, one[0].value) for one in figure.values]


def codes(figures: Sequence[Figure]) -> list[str]:
    return [one.metric.code for one in figures]


def test_the_newest_year_stands_first_and_a_year_not_known_last(catalogue: Catalogue) -> None:
    rows = [row("students_total", value, year) for value, year in ((1, 2023), (2, None), (3, 2025), (4, 2024))]
    (figure,) = figures_of(counted(catalogue, *rows), REGION)

    assert values(figure) == [(2025, 3), (2024, 4), (2023, 1), (None, 2)]
    assert not figure.disagree
    assert values(figure.newest) == [(2025, 3)]


def test_sources_that_disagree_stand_side_by_side_and_those_that_agree_together(catalogue: Catalogue) -> None:
    rows = [row("students_total", value, 2025, source) for source, value in (("a", 100), ("b", 120), ("c", 100))]
    (figure,) = figures_of(counted(catalogue, *rows, row("students_total", 90, 2024)), REGION)

    assert sorted(values(figure)) == [(2024, 90), (2025, 100), (2025, 120)]
    assert figure.disagree
    assert {len(one): one[0].value for one in figure.newest.values} == {2: 100, 1: 120}
    # Two years that differ are no disagreement.
    (other,) = figures_of(counted(catalogue, rows[0], row("students_total", 90, 2024)), REGION)
    assert not other.disagree


def test_the_countrys_figures_are_no_regions(catalogue: Catalogue) -> None:
    whole = counted(catalogue, row("students_total", 1, 2025, region=COUNTRY), row("quota_veterans", 1, 2025))

    # The second is of the region, but its metric says nothing of regions.
    assert figures_of(whole, REGION) == key_figures(whole, REGION) == []
    assert number_of_colleges(counted(catalogue, row("colleges_total", 700, 2025, region=COUNTRY)), REGION) is None


def test_figures_of_a_topic_stand_together_in_their_order(catalogue: Catalogue) -> None:
    for region in catalogue.regions:
        figures = figures_of(catalogue, region)
        topics = list(dict.fromkeys(one.metric.topic for one in figures))
        assert [one.metric.topic for one in figures] == [
            topic for topic in topics for one in figures if one.metric.topic == topic
        ]
        for topic in topics:
            places = [one.metric.place for one in figures if one.metric.topic == topic]
            assert places == sorted(places)
        shown = [statistic for one in figures for value in one.values for statistic in value]
        assert len(shown) == len(catalogue.statistics_of(region))


def test_a_region_is_introduced_by_what_families_ask_first(catalogue: Catalogue) -> None:
    asked = ("dual_students", "state_order_places", "students_total", "graduates_employed", "dormitories")
    others = ("memorandums", "students_state_order", "equipment_spending")
    many = counted(catalogue, *(row(code, 1, 2025) for code in (*others, *asked)))

    assert codes(key_figures(many, REGION)) == [
        "students_total",
        "state_order_places",
        "dual_students",
        "graduates_employed",
        "dormitories",
    ]
    few = counted(catalogue, *(row(code, 1, 2025) for code in ("colleges_total", "dual_students", *others)))
    # Filled up to three; neither money nor the number of colleges, which has its own sentence.
    assert codes(key_figures(few, REGION)) == ["dual_students", "students_state_order", "memorandums"]
    assert all(len(key_figures(catalogue, region)) <= MOST_KEY_FIGURES for region in catalogue.regions)


@pytest.mark.parametrize(
    ("rows", "number"),
    [
        ([], None),
        ([row("colleges_total", 30, 2023), row("colleges_total", 28, 2025)], 28),
        ([row("colleges_total", 30, None), row("colleges_total", 28, 2021)], 28),
        ([row("colleges_total", 30, None)], 30),
        # Of one year: the well-founded one, then the one published last, then the larger.
        ([row("colleges_total", 30, 2025, certainty="doubtful"), row("colleges_total", 28, 2025)], 28),
        (
            [
                row("colleges_total", 30, 2025, source_date="2025-01"),
                row("colleges_total", 28, 2025, source_date="2025-11-03"),
            ],
            28,
        ),
        ([row("colleges_total", 28, 2025), row("colleges_total", 30, 2025)], 30),
        # The statistics office counts for want of another; one kind of organisation is no total.
        ([row("colleges_total_bns", 25, 2025), row("colleges_total", 28, 2020)], 28),
        ([row("colleges_total_bns", 25, 2025)], 25),
        ([row("colleges_total_bns_type_college", 20, 2025), row("colleges_state", 12, 2025)], None),
    ],
)
def test_how_many_colleges_a_region_has(catalogue: Catalogue, rows: list[Statistic], number: float | None) -> None:
    found = number_of_colleges(counted(catalogue, *rows), REGION)

    assert (found and found.value) == number


def test_what_an_enterprise_does_for_one_college_stands_together(catalogue: Catalogue) -> None:
    for region in catalogue.regions:
        found = enterprises_in(catalogue, region)
        keys = [(one.deeds[0].name("ru"), one.college) for one in found]
        assert len(set(keys)) == len(keys)
        for one in found:
            assert {(deed.name("ru"), deed.college) for deed in one.deeds} == {(one.deeds[0].name("ru"), one.college)}
        assert sum(len(one.deeds) for one in found) == len(catalogue.employers_in(region))
    assert any(len(one.deeds) > 1 for region in catalogue.regions for one in enterprises_in(catalogue, region))
    everywhere = sum(len(catalogue.employers_in(region)) for region in catalogue.regions)
    assert everywhere == sum(bool(one.region or one.college) for one in catalogue.employers)


def test_new_specialties_stand_newest_first(catalogue: Catalogue) -> None:
    first = catalogue.new_specialties[0]
    rows = [
        first.model_copy(update={"year": year, "name_ru": name})
        for name, year in (("Б", 2024), ("В", None), ("Б", 2025), ("А", 2025))
    ]
    found = new_specialties_in(dataclasses.replace(catalogue, new_specialties=tuple(rows)), first.region)

    assert [(one.year, one.name_ru) for one in found] == [(2025, "А"), (2025, "Б"), (2024, "Б"), (None, "В")]
    assert new_specialties_in(catalogue, "KZ-99") == []
