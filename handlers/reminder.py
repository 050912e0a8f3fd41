"""A reminder of the unfinished questionnaire: asked for, taken back, and what it says when it comes."""

import datetime as dt

from aiogram import Router
from aiogram.types import CallbackQuery

from guidance.outreach.reminders import Reminder, in_daytime
from guidance.people.person import Person
from handlers.callbacks import Remind, TestStep
from handlers.home import home_screen, language_screen
from handlers.screen import Screen, back_and_home, button, show
from handlers.services import Services
from handlers.translation import Words

router = Router(name=__name__)


@router.callback_query(Remind.filter())
async def remind(
    query: CallbackQuery, callback_data: Remind, services: Services, words: Words, person: Person | None
) -> None:
    """Set the reminder for tomorrow, or take it back."""
    if person is None:
        screen = language_screen(services, words)
    elif callback_data.wish == "set" and await services.attempts.open(person.chat_id):
        tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
        due = in_daytime(tomorrow, services.timezone)
        await services.reminders.set(Reminder(person.chat_id, "questionnaire", due))
        screen = set_screen(due.astimezone(services.timezone), words)
    else:
        await services.reminders.cancel(person.chat_id, "questionnaire")
        screen = await home_screen(services, words, person)
    await show(query, screen)


def set_screen(due: dt.datetime, words: Words) -> Screen:
    """When it will come, and how to take it back."""
    return Screen(
        words.html("reminder.set", time=f"{due:%H:%M}"),
        [[button(words.text("button.unremind"), Remind(wish="cancel"))], back_and_home(words)],
    )


async def reminder_screen(services: Services, reminder: Reminder) -> Screen | None:
    """The words for a reminder; None when there is nothing to be reminded of any more."""
    person = await services.people.find(reminder.chat_id)
    attempt = await services.attempts.open(reminder.chat_id) if person else None
    if person is None or attempt is None:
        return None
    words = services.translations[person.language]
    return Screen(
        words.html("reminder.questionnaire", answers=words.plural("count.answers", len(attempt.answers))),
        [
            [button(words.text("button.resume"), TestStep(step="resume"))],
            [button(words.text("button.remind"), Remind(wish="set"))],
            back_and_home(words),
        ],
    )
