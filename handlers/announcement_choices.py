"""What a press on a way of choosing people changes: values that are known, put in or out, as the member may."""

from dataclasses import replace

from guidance.outreach.audience import Audience
from guidance.outreach.events import event_number
from guidance.people.roles import GRADES, ROLES
from guidance.people.staff import Member
from handlers.announcement_desk import Desk
from handlers.callbacks import AimAnnouncement
from handlers.mistakes import card_name
from handlers.translation import LANGUAGES

ACTIVE_DAYS = (7, 30, 90, 365)
"""The days within which people wrote last, to choose from."""
MOST_SAVED = 20
ALL = "*"
"""The value that takes all values of a way out."""


def turned(audience: Audience, wish: AimAnnouncement) -> Audience:
    """The audience with a value of a way put in, or out where it was in; "*" takes all of a way out."""
    value, is_all = wish.value, wish.value == ALL
    given = frozenset(() if is_all else (value,))
    match wish.way:
        case "language":
            chosen = frozenset(language for language in LANGUAGES if language in given - audience.languages)
            audience = replace(audience, languages=chosen)
        case "region":
            audience = replace(audience, regions=frozenset() if is_all else audience.regions ^ given)
        case "role":
            roles = frozenset(role for role in ROLES if (role in audience.roles) != (role in given))
            audience = replace(audience, roles=frozenset() if is_all else roles)
        case "grade":
            audience = replace(audience, grades=frozenset() if is_all else audience.grades ^ {int(value)})
        case "college" | "specialty":
            saved = frozenset() if is_all else audience.saved ^ {(wish.way, value)}
            audience = replace(audience, saved=saved)
        case "event":
            audience = replace(audience, events=frozenset() if is_all else audience.events ^ {int(value)})
        case "active":
            is_same = is_all or value == str(audience.active_days)
            audience = replace(audience, active_days=None if is_same else int(value))
        case _:
            audience = Audience()
    return audience


async def is_known(desk: Desk, audience: Audience, wish: AimAnnouncement) -> bool:
    """Whether there is such a value: what a button carries is nobody's word."""
    value = wish.value
    if value == ALL:
        return True
    match wish.way:
        case "language":
            known = value in LANGUAGES
        case "region":
            known = value in desk.services.catalogue.regions
        case "role":
            known = value in ROLES
        case "grade":
            known = value in map(str, GRADES)
        case "college" | "specialty":
            there = card_name(desk.services, wish.way, value, desk.words.language) is not None
            known = (wish.way, value) in audience.saved or (there and len(audience.saved) < MOST_SAVED)
        case "event":
            number = event_number(value)
            known = number is not None and (
                number in audience.events or await desk.services.events.find(number) is not None
            )
        case _:
            known = wish.way == "active" and value in map(str, ACTIVE_DAYS)
    return known


def for_member(audience: Audience, member: Member) -> Audience:
    """The audience as this member may choose it: a regional editor's is always their own region."""
    if member.role == "regional":
        return replace(audience, regions=frozenset({member.region} if member.region else ()))
    return audience
