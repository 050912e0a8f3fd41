"""Who an announcement is for, in the words of the database."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, literal, or_

from guidance.catalogue.cells import Language
from guidance.outreach.audience import Audience
from guidance.people.roles import LAST_GRADE, leaving_year
from guidance.storage.schema import event_visitor, favourite, person, reminder


def recipients(
    content: Iterable[Language], missing: str, audience: Audience, now: dt.datetime
) -> tuple[ColumnElement[str], ColumnElement[bool]]:
    """In which language each person gets it, and who does."""
    written = sorted(content)
    has_own = person.c.language.in_(written)
    ways: list[ColumnElement[bool]] = [
        person.c.unreachable_since.is_(None),
        has_own if missing == "skip" else literal(value=bool(written)),
    ]
    if audience.languages:
        ways.append(person.c.language.in_(audience.languages))
    if audience.regions:
        ways.append(person.c.region.in_(audience.regions))
    if audience.roles:
        # Only pupils have a year of leaving; when it is past, they are pupils no more, whatever they said then.
        last = leaving_year(LAST_GRADE, now.date())
        at_school = or_(person.c.leaves_in.is_(None), person.c.leaves_in >= last)
        ways.append(and_(person.c.role.in_(audience.roles), at_school))
    if audience.grades:
        years = [leaving_year(grade, now.date()) for grade in audience.grades]
        ways.append(person.c.leaves_in.in_(years))
    if audience.saved:
        ways.append(_has(favourite, or_(*(_is(favourite, kind, key) for kind, key in audience.saved))))
    if audience.events:
        asked = reminder.c.kind == "event", reminder.c.key.in_([str(number) for number in audience.events])
        ways.append(
            or_(_has(event_visitor, event_visitor.c.event_id.in_(audience.events)), _has(reminder, and_(*asked)))
        )
    if audience.active_days:
        ways.append(person.c.seen_on >= now.date() - dt.timedelta(days=audience.active_days))
    language = case((has_own, person.c.language), else_=written[0] if written else person.c.language)
    return language, and_(*ways)


def _has(table: Any, way: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(table.c.chat_id == person.c.chat_id, way)


def _is(table: Any, kind: str, key: str) -> ColumnElement[bool]:
    return and_(table.c.kind == kind, table.c.key == key)
