"""Who somebody is and a pupil's grade: told in the settings or not at all, kept with the consent only."""

import datetime as dt
import json
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
import time_machine

from guidance.catalogue.cells import Language
from guidance.people import person as people
from handlers.callbacks import ChooseRole
from handlers.services import Services
from handlers.translation import Words
from sandbox import Person, Sandbox
from tests.e2e.test_register import document
from tests.e2e.walking import buttons, data_of

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Asia/Almaty"))
# On this day in grade 9, so out of school in 2029.
IN_GRADE_9 = ("pupil", 2029)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=True) as traveller:
        yield traveller


async def arrives(sandbox: Sandbox, services: Services, language: Language = "ru", *, consents: bool = True) -> Person:
    person = sandbox.person(language=language)
    await services.people.choose_language(person.id, language)
    if consents:
        await services.people.consent(person.id)
    await person.sends("/settings")
    return person


async def kept(services: Services, person: Person) -> tuple[str | None, int | None]:
    found = await services.people.find(person.id)
    assert isinstance(found, people.Person)
    return found.role, found.leaves_in


async def tells_grade(person: Person, words: Words, grade: int) -> None:
    """From the settings."""
    await person.presses(words.text("button.about_me"))
    await person.presses(words.text("button.who_pupil"))
    await person.presses(words.text("button.grade", grade=grade))


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_a_pupil_tells_the_grade_and_it_goes_up_by_itself(
    sandbox: Sandbox, services: Services, language: Language, clock: time_machine.Traveller
) -> None:
    words = services.translations[language]
    pupil = await arrives(sandbox, services, language)
    assert words.text("settings.who", who=words.text("who.not_said")) in pupil.screen.text

    await pupil.presses(words.text("button.about_me"))
    assert f"✅ {words.text('button.who_not_said')}" in buttons(pupil.screen)
    await pupil.presses(words.text("button.who_pupil"))
    assert [words.text("button.grade", grade=grade) for grade in range(7, 12)] == buttons(pupil.screen)[:5]
    assert await kept(services, pupil) == (None, None)
    await pupil.presses(words.text("button.grade", grade=9))
    assert words.text("who.pupil_in_grade", grade=9) in pupil.screen.text
    assert f"✅ {words.text('button.who_pupil')}" in buttons(pupil.screen)
    assert await kept(services, pupil) == IN_GRADE_9

    for moment, who in (
        ("2026-11-23", words.text("who.pupil_in_grade", grade=9)),
        ("2027-08-31", words.text("who.pupil_in_grade", grade=9)),
        ("2027-09-01", words.text("who.pupil_in_grade", grade=10)),
        ("2029-09-01", words.text("who.pupil_after_school")),
    ):
        # It is the day in Kazakhstan that counts: in UTC it is still the one before.
        clock.move_to(dt.datetime.combine(dt.date.fromisoformat(moment), dt.time(1), NOON.tzinfo))
        await pupil.sends("/settings")
        assert words.text("settings.who", who=who) in pupil.screen.text
    assert await kept(services, pupil) == IN_GRADE_9


async def test_a_grade_told_in_the_first_hour_of_a_school_year_is_that_of_the_new_year(
    sandbox: Sandbox, services: Services, clock: time_machine.Traveller
) -> None:
    clock.move_to(dt.datetime(2027, 9, 1, 0, 30, tzinfo=NOON.tzinfo))
    pupil = await arrives(sandbox, services)
    await tells_grade(pupil, services.translations["ru"], 10)
    assert await kept(services, pupil) == IN_GRADE_9


async def test_whoever_is_no_pupil_any_more_has_no_year_and_may_take_it_back(
    sandbox: Sandbox, services: Services
) -> None:
    words = services.translations["ru"]
    person = await arrives(sandbox, services)
    await tells_grade(person, words, 11)
    assert await kept(services, person) == ("pupil", 2027)
    for role in ("student", "parent", "teacher"):
        await person.presses(words.text(f"button.who_{role}"))
        assert await kept(services, person) == (role, None)
        assert words.text(f"who.{role}") in person.screen.text
        assert f"✅ {words.text(f'button.who_{role}')}" in buttons(person.screen)
    await person.presses(words.text("button.who_not_said"))
    assert await kept(services, person) == (None, None)
    await person.presses(words.text("button.back"))
    assert words.text("settings.who", who=words.text("who.not_said")) in person.screen.text


FORGED = [
    ChooseRole(role="director"),
    ChooseRole(role="owner", grade=9),
    ChooseRole(role="pupil", grade=99),
    ChooseRole(role="pupil", grade=-1),
    ChooseRole(role="pupil", grade=6),
    ChooseRole(role="parent", grade=9),
    ChooseRole(role="no", grade=9),
    ChooseRole(grade=9),
]


async def test_what_no_button_offers_changes_nothing(sandbox: Sandbox, services: Services) -> None:
    words = services.translations["ru"]
    pupil = await arrives(sandbox, services)
    await tells_grade(pupil, words, 9)
    shown = pupil.screen.text
    for forged in FORGED:
        await pupil.sends("/settings")
        await pupil.presses_data(forged.pack())
        assert await kept(services, pupil) == IN_GRADE_9, forged
        assert pupil.screen.text == shown, forged


async def test_without_the_consent_nothing_is_asked_and_nothing_kept(sandbox: Sandbox, services: Services) -> None:
    words = services.translations["ru"]
    pupil = await arrives(sandbox, services, consents=False)
    assert words.text("button.about_me") not in buttons(pupil.screen)
    assert words.text("settings.who", who="") not in pupil.screen.text
    offered = [ChooseRole(), ChooseRole(role="parent"), ChooseRole(role="pupil"), ChooseRole(role="pupil", grade=9)]
    for forged in [*offered, *FORGED]:
        await pupil.sends("/settings")
        await pupil.presses_data(forged.pack())
        assert words.text("about_me.before_consent").split("\n")[-1] in pupil.screen.text, forged
        assert buttons(pupil.screen) == [words.text("button.back"), words.text("button.home")]
        assert await kept(services, pupil) == (None, None), forged


async def test_it_is_in_the_file_and_goes_with_the_rest(sandbox: Sandbox, services: Services) -> None:
    words = services.translations["ru"]
    pupil = await arrives(sandbox, services)
    await tells_grade(pupil, words, 9)
    again, message_id = data_of(pupil.screen, words.text("button.who_parent")), pupil.screen.message["message_id"]
    await pupil.sends("/mydata")
    mine = json.loads(document(sandbox, pupil))["person"]
    assert (mine["role"], mine["leaves_in"]) == IN_GRADE_9

    await pupil.sends("/delete")
    await pupil.presses(words.text("button.erase_now"))
    assert (await services.people.everything_about(pupil.id))["person"] is None
    await pupil.presses_data(again, message_id=message_id)
    assert await services.people.find(pupil.id) is None
    await pupil.sends("/start")
    await pupil.presses(words.text("language.name"))
    assert await kept(services, pupil) == (None, None)
