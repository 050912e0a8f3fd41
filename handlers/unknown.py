"""What no other conversation took: typed words, stickers, photos, and buttons of long ago. Never silence."""

import datetime as dt
from collections import deque

from aiogram import F, Router
from aiogram.enums import ContentType
from aiogram.types import CallbackQuery, Message

from guidance.people.person import Person
from handlers.home import home_screen, language_screen
from handlers.questionnaire import is_answering, question_screen
from handlers.screen import Screen, show
from handlers.services import Services
from handlers.translation import Words

router = Router(name=__name__)


# What people send; the rest of the kinds is Telegram's own notes (a pinned message, a changed setting).
_SENT_BY_PEOPLE = F.content_type.in_(
    {
        ContentType.ANIMATION,
        ContentType.AUDIO,
        ContentType.CONTACT,
        ContentType.DICE,
        ContentType.DOCUMENT,
        ContentType.LOCATION,
        ContentType.PHOTO,
        ContentType.POLL,
        ContentType.STICKER,
        ContentType.STORY,
        ContentType.TEXT,
        ContentType.VENUE,
        ContentType.VIDEO,
        ContentType.VIDEO_NOTE,
        ContentType.VOICE,
    }
)
# The albums answered lately: each of their pictures comes as a message of its own.
_albums: deque[str] = deque(maxlen=1000)


@router.message(_SENT_BY_PEOPLE)
async def unknown_message(message: Message, services: Services, words: Words, person: Person | None) -> None:
    """Say what the bot understands; in the middle of the questionnaire, ask the item again below."""
    if message.media_group_id in _albums:
        return
    if message.media_group_id:
        _albums.append(message.media_group_id)
    if person is None:
        await show(message, language_screen(services, words))
        return
    attempt = await services.attempts.open(person.chat_id)
    item = services.questionnaire.next_item(attempt.answers, extended=attempt.extended) if attempt else None
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
