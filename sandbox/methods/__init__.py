"""The methods of the Bot API: one function each, declared with its parameters."""

from sandbox.errors import TelegramError, bad_request
from sandbox.methods import (
    about,
    albums,
    answering,
    chats,
    editing,
    forwarding,
    inline,
    invites,
    media,
    members,
    pinning,
    places,
    polls,
    portraits,
    receiving,
    sending,
    stickers,
    topics,
)
from sandbox.methods.registry import METHODS, Method
from sandbox.reference import known_name

__all__ = [
    "METHODS",
    "Method",
    "about",
    "albums",
    "answering",
    "chats",
    "editing",
    "find_method",
    "forwarding",
    "inline",
    "invites",
    "media",
    "members",
    "pinning",
    "places",
    "polls",
    "portraits",
    "receiving",
    "sending",
    "stickers",
    "topics",
]


def find_method(name: str) -> Method:
    """The method of this name, in any case; raises `TelegramError` when there is none."""
    if found := METHODS.get(name.lower()):
        return found
    if known := known_name(name):
        raise bad_request(f"method {known} is not supported by the sandbox")
    raise TelegramError(404, "Not Found")
