"""A reminder of the unfinished questionnaire: asked for, taken back, and what it says when it comes."""

import datetime as dt

from aiogram import Router
from aiogram.types import CallbackQuery

from guidance.outreach.reminders import Reminder, ReminderKind, in_daytime
from guidance.people.person import Person
from handlers.callbacks import Remind, StartAgain, TestStep
from handlers.home import home_screen, language_screen
from handlers.screen import Screen, back_and_home, button, show
from handlers.services import Services
from handlers.translation import Words

router = Router(name=__name__)


_AFTER: dict[ReminderKind, dt.timedelta] = {
    "questionnaire": dt.timedelta(days=1),
    "retake": dt.timedelta(days=365),
}


@router.callback_query(Remind.filter())
async def remind(
    query: CallbackQuery, callback_data: Remind, services: Services, words: Words, person: Person | None
) -> None:
    """Set a reminder, or take it back."""
    if person is None:
        screen = language_screen(services, words)
    elif callback_data.wish == "set" and await _makes_sense(services, person.chat_id, callback_data.kind):
        wanted = dt.datetime.now(dt.UTC) + _AFTER[callback_data.kind]
        due = in_daytime(wanted, services.timezone)
        await services.reminders.set(Reminder(person.chat_id, callback_data.kind, due))
        screen = set_screen(callback_data.kind, due.astimezone(services.timezone), words)
    else:
        await services.reminders.cancel(person.chat_id, callback_data.kind)
        screen = await home_screen(services, words, person)
    await show(query, screen)


def set_screen(kind: ReminderKind, due: dt.datetime, words: Words) -> Screen:
    """When it will come, and how to take it back."""
    text = (
        words.html("reminder.set", time=f"{due:%H:%M}")
        if kind == "questionnaire"
        else words.html("reminder.set_retake")
    )
    return Screen(
        text, [[button(words.text("button.unremind"), Remind(kind=kind, wish="cancel"))], back_and_home(words)]
    )


async def reminder_screen(services: Services, reminder: Reminder) -> Screen | None:
    """The words for a reminder; None when there is nothing to be reminded of any more."""
    person = await services.people.find(reminder.chat_id)
    if person is None or not await _makes_sense(services, reminder.chat_id, reminder.kind):
        return None
    words = services.translations[person.language]
    if reminder.kind == "retake":
        again = [button(words.text("button.again"), StartAgain())]
        return Screen(words.html("reminder.retake"), [again, back_and_home(words)])
    attempt = await services.attempts.open(reminder.chat_id)
    answers = words.plural("count.answers", len(attempt.answers) if attempt else 0)
    return Screen(
        words.html("reminder.questionnaire", answers=answers),
        [
            [button(words.text("button.resume"), TestStep(step="resume"))],
            [button(words.text("button.remind"), Remind(kind="questionnaire", wish="set"))],
            back_and_home(words),
        ],
    )


async def _makes_sense(services: Services, chat_id: int, kind: ReminderKind) -> bool:
    if kind == "questionnaire":
        return await services.attempts.open(chat_id) is not None
    return await services.attempts.latest_finished(chat_id) is not None
