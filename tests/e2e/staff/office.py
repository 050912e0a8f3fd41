"""What the tests of announcements share: the staff at its desks, drafts, sending by hand, and what people see of it."""

import datetime as dt
import re
import secrets
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from aiogram import Bot

from bot.application import make_bot
from bot.cards import PAUSE, LiveCards
from bot.delivering import TelegramDelivery
from guidance.catalogue.cells import Language
from guidance.outreach.audience import read_audience
from guidance.outreach.broadcasts import Broadcast, Content, Draft
from guidance.outreach.sender import Sender
from guidance.outreach.traffic import Traffic
from guidance.people.staff import Member, Role
from handlers.announcement_card import MARK
from handlers.callbacks import OpenAnnouncement, SteerAnnouncement
from handlers.services import Services
from sandbox import Person, Sandbox
from sandbox.events import Json
from sandbox.files import FileKind, Upload
from tests.e2e.test_wrong_input import PIXEL

ALMATY = ZoneInfo("Asia/Almaty")
NOON = dt.datetime(2026, 12, 1, 12, tzinfo=ALMATY)
REGION, ELSEWHERE = "KZ-33", "KZ-47"
COLLEGE = "71-004"
# As somebody types it, with signs that mean something in Telegram's HTML.
SAID: dict[Language, str] = {
    "kk": "Бейсенбіде көрме <болады> & келіңіз!",
    "ru": "В четверг ярмарка <колледжей> & гости!",
}
CONTENT: dict[Language, Content] = {"kk": Content("Бейсенбіде <b>көрме</b>"), "ru": Content("В четверг ярмарка")}
RATE = 40.0
# So many are claimed at once: a quarter of a second.
BATCH = 10
# Whom the log names as having appointed those who are there from the beginning.
BOSS = 1
REQUEST = re.compile(r"📢 № \d+ · [a-z]+ · ")


@dataclass
class Outreach:
    """What sends and what keeps the cards, stepped by hand; the clock of the cards stands still by itself."""

    bot: Bot
    services: Services
    now: float = 0.0

    def __post_init__(self) -> None:
        telegram = TelegramDelivery(self.bot)
        self.sender = Sender(self.services.outbox, telegram, Traffic())
        self.cards = LiveCards(self.bot, Traffic(), lambda: self.services, lambda: self.now)

    async def looks(self, seconds: float = PAUSE) -> None:
        """The cards look once, so many seconds after the last time."""
        self.now += seconds
        await self.cards.step()

    async def begins(self) -> None:
        await self.sender.keep_house()

    async def sends(self) -> None:
        """A batch."""
        assert await self.sender.step()

    async def ends(self) -> None:
        while await self.sender.step():
            pass
        await self.sender.keep_house()


async def send_all(sandbox: Sandbox, services: Services) -> None:
    """What the engine does until nothing is left."""
    async with make_bot(sandbox.token, sandbox.url, waits=False) as bulk:
        outreach = Outreach(bulk, services)
        await outreach.begins()
        await outreach.ends()


async def arrives(person: Person, services: Services, language: Language, region: str | None = None) -> None:
    """Somebody whom the bot knows."""
    await services.people.choose_language(person.id, language)
    if region:
        await services.people.consent(person.id)
        await services.people.choose_region(person.id, region)
    await person.sends("/start")


async def member(
    sandbox: Sandbox, services: Services, role: Role, region: str | None = None, language: Language = "kk"
) -> Person:
    """One of the staff."""
    person = sandbox.person(language=language, first_name="Әріптес", role="admin")
    await arrives(person, services, language)
    await services.staff.appoint(Member(person.id, role, region), BOSS)
    return person


async def pupils(sandbox: Sandbox, services: Services, count: int, region: str | None = None) -> list[Person]:
    """People whom the bot knows, who read Kazakh and have not written yet."""
    people = [sandbox.person() for _ in range(count)]
    for person in people:
        sandbox.world.people[person.id].started = True
        await services.people.choose_language(person.id, "kk")
        if region:
            await services.people.consent(person.id)
            await services.people.choose_region(person.id, region)
    return people


async def a_draft(services: Services, author: Person, *languages: Language) -> Broadcast:
    content = {language: Content(SAID[language].replace("<", "&lt;").replace("& ", "&amp; ")) for language in languages}
    return await services.broadcasts.create(Draft(author.id, content), dt.datetime.now(dt.UTC))


async def let_go(services: Services, author: int, audience: str = "language=kk", **given: Any) -> Broadcast:
    """An announcement that begins now, to those who read Kazakh, the staff among them."""
    now = dt.datetime.now(dt.UTC)
    content = given.pop("content", CONTENT)
    draft = Draft(author, content, read_audience(audience), rate=RATE, is_paid=True, **given)
    made = await services.broadcasts.create(draft, now)
    return await services.broadcasts.schedule(made.id, made.version, now)


async def found(services: Services, number: int) -> Broadcast:
    one = await services.broadcasts.find(number)
    assert one is not None
    return one


async def a_forum(services: Services, owner: Person) -> int:
    event = await services.events.create("forum", owner.id)
    await services.events.write(event.id, "name", "ru", "Форум")
    await services.events.set_times(event.id, dt.datetime.now(dt.UTC) + dt.timedelta(days=9), None)
    await services.events.settle(event.id, "draft", "published")
    return event.id


async def opens(person: Person, one: Broadcast) -> int:
    """Open the card below all that is there; gives the number of its message."""
    await person.sends("/start")
    await person.presses_data(OpenAnnouncement(number=one.id).pack())
    assert person.screen.text.startswith(MARK)
    return int(person.screen.message["message_id"])


def steer(one: Broadcast, wish: Any) -> str:
    """The button of a card, as the announcement was seen."""
    return SteerAnnouncement(number=one.id, version=one.version, wish=wish).pack()


async def sends(person: Person, content: Json, reply_to: int | None = None, *, silent: bool | None = False) -> None:
    """Send a message with this content; ``silent`` as in the sandbox."""
    person._begin()
    person.sandbox.world.arrives(person.id, content, reply_to)
    await person._reaction(silent=silent)


def album() -> Json:
    """What makes messages one album."""
    return {"media_group_id": str(secrets.randbelow(2**53))}


def file(person: Person, kind: FileKind, name: str = "plan.pdf", content: bytes = b"%PDF") -> Json:
    return person.sandbox.world.files.add(kind, Upload(name, PIXEL if kind == "photo" else content)).media()


def asked(person: Person) -> int:
    """The request that the bot has sent last."""
    return int([one.message["message_id"] for one in person.messages if REQUEST.match(one.text)][-1])


async def answers(person: Person, text: str) -> None:
    await person.sends(text, reply_to=asked(person))


def bots(person: Person) -> list[str]:
    """What the bot has said, oldest first."""
    return [shown.text for shown in person.messages if shown.message["from"]["is_bot"]]


def documents(person: Person) -> list[str]:
    """What stands under the files."""
    return [one.text for one in person.messages if "document" in one.message]


async def acts(services: Services) -> list[tuple[int, str, str]]:
    """Who did what to which, oldest first."""
    return [(one.actor, one.act, one.subject) for one in reversed(await services.audit.newest(100))]
