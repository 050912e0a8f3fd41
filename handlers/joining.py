"""Whoever follows an invitation to the staff, and has the role of it then."""

import datetime as dt

from aiogram import Bot, F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import Message

from guidance.people.invitations import Invitation
from guidance.people.staff import Member
from handlers.appointing import appoint, place_key, place_text, tell, words_of
from handlers.callbacks import OpenMember
from handlers.screen import Screen, back_and_home, button, show
from handlers.services import Services
from handlers.translation import Words

router = Router(name=__name__)

LINK = "j_"
"""With it begins the parameter of a link that invites."""


@router.message(CommandStart(deep_link=True, magic=F.args.startswith(LINK)))
async def join(
    message: Message, command: CommandObject, bot: Bot, services: Services, words: Words, chat_id: int
) -> None:
    """Give the role to the first who comes; an owner who tries the link uses nothing up."""
    member = await services.staff.of(chat_id)
    if member is not None:
        place = place_text(services, member, words)
        await show(message, Screen(words.html("join.you_are_already", place=place), [back_and_home(words)]))
        return
    code = (command.args or "").removeprefix(LINK)
    invitation = await services.invitations.take(code, dt.datetime.now(dt.UTC))
    # Whoever is an owner no more has invited nobody.
    host = await services.staff.of(invitation.by) if invitation else None
    if invitation is None or host is None or host.role != "owner":
        await show(message, Screen(words.html("join.no_invitation"), [back_and_home(words)]))
        return
    member = Member(chat_id, invitation.role, invitation.region)
    await appoint(bot, services, member, invitation.by)
    await services.audit.note(chat_id, "staff.join", str(chat_id), place_key(member))
    await _tell_host(bot, services, invitation, member)


async def _tell_host(bot: Bot, services: Services, invitation: Invitation, member: Member) -> None:
    """Tell the owner who has invited, in their language."""
    words = await words_of(services, invitation.by)
    place = place_text(services, member, words)
    text = words.html("join.somebody_joined", number=str(member.chat_id), place=place)
    opening = [button(words.text("button.open_member"), OpenMember(member=member.chat_id))]
    await tell(bot, invitation.by, Screen(text, [opening, back_and_home(words)]))
