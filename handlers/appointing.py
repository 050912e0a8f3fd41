"""What a role brings along: an entry in the log, the command /admin in the menu, and word of it to the person."""

from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.types import BotCommandScopeChat, CallbackQuery, Message

from guidance.people.staff import Member
from handlers.callbacks import OpenAnnouncements
from handlers.commands import DEFAULT_LANGUAGE, publish_admin_commands
from handlers.regions import short_name
from handlers.screen import Screen, back_and_home, button
from handlers.services import Services
from handlers.translation import LANGUAGES, Words

log = structlog.get_logger()


async def is_owner(event: Message | CallbackQuery, services: Services) -> bool | dict[str, Any]:
    """Whether this is from an owner, asked at every step; hands them on as ``owner``.

    It asks the database, so it stands behind the filters that look at the update alone.
    """
    member = await services.staff.of(event.from_user.id) if event.from_user else None
    return {"owner": member} if member and member.role == "owner" else False


def place_key(member: Member | None) -> str:
    """Somebody's place in the staff as buttons and the log hold it: "regional.KZ-35", "" for none."""
    return ".".join(filter(None, [member.role, member.region])) if member else ""


def place_text(services: Services, member: Member, words: Words) -> str:
    """Somebody's role, with its region where it has one; plain."""
    role = words.text(f"role.{member.role}")
    if member.region is None:
        return role
    is_known = member.region in services.catalogue.regions
    return f"{role} ({short_name(services.catalogue, member.region, words) if is_known else member.region})"


async def appoint(bot: Bot, services: Services, member: Member, by: int) -> None:
    """Give a role, and tell whoever has got it."""
    await services.staff.appoint(member, by)
    await publish_admin_commands(bot, services.translations, [member.chat_id])
    words = await words_of(services, member.chat_id)
    await tell(bot, member.chat_id, appointed_screen(services, member, words))


async def dismiss(bot: Bot, services: Services, member: Member, by: int) -> None:
    """Take a role away, and tell whoever had it."""
    await services.staff.dismiss(member.chat_id, by)
    scope = BotCommandScopeChat(chat_id=member.chat_id)
    try:
        for language in (None, *LANGUAGES):
            await bot.delete_my_commands(scope=scope, language_code=language)
    except AiogramError as error:
        log.info("staff_commands_not_taken", reason=type(error).__name__)
    words = await words_of(services, member.chat_id)
    await tell(bot, member.chat_id, Screen(words.html("staff.you_were_dismissed"), [back_and_home(words)]))


def appointed_screen(services: Services, member: Member, words: Words) -> Screen:
    """What somebody may do from now on."""
    text = words.html("staff.you_are", place=place_text(services, member, words))
    may = words.html(f"staff.may.{member.role}")
    announcements = button(words.text("button.announcements"), OpenAnnouncements())
    return Screen(f"{text}\n\n{may}", [[announcements], back_and_home(words)])


async def words_of(services: Services, chat_id: int) -> Words:
    """The texts in somebody's language, or in the bot's own where they have not chosen."""
    person = await services.people.find(chat_id)
    return services.translations[person.language if person else DEFAULT_LANGUAGE]


async def tell(bot: Bot, chat_id: int, screen: Screen) -> None:
    """Send somebody a message; what is done stands, told or not."""
    try:
        await bot.send_message(chat_id, screen.text, reply_markup=screen.keyboard)
    except AiogramError as error:
        log.info("staff_not_told", reason=type(error).__name__)
