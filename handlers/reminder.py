"""What a reminder says."""

from guidance.outreach.reminders import Reminder
from handlers.callbacks import TestStep
from handlers.screen import Screen, back_and_home, button
from handlers.services import Services


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
            [button(words.text("button.remind"), TestStep(step="remind"))],
            back_and_home(words),
        ],
    )
