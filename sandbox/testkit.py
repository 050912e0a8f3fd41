"""Play people against a real bot: what they send, what they press, what they then see."""

import asyncio
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from sandbox.chats import Chat, buttons
from sandbox.events import Event, Json
from sandbox.files import FileKind, Upload
from sandbox.groups import Group, GroupType, Status
from sandbox.inline import InlineAnswer
from sandbox.people import Role
from sandbox.server import SandboxServer

_STEP = 0.01
"""Seconds between two looks; several short looks, so that a busy event loop cannot skip the wait."""
_SIGNS_OF_LIFE = {"sendChatAction"}


class BotSilent(AssertionError):  # noqa: N818 - a failed expectation
    """The bot did not react in time; the message ends with its last requests."""


class NoSuchButton(AssertionError):  # noqa: N818
    """No button like that is on any screen of this person; the message lists those that are."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as the person sees it."""

    message: Json
    """The Bot API Message."""

    @property
    def text(self) -> str:
        """Text or caption; "" when there is neither."""
        return str(self.message.get("text", self.message.get("caption", "")))

    @property
    def buttons(self) -> list[list[str]]:
        """Texts of the inline buttons, by rows."""
        rows = self.message.get("reply_markup", {}).get("inline_keyboard", [])
        return [[button["text"] for button in row] for row in rows]

    @property
    def photo(self) -> bool:
        """It shows a picture."""
        return "photo" in self.message


@dataclass(slots=True)
class Person:
    """Somebody who talks to the bot. Each step returns when the bot has reacted and gone quiet."""

    sandbox: "Sandbox"
    id: int
    group_id: int | None = None
    """Where they write and look; None: their chat with the bot."""
    _seen: int = 0

    def at(self, group: Group) -> "Person":
        """The same person in a group: what they send, press and see there."""
        return Person(self.sandbox, self.id, group.id)

    async def sends(self, text: str, *, reply_to: int | None = None, expect_silence: bool = False) -> None:
        """Send a text, as a reply where a message's number is given; raises `BotSilent` when nothing comes of it.

        `expect_silence`: the bot must fetch it and show nothing; raises `AssertionError` when it does.
        """
        self._begin()
        self.sandbox.world.says(self.id, text, reply_to, self.group_id)
        await self._reaction(silent=expect_silence)

    async def presses(self, label: str, *, expect_silence: bool = False) -> None:
        """Press the button with this text, or containing it, on the newest message that has one.

        The buttons in place of the keyboard count last. Raises `NoSuchButton`, `BotSilent`.
        """
        for message in self._chat.newest_first():
            if button := _labelled(label, [one for one in buttons(message) if "callback_data" in one]):
                data = button["callback_data"]
                await self.presses_data(data, message_id=message["message_id"], expect_silence=expect_silence)
                return
        keyboard = (self._chat.reply_keyboard or {}).get("keyboard", [])
        button = _labelled(label, [one for row in keyboard for one in row])
        if button is None:
            there = [row for message in self._chat.newest_first() for row in Shown(message).buttons]
            raise NoSuchButton(f"no button {label!r}; there are {there} and the keyboard {keyboard}")
        await self.sends(button["text"], expect_silence=expect_silence)

    async def presses_data(self, data: str, *, message_id: int | None = None, expect_silence: bool = False) -> None:
        """Press a button by its callback data, whether it is still there or not.

        With no `message_id`, on the newest message of the bot.
        """
        self._begin()
        self.sandbox.world.presses(
            self.id, message_id or self._chat.shown or 0, data, chat_id=self.group_id, force=True
        )
        await self._reaction(silent=expect_silence)

    async def sends_photo(self, content: bytes, caption: str = "") -> None:
        """Send a JPEG or PNG picture."""
        await self._uploads("photo", Upload("photo.jpg", content), caption)

    async def sends_document(self, name: str, content: bytes, caption: str = "") -> None:
        """Send a file."""
        await self._uploads("document", Upload(name, content), caption)

    async def sends_sticker(self) -> None:
        """Send a sticker."""
        await self._uploads("sticker", Upload("sticker.webp", b"RIFF", "image/webp"), "")

    async def sends_location(self, latitude: float, longitude: float, *, reply_to: int | None = None) -> None:
        """Send a place, in degrees, as a reply where a message's number is given."""
        self._begin()
        self.sandbox.world.sends_location(self.id, latitude, longitude, reply_to, self.group_id)
        await self._reaction()

    async def asks_inline(self, query: str, offset: str = "") -> InlineAnswer:
        """Type this after the bot's name: the results; raises `BotSilent` when none come in time."""
        before, deadline = self.sandbox.world.events.last, time.monotonic() + self.sandbox.timeout
        query_id = self.sandbox.world.asks_inline(self.id, query, offset)
        while True:
            for event in self._events(before, "inline_answer"):
                if event.data["inline_query_id"] == query_id:
                    shown = event.data
                    return InlineAnswer(tuple(shown["results"]), shown["next_offset"], shown["button"])
            self._check(deadline, f"did not answer the inline query {query!r}")
            await asyncio.sleep(_STEP)

    async def blocks(self) -> None:
        """Block the bot; returns when the bot has fetched the news."""
        await self._blocked(blocked=True)

    async def unblocks(self) -> None:
        """Unblock the bot; returns when the bot has fetched the news."""
        await self._blocked(blocked=False)

    @property
    def screen(self) -> Shown:
        """The message the bot sent or edited last; raises `AssertionError` when there is none."""
        chat = self._chat
        if chat.shown is None:
            raise AssertionError("the bot has sent nothing yet")
        return Shown(chat.messages[chat.shown])

    @property
    def messages(self) -> list[Shown]:
        """All that is in the chat, oldest first, the person's own messages too."""
        return [Shown(message) for message in self._chat.messages.values()]

    @property
    def alerts(self) -> list[str]:
        """Texts of the bot's answers to presses, oldest first, of those events that are still kept."""
        events = self._events(0, "callback_answer")
        return [event.data["text"] for event in events if event.data["text"] and event.data["person_id"] == self.id]

    @property
    def _chat(self) -> Chat:
        return self.sandbox.world.chats[self._chat_id]

    @property
    def _chat_id(self) -> int:
        return self.id if self.group_id is None else self.group_id

    def _begin(self) -> None:
        self._seen = self.sandbox.world.events.last

    async def _uploads(self, kind: FileKind, upload: Upload, caption: str) -> None:
        self._begin()
        self.sandbox.world.uploads(self.id, kind, upload, caption, self.group_id)
        await self._reaction()

    async def _blocked(self, *, blocked: bool) -> None:
        self._begin()
        self.sandbox.world.set_blocked(self.id, blocked=blocked)
        await self._reaction(silent=None)

    def _events(self, after: int, kind: str) -> list[Event]:
        events = self.sandbox.world.events.since(after)
        return [event for event in events if event.type == kind and event.data.get("chat_id") == self._chat_id]

    async def _reaction(self, *, silent: bool | None = False) -> None:
        """Wait until the update is acknowledged, the bot has done something here, and has gone quiet.

        `silent`: whether the bot must do nothing; None when either is right.
        """
        updates, sandbox = self.sandbox.world.updates, self.sandbox
        update_id, deadline = updates.last_id, time.monotonic() + sandbox.timeout
        while updates.acknowledged < update_id:
            self._check(deadline, f"did not fetch update {update_id}")
            await asyncio.sleep(_STEP)
        quiet = 0.0
        while True:
            before = self.sandbox.world.events.last
            await asyncio.sleep(_STEP)
            at_rest = self.sandbox.world.events.last == before and not self._under_way()
            quiet = quiet + _STEP if at_rest else 0.0
            touched, shown = self._touched()
            if silent and shown:
                raise AssertionError(f"the bot was to stay silent, but did not{self._tail()}")
            if quiet >= (sandbox.settles if shown else sandbox.lingers) and (touched or silent is not False):
                return
            self._check(deadline, f"did not react to update {update_id}")

    def _check(self, deadline: float, what: str) -> None:
        if time.monotonic() > deadline:
            raise BotSilent(f"the bot {what} in {self.sandbox.timeout} s{self._tail()}")

    def _touched(self) -> tuple[bool, bool]:
        """Whether the bot did anything here since the step began, and whether it showed anything."""
        answers = self._events(self._seen, "callback_answer")
        requests = [
            event.data["method"]
            for event in self.sandbox.world.events.since(self._seen)
            if event.type == "request" and event.data["ok"] and self._mine(event.data["params"])
        ]
        shown = any(answer.data["text"] or answer.data["url"] for answer in answers)
        shown = shown or any(method not in _SIGNS_OF_LIFE for method in requests)
        return bool(answers or requests), shown

    def _under_way(self) -> bool:
        """A request is being carried out that is, or may be, about this chat."""
        requests = self.sandbox.server.journal.under_way.values()
        return any(
            request.method != "getUpdates" and ("chat_id" not in request.params or self._mine(request.params))
            for request in requests
        )

    def _mine(self, params: Json) -> bool:
        return str(params.get("chat_id")) == str(self._chat_id)

    def _tail(self) -> str:
        return f"; its last requests:\n{self.sandbox.server.journal.tail()}"


