"""Families whose verdicts are known from the law and the press, held against what the records say.

A row of ``families.csv`` is a family and what one route means for it, with the rule that says so. ``circumstances``
are parted by ``|``; ``none`` was answered with nothing ticked, ``skipped`` was not answered; an empty ``region`` was
skipped.
"""

import csv
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from guidance.catalogue.catalogue import Catalogue
from guidance.funding.eligibility import Finding, findings
from guidance.funding.family import Circumstance, Family, Grade, Marks, Settlement, Work
from guidance.funding.funding import Funding, load_funding
from guidance.funding.routes import Route, Verdict

# The quotas that belong to a category, and what a family has to tick to be of it.
CATEGORIES: dict[str, Circumstance] = {
    "quota-disability": "disability",
    "quota-disability-fam": "disability-family",
    "quota-orphans": "orphan",
    "quota-large-family": "large-family",
    "quota-single-parent": "single-parent",
    "quota-kandas": "kandas",
    "quota-veterans": "veteran",
    "quota-resettlers": "resettling",
    "quota-conscripts": "served",
}
# Quotas whose share of the places today stands in no source.
SIZE_NOT_SEEN = set(CATEGORIES) - {"quota-disability", "quota-disability-fam", "quota-veterans"}
# Places that are a part of the state order.
INSIDE_STATE_ORDER = [*CATEGORIES, "quota-rural", "targeted-training"]
# They give a person no right of their own, or none that is known.
NOTHING_TO_CLAIM = {"quotas", "sponsor-enterprises", "zhas-maman", "golden-card"}
PROMISE: dict[Verdict, int] = {"not": 0, "ask": 1, "may": 2}
WHERE = {
    "ru": re.compile(r"колледж|школ|центр|учебн|управлени|eGov|enbek\.kz|enpf\.kz"),
    "kk": re.compile(r"колледж|мекте[пб]|орталы|оқу бөлім|басқарма|eGov|enbek\.kz|enpf\.kz"),
}
MANY = settings(deadline=None, max_examples=200)


@dataclass(frozen=True)
class Row:
    """What one route means for one family, and why."""

    name: str
    family: Family
    route: str
    verdict: Verdict
    rule: str


def read_rows() -> list[Row]:
    with Path(__file__).with_name("families.csv").open(encoding="utf-8", newline="") as file:
        return [TypeAdapter(Row).validate_python(one_row(cells)) for cells in csv.DictReader(file, strict=True)]


def one_row(cells: dict[str, str]) -> dict[str, Any]:
    told = cells["circumstances"]
    family = {key: cells[key] for key in ("grade", "settlement", "work", "marks")} | {
        "region": cells["region"] or None,
        "circumstances": None if told == "skipped" else [] if told == "none" else told.split("|"),
    }
    return {key: cells[key] for key in ("name", "route", "verdict", "rule")} | {"family": family}


ROWS = read_rows()


@pytest.fixture(scope="module")
def funding(data_folder: Path, catalogue: Catalogue) -> Funding:
    return load_funding(data_folder, catalogue)


@pytest.fixture(scope="module")
def families(catalogue: Catalogue) -> st.SearchStrategy[Family]:
    """All families that can answer."""
    return st.builds(
        Family,
        grade=st.sampled_from(get_args(Grade)),
        region=st.none() | st.sampled_from(sorted(catalogue.regions)),
        settlement=st.sampled_from(get_args(Settlement)),
        circumstances=st.none() | st.frozensets(st.sampled_from(get_args(Circumstance))),
        work=st.sampled_from(get_args(Work)),
        marks=st.sampled_from(get_args(Marks)),
    )


def found_by(funding: Funding, family: Family) -> dict[str, Finding]:
    return {found.route.id: found for found in findings(funding.routes.values(), family)}


def promised(funding: Funding) -> list[Route]:
    return [route for route in funding.routes.values() if any(rule.verdict == "may" for rule in route.rules)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.name}: {row.route}")
def test_what_a_route_means_for_a_family(funding: Funding, row: Row) -> None:
    found = found_by(funding, row.family)[row.route]

    assert found.verdict == row.verdict, f"{row.rule}, but the record says: {found.rule.because.ru}"


def test_the_table_speaks_of_everybody(catalogue: Catalogue) -> None:
    by_name = {row.name: row.family for row in ROWS}
    families = set(by_name.values())

    assert len(families) == len(by_name) >= 70
    assert all(by_name[row.name] == row.family and row.rule for row in ROWS)
    assert len({(row.name, row.route) for row in ROWS}) == len(ROWS)
    assert {family.grade for family in families} == set(get_args(Grade))
    assert {family.region for family in families} == {None, *catalogue.regions}
    assert {family.settlement for family in families} == set(get_args(Settlement))
    assert {family.work for family in families} == set(get_args(Work))
    assert {family.marks for family in families} == set(get_args(Marks))
    assert {one for family in families for one in family.circumstances or ()} == set(get_args(Circumstance))
    assert {None, frozenset()} < {family.circumstances for family in families}


