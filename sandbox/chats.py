"""A chat: its messages, and what hangs on them."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field

from sandbox.events import Json
from sandbox.people import Person

MAX_MESSAGES = 5_000


@dataclass(slots=True)
class Chat(ABC):
    """Messages by id, oldest first. A message is never changed in place: an edit puts a new one there."""

    messages: dict[int, Json] = field(default_factory=dict, kw_only=True)
    reply_keyboard: Json | None = field(default=None, kw_only=True)
    reactions: dict[int, dict[int, list[Json]]] = field(default_factory=dict, kw_only=True)
    """What was set under a message: by its id, then by that of the user."""
    pinned: list[int] = field(default_factory=list, kw_only=True)
    """The message pinned last stands last."""
    locked: set[int] = field(default_factory=set, kw_only=True)
    """Messages that came with a reply keyboard: Telegram lets no one edit them."""
    shown: int | None = field(default=None, kw_only=True)
    """The message of the bot that was sent or edited last."""
    _last_id: int = field(default=0, kw_only=True)

    @property
    @abstractmethod
    def id(self) -> int:
        """Positive for a person's chat with the bot, negative for a group."""

    @abstractmethod
    def info(self) -> Json:
        """The Bot API `Chat`."""

    @abstractmethod
    def full_info(self) -> Json:
        """What the Bot API's `ChatFullInfo` says beyond what all chats have."""

    def next_id(self) -> int:
        """Numbers grow by one from 1 and are never used again."""
        self._last_id += 1
        return self._last_id

    def put(self, message: Json) -> None:
        """Add a message, or put its edited form in place; beyond 5,000 the oldest go."""
        self.messages[message["message_id"]] = message
        if message["from"]["is_bot"]:
            self.shown = message["message_id"]
        while len(self.messages) > MAX_MESSAGES:
            self.remove(next(iter(self.messages)))

    def remove(self, message_id: int) -> None:
        """Take a message away with all that hangs on it."""
        del self.messages[message_id]
        self.reactions.pop(message_id, None)
        self.locked.discard(message_id)
        if message_id in self.pinned:
            self.pinned.remove(message_id)
        if self.shown == message_id:
            bots = (number for number, message in self.messages.items() if message["from"]["is_bot"])
            self.shown = max(bots, default=None)

    def newest_first(self) -> Iterator[Json]:
        """The messages from the bottom of the chat up."""
        return reversed(self.messages.values())


@dataclass(slots=True)
class PrivateChat(Chat):
    """A person and the bot."""

    person: Person

    @property
    def id(self) -> int:
        """That of the person."""
        return self.person.id

    def info(self) -> Json:
        """With the person's names."""
        return self.person.chat()

    def full_info(self) -> Json:
        """Nothing more."""
        return {}


def buttons(message: Json) -> Iterator[Json]:
    """The inline buttons of a message, row by row."""
    for row in message.get("reply_markup", {}).get("inline_keyboard", ()):
        yield from row
