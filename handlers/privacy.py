"""What is kept of a person, a copy of it, and its removal."""

import json

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from handlers.callbacks import OpenPrivacy
from handlers.screen import Screen, back_and_home, button, show
from handlers.services import Services
from handlers.translation import Words

router = Router(name=__name__)


@router.message(Command("privacy"))
async def privacy_command(message: Message, words: Words) -> None:
    """What is kept."""
    await show(message, privacy_screen(words))


@router.message(Command("delete"))
async def delete_command(message: Message, words: Words) -> None:
    """Ask once before everything is removed."""
    await show(message, erasing_screen(words))


@router.callback_query(OpenPrivacy.filter())
async def privacy(
    query: CallbackQuery, callback_data: OpenPrivacy, services: Services, words: Words, chat_id: int
) -> None:
    """What is kept; the question before the removal; the removal with its receipt."""
    if callback_data.step == "erase":
        erased = await services.people.erase(chat_id)
        receipt = words.html(
            "erase.done",
            attempts=words.plural("count.attempts", erased.attempts),
            answers=words.plural("count.answers", erased.answers),
            cards=words.plural("count.cards", erased.favourites),
        )
        await show(query, Screen(receipt, [back_and_home(words)]))
    elif callback_data.step == "ask":
        await show(query, erasing_screen(words))
    else:
        await show(query, privacy_screen(words))


@router.message(Command("mydata"))
async def my_data(message: Message, services: Services, words: Words, chat_id: int) -> None:
    """Everything that is kept, as a file."""
    kept = await services.people.everything_about(chat_id)
    content = json.dumps(kept, ensure_ascii=False, indent=2).encode()
    await message.answer_document(
        BufferedInputFile(content, "temirqazyq-mydata.json"), caption=words.html("mydata.caption")
    )


def privacy_screen(words: Words) -> Screen:
    """What is kept and why."""
    return Screen(
        words.html("privacy.text"),
        [[button(words.text("button.erase"), OpenPrivacy(step="ask"))], back_and_home(words)],
    )


def erasing_screen(words: Words) -> Screen:
    """Really?"""
    return Screen(
        words.html("erase.ask"),
        [[button(words.text("button.erase_now"), OpenPrivacy(step="erase"))], back_and_home(words)],
    )
