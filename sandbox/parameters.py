"""Parameters of Bot API methods, declared by the signatures of the functions that carry them out."""

import inspect
import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from types import NoneType
from typing import Any, TypeAlias, Union, get_args, get_type_hints

from sandbox.errors import TelegramError, bad_request
from sandbox.events import Json
from sandbox.files import Upload
from sandbox.world import World

ChatId: TypeAlias = int | str
InputFile: TypeAlias = Upload | str
"""A file sent along, or the file_id (or address) of one."""

_MISSING = {
    "chat_id": "chat_id is empty",
    "from_chat_id": "from_chat_id is empty",
    "message_id": "message identifier is not specified",
    "message_ids": "message identifiers are not specified",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
    "animation": "there is no animation in the request",
    "audio": "there is no audio in the request",
    "sticker": "there is no sticker in the request",
    "video": "there is no video in the request",
    "video_note": "there is no video note in the request",
    "voice": "there is no voice in the request",
    "latitude": "latitude is empty",
    "longitude": "longitude is empty",
    "file_id": "file_id not specified",
    "media": "media is empty",
}


@dataclass(frozen=True, slots=True)
class Call:
    """One request of the bot, while it is carried out."""

    world: World
    given: Json
    """Parameters as they came: text, or what JSON held."""
    files: dict[str, Upload]

    def file(self, reference: str) -> InputFile:
        """What `attach://name` stands for, or the reference itself."""
        if not reference.startswith("attach://"):
            return reference
        upload = self.files.get(reference.removeprefix("attach://"))
        if upload is None:
            raise bad_request(f'file "{reference}" is not in the request')
        return upload


@dataclass(frozen=True, slots=True)
class Parameter:
    """One declared parameter."""

    name: str
    read: Callable[[Call, str], object]
    required: bool


def declared(function: Callable[..., object]) -> list[Parameter]:
    """The parameters of a method's function, after its first argument (the `Call`).

    An argument with no default is required. Raises `KeyError` for a type that cannot be sent.
    """
    hints = get_type_hints(function)
    arguments = list(inspect.signature(function).parameters.values())[1:]
    return [
        Parameter(argument.name, _READERS[_bare(hints[argument.name])], argument.default is argument.empty)
        for argument in arguments
    ]


def values(parameters: list[Parameter], call: Call) -> dict[str, Any]:
    """The arguments of a call; raises `TelegramError` when one is missing or of another type."""
    read: dict[str, Any] = {}
    for parameter in parameters:
        name = parameter.name
        there = call.given.get(name) is not None or name in call.files
        value = parameter.read(call, name) if there else None
        if value is not None:
            read[name] = value
        elif parameter.required:
            raise bad_request(_MISSING.get(name, f'parameter "{name}" is required'))
    return read


def _bare(hint: object) -> object:
    """The type without `| None`."""
    rest = tuple(kind for kind in get_args(hint) if kind is not NoneType)
    return Union[rest] if NoneType in get_args(hint) else hint  # noqa: UP007 - built at run time


def _wrong(name: str, kind: str) -> TelegramError:
    return bad_request(f'parameter "{name}" must be of type {kind}')


def _integer(call: Call, name: str) -> int:
    text = str(call.given[name]).strip()
    if not re.fullmatch(r"[+-]?\d{1,19}", text):
        raise _wrong(name, "Integer")
    return int(text)


def _number(call: Call, name: str) -> float:
    try:
        number = float(call.given[name])
    except (TypeError, ValueError):
        raise _wrong(name, "Float") from None
    if not math.isfinite(number):
        raise _wrong(name, "Float")
    return number


def _boolean(call: Call, name: str) -> bool:
    return str(call.given[name]).strip().lower() in {"true", "yes", "1"}


def _string(call: Call, name: str) -> str:
    value = call.given.get(name)
    if not isinstance(value, str | int | float):
        raise _wrong(name, "String")
    return str(value)


def _chat(call: Call, name: str) -> ChatId:
    return _string(call, name).strip()


def _file(call: Call, name: str) -> InputFile:
    return call.files[name] if name in call.files else call.file(_string(call, name))


def _json(call: Call, name: str) -> object:
    value = call.given[name]
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value.strip() else None
    except (ValueError, RecursionError):
        what = "reply keyboard markup" if name == "reply_markup" else name
        raise bad_request(f"can't parse {what} JSON object") from None


def _object(call: Call, name: str) -> Json | None:
    value = _json(call, name)
    if value is not None and not isinstance(value, dict):
        raise bad_request(f"object expected as {name.replace('_', ' ')}")
    return value


def _list_of(kind: type, title: str) -> Callable[[Call, str], object]:
    def read(call: Call, name: str) -> object:
        value = _json(call, name)
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(item, kind) for item in value):
            raise bad_request(f'expected an Array of {title} in parameter "{name}"')
        return value

    return read


_READERS: dict[object, Callable[[Call, str], object]] = {
    int: _integer,
    float: _number,
    bool: _boolean,
    str: _string,
    ChatId: _chat,
    InputFile: _file,
    dict[str, Any]: _object,
    list[int]: _list_of(int, "Integer"),
    list[str]: _list_of(str, "String"),
    list[dict[str, Any]]: _list_of(dict, "Object"),
    list[Any]: _list_of(object, "values"),
}
