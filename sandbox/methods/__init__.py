"""The methods of the Bot API: one function each, declared with its parameters."""

from sandbox.errors import TelegramError, bad_request
from sandbox.methods import about, chatting, editing, inline, receiving, sending
from sandbox.methods.missing import NOT_YET
from sandbox.methods.registry import METHODS, Method

__all__ = ["METHODS", "Method", "about", "chatting", "editing", "find_method", "inline", "receiving", "sending"]

_NOT_YET = {name.lower(): name for name in NOT_YET}


def find_method(name: str) -> Method:
    """The method of this name, in any case; raises `TelegramError` when there is none."""
    if found := METHODS.get(name.lower()):
        return found
    if known := _NOT_YET.get(name.lower()):
        raise bad_request(f"method {known} is not supported by the sandbox yet")
    raise TelegramError(404, "Not Found")
