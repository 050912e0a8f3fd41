"""A pause with a reminder: sent once, in the person's language, never at night, and only while it makes sense."""

import datetime as dt

from bot.application import make_bot
from bot.reminding import send_due_reminders
from handlers.services import Services
from sandbox import Person, Sandbox
from tests.e2e.walking import answer_all, begin_test, buttons


async def paused_with_a_reminder(person: Person, services: Services) -> None:
    words = services.translations["kk"]
    await begin_test(person, services, "kk")
    await person.presses(words.text("answer.4"))
    await person.presses(words.text("button.later"))
    await person.presses(words.text("button.remind"))


def noon_after(days: int, services: Services) -> dt.datetime:
    today = dt.datetime.now(services.timezone).replace(hour=12, minute=0)
    return (today + dt.timedelta(days=days)).astimezone(dt.UTC)


async def test_a_reminder_comes_once_and_leads_back(sandbox: Sandbox, services: Services) -> None:
    words = services.translations["kk"]
    pupil = sandbox.person(language="kk")
    await paused_with_a_reminder(pupil, services)
    night = noon_after(3, services) + dt.timedelta(hours=12)

    async with make_bot(sandbox.token, sandbox.url) as bot:
        assert await send_due_reminders(bot, services, dt.datetime.now(dt.UTC)) == 0
        assert await send_due_reminders(bot, services, night) == 0
        assert await send_due_reminders(bot, services, noon_after(3, services)) == 1
        assert await send_due_reminders(bot, services, noon_after(4, services)) == 0

    assert words.plural("count.answers", 1) in pupil.screen.text
    await pupil.presses(words.text("button.resume"))
    assert words.text("answer.1") in buttons(pupil.screen)


async def test_a_reminder_can_be_taken_back(sandbox: Sandbox, services: Services) -> None:
    words = services.translations["kk"]
    pupil = sandbox.person(language="kk")
    await paused_with_a_reminder(pupil, services)

    await pupil.presses(words.text("button.unremind"))

    assert words.text("button.resume") in buttons(pupil.screen)
    async with make_bot(sandbox.token, sandbox.url) as bot:
        assert await send_due_reminders(bot, services, noon_after(3, services)) == 0


async def test_somebody_who_blocked_the_bot_does_not_stop_the_others(sandbox: Sandbox, services: Services) -> None:
    gone, here = sandbox.person(language="kk"), sandbox.person(language="kk")
    await paused_with_a_reminder(gone, services)
    await paused_with_a_reminder(here, services)
    await gone.blocks()

    async with make_bot(sandbox.token, sandbox.url) as bot:
        assert await send_due_reminders(bot, services, noon_after(3, services)) == 1


async def test_after_a_year_the_questionnaire_is_offered_again(sandbox: Sandbox, services: Services) -> None:
    words = services.translations["ru"]
    pupil = sandbox.person(language="ru")
    await begin_test(pupil, services, "ru")
    await answer_all(pupil, services, "ru")
    await pupil.presses(words.text("button.retake"))

    async with make_bot(sandbox.token, sandbox.url) as bot:
        assert await send_due_reminders(bot, services, noon_after(300, services)) == 0
        assert await send_due_reminders(bot, services, noon_after(370, services)) == 1

    assert words.html("reminder.retake") in pupil.screen.text
    await pupil.presses(words.text("button.again"))
    assert words.text("answer.5") in buttons(pupil.screen)
