"""Routes to free or supported study, as records with sources; who may use one is said in rules beside the facts."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from guidance.catalogue.cells import FieldCode, RegionCode, SpecialtyCode
from guidance.funding.family import Circumstance, Family, Grade, Marks, Settlement, Work
from guidance.funding.records import Bilingual, Record, RecordsError, Sourced, read_records

# The files of routes, and the order in which their routes are shown.
Group = Literal["places", "employers", "support", "further", "courses", "skills", "abroad"]
GROUPS: tuple[Group, ...] = get_args(Group)

# may: you may use it; ask: perhaps, ask about it; not: not for you.
Verdict = Literal["may", "ask", "not"]
# What enterprises do for colleges, as ``data/employers.csv`` has it.
Role = Literal["dual", "targeted", "sponsor", "hires", "memorandum", "practice", "trains"]


class When(Record):
    """The families that a rule is about: every list that is not empty must hold the family's own answer.

    Of ``circumstances`` one is enough; ``skipped`` stands for a question that was skipped, ``none`` for one that was
    answered with nothing ticked.
    """

    grade: tuple[Grade, ...] = ()
    region: tuple[RegionCode, ...] = ()
    settlement: tuple[Settlement, ...] = ()
    circumstances: tuple[Circumstance | Literal["skipped", "none"], ...] = ()
    works: tuple[Work, ...] = ()
    marks: tuple[Marks, ...] = ()

    def holds(self, family: Family) -> bool:
        """Whether a family is one of those."""
        ticked: set[str] = {"skipped"} if family.circumstances is None else set(family.circumstances) or {"none"}
        return (
            (not self.grade or family.grade in self.grade)
            and (not self.region or family.region in self.region)
            and (not self.settlement or family.settlement in self.settlement)
            and (not self.circumstances or not ticked.isdisjoint(self.circumstances))
            and (not self.works or family.work in self.works)
            and (not self.marks or family.marks in self.marks)
        )


class Rule(Record):
    """What a route means for the families that it is about; ``source`` counts the route's sources from 1."""

    when: When = When()
    verdict: Verdict
    because: Bilingual
    source: Annotated[int, Field(ge=1)]


class Amount(Record):
    """Money that a person gets: so many MCI (of the year in which it is paid) or so many tenge.

    ``since`` is the year or month from which it holds, ``source`` counts the route's sources from 1.
    """

    what: Bilingual
    mci: Annotated[float, Field(gt=0)] | None = None
    tenge: Annotated[int, Field(gt=0)] | None = None
    since: Annotated[str, Field(pattern=r"^\d{4}(-\d\d)?$")]
    source: Annotated[int, Field(ge=1)]

    @model_validator(mode="after")
    def _has_one_value(self) -> Self:
        if (self.mci is None) == (self.tenge is None):
            raise ValueError("an amount has either mci or tenge")
        return self


class Route(Sourced):
    """One way to study free or with support.

    ``as_of`` is the year the facts hold for. A route is ``unconfirmed`` while it is not known whether it is given
    today, to whom, or how much of it: no rule may promise it then. ``documents`` and ``windows`` are ids of the
    admission's records; ``fields``, ``specialties`` and ``employers`` say where the source places the route, nothing
    in them meaning anywhere; ``topic`` leads to the figures.
    """

    # It travels in buttons of 64 bytes.
    id: Annotated[str, Field(pattern=r"^[a-z-]{1,20}$")]
    name: Bilingual
    short: Bilingual
    gives: Bilingual
    who: Bilingual
    duties: Bilingual
    apply: Bilingual
    unknown: Bilingual | None = None
    standing: Literal["confirmed", "unconfirmed"]
    amounts: tuple[Amount, ...] = ()
    documents: tuple[str, ...] = ()
    windows: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    fields: tuple[FieldCode, ...] = ()
    specialties: tuple[SpecialtyCode, ...] = ()
    employers: tuple[Role, ...] = ()
    topic: str | None = None
    as_of: Annotated[str, Field(pattern=r"^\d{4}$")]

    @model_validator(mode="after")
    def _rules_are_sound(self) -> Self:
        if self.rules and self.rules[-1].when != When():
            raise ValueError("the last rule must be for everybody else, without `when`")
        if self.standing == "unconfirmed" and any(rule.verdict == "may" for rule in self.rules):
            raise ValueError("what is unconfirmed may not be promised")
        cited = {rule.source for rule in self.rules} | {amount.source for amount in self.amounts}
        if wrong := [number for number in cited if number > len(self.sources)]:
            raise ValueError(f"there is no source {wrong[0]}")
        return self


def load_routes(folder: Path) -> dict[str, Route]:
    """Load the routes, by id, in the order in which they are shown.

    Raises:
        RecordsError: a file is missing, is no YAML, or a record is wrong.
    """
    return {route.id: route for _, routes in load_groups(folder) for route in routes}


def load_groups(folder: Path) -> Iterator[tuple[Group, tuple[Route, ...]]]:
    """Load the routes group by group.

    Raises:
        RecordsError: a file is missing, is no YAML, or a record is wrong.
    """
    seen: set[str] = set()
    for group in GROUPS:
        routes = read_records(folder / f"{group}.yaml", Route)
        if twice := seen & set(routes):
            raise RecordsError(f"{group}.yaml: another file has {min(twice)} too")
        seen |= set(routes)
        yield group, tuple(routes.values())
