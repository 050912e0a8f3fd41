"""Keeping the cards of announcements up to date, and telling the staff when one has come to an end."""

import asyncio
import datetime as dt
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from sqlalchemy.exc import SQLAlchemyError

from guidance.outreach.broadcasts import MOVING, Broadcast, Card
from guidance.outreach.traffic import Traffic
from handlers.announcement_card import WORKING, card_screen, steps
from handlers.announcement_draft import draft_screen
from handlers.announcement_report import report_file, stopped_text
from handlers.appointing import words_of
from handlers.callbacks import OpenAnnouncement
from handlers.screen import Screen, back_and_home, button
from handlers.services import Services

log = structlog.get_logger()

PAUSE = 5.0
"""Seconds between two edits of a card."""
# Seconds for a request; the next edit is newer anyway.
_TIMEOUT = 10
# So often a report is sent that Telegram's own errors keep from arriving.
_TRIES = 5


@dataclass(frozen=True)
class _Owed:
    """Somebody who is still to be told that an announcement has come to an end; not before a time of the clock."""

    number: int
    chat_id: int
    not_before: float = float("-inf")
    tries: int = 0


@dataclass(frozen=True)
class _Look:
    """How many deliveries of an announcement were over, and when by the clock."""

    at: float
    over: int
    state: str


async def keep_cards(bot: Bot, traffic: Traffic, services: Callable[[], Services]) -> None:
    """Keep all cards up to date until cancelled; of the processes that share a database, in one.

    ``bot`` must not wait by itself where Telegram asks for a pause; ``services`` gives those of the moment.
    """
    cards = LiveCards(bot, traffic, services)
    while True:
        try:
            await cards.step()
        except SQLAlchemyError as error:
            log.warning("cards_not_read", reason=str(error))
        await asyncio.sleep(PAUSE)


