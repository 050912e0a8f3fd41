"""What Telegram shows beside the chat: the menu of commands and the descriptions, in both languages."""

from collections.abc import Iterable

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat

from handlers.translation import LANGUAGES, Translations, Words

log = structlog.get_logger()

COMMANDS = (
    "start",
    "test",
    "professions",
    "colleges",
    "free",
    "dates",
    "events",
    "saved",
    "settings",
    "help",
    "privacy",
    "mydata",
    "delete",
    "cancel",
)
# Added in the chats of admins only.
ADMIN_COMMANDS = (*COMMANDS, "admin")
# What people see whose Telegram speaks neither of the two languages.
DEFAULT_LANGUAGE = LANGUAGES[-1]


async def publish_commands(bot: Bot, translations: Translations) -> None:
    """Set commands and descriptions where they differ from what Telegram has: setting them is rate-limited."""
    scope = BotCommandScopeAllPrivateChats()
    for language_code, words in _audiences(translations):
        commands = [BotCommand(command=name, description=words.text(f"command.{name}")) for name in COMMANDS]
        if await bot.get_my_commands(scope=scope, language_code=language_code) != commands:
            await bot.set_my_commands(commands, scope=scope, language_code=language_code)
        description = words.text("bot.description")
        if (await bot.get_my_description(language_code=language_code)).description != description:
            await bot.set_my_description(description=description, language_code=language_code)
        short = words.text("bot.short_description")
        if (await bot.get_my_short_description(language_code=language_code)).short_description != short:
            await bot.set_my_short_description(short_description=short, language_code=language_code)


async def publish_admin_commands(bot: Bot, translations: Translations, admins: Iterable[int]) -> None:
    """Set the commands of admins in their chats, where they differ; who has never written to the bot is passed over."""
    for admin in admins:
        scope = BotCommandScopeChat(chat_id=admin)
        for language_code, words in _audiences(translations):
            commands = [BotCommand(command=name, description=words.text(f"command.{name}")) for name in ADMIN_COMMANDS]
            try:
                if await bot.get_my_commands(scope=scope, language_code=language_code) != commands:
                    await bot.set_my_commands(commands, scope=scope, language_code=language_code)
            except (TelegramBadRequest, TelegramForbiddenError) as error:
                log.info("admin_commands_not_published", reason=type(error).__name__)
                break


def _audiences(translations: Translations) -> list[tuple[str | None, Words]]:
    return [(None, translations[DEFAULT_LANGUAGE]), *((one, translations[one]) for one in LANGUAGES)]
