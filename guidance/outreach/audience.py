"""Who an announcement is for, as a short expression: ``language=kk region=KZ-35,KZ-75 role=pupil grade=9,11``."""

import re
from dataclasses import dataclass
from typing import Literal

from guidance.catalogue.cells import Language
from guidance.people.roles import GRADES, ROLES, Role

SavedKind = Literal["college", "specialty"]
_WAYS = "language, region, role, grade, saved, event, active"
_REGION = re.compile(r"KZ-\d\d")
_KEY = re.compile(r"[\w.-]{1,20}")
_LONGEST = 1000
"""Days: nobody is kept for longer than the bot has been there."""


class AudienceError(ValueError):
    """An expression that says nothing; the message says which part of it, and what would be right."""


@dataclass(frozen=True)
class Audience:
    """People who fit in every way that is named; a way that is empty takes everybody.

    ``regions`` are ISO 3166-2 codes, ``roles`` what people say they are, ``grades`` those of pupils on the day (UTC) on
    which the announcement begins; who has said neither is not among them. ``saved`` are kinds and ids of things on
    people's lists, ``events`` are numbers of events they are coming to or asked to be reminded of, ``active_days`` the
    days within which they wrote last.
    """

    languages: frozenset[Language] = frozenset()
    regions: frozenset[str] = frozenset()
    roles: frozenset[Role] = frozenset()
    grades: frozenset[int] = frozenset()
    saved: frozenset[tuple[SavedKind, str]] = frozenset()
    events: frozenset[int] = frozenset()
    active_days: int | None = None

    def __str__(self) -> str:
        """The expression, each way once and sorted; "" for everybody."""
        ways: dict[str, list[str]] = {
            "language": sorted(self.languages),
            "region": sorted(self.regions),
            "role": sorted(self.roles),
            "grade": [str(grade) for grade in sorted(self.grades)],
            "saved": sorted(f"{kind}:{key}" for kind, key in self.saved),
            "event": sorted(map(str, self.events)),
            "active": [str(self.active_days)] if self.active_days else [],
        }
        return " ".join(f"{name}={','.join(values)}" for name, values in ways.items() if values)


def read_audience(expression: str) -> Audience:
    """Read an expression: ways by spaces, each ``name=value,value``.

    Raises:
        AudienceError: a part of it is not understood.
    """
    given: dict[str, list[str]] = {}
    for part in expression.split():
        name, equals, values = part.partition("=")
        if not equals or not values or name in given:
            raise AudienceError(f"{part!r} is not understood: write each of {_WAYS} once")
        given[name] = [value for value in values.split(",") if value]
    languages, regions, saved, events = (given.pop(name, []) for name in ("language", "region", "saved", "event"))
    roles, grades, active = (given.pop(name, []) for name in ("role", "grade", "active"))
    if given:
        name = next(iter(given))
        raise AudienceError(f"there is no {name!r}: people are chosen by {_WAYS}")
    return Audience(
        frozenset(_language(value) for value in languages),
        frozenset(_matching(_REGION, "region", value, "KZ-35") for value in regions),
        frozenset(_role(value) for value in roles),
        frozenset(_grade(value) for value in grades),
        frozenset(_saved(value) for value in saved),
        frozenset(int(_matching(re.compile(r"\d{1,9}"), "event", value, "12")) for value in events),
        _days(active),
    )


def _language(value: str) -> Language:
    if value == "kk":
        return "kk"
    if value == "ru":
        return "ru"
    raise AudienceError(f"language={value} is not right: kk or ru")


def _role(value: str) -> Role:
    for role in ROLES:
        if value == role:
            return role
    raise AudienceError(f"role={value} is not right: {', '.join(ROLES)}")


def _grade(value: str) -> int:
    for grade in GRADES:
        if value == str(grade):
            return grade
    raise AudienceError(f"grade={value} is not right: {GRADES[0]} to {GRADES[-1]}")


def _saved(value: str) -> tuple[SavedKind, str]:
    kind, _, key = value.partition(":")
    _matching(_KEY, "saved", key, "college:ID or specialty:CODE")
    if kind == "college":
        return "college", key
    if kind == "specialty":
        return "specialty", key
    raise AudienceError(f"saved={value} is not right: college:ID or specialty:CODE")


def _days(values: list[str]) -> int | None:
    if not values:
        return None
    days = int(_matching(re.compile(r"\d{1,4}"), "active", ",".join(values), "30"))
    if not 1 <= days <= _LONGEST:
        raise AudienceError(f"active={days} is not right: 1 to {_LONGEST} days")
    return days


def _matching(form: re.Pattern[str], name: str, value: str, example: str) -> str:
    if not form.fullmatch(value):
        raise AudienceError(f"{name}={value} is not right: write it like {example}")
    return value
