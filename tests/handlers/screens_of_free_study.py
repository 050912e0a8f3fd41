"""Every screen of studying free that the real data can make."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

from guidance.catalogue.cells import Language
from guidance.catalogue.national import national_topics
from guidance.funding.admission import PATHS
from guidance.funding.calendar import Confirmed
from guidance.outreach.events import KINDS, MOST_CHARACTERS, TEXTS, Event, EventState, Place
from guidance.outreach.reminders import Reminder
from handlers.callbacks import ChooseEventRegion, OpenCardRoutes, OpenEvents, OpenWizardRoute, PlaceEvent, Wizard
from handlers.dates import documents_screen, steps_screen, timeline_screen, window_screen
from handlers.event_editor import asking_screen, draft_screen, kinds_screen
from handlers.event_editor import region_screen as event_region_screen
from handlers.events import event_screen, past_event_screen, region_choice_screen
from handlers.free import free_screen, group_screen
from handlers.numbers import numbers_screen, topic_screen
from handlers.route import card_routes_screen, route_colleges_screen, route_screen, route_specialties_screen
from handlers.screen import Screen
from handlers.services import Services
from handlers.wizard import QUESTIONS, SKIPPED, VERDICTS, family_of, found_screen, question_screen

# The widest answers: every box ticked, a region of the longest code.
WIDEST = Wizard(step="may", grade="11", region="KZ-33", place="v", ticks=1023, work="w", marks="5", page=99)


def screens_of_free_study(services: Services, language: Language) -> Iterator[Screen]:
    """All of them, in one language."""
    words = services.translations[language]
    yield from (free_screen(services, words), numbers_screen(services, words))
    for group in services.funding.groups:
        yield from (group_screen(services, group, page, words) for page in range(4))
    yield from _routes(services, language)
    yield from _admission(services, language)
    yield from _wizard(services, language)
    yield from _events(services, language)
    for topic in national_topics(services.catalogue):
        for page in range(6):
            screen = topic_screen(services, topic, page, words)
            assert screen is not None
            yield screen


def _routes(services: Services, language: Language) -> Iterator[Screen]:
    words, catalogue = services.translations[language], services.catalogue
    for route in services.routes.values():
        back = OpenWizardRoute(**WIDEST.model_dump(), route="x" * 20)
        yield route_screen(services, route, words, {}, back)
        yield from (route_colleges_screen(services, route, page, words) for page in range(4))
        yield from (route_specialties_screen(services, route, page, words) for page in range(3))
    for kind, keys in (("college", catalogue.colleges), ("specialty", catalogue.specialties)):
        for key in keys:
            for page in range(5):
                screen = card_routes_screen(services, OpenCardRoutes(kind=kind, key=key, page=page), words)
                assert screen is not None
                yield screen


def _admission(services: Services, language: Language) -> Iterator[Screen]:
    words, admission = services.translations[language], services.funding.admission
    days = dt.date(2027, 1, 1), dt.date(2027, 12, 31)
    sure = {(one, year): Confirmed(one, year, *days) for one in admission.windows for year in (2026, 2027)}
    for path in PATHS:
        yield from (timeline_screen(services, path, confirmed, words) for confirmed in ({}, sure))
        yield from (steps_screen(services, path, page, words) for page in range(6))
        for window in admission.windows.values():
            mine = [Reminder(1, "window", dt.datetime.now(dt.UTC), window.id)]
            yield window_screen(services, window, {}, [], words, path)
            yield window_screen(services, window, sure, mine, words, path)
    yield from (documents_screen(services, ticks, words) for ticks in (0, 1, 2**20 - 1))


def _wizard(services: Services, language: Language) -> Iterator[Screen]:
    words = services.translations[language]
    for step in QUESTIONS:
        for ticks in (0, 1023, SKIPPED):
            wish = WIDEST.model_copy(update={"step": step, "ticks": ticks, "page": 0})
            yield question_screen(services, wish, words, "KZ-71")
    for ticks in (0, 1, 1023, SKIPPED):
        for grade in ("9", "11", "l", "c"):
            wish = WIDEST.model_copy(update={"ticks": ticks, "grade": grade})
            family = family_of(wish)
            assert family is not None
            for verdict in VERDICTS:
                for page in range(6):
                    asked = wish.model_copy(update={"step": verdict, "page": page})
                    yield found_screen(services, asked, family, {}, words)


def _events(services: Services, language: Language) -> Iterator[Screen]:
    words, now = services.translations[language], dt.datetime.now(dt.UTC)
    # What an admin writes may look like markup in every letter.
    longest = {(sort, one): "<" * MOST_CHARACTERS[sort] for sort in TEXTS for one in get_args(Language)}
    full = Event(2**62, "championship", "published", "KZ-33", now, now, Place(43.2, 76.9), longest)
    states: tuple[EventState, ...] = get_args(EventState)
    for one in (full, replace(full, region=None, ends=None, venue=None, texts={}, begins=None)):
        for state in states:
            event = replace(one, state=state)
            yield event_screen(services, event, words, 10**6)
            yield draft_screen(services, event, 10**6, words)
            yield from (asking_screen(event, wish, words) for wish in ("ask_cancel", "ask_remove"))
    yield from (event_screen(services, replace(full, kind=kind), words, 0) for kind in KINDS)
    yield kinds_screen(words)
    yield from (event_region_screen(services, PlaceEvent(event=2**62, page=page), words) for page in range(4))
    yield from (region_choice_screen(services, ChooseEventRegion(page=page), words, "KZ-10") for page in range(4))
    for past in services.catalogue.past_events:
        yield past_event_screen(services, past, OpenEvents(past=True), words)
