"""What people did, kept so that it can be saved and played again against the same bot or the next version of it."""

import asyncio
import base64
import binascii
import time
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from sandbox.chats import Chat, buttons
from sandbox.errors import TelegramError, WrongStep
from sandbox.events import Json
from sandbox.files import Upload
from sandbox.journal import Journal
from sandbox.steps import STEPS
from sandbox.world import World

VERSION = 1
MAX_STEPS = 10_000
MAX_BYTES = 64 * 2**20
"""Of the files that a session keeps."""
_PATIENCE = 10.0
"""Seconds after which a bot that has not fetched an update is given up."""
_QUIET = 0.3
"""Seconds without anything new after which the bot has done what it wanted."""
_LOOK = 0.02
_POINTING = ("message_id", "reply_to_message_id")


@dataclass(frozen=True, slots=True)
class Noted:
    """A step as it is kept: messages are named by how many stand below them, for their numbers will be others."""

    at: float
    """Seconds since the first step."""
    person_id: int
    name: str
    body: Json
    label: str | None = None
    """The text of the button that was pressed."""

    def saved(self) -> Json:
        """As JSON; a file in base64."""
        file = self.body.get("file")
        body = {key: value for key, value in self.body.items() if key != "file"}
        if isinstance(file, Upload):
            content = base64.b64encode(file.content).decode()
            body["file"] = {"name": file.name, "content_type": file.content_type, "content": content}
        label = {"label": self.label} if self.label is not None else {}
        return {"at": round(self.at, 1), "person_id": self.person_id, "name": self.name, "body": body, **label}

    @property
    def size(self) -> int:
        """Bytes of the file that came with it."""
        file = self.body.get("file")
        return len(file.content) if isinstance(file, Upload) else 0