def _labelled(label: str, there: list[Json]) -> Json | None:
    """The button with exactly this text, else the first that contains it."""
    exact = (button for button in there if button["text"] == label)
    containing = (button for button in there if label in button["text"])
    return next(exact, None) or next(containing, None)


class Sandbox:
    """A local Telegram for one test: `async with Sandbox() as tg`."""

    token = "42:TEST"  # noqa: S105 - of no use outside

    def __init__(self, port: int = 0, *, timeout: float = 5.0, settles: float = 0.05, lingers: float = 0.3) -> None:
        """`timeout`: seconds after which a bot that has not reacted is silent; it can be changed on the way.

        `settles`: seconds without a request after which a bot that has shown something counts as quiet.

        `lingers`: the same for a bot that has only given a sign of life (a chat action, a press answered
        with no text), or from which silence is expected.
        """
        self.server = SandboxServer(port)
        self.world = self.server.world
        self.timeout = timeout
        self.settles = settles
        self.lingers = lingers

    async def __aenter__(self) -> Self:
        await self.server.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.server.stop()

    @property
    def url(self) -> str:
        """Where the bot finds its Bot API server."""
        return self.server.url

    @property
    def port(self) -> int:
        """The port of `url`."""
        return self.server.port

    def person(self, language: str = "kk", first_name: str | None = None, role: Role = "pupil") -> Person:
        """Somebody new, who has not written to the bot yet; named "pupil" in their language by default."""
        name = first_name or {"kk": "Оқушы", "ru": "Ученик"}.get(language, "Pupil")
        return Person(self, self.world.add_person(name, language, role).id)

    def group(
        self,
        title: str,
        *people: Person,
        type: GroupType = "supergroup",  # noqa: A002 - Telegram's word
        bot_status: Status = "member",
    ) -> Group:
        """A new group of these people, the first its owner, with the bot in it."""
        return self.world.membership.new_group(title, [person.id for person in people], type, bot_status)
