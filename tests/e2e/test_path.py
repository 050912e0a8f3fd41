"""The main job: from /start to a college, in both languages, over real HTTP."""

import pytest

from guidance.catalogue.cells import Language
from handlers.services import Services
from sandbox import Sandbox
from tests.e2e.walking import answer_all, buttons, choose_language, number_buttons


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_from_start_to_a_college_card(sandbox: Sandbox, services: Services, language: Language) -> None:
    words = services.translations[language]
    pupil = sandbox.person(language=language)

    await choose_language(pupil, services, language)
    assert "Темір" in pupil.screen.text or "Темир" in pupil.screen.text
    before = len(pupil.messages)
    await pupil.presses(words.text("button.test"))
    await pupil.presses(words.text("button.agree"))
    await answer_all(pupil, services, language)

    # The questionnaire stayed one message; the picture is new.
    assert len(pupil.messages) == before + 1
    profile = pupil.screen
    assert profile.photo
    for interest in "RIASEC":
        assert words.text(f"interest.{interest}.label") in profile.text

    await pupil.presses(words.text("button.my_specialties"))
    fits = pupil.screen
    assert 5 <= len(number_buttons(fits)) <= 8
    assert words.text("fit.strong") in fits.text

    await pupil.presses("1")
    assert words.text("button.where") in buttons(pupil.screen)
    await pupil.presses(words.text("button.back"))

    await pupil.presses(words.text("button.near"))
    region, _, count = pupil.screen.buttons[0][0].rpartition(" · ")
    assert int(count) > 0
    await pupil.presses(region)
    assert number_buttons(pupil.screen)
    await pupil.presses("1")
    card = pupil.screen
    assert card.text.startswith("🏫")
    assert words.html("college.teaches").removeprefix("<b>").removesuffix("</b>") in card.text
    assert words.text("source.collected", month=words.month(services.catalogue.collected)) in card.text

    await pupil.presses(words.text("button.free_here"))
    assert card.text in [one.text for one in pupil.messages]
    await pupil.presses("1")
    assert words.text("route.basis", year="", certainty="", sources="").split()[0] in pupil.screen.text

    # The region is remembered: next time the colleges near home come at once.
    person = await services.people.find(pupil.id)
    assert person is not None
    assert person.region is not None


@pytest.mark.usefixtures("services")
async def test_the_guess_of_the_language_puts_it_first(sandbox: Sandbox) -> None:
    kazakh, russian = sandbox.person(language="kk"), sandbox.person(language="en")
    await kazakh.sends("/start")
    await russian.sends("/start")
    assert kazakh.screen.buttons == [["Қазақша", "Русский"]]
    assert russian.screen.buttons == [["Русский", "Қазақша"]]