class Session:
    """The steps so far, and the playing of a saved session."""

    def __init__(self, world: World, journal: Journal) -> None:
        self._world = world
        self._journal = journal
        self._steps: deque[Noted] = deque()
        self._bytes = 0
        self._is_cut = False
        self._began: float | None = None
        self._playing: asyncio.Task[None] | None = None

    def note(self, person_id: int, name: str, body: Json) -> Noted:
        """How a step that is about to be taken will be kept."""
        now = time.monotonic()
        if self._began is None:
            self._began = now
        chat = self._chat(person_id, body)
        kept, label = dict(body), None
        for field in _POINTING:
            if chat is not None and type(body.get(field)) is int:
                kept[field] = sum(number > body[field] for number in chat.messages)
        if name == "presses" and chat is not None:
            pressed = chat.messages.get(body.get("message_id", 0), {})
            label = next(
                (one["text"] for one in buttons(pressed) if one.get("callback_data") == body.get("data")), None
            )
        return Noted(now - self._began, person_id, name, kept, label)

    def keep(self, step: Noted) -> None:
        """The step was taken. Beyond 10,000 steps, or 64 MiB of files, the oldest are forgotten."""
        self._steps.append(step)
        self._bytes += step.size
        while len(self._steps) > MAX_STEPS or self._bytes > MAX_BYTES:
            self._bytes -= self._steps.popleft().size
            self._is_cut = True

    def document(self) -> Json:
        """The session as JSON; `is_cut` says that its beginning was forgotten."""
        world = self._world
        there = {step.person_id for step in self._steps}
        there |= {one for group in world.membership.groups for one in group.members if one in world.people}
        return {
            "version": VERSION,
            "saved_at": world.now(),
            "is_cut": self._is_cut,
            "people": [world.people[one].control() for one in sorted(there)],
            "groups": [group.control(world.bot.id) for group in world.membership.groups],
            "steps": [step.saved() for step in self._steps],
        }

    def play(self, document: Json, *, fresh: bool) -> int:
        """Begin to play a saved session: how many steps it has. Raises `WrongStep` when it cannot be played.

        `fresh`: with new people of the same names and languages, whom the bot does not know; administrators stay who
        they are, for a bot knows them by number. How far it has come is told by events `replay`.
        """
        if self._playing is not None and not self._playing.done():
            raise WrongStep("a session is being played already")
        steps = _read(document)
        numbers = self._people(document, fresh=fresh)
        numbers |= self._groups(document, numbers)
        self._playing = asyncio.get_running_loop().create_task(self._play(steps, numbers))
        return len(steps)

    async def stop(self) -> None:
        """Play no further."""
        if self._playing is not None:
            self._playing.cancel()
            with suppress(asyncio.CancelledError):
                await self._playing

    def _people(self, document: Json, *, fresh: bool) -> dict[int, int]:
        """Who plays whom."""
        numbers: dict[int, int] = {}
        for saved in _objects(document, "people"):
            number = saved.get("id")
            if type(number) is not int:
                raise WrongStep("each of people must have an id")
            if number in self._world.people and (not fresh or saved.get("role") == "admin"):
                numbers[number] = number
                continue
            name, language = str(saved.get("first_name", "")), str(saved.get("language_code", ""))
            numbers[number] = self._world.add_person(name, language, saved.get("role", "other")).id
        return numbers

    def _groups(self, document: Json, people: dict[int, int]) -> dict[int, int]:
        numbers: dict[int, int] = {}
        for saved in _objects(document, "groups"):
            members = [people[one] for one in saved.get("member_ids", ()) if one in people]
            status = saved.get("bot_status")
            group = self._world.membership.new_group(
                str(saved.get("title", "")),
                members,
                saved.get("type", "supergroup"),
                status if status in {"member", "administrator"} else "left",
            )
            numbers[int(saved.get("id", 0))] = group.id
        return numbers

    async def _play(self, steps: list[Noted], numbers: dict[int, int]) -> None:
        error = None
        for done, step in enumerate(steps):
            self._world.events.publish("replay", done=done, total=len(steps), error=None)
            try:
                await self._take(step, numbers)
            except (WrongStep, TelegramError) as wrong:
                error = f"step {done + 1} ({step.name}): {wrong}"
                self._world.events.publish("replay", done=done, total=len(steps), error=error)
                return
        self._world.events.publish("replay", done=len(steps), total=len(steps), error=None)

    async def _take(self, step: Noted, numbers: dict[int, int]) -> None:
        """Take a step as the same person would now, and wait for the bot."""
        person_id = numbers.get(step.person_id, step.person_id)
        body = dict(step.body)
        for field in ("chat_id", "from_chat_id", "person_id"):
            if type(body.get(field)) is int:
                body[field] = numbers.get(body[field], body[field])
        chat = self._chat(person_id, body)
        messages = list(chat.messages) if chat else []
        for field in _POINTING:
            if type(body.get(field)) is int:
                if not 0 <= body[field] < len(messages):
                    raise WrongStep("there are not so many messages")
                body[field] = messages[-1 - body[field]]
        if step.name == "presses" and chat is not None and step.label is not None:
            body |= _button(chat.newest_first(), str(body.get("data")), step.label)
        if step.name == "inline/choice":
            body["inline_query_id"] = self._world.inline.newest(person_id)
        STEPS[step.name](self._world, person_id, body)
        await self._quiet()

    def _chat(self, person_id: int, body: Json) -> Chat | None:
        """Where the messages are that a step points at."""
        chat_id = body.get("from_chat_id", body.get("chat_id"))
        return self._world.chats.get(chat_id if type(chat_id) is int else person_id)

    async def _quiet(self) -> None:
        updates, log, begun = self._world.updates, self._world.events, time.monotonic()
        newest = updates.last_id
        while updates.acknowledged < newest:
            if time.monotonic() - begun > _PATIENCE:
                raise WrongStep("the bot does not fetch its updates")
            await asyncio.sleep(_LOOK)
        seen, since = log.last, time.monotonic()
        while time.monotonic() - since < _QUIET and time.monotonic() - begun < _PATIENCE:
            await asyncio.sleep(_LOOK)
            busy = any(request.method != "getUpdates" for request in self._journal.under_way.values())
            if log.last != seen or busy:
                seen, since = log.last, time.monotonic()


def _objects(document: Json, name: str) -> list[Json]:
    listed = document.get(name)
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise WrongStep(f"this is no saved session: {name} must be a list of objects")
    return listed


def _read(document: Json) -> list[Noted]:
    """The steps of a saved session; raises `WrongStep`."""
    if document.get("version") != VERSION:
        raise WrongStep(f"this is no saved session of version {VERSION}")
    steps = []
    for number, saved in enumerate(_objects(document, "steps"), start=1):
        name, body, person_id = saved.get("name"), saved.get("body"), saved.get("person_id")
        if name not in STEPS or not isinstance(body, dict) or type(person_id) is not int:
            raise WrongStep(f"step {number} must have person_id, name and body")
        body = dict(body)
        if isinstance(file := body.get("file"), dict):
            try:
                content = base64.b64decode(str(file.get("content")), validate=True)
            except (binascii.Error, ValueError):
                raise WrongStep(f"the file of step {number} is damaged") from None
            body["file"] = Upload(str(file.get("name", "file")), content, file.get("content_type"))
        label = saved.get("label")
        steps.append(Noted(0.0, person_id, str(name), body, label if isinstance(label, str) else None))
    return steps


def _button(messages: Iterable[Json], data: str, label: str) -> Json:
    """The newest button with this data, or else with this text: its message and data. Raises `WrongStep`."""
    there = [(message["message_id"], button) for message in messages for button in buttons(message)]
    for field, wanted in (("callback_data", data), ("text", label)):
        for message_id, button in there:
            if button.get(field) == wanted and "callback_data" in button:
                return {"message_id": message_id, "data": button["callback_data"]}
    raise WrongStep(f"there is no button «{label}»")
