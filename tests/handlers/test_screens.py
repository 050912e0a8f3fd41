"""Every screen that the real data can make: within Telegram's limits, well-formed, in both languages."""

import datetime as dt
import string
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.aptitude.attempts import Attempt
from guidance.aptitude.interests import Interest
from guidance.aptitude.profile import Profile
from guidance.aptitude.questionnaire import Result
from guidance.catalogue.catalogue import NO_TOWN, Catalogue
from guidance.catalogue.cells import Language
from guidance.catalogue.mistakes import MOST_WORDS, CardKind, MistakeReport
from guidance.matching.comparison import FEWEST_COMPARED, MOST_COMPARED, compare
from guidance.people.favourites import MOST_FAVOURITES, Favourite
from guidance.people.person import Person
from guidance.people.roles import ROLES
from guidance.register.faults import SENTENCES, RegisterError, RegisterFault
from guidance.register.preview import Added, Changed, Missing, Preview, ProgrammeAdded, Unclear
from guidance.register.versions import Version
from handlers.about_me import about_me_screen, grade_screen
from handlers.admin import admin_screen, report_screen
from handlers.callbacks import OpenCollege, OpenColleges, OpenRegion, OpenTeaching, Origin, Save
from handlers.college import college_screen
from handlers.colleges import colleges_screen, place_fields_screen
from handlers.compared import Wording
from handlers.comparing import comparison_screen, pick_screen, picture_screen
from handlers.differences import preview_caption, refusal_text
from handlers.home import language_screen
from handlers.links import linked_screen
from handlers.mistakes import WRONG, asking_screen, card_name, filed_screen
from handlers.privacy import erasing_screen, privacy_screen
from handlers.professions import field_screen, fields_screen
from handlers.questionnaire import intro_screen, progress_bar, question_screen
from handlers.region_parts import employers_screen, figures_screen, new_specialties_screen
from handlers.regions import coverage_line, region_screen, regions_screen
from handlers.register import applied_screen, fate_screen, register_screen, undoing_screen
from handlers.result import profile_screen, specialties_screen
from handlers.saved import agreed_screen, consent_screen, mark_saved, saved_screen, shared_text
from handlers.screen import PAGE, Screen, back_and_home, button, page_of
from handlers.services import Services
from handlers.settings import settings_screen
from handlers.specialty import specialty_screen
from handlers.teaching import ASK_REGION, teaching_screen, where_screen
from handlers.translation import LANGUAGES, Words
from sandbox.formatting import parse_html
from tests.handlers.screens_of_announcements import screens_of_announcements
from tests.handlers.screens_of_free_study import screens_of_free_study

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
    yield fields_screen(services, words)
    yield from screens_of_free_study(services, language)
    yield from screens_of_announcements(services, language)
    yield from (regions_screen(services, page, words, "KZ-71") for page in range(4))
    yield from (field_screen(services, code, page, words) for code in catalogue.fields for page in range(7))
    for region in catalogue.regions:
        yield from (region_screen(services, OpenRegion(region=region, page=page), words) for page in range(3))
        for part in (figures_screen, employers_screen, new_specialties_screen):
            yield from (part(services, region, page, words) for page in range(4))
        for town in ["", *(town.id if town else NO_TOWN for town, _ in catalogue.towns_in(region))]:
            yield place_fields_screen(services, region, town, words)
            fields = ["", *(field.code for field, _ in catalogue.fields_in(region, town))]
            yield from (
                colleges_screen(services, OpenColleges(region=region, town=town, field=field, page=page), words)
                for field in fields
                for page in range(7 if not (town or field) else 2)
            )
    yield intro_screen(words)
    yield from saved_screens(catalogue, words)
    yield from comparisons(catalogue, words)
    yield from (admin_screen(waiting, words) for waiting in (0, 1, 1000))
    yield from mistake_screens(services, language)
    yield from screens_of_oneself(services, language)
    yield from register_screens(services, language)
    for college in catalogue.colleges.values():
        longest = OpenCollege(college=college.id, town="1234567", field="07", page=99, origin=Origin.SAVED)
        pages = range(1 + len(catalogue.programmes_at(college.id)) // PAGE)
        yield from (
            college_screen(services, college, words, longest.model_copy(update={"part": part})) for part in pages
        )
    for specialty in catalogue.specialties.values():
        for profile in (None, SAMPLE, FLAT):
            yield specialty_screen(services, specialty, words, Origin.RESULT, profile)
        wish = OpenTeaching(code=specialty.code, region=ASK_REGION, origin=Origin.FIELDS)
        yield where_screen(services, [specialty.code], wish, words)
        for region in catalogue.regions:
            yield teaching_screen(services, [specialty.code], wish, region, words)


def screens_of_oneself(services: Services, language: Language) -> Iterator[Screen]:
    words, now = services.translations[language], dt.datetime.now(dt.UTC)
    told = [Person(1, language, "KZ-75", now, role=role) for role in ROLES]
    told += [Person(1, language, None, now, role="pupil", leaves_in=now.year + years) for years in (-5, 0, 2)]
    for person in (Person(1, language), Person(1, language, None, now), *told):
        yield settings_screen(services, person, words)
        yield about_me_screen(person, now.date(), words)
        yield grade_screen(person, now.date(), words)


def mistake_screens(services: Services, language: Language) -> Iterator[Screen]:
    words, moment = services.translations[language], dt.datetime.now(dt.UTC)
    longest = max(services.catalogue.colleges, key=lambda key: len(services.catalogue.colleges[key].name(language)))
    cards: dict[CardKind, str] = {"college": longest, "specialty": "07150500", "route": "state-order"}
    for kind, key in cards.items():
        name = card_name(services, kind, key, language)
        assert name is not None
        yield asking_screen(kind, key, name, words)
        for about in WRONG[kind]:
            # What a person writes may look like markup in every letter.
            report = MistakeReport(2**63 - 1, 1, kind, key, about, "<" * MOST_WORDS, "open", moment)
            yield filed_screen(report, name, words)
            yield report_screen(services, report, 1, 10**6, words)


def saved_screens(catalogue: Catalogue, words: Words) -> Iterator[Screen]:
    """Lists from empty to full, of the longest names, with one that the catalogue lost."""
    now = dt.datetime.now(dt.UTC)
    longest = sorted(catalogue.colleges.values(), key=lambda one: -len(one.name(words.language)))
    mine = [Favourite("college", one.id, now) for one in longest[:MOST_FAVOURITES]]
    mine[1] = Favourite("college", "99-9999", now)
    mine[2] = Favourite("specialty", next(iter(catalogue.specialties)), now)
    for some in (mine, mine[:1], []):
        for removing in (False, True):
            yield from (saved_screen(catalogue, some, page, words, removing=removing) for page in range(6))
    text = shared_text(catalogue, mine, "b" * 32, words)
    assert text is not None
    yield Screen(text)
    name = longest[0].name(words.language)
    yield from (make("college", longest[0].id, name, words) for make in (consent_screen, agreed_screen))
    yield from (make("specialty", "07150500", name, words) for make in (consent_screen, agreed_screen))


def comparisons(catalogue: Catalogue, words: Words) -> Iterator[Screen]:
    """The choice and the comparison of two to four: of those that teach most, and of those with the longest names."""
    colleges = catalogue.colleges.values()
    for order in (
        sorted(colleges, key=lambda one: -len(catalogue.programmes_at(one.id))),
        sorted(colleges, key=lambda one: -len(one.name(words.language))),
    ):
        ids = [one.id for one in order[:MOST_COMPARED]]
        for number in range(MOST_COMPARED + 1):
            for page in range(4):
                yield pick_screen(catalogue, ids[:number], [*ids, *list(catalogue.colleges)[:20]], page, words)
            yield pick_screen(catalogue, ids[:number], [], 0, words)
            if number >= FEWEST_COMPARED:
                wording = Wording(catalogue, compare(catalogue, ids[:number]), words)
                yield comparison_screen(wording)
                yield picture_screen(wording, b"picture")


def register_screens(services: Services, language: Language) -> Iterator[Screen]:
    """With names, numbers and faults that are as long and as much like markup as can be."""
    words, long, many = services.translations[language], "<&>" * 2000, 10**6
    fault = RegisterFault("bad_value", long, many, long, {"value": long})
    preview = Preview(
        added=(Added("71-999", long, long, (long,)),) * 20,
        changed=tuple(Changed("71-004", long, column, long, "") for column in ("phone", "name_kk", long)),
        programmes=(ProgrammeAdded("71-004", long, "07150500", long),) * 20,
        missing=(Missing("71-005", long),),
        unclear=(Unclear(long, many, long, (long, long)),) * 20,
        not_taken=(fault,) * 20,
        unused=(long,) * 20,
        rows=many,
    )
    for one in (preview, Preview((), (), (), (), (), (), (), 0)):
        # The preview is the caption of the workbook; a photo has captions as short.
        yield Screen(preview_caption(long, one, words, words.html("register.stale")), photo=b"")
    yield Screen(refusal_text(RegisterError((fault,) * 1000), words))
    for code, sentence in SENTENCES.items():
        values = {name: "1" for _, name, _, _ in string.Formatter().parse(sentence) if name}
        yield Screen(refusal_text(RegisterError(RegisterFault(code, "", 0, "", values)), words))
    moment = dt.datetime.now(dt.UTC)
    history = [
        Version(2**63 - 1, state, long, "1", moment, preview.counts) for state in ("staged", "applied", "undone")
    ]
    yield from (register_screen(history * times, dt.UTC, words) for times in (0, 1, 10))
    for version in history:
        yield applied_screen(version, words)
        yield undoing_screen(version, dt.UTC, words)
        yield from (fate_screen(number, [version], words) for number in (version.number, 1))


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


def test_every_profile_is_a_screen(services: Services) -> None:
    # An argument of the inner one would be written out for each example, with all the tables.
    @given(profile=scores, language=st.sampled_from(LANGUAGES))
    def shown(profile: Profile, language: Language) -> None:
        words = services.translations[language]
        for more in (None, 2**63 - 1):
            found = Result(profile, dict.fromkeys(Interest, 0.3), 0.8, is_careless=False, is_open=more is not None)
            check(profile_screen(found, words, b"picture", more))
        check(specialties_screen(services, profile, words))

    shown()


def test_a_button_to_save_shows_what_is_saved(services: Services) -> None:
    words = services.translations["kk"]
    saves = [Save(kind="college", key="71-004", wish="add"), Save(kind="specialty", key="71-004", wish="add")]
    screen = Screen("card", [[button("⭐", save) for save in saves], back_and_home(words)], b"picture")
    favourite = Favourite("college", "71-004", dt.datetime.now(dt.UTC))

    marked = mark_saved(screen, [favourite], words)

    taken = Save(kind="college", key="71-004", wish="remove")
    assert marked == Screen(
        "card", [[button(words.text("button.saved"), taken), button("⭐", saves[1])], back_and_home(words)], b"picture"
    )
    assert mark_saved(screen, [], words) == screen
    assert mark_saved(marked, [favourite], words) == marked


async def test_links_open_screens(services: Services) -> None:
    words = services.translations["kk"]
    for link in ("c_71-004", "s_07150500", "r_state-order", "n_dual", "f_KZ-63", "w_KZ-63", "x_KZ-33", "d", "t"):
        screen = await linked_screen(link, services, words)
        assert screen is not None
        check(screen)
    for link in ("", "c_", "c_99-999", "x_1", "s_07150500' OR 1=1", "c_71-004_", "n_", "n_none", "e_", "e_²", "e_1x"):
        assert await linked_screen(link, services, words) is None


def test_a_doubtful_fact_is_shown_as_doubtful(services: Services) -> None:
    words = services.translations["ru"]
    doubtful = next(p for p in services.catalogue.programmes if p.certainty == "doubtful")
    college = services.catalogue.colleges[doubtful.college]
    screen = college_screen(services, college, words, OpenCollege(college=college.id))
    assert words.text("college.programme_doubtful") in screen.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_taught_is_on_one_page_of_the_card(services: Services, language: Language) -> None:
    words, first = services.translations[language], services.catalogue.programmes[0]
    # Names of one length, so that none is a part of another.
    many = [
        first.model_copy(update={"college": "71-004", "specialty": None, "name_ru": f"<{number}>"})
        for number in range(100, 131)
    ]
    services = replace(services, catalogue=replace(services.catalogue, programmes=tuple(many)))
    college = services.catalogue.colleges["71-004"]
    found = OpenCollege(college="71-004", town="1526273", field="07", page=3)

    texts, turns = [], []
    for part in (0, 1, 2, -1, 10**9):
        screen = college_screen(services, college, words, found.model_copy(update={"part": part}))
        check(screen)
        texts.append(parse_html(screen.text).text)
        turns.append([one.text for one in screen.buttons[0]])
        back = OpenColleges(region="KZ-71", town="1526273", field="07", page=3)
        assert screen.buttons[-1][0].callback_data == back.pack()

    for one in many:
        assert sum(f"• {one.name_ru}" in text for text in texts[:3]) == 1
    assert turns[:3] == [["1/3", "▶️"], ["◀️", "2/3", "▶️"], ["◀️", "3/3"]]
    assert texts[3:] == [texts[0], texts[2]]


def test_how_long_one_studies_is_told_for_the_grade_that_is_taken(services: Services) -> None:
    words, catalogue = services.translations["ru"], services.catalogue
    specialty = next(one for one in catalogue.specialties.values() if one.months_after_9 == (46,))
    assert specialty.months_after_11 == (34,)
    programme = catalogue.programmes[0].model_copy(update={"college": "71-004", "specialty": specialty.code})

    def shown(*grades: str) -> str:
        taught = programme.model_copy(update={"base_grade": grades})
        changed = replace(services, catalogue=replace(catalogue, programmes=(taught,)))
        return college_screen(changed, catalogue.colleges["71-004"], words, OpenCollege(college="71-004")).text

    after_9, after_11 = (
        words.html("college.programme_duration", grade=grade, duration=length)
        for grade, length in (("9", "3 года 10 месяцев"), ("11", "2 года 10 месяцев"))
    )
    assert after_9 in shown()
    assert after_9 in shown("9", "11")
    assert after_11 in shown("11")
    assert after_9 not in shown("11")


def test_a_card_says_which_of_its_names_are_ours_and_which_is_missing(services: Services) -> None:
    words, college = services.translations["kk"], services.catalogue.colleges["71-004"]

    def shown(basis: str, kazakh: str = "Қазақша") -> str:
        named = college.model_copy(update={"name_basis": basis, "name_ru": "По-русски", "name_kk": kazakh})
        return college_screen(services, named, words, OpenCollege(college=college.id)).text

    ours, theirs = words.html("name.translated"), words.html("college.other_name_translated", name="По-русски")
    plain, missing = words.html("college.other_name", name="По-русски"), words.html("name.missing")
    for basis, expected in (
        ("both", {plain}),
        ("kk_translated", {plain, ours}),
        ("ru_translated", {theirs}),
        ("both_translated", {theirs, ours}),
    ):
        assert {one for one in (ours, theirs, plain, missing) if one in shown(basis)} == expected
    text = shown("kk_missing", "")
    assert missing in text
    assert text.count("По-русски") == 1


def test_a_count_below_what_the_catalogue_holds_is_not_held_against_it(services: Services) -> None:
    words, catalogue = services.translations["ru"], services.catalogue
    counted = next(one for one in catalogue.statistics if one.metric == "colleges_total" and one.region == "KZ-75")

    def line(value: float) -> str:
        rows = (counted.model_copy(update={"value": value, "year": 2025}),)
        return coverage_line(replace(catalogue, statistics=rows), "KZ-75", words)

    held = len(catalogue.colleges_in("KZ-75"))
    assert parse_html(line(held + 55)).text.endswith(f" {held + 55} (2025, {words.text('source.news')}).")
    assert line(held - 1) == coverage_line(replace(catalogue, statistics=()), "KZ-75", words)


def test_a_closed_college_says_so(services: Services) -> None:
    words = services.translations["kk"]
    for college in services.catalogue.colleges.values():
        screen = college_screen(services, college, words, OpenCollege(college=college.id))
        assert (words.html("college.closed") in screen.text) == (college.status == "closed")


@given(length=st.integers(0, 100), number=st.integers(-5, 10**6))
def test_pages_never_run_off_their_list(length: int, number: int) -> None:
    items = list(range(length))
    page = page_of(items, number)
    assert 0 <= page.number < page.count
    assert len(page.of(items)) <= PAGE
    assert bool(page.of(items)) == bool(items)
    assert [item for n in range(page.count) for item in page_of(items, n).of(items)] == items
