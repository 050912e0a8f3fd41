"""Every screen of announcements that were let go, of the staff and its log."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

from guidance.catalogue.cells import Language
from guidance.outreach.audience import Audience
from guidance.outreach.broadcasts import DELIVERY_STATES, Broadcast, Content, State
from guidance.people.invitations import Invitation
from guidance.people.staff import Entry, Member
from handlers.announcement_card import card_screen
from handlers.announcement_correcting import asking_screen as correcting
from handlers.announcement_report import stopped_text
from handlers.announcement_steering import asking_screen
from handlers.appointing import appointed_screen, place_key
from handlers.audit import audit_screen
from handlers.callbacks import AppointMember, CorrectAnnouncement, SteerAnnouncement
from handlers.screen import Screen
from handlers.services import Services
from handlers.staff_screens import (
    ROLES,
    dismissing_screen,
    invitation_screen,
    member_screen,
    regions_of_role_screen,
    roles_screen,
    staff_screen,
    sure_screen,
    ways_screen,
)
from handlers.translation import Words

HUGE = 2**63 - 1
# Telegram's longest, of letters that have to be escaped.
NAME = "<" * 64


def screens_of_announcements(services: Services, language: Language) -> Iterator[Screen]:
    """All of them, in one language."""
    words = services.translations[language]
    yield from _cards(services, words)
    yield from _staff(services, words)
    now = dt.datetime.now(dt.UTC)
    for entry in (
        Entry(now, HUGE, "announcement.audience", str(HUGE), "<" * 4000),
        Entry(now, 0, "x" * 30, "<" * 40),
        Entry(now, 1, "audit.export"),
    ):
        yield from (audit_screen(services, [entry] * count, 12_500, 1, words) for count in (0, 1, 8, 9))


def _cards(services: Services, words: Words) -> Iterator[Screen]:
    now = dt.datetime.now(dt.UTC)
    content = {words.language: Content("&lt;" * 4096)}
    one = Broadcast(HUGE, 1, "running", content, Audience(), version=2**31, total=10**9, reason="<" * 1000)
    fullest = replace(one, created_at=now, starts_at=now, started_at=now, finished_at=now)
    for state in get_args(State):
        for counts in ({}, dict.fromkeys(DELIVERY_STATES, 10**8)):
            one = replace(fullest, state=state, counts=counts)
            for speed in (None, 0.0, 987.65):
                yield card_screen(services, one, words, speed=speed)
            yield card_screen(services, one, words, member=Member(1, "viewer"))
            yield card_screen(services, replace(one, started_at=None, content={}), words)
    yield correcting(fullest, CorrectAnnouncement(number=HUGE, version=HUGE, step="ask"), words)
    for wish in ("ask_cancel", "ask_recall"):
        yield asking_screen(fullest, SteerAnnouncement(number=HUGE, version=HUGE, wish=wish), words)
    yield Screen(stopped_text(fullest, words))


def _staff(services: Services, words: Words) -> Iterator[Screen]:
    until = dt.datetime.now(dt.UTC)
    owner = Member(1, "owner")
    longest = max(services.catalogue.regions, key=lambda iso: len(services.catalogue.regions[iso].name(words.language)))
    for role in ROLES:
        member = Member(HUGE, role, longest if role == "regional" else None)
        wish = AppointMember(
            member=HUGE, seen=place_key(Member(1, "regional", longest)), role=role, region=member.region or "", page=9
        )
        invitation = Invitation(HUGE, role, member.region, HUGE, until)
        for count in (0, 1, 9, 200):
            yield from (staff_screen(services, [member] * count, [invitation] * count, page, words) for page in (0, 25))
        for name in ("", NAME):
            yield from (member_screen(services, member, name, one, words) for one in (owner, member))
            yield from (sure_screen(services, wish, name, before, words) for before in (None, member))
            yield dismissing_screen(services, member, name, words)
        yield invitation_screen(services, invitation, f"https://t.me/{'b' * 32}?start=j_{'x' * 20}", words)
        yield from (roles_screen(wish, words), ways_screen(services, wish, words))
        yield from (regions_of_role_screen(services, wish.model_copy(update={"page": page}), words) for page in (0, 9))
        yield appointed_screen(services, member, words)
