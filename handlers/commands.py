"""What Telegram shows beside the chat: the menu of commands and the descriptions, in both languages."""

from aiogram import Bot
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats

from handlers.translation import LANGUAGES, Translations, Words

COMMANDS = (
    "start",
    "test",
    "professions",
    "colleges",
    "free",
    "settings",
    "help",
    "privacy",
    "mydata",
    "delete",
    "cancel",
)
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


def _audiences(translations: Translations) -> list[tuple[str | None, Words]]:
    return [(None, translations[DEFAULT_LANGUAGE]), *((one, translations[one]) for one in LANGUAGES)]
