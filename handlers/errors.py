"""When something breaks: a sentence in the person's language, a short code for both sides, the question kept."""

import secrets

import structlog
from aiogram import Router
from aiogram.exceptions import AiogramError, TelegramForbiddenError
from aiogram.types import CallbackQuery, ErrorEvent, InaccessibleMessage, Message

from handlers.screen import Screen, back_and_home
from handlers.services import Services

router = Router(name=__name__)
log = structlog.get_logger()


@router.error()
async def error(event: ErrorEvent, services: Services) -> None:
    """Log the error under a code, and tell the code to the person in a message of its own."""
    if isinstance(event.exception, TelegramForbiddenError):
        log.info("blocked_by_person")
        return
    code = secrets.token_hex(3).upper()
    log.error("update_failed", code=code, update_id=event.update.update_id, exc_info=event.exception)
    cause = event.update.callback_query or event.update.message
    chat = cause.message if isinstance(cause, CallbackQuery) else cause
    if cause is None or cause.from_user is None or not isinstance(chat, Message | InaccessibleMessage):
        return
    try:
        person = await services.people.find(cause.from_user.id)
    except Exception:  # noqa: BLE001 (the database may be what broke)
        person = None
    words = (
        services.translations[person.language] if person else services.translations.guess(cause.from_user.language_code)
    )
    screen = Screen(words.html("error.text", code=code), [back_and_home(words)])
    try:
        await chat.answer(screen.text, reply_markup=screen.keyboard)
    except AiogramError as second:
        log.warning("error_not_told", code=code, reason=type(second).__name__)