class LiveCards:
    """The cards that there are, and what each of them shows."""

    def __init__(
        self, bot: Bot, traffic: Traffic, services: Callable[[], Services], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Edit through this bot; ``clock`` is in seconds and never goes back."""
        self._bot, self._traffic, self._services, self._clock = bot, traffic, services, clock
        self._shown: dict[Card, Screen] = {}
        self._looks: dict[int, _Look] = {}
        # Cards that Telegram wants to be left alone until a time of the clock.
        self._held: dict[Card, float] = {}
        # Announcements that have ended, and whoever is to be told of it.
        self._ended: list[int] = []
        self._owed: list[_Owed] = []

    async def step(self) -> None:
        """Look once: edit what has changed, at most one edit a card, and tell of what has come to an end."""
        services = self._services()
        cards = await services.broadcasts.cards()
        found = {number: await services.broadcasts.find(number) for number in {one.broadcast_id for one in cards}}
        speeds = {number: self._speed(one) for number, one in found.items() if one is not None}
        self._forget(cards)
        # Each end is handed out once: what the database cannot say now is asked for at the next look.
        self._ended += await services.reports.take_ended(dt.datetime.now(dt.UTC))
        while self._ended:
            number = self._ended[0]
            self._owed += [_Owed(number, chat_id) for chat_id in await _concerned(services, number, cards)]
            self._ended.pop(0)
        await asyncio.gather(
            *(self._refresh(services, card, one, speeds[one.id]) for card in cards if (one := found[card.broadcast_id]))
        )
        owed, self._owed = self._owed, []
        left = await asyncio.gather(*(self._tell(services, one) for one in owed))
        self._owed += [one for one in left if one is not None]

    def _speed(self, one: Broadcast) -> float | None:
        """Messages a second since the last look; ``None`` where nothing moves, or nothing is known of before."""
        before, now = self._looks.get(one.id), _Look(self._clock(), steps(one)[0], one.state)
        self._looks[one.id] = now
        if one.state not in WORKING or before is None or before.state != one.state:
            return None
        # Who leaves the bot takes their deliveries along.
        return max(0, now.over - before.over) / (now.at - before.at) if now.at > before.at else None

    def _forget(self, cards: Sequence[Card]) -> None:
        """Keep nothing of cards that are gone."""
        numbers, there = {one.broadcast_id for one in cards}, set(cards)
        self._looks = {number: look for number, look in self._looks.items() if number in numbers}
        self._shown = {card: screen for card, screen in self._shown.items() if card in there}
        self._held = {card: until for card, until in self._held.items() if card in there}

    async def _refresh(self, services: Services, card: Card, one: Broadcast, speed: float | None) -> None:
        if self._held.get(card, 0.0) > self._clock():
            return
        member = await services.staff.of(card.chat_id)
        if member is None:
            # Whoever is of the staff no more is told nothing more.
            await services.broadcasts.drop_card(card)
            return
        words = await words_of(services, card.chat_id)
        if one.state == "draft":
            screen = await draft_screen(services, one, member, words)
        else:
            screen = card_screen(services, one, words, member=member, speed=speed)
        is_there = self._shown.get(card) == screen or await self._edit(services, card, screen)
        if is_there and one.state not in MOVING:
            await services.broadcasts.drop_card(card)

    async def _edit(self, services: Services, card: Card, screen: Screen) -> bool:
        """Whether the card shows this now."""
        if card not in await services.broadcasts.cards():
            # A press has led elsewhere since the cards were read.
            return False
        self._traffic.answered()
        try:
            await self._bot.edit_message_text(
                screen.text,
                chat_id=card.chat_id,
                message_id=card.message_id,
                reply_markup=screen.keyboard,
                request_timeout=_TIMEOUT,
            )
        except TelegramRetryAfter as error:
            self._held[card] = self._clock() + error.retry_after
            return False
        except (TelegramBadRequest, TelegramForbiddenError) as error:
            if "message is not modified" not in error.message:
                # It was deleted, or its chat has blocked the bot.
                await services.broadcasts.drop_card(card)
                return False
        except TelegramUnauthorizedError:
            raise
        except AiogramError as error:
            log.info("card_not_edited", reason=type(error).__name__)
            return False
        self._shown[card] = screen
        return True

    async def _tell(self, services: Services, owed: _Owed) -> _Owed | None:
        """Send the report; gives what is still owed."""
        if owed.not_before > self._clock():
            return owed
        try:
            await self._report(services, owed)
        except SQLAlchemyError as error:
            log.warning("report_not_read", reason=str(error))
            return owed
        except TelegramRetryAfter as error:
            return replace(owed, not_before=self._clock() + error.retry_after)
        except TelegramUnauthorizedError:
            raise
        except (TelegramBadRequest, TelegramForbiddenError) as error:
            log.info("report_not_sent", reason=error.message)
        except AiogramError as error:
            log.info("report_not_sent", reason=type(error).__name__)
            return replace(owed, tries=owed.tries + 1) if owed.tries < _TRIES else None
        return None

    async def _report(self, services: Services, owed: _Owed) -> None:
        report = await services.reports.of(owed.number)
        if report is None:
            return
        words = await words_of(services, owed.chat_id)
        opening = [button(words.text("button.open_announcement"), OpenAnnouncement(number=owed.number))]
        keyboard = Screen("", [opening, back_and_home(words)]).keyboard
        self._traffic.answered()
        if report.broadcast.state == "stopped":
            text = stopped_text(report.broadcast, words)
            await self._bot.send_message(owed.chat_id, text, reply_markup=keyboard, request_timeout=_TIMEOUT)
        else:
            file, caption = await report_file(services, report, words)
            await self._bot.send_document(
                owed.chat_id, file, caption=caption, reply_markup=keyboard, request_timeout=_TIMEOUT
            )


async def _concerned(services: Services, number: int, cards: Sequence[Card]) -> list[int]:
    """Whoever made an announcement and whoever looks at its card, of those who are of the staff now."""
    one = await services.broadcasts.find(number)
    chats = {card.chat_id for card in cards if card.broadcast_id == number}
    # What was made on the command line has no author who could be written to.
    chats |= {one.author} if one is not None and one.author > 0 else set()
    return [chat_id for chat_id in sorted(chats) if await services.staff.of(chat_id) is not None]
