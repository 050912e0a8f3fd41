"""When something breaks: a sentence in the person's language, a short code for both sides, nothing lost."""

import secrets

import structlog
from aiogram import Router
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramForbiddenError
from aiogram.types import CallbackQuery, ErrorEvent, Message

from handlers.screen import Screen, back_and_home, show
from handlers.services import Services

router = Router(name=__name__)
log = structlog.get_logger()

_QUERY_TOO_OLD = "query is too old"


@router.error()
async def error(event: ErrorEvent, services: Services) -> None:
    """Log the error under a code and tell the code to the person."""
    exception = event.exception
    if isinstance(exception, TelegramForbiddenError):
        log.info("blocked_by_person")
        return
    if isinstance(exception, TelegramBadRequest) and _QUERY_TOO_OLD in exception.message:
        # The press was handled; only its spinner had ended before.
        return
    code = secrets.token_hex(3).upper()
    log.error("update_failed", code=code, update_id=event.update.update_id, exc_info=exception)
    cause = event.update.callback_query or event.update.message
    if not isinstance(cause, CallbackQuery | Message) or cause.from_user is None:
        return
    words = services.translations.guess(cause.from_user.language_code)
    try:
        await show(cause, Screen(words.html("error.text", code=code), [back_and_home(words)]))
    except TelegramAPIError as second:
        log.warning("error_not_told", code=code, reason=str(second))
