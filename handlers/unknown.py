"""What no other conversation took: typed words, stickers, photos, and buttons of long ago. Never silence."""

import datetime as dt

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from guidance.people.person import Person
from handlers.home import home_screen, language_screen
from handlers.questionnaire import is_answering, question_screen
from handlers.screen import Screen, show
from handlers.services import Services
from handlers.translation import Words

router = Router(name=__name__)


@router.message()
async def unknown_message(message: Message, services: Services, words: Words, person: Person | None) -> None:
    """Say what the bot understands; in the middle of the questionnaire, ask the item again below."""
    if person is None:
        await show(message, language_screen(services, words))
        return
    attempt = await services.attempts.open(person.chat_id)
    item = services.questionnaire.next_item(attempt.answers) if attempt else None
    if attempt and item and is_answering(attempt, dt.datetime.now(dt.UTC)):
        question = question_screen(services.questionnaire, attempt, item, words)
        await show(message, Screen(f"{words.html('unknown.answering')}\n\n{question.text}", question.buttons))
        return
    home = await home_screen(services, words, person)
    await show(message, Screen(words.html("unknown.message"), home.buttons))


@router.callback_query()
async def unknown_button(query: CallbackQuery, services: Services, words: Words, person: Person | None) -> None:
    """A button that this version does not know leads to the first screen."""
    if person is None:
        await show(query, language_screen(services, words))
        return
    home = await home_screen(services, words, person)
    await show(query, Screen(words.html("unknown.button"), home.buttons))
