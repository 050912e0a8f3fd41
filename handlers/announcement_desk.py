"""Where the staff works on announcements: who may, what is asked for in writing, and the rules of every change."""

import datetime as dt
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiogram import Bot
from aiogram.types import CallbackQuery, Message
from aiogram.utils.callback_answer import CallbackAnswer

from guidance.outreach.broadcasts import MOVING, Broadcast, Card, StaleError
from guidance.people.staff import Member
from handlers.announcement_card import card_screen
from handlers.announcement_draft import draft_screen, may_change
from handlers.gone import gone_screen
from handlers.requests import BETWEEN, answered, request
from handlers.screen import Screen, show
from handlers.services import Services
from handlers.translation import Words

Change = Callable[[Broadcast], Awaitable[Broadcast]]

# The request begins like this in both languages; the answer is found by it, whatever was restarted meanwhile. Its
# values say what is asked for: a language, the version that was seen, a count.
_REQUEST = re.compile(r"📢 № (\d{1,18}) · ([a-z]{1,10})((?: · [\w.:+/-]{1,80})*)")


@dataclass(frozen=True)
class Desk:
    """One of the staff at work, in their language."""

    member: Member
    bot: Bot
    services: Services
    words: Words

    @property
    def chat_id(self) -> int:
        """Their chat."""
        return self.member.chat_id

    @property
    def may_begin(self) -> bool:
        """Whether they may write announcements at all."""
        return self.member.role in ("owner", "editor") or (
            self.member.role == "regional" and self.member.region is not None
        )

    async def note(self, act: str, one: Broadcast, details: str = "") -> None:
        """Write down what they just did with an announcement."""
        await self.services.audit.note(self.chat_id, f"announcement.{act}", str(one.id), details)

    async def request(self, number: int, part: str, values: list[str], text: str) -> None:
        """Ask for something to be written as an answer; ``text`` is HTML."""
        head = BETWEEN.join([f"📢 № {number}", part, *values])
        await request(self.bot, self.chat_id, head, text, self.words.text("editor.placeholder"))

    async def screen(self, number: int) -> Screen:
        """A draft, or how far an announcement has come; or that there is none."""
        one = await self.services.broadcasts.find(number)
        if one is None:
            return gone_screen(self.words)
        if one.state == "draft":
            return await draft_screen(self.services, one, self.member, self.words)
        return card_screen(self.services, one, self.words, member=self.member)

    async def send(self, screen: Screen) -> int:
        """Send a screen below all that is there; gives the number of the message."""
        message = await self.bot.send_message(self.chat_id, screen.text, reply_markup=screen.keyboard)
        return message.message_id

    async def show_card(self, query: CallbackQuery, one: Broadcast) -> None:
        """Show a screen of an announcement; that of one which may go on keeps itself up to date."""
        shown = await show(query, await self.screen(one.id))
        if one.state in MOVING and shown is not None:
            await self.services.broadcasts.show_card(Card(one.id, self.chat_id, shown))

    def fault(self, one: Broadcast, version: int | None) -> str | None:
        """Why they may not change an announcement as they saw it (``None``: as it is); ``None`` where they may."""
        if not may_change(self.member, one):
            return "not_yours"
        if one.state != "draft":
            return "no_draft"
        return "stale" if version is not None and one.version != version else None

    def refuse(self, answer: CallbackAnswer, fault: str, **values: Any) -> None:
        """Answer a press with a sentence that has to be read."""
        words = self.words
        answer.text = words.text(f"announce.fault.{fault}", **values)
        answer.show_alert = True

    async def draft(
        self, query: CallbackQuery, number: int, version: int | None, answer: CallbackAnswer
    ) -> Broadcast | None:
        """A draft that they may change, as they saw it (``None``: as it is now).

        Else says what is in the way, and shows what there is.
        """
        one = await self.services.broadcasts.find(number)
        fault = self.fault(one, version) if one else None
        if fault is None and one is not None:
            return one
        if fault is not None:
            self.refuse(answer, fault)
        await show(query, await self.screen(number))
        return None

    async def change(
        self, query: CallbackQuery, number: int, version: int, answer: CallbackAnswer, by: Change
    ) -> Broadcast | None:
        """Change a draft as they saw it; where that cannot be, say why, and show what there is."""
        one = await self.draft(query, number, version, answer)
        if one is None:
            return None
        try:
            return await by(one)
        except StaleError:
            # Another was faster by a moment.
            self.refuse(answer, "stale")
            await show(query, await self.screen(number))
            return None


async def is_staff(event: Message | CallbackQuery, bot: Bot, services: Services, words: Words) -> bool | dict[str, Any]:
    """Whether this is from somebody of the staff, asked at every step; hands their ``desk`` on.

    It asks the database, so it stands behind the filters that look at the update alone.
    """
    member = await services.staff.of(event.from_user.id) if event.from_user else None
    return {"desk": Desk(member, bot, services, words)} if member else False


def requested(message: Message, bot: Bot, *parts: str) -> dict[str, Any] | None:
    """Whether a message answers a request for one of these parts; hands ``number``, ``part`` and ``values`` on."""
    found = answered(message, bot, _REQUEST)
    if found is None or found[2] not in parts:
        return None
    return {"number": int(found[1]), "part": found[2], "values": found[3].split(BETWEEN)[1:]}


def now() -> dt.datetime:
    """This moment, in UTC."""
    return dt.datetime.now(dt.UTC)
