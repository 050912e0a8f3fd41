"""Every screen that the real data can make: within Telegram's limits, well-formed, in both languages."""

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.aptitude.attempts import Attempt
from guidance.aptitude.interests import Interest
from guidance.aptitude.profile import Profile
from guidance.aptitude.questionnaire import Result
from guidance.catalogue.models import Language
from handlers.callbacks import OpenColleges, OpenTeaching, Origin
from handlers.colleges import college_screen, colleges_screen, regions_screen
from handlers.free import route_screen, routes_screen
from handlers.home import language_screen
from handlers.links import linked_screen
from handlers.privacy import erasing_screen, privacy_screen
from handlers.professions import field_screen, fields_screen, specialty_screen
from handlers.questionnaire import intro_screen, progress_bar, question_screen
from handlers.result import profile_screen, specialties_screen
from handlers.screen import PAGE, Screen, page_of
from handlers.services import Services
from handlers.teaching import ASK_REGION, teaching_screen, where_screen
from handlers.translation import LANGUAGES
from sandbox.formatting import parse_html

TEXT_LIMIT, CAPTION_LIMIT, DATA_LIMIT, ROW_LIMIT = 4096, 1024, 64, 4
SAMPLE = Profile(dict(zip(Interest, (4.7, 2.3, 1.7, 3.0, 2.7, 4.3), strict=True)))
FLAT = Profile(dict.fromkeys(Interest, 3.0))
scores = st.builds(
    lambda values: Profile(dict(zip(Interest, values, strict=True))),
    st.lists(st.integers(3, 15).map(lambda total: total / 3), min_size=6, max_size=6),
)


def check(screen: Screen) -> None:
    text = parse_html(screen.text).text
    limit = TEXT_LIMIT if screen.photo is None else CAPTION_LIMIT
    assert 0 < len(text) <= limit, f"{len(text)} characters: {text[:80]}"
    assert "{" not in text
    for row in screen.buttons:
        assert 1 <= len(row) <= ROW_LIMIT
        for one in row:
            assert one.text.strip()
            assert one.callback_data is not None
            assert 1 <= len(one.callback_data.encode()) <= DATA_LIMIT


def screens(services: Services, language: Language) -> Iterator[Screen]:
    """All screens but those that only a person's answers make."""
    words, catalogue = services.translations[language], services.catalogue
    yield from (language_screen(services, words), privacy_screen(words), erasing_screen(words))
    yield from (fields_screen(services, words), routes_screen(services, words))
    yield from (route_screen(route, words) for route in services.routes.values())
    yield from (regions_screen(services, page, words, "KZ-71") for page in range(4))
    yield from (field_screen(services, code, page, words) for code in catalogue.fields for page in range(7))
    yield from (colleges_screen(services, region, page, words) for region in catalogue.regions for page in range(7))
    yield intro_screen(words)
    for college in catalogue.colleges.values():
        yield college_screen(services, college, words, OpenColleges(region=college.region))
    for specialty in catalogue.specialties.values():
        for profile in (None, SAMPLE, FLAT):
            yield specialty_screen(services, specialty, words, Origin.RESULT, profile)
        wish = OpenTeaching(code=specialty.code, region=ASK_REGION, origin=Origin.FIELDS)
        yield where_screen(services, [specialty.code], wish, words)
        for region in catalogue.regions:
            yield teaching_screen(services, [specialty.code], wish, region, words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_fits_telegram(services: Services, language: Language) -> None:
    for screen in screens(services, language):
        check(screen)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_item_is_a_screen(services: Services, language: Language) -> None:
    questionnaire, words = services.questionnaire, services.translations[language]
    now = dt.datetime.now(dt.UTC)
    answers: dict[str, int] = {}
    bars = []
    while item := questionnaire.next_item(answers):
        # The largest attempt number that the database can give.
        attempt = Attempt(2**63 - 1, 1, language, now, None, now, False, answers)
        screen = question_screen(questionnaire, attempt, item, words)
        check(screen)
        bars.append(progress_bar(questionnaire.progress(answers)))
        answers = {**answers, item.id: 3}
    assert all(earlier.count("▰") <= later.count("▰") for earlier, later in pairwise(bars))


@given(profile=scores, language=st.sampled_from(LANGUAGES))
def test_every_profile_is_a_screen(services: Services, profile: Profile, language: Language) -> None:
    words = services.translations[language]
    for more in (None, 2**63 - 1):
        found = Result(profile, dict.fromkeys(Interest, 0.3), 0.8, is_careless=False, is_open=more is not None)
        check(profile_screen(found, words, b"picture", more))
    check(specialties_screen(services, profile, words))


def test_links_open_cards(services: Services) -> None:
    words = services.translations["kk"]
    for link in ("c_71-004", "s_07150500", "r_state-order"):
        screen = linked_screen(link, services, words)
        assert screen is not None
        check(screen)
    for link in ("", "c_", "c_99-999", "x_1", "s_07150500' OR 1=1", "c_71-004_"):
        assert linked_screen(link, services, words) is None


def test_a_doubtful_fact_is_shown_as_doubtful(services: Services) -> None:
    words = services.translations["ru"]
    doubtful = next(p for p in services.catalogue.programmes if p.certainty == "doubtful")
    college = services.catalogue.colleges[doubtful.college]
    screen = college_screen(services, college, words, OpenColleges(region=college.region))
    assert words.text("college.programme_doubtful") in screen.text


def test_a_closed_college_says_so(services: Services) -> None:
    words = services.translations["kk"]
    for college in services.catalogue.colleges.values():
        screen = college_screen(services, college, words, OpenColleges(region=college.region))
        assert (words.html("college.closed") in screen.text) == (college.status == "closed")


@given(length=st.integers(0, 100), number=st.integers(-5, 10**6))
def test_pages_never_run_off_their_list(length: int, number: int) -> None:
    items = list(range(length))
    page = page_of(items, number)
    assert 0 <= page.number < page.count
    assert len(page.of(items)) <= PAGE
    assert bool(page.of(items)) == bool(items)
    assert [item for n in range(page.count) for item in page_of(items, n).of(items)] == items
