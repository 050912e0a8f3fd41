"""A private chat between a person and the bot."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sandbox.events import Json

MAX_MESSAGES = 5_000


@dataclass(slots=True)
class Chat:
    """Messages by id, oldest first. A message is never changed in place: an edit puts a new one there."""

    messages: dict[int, Json] = field(default_factory=dict)
    reply_keyboard: Json | None = None
    reactions: dict[int, list[Json]] = field(default_factory=dict)
    """What the bot set under a message."""
    pinned: int | None = None
    locked: set[int] = field(default_factory=set)
    """Messages that came with a reply keyboard: Telegram lets no one edit them."""
    shown: int | None = None
    """The message of the bot that was sent or edited last."""
    _last_id: int = 0

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
        if self.pinned == message_id:
            self.pinned = None
        if self.shown == message_id:
            bots = (number for number, message in self.messages.items() if message["from"]["is_bot"])
            self.shown = max(bots, default=None)

    def newest_first(self) -> Iterator[Json]:
        """The messages from the bottom of the chat up."""
        return reversed(self.messages.values())


def buttons(message: Json) -> Iterator[Json]:
    """The inline buttons of a message, row by row."""
    for row in message.get("reply_markup", {}).get("inline_keyboard", ()):
        yield from row
