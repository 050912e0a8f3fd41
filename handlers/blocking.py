"""Who blocks the bot is left alone until they write again."""

import datetime as dt

from aiogram import Router
from aiogram.enums import ChatMemberStatus
from aiogram.types import ChatMemberUpdated

from handlers.services import Services

router = Router(name=__name__)


@router.my_chat_member()
async def blocked(event: ChatMemberUpdated, services: Services) -> None:
    """Note who has blocked the bot; unblocking it says nothing yet."""
    if event.chat.type == "private" and event.new_chat_member.status == ChatMemberStatus.KICKED:
        await services.people.unreachable(event.chat.id, dt.datetime.now(dt.UTC))
