"""A second result beside the first."""

import re

from handlers.services import Services
from sandbox import Sandbox
from tests.e2e.walking import answer_all, begin_test, buttons


async def test_what_changed_and_how_to_forget_it(sandbox: Sandbox, services: Services) -> None:
    words = services.translations["kk"]
    pupil = sandbox.person(language="kk")
    await begin_test(pupil, services, "kk")
    while not pupil.screen.photo:
        await pupil.presses(words.text("answer.1"))
    profile_message = pupil.screen.message["message_id"]
    await pupil.presses(words.text("button.history"))
    assert words.text("history.single") in pupil.screen.text

    await pupil.sends("/test")
    await pupil.presses(words.text("button.agree"))
    await answer_all(pupil, services, "kk")
    assert pupil.screen.message["message_id"] > profile_message
    await pupil.presses(words.text("button.history"))

    text = pupil.screen.text
    assert re.search(rf"{words.text('interest.R.label')}: 4,\d \(\+3,\d\)", text), text

    await pupil.presses(words.text("button.forget"))

    assert words.text("history.single") in pupil.screen.text
    assert len(await services.attempts.finished(pupil.id, 9)) == 1
    await pupil.presses(words.text("button.home"))
    assert words.text("button.my_profile") in buttons(pupil.screen)


async def test_both_an_open_and_a_finished_questionnaire_stand_on_the_first_screen(
    sandbox: Sandbox, services: Services
) -> None:
    words = services.translations["ru"]
    pupil = sandbox.person(language="ru")
    await begin_test(pupil, services, "ru")
    await answer_all(pupil, services, "ru")
    await pupil.presses(words.text("button.again"))
    await pupil.presses(words.text("answer.5"))

    await pupil.sends("/start")

    assert {words.text("button.resume"), words.text("button.my_specialties")} <= set(buttons(pupil.screen))
