"""Sending one copy of an announcement, and what Telegram's answers to it mean."""

from collections.abc import Awaitable, Callable

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import SendDocument, SendMediaGroup, SendMessage, SendPhoto
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaDocument, InputMediaPhoto, Message
from aiogram.utils.deep_linking import create_start_link
from aiohttp import ClientConnectorError

from guidance.outreach.broadcasts import Content, Delivery, Link, Media
from guidance.outreach.outcomes import Later, Outcome, Refused, Sent, TooFast, Unknown, Unreachable

log = structlog.get_logger()

# Seconds; a message that Telegram has not taken by then may have been sent or not.
_TIMEOUT = 20
# Parts of the sentences of error 400 that are about the chat and not about what is sent.
_ABOUT_THE_CHAT = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "input_user_deactivated",
    "user is deactivated",
    "user_is_blocked",
    "chat_write_forbidden",
    "not enough rights",
    "have no rights to send",
    "group chat was deactivated",
    "chat_restricted",
)

# Parts of those that are about a message that was to be rewritten: it is gone, or too old.
_ABOUT_THE_MESSAGE = ("message to edit not found", "message can't be edited", "message_id_invalid")

# Titles of the HTML in which what stands before Telegram's servers says that a request did not reach them. With
# "504 Gateway Time-out" it may have: that one is unknown.
_NOT_PASSED_ON = ("502 Bad Gateway", "503 Service")


class TelegramDelivery:
    """Sends through a bot; buttons that lead into the bot become its deep links."""

    def __init__(self, bot: Bot) -> None:
        """Use this bot, which must not wait by itself when Telegram asks it to."""
        self._bot = bot

    async def send(self, delivery: Delivery, content: Content, is_paid: bool, /) -> Outcome:
        """See :class:`~guidance.outreach.sender.Courier`."""
        try:
            outcome = await outcome_of(lambda: self._send(delivery.chat_id, content, is_paid=is_paid))
        except TelegramMigrateToChat as moved:
            number = moved.migrate_to_chat_id
            outcome = await outcome_of(lambda: self._send(number, content, is_paid=is_paid))
        return outcome

    async def correct(self, delivery: Delivery, content: Content) -> Outcome:
        """See :class:`~guidance.outreach.sender.Courier`."""
        chat_id, message_id = delivery.chat_id, delivery.message_ids[0]

        async def edit() -> list[Message]:
            keyboard = await self._keyboard(content.links)
            if content.media:
                # Under an album the caption is that of the first.
                await self._bot.edit_message_caption(
                    chat_id=chat_id,
                    message_id=message_id,
                    caption=content.text,
                    reply_markup=keyboard,
                    request_timeout=_TIMEOUT,
                )
            else:
                await self._bot.edit_message_text(
                    content.text,
                    chat_id=chat_id,
                    message_id=message_id,
                    reply_markup=keyboard,
                    request_timeout=_TIMEOUT,
                )
            return []

        outcome = await outcome_of(edit)
        if isinstance(outcome, Refused):
            said = outcome.reason.lower()
            if "message is not modified" in said:
                return Sent(())
            if any(part in said for part in _ABOUT_THE_MESSAGE):
                return Unreachable(outcome.reason)
        return outcome

    async def recall(self, delivery: Delivery) -> Outcome:
        """See :class:`~guidance.outreach.sender.Courier`."""

        async def delete() -> list[Message]:
            await self._bot.delete_messages(delivery.chat_id, list(delivery.message_ids), request_timeout=_TIMEOUT)
            return []

        return await outcome_of(delete)

    async def _send(self, chat_id: int, content: Content, *, is_paid: bool) -> list[Message]:
        keyboard = await self._keyboard(content.links)
        method = _method(chat_id, content, keyboard, is_paid=is_paid)
        if isinstance(method, SendMediaGroup):
            return await self._bot(method, request_timeout=_TIMEOUT)
        return [await self._bot(method, request_timeout=_TIMEOUT)]

    async def _keyboard(self, links: tuple[Link, ...]) -> InlineKeyboardMarkup | None:
        if not links:
            return None
        rows = []
        for link in links:
            is_address = link.target.startswith(("http://", "https://", "tg://"))
            url = link.target if is_address else await create_start_link(self._bot, link.target)
            rows.append([InlineKeyboardButton(text=link.text, url=url)])
        return InlineKeyboardMarkup(inline_keyboard=rows)


def _method(
    chat_id: int, content: Content, keyboard: InlineKeyboardMarkup | None, *, is_paid: bool
) -> SendMessage | SendPhoto | SendDocument | SendMediaGroup:
    """How Telegram is asked for this content."""
    paid = is_paid or None
    match content.media:
        case ():
            return SendMessage(chat_id=chat_id, text=content.text, reply_markup=keyboard, allow_paid_broadcast=paid)
        case (Media("photo", file),):
            return SendPhoto(
                chat_id=chat_id, photo=file, caption=content.text, reply_markup=keyboard, allow_paid_broadcast=paid
            )
        case (Media("document", file),):
            return SendDocument(
                chat_id=chat_id, document=file, caption=content.text, reply_markup=keyboard, allow_paid_broadcast=paid
            )
    kinds = {"photo": InputMediaPhoto, "document": InputMediaDocument}
    # Telegram shows the caption of the first, and takes no buttons with an album.
    album = [
        kinds[one.kind](media=one.file_id, caption=None if n else content.text) for n, one in enumerate(content.media)
    ]
    return SendMediaGroup(chat_id=chat_id, media=album, allow_paid_broadcast=paid)


async def outcome_of(send: Callable[[], Awaitable[list[Message]]]) -> Outcome:
    """What came of a request to send.

    Raises:
        TelegramMigrateToChat: the group has another number now.
        TelegramUnauthorizedError: the token is not valid any more.
    """
    try:
        return Sent(tuple(message.message_id for message in await send()))
    except (TelegramMigrateToChat, TelegramUnauthorizedError):
        raise
    except Exception as error:  # noqa: BLE001 (whatever goes wrong, the delivery must be recorded)
        return _meaning(error)


def _meaning(error: Exception) -> Outcome:
    outcome: Outcome
    match error:
        case TelegramRetryAfter():
            outcome = TooFast(float(error.retry_after))
        case TelegramForbiddenError() | TelegramNotFound():
            outcome = Unreachable(error.message)
        case TelegramBadRequest():
            is_about_chat = any(part in error.message.lower() for part in _ABOUT_THE_CHAT)
            outcome = (Unreachable if is_about_chat else Refused)(error.message)
        case TelegramServerError():
            outcome = Later(error.message)
        case TelegramNetworkError(__cause__=ClientConnectorError()):
            outcome = Later("no connection")
        case ClientDecodeError() if any(title in str(error.data) for title in _NOT_PASSED_ON):
            outcome = Later("gateway")
        case TelegramNetworkError() | ClientDecodeError():
            # The request had gone out: nobody can say whether it was carried out.
            outcome = Unknown(type(error).__name__)
        case _:
            log.error("delivery_failed", exc_info=error)
            outcome = Refused(f"{type(error).__name__}: {error}")
    return outcome
