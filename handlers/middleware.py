"""Before every handler: who is this, and which language do they read."""

import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, ChosenInlineResult, InlineQuery, Message, TelegramObject

from handlers.services import Services

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class WhoMiddleware(BaseMiddleware):
    """Hands ``person`` (None until a language is chosen) and ``words`` to the handler.

    Only private chats are answered: in a group the bot stays silent. The inline mode knows a person, but no chat.
    """

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Look the person up by the chat."""
        services: Services = data["services"]
        message = event.message if isinstance(event, CallbackQuery) else event
        personal = CallbackQuery | Message | InlineQuery | ChosenInlineResult
        sender = event.from_user if isinstance(event, personal) else None
        if sender is None or (isinstance(message, Message) and message.chat.type != "private"):
            return None
        # In a private chat the chat's number is the person's.
        person = await services.people.find(sender.id)
        today = dt.datetime.now(services.timezone).date()
        if person is not None and person.seen_on != today and isinstance(event, Message | CallbackQuery):
            await services.people.seen(sender.id, today)
        data["chat_id"] = sender.id
        data["person"] = person
        data["words"] = (
            services.translations[person.language] if person else services.translations.guess(sender.language_code)
        )
        return await handler(event, data)