def test_the_table_reaches_every_rule(funding: Funding) -> None:
    """A rule that is added to a record asks for a family that it is about."""
    reached = defaultdict(set)
    for row in ROWS:
        reached[row.route].add(found_by(funding, row.family)[row.route].rule.because.ru)

    for route in funding.routes.values():
        assert {rule.because.ru for rule in route.rules} == reached[route.id], route.id


def test_each_route_with_rules_gives_one_finding(funding: Funding, families: st.SearchStrategy[Family]) -> None:
    with_rules = [name for name in funding.routes if name not in NOTHING_TO_CLAIM]

    @MANY
    @given(family=families)
    def check(family: Family) -> None:
        found = findings(funding.routes.values(), family)
        assert [one.route.id for one in found] == with_rules
        assert all(one.rule in one.route.rules for one in found)

    check()


def test_what_is_not_known_is_not_promised(funding: Funding, families: st.SearchStrategy[Family]) -> None:
    doubtful = SIZE_NOT_SEEN | {route.id for route in funding.routes.values() if route.standing == "unconfirmed"}

    @MANY
    @given(family=families)
    def check(family: Family) -> None:
        assert not {one.route.id for one in found_by(funding, family).values() if one.verdict == "may"} & doubtful

    check()


def test_a_quota_is_for_its_category(funding: Funding, families: st.SearchStrategy[Family]) -> None:
    """Who is not of it is told so, who may be is told to ask, and at a college it is too late for either."""

    @MANY
    @given(family=families)
    def check(family: Family) -> None:
        found = found_by(funding, family)
        for quota, category in CATEGORIES.items():
            verdict = found[quota].verdict
            if family.grade == "college":
                assert verdict == "not", quota
            elif family.circumstances is None:
                assert verdict == "ask", quota
            elif category in family.circumstances:
                assert verdict == ("ask" if quota in SIZE_NOT_SEEN else "may"), quota
            else:
                assert verdict == "not", quota

    check()


def test_a_further_circumstance_takes_no_quota_away(funding: Funding, families: st.SearchStrategy[Family]) -> None:
    @MANY
    @given(family=families, more=st.frozensets(st.sampled_from(get_args(Circumstance)), min_size=1))
    def check(family: Family, more: frozenset[Circumstance]) -> None:
        before = found_by(funding, family)
        after = found_by(funding, replace(family, circumstances=(family.circumstances or frozenset()) | more))
        for quota in (*CATEGORIES, "quota-rural"):
            assert before[quota].verdict != "may" or after[quota].verdict == "may", quota

    check()


def test_what_was_not_told_earns_no_promise(funding: Funding, families: st.SearchStrategy[Family]) -> None:
    """Nobody who leaves an answer out is promised what one of the answers would refuse."""

    @MANY
    @given(family=families)
    def check(family: Family) -> None:
        found = found_by(funding, family)
        for answered in answers_left_out(family):
            refused = {name for name, one in found_by(funding, answered).items() if one.verdict == "not"}
            assert not [name for name in refused if found[name].verdict == "may"], answered

    check()


def answers_left_out(family: Family) -> list[Family]:
    """The families that this one may be, as far as it left out its marks or circumstances."""
    marks = get_args(Marks) if family.marks == "unknown" else ()
    circumstances = ((), *((one,) for one in get_args(Circumstance))) if family.circumstances is None else ()
    return [replace(family, marks=one) for one in marks] + [
        replace(family, circumstances=frozenset(ticked)) for ticked in circumstances
    ]


def test_no_part_is_promised_more_than_the_whole(funding: Funding, families: st.SearchStrategy[Family]) -> None:
    """Quotas and targeted places are shares of the state order: who may not have it may not have them."""

    @MANY
    @given(family=families)
    def check(family: Family) -> None:
        found = found_by(funding, family)
        whole = PROMISE[found["state-order"].verdict]
        assert not [name for name in INSIDE_STATE_ORDER if PROMISE[found[name].verdict] > whole]

    check()


def test_each_rule_rests_on_a_source_of_its_record(funding: Funding) -> None:
    for route in funding.routes.values():
        addresses = [str(source.url) for source in route.sources]
        assert len(set(addresses)) == len(addresses), route.id
        for rule in route.rules:
            assert addresses[rule.source - 1 :], route.id


def test_each_rule_gives_a_reason_of_its_own(funding: Funding) -> None:
    for route in funding.routes.values():
        assert len({rule.because for rule in route.rules}) == len(route.rules), route.id


def test_a_promise_says_where_to_take_it(funding: Funding) -> None:
    for route in promised(funding):
        assert route.documents or (WHERE["ru"].search(route.apply.ru) and WHERE["kk"].search(route.apply.kk)), route.id
