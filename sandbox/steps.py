"""The steps that people can take, by their names in the control API: each reads its fields and does it in the world."""

from collections.abc import Callable
from typing import TypeVar, get_args

from sandbox import gestures
from sandbox.errors import WrongStep
from sandbox.events import Json
from sandbox.files import FileKind, Upload
from sandbox.world import World

_Value = TypeVar("_Value", str, int, float)
Step = Callable[[World, int, Json], Json]
"""Of the world, the id of the person and the fields; what comes of it. Raises `WrongStep`."""


def _message(world: World, person_id: int, body: Json) -> Json:
    return world.says(person_id, field(body, "text", str), _reply_to(body), _chat_id(body))


def _reply_to(body: Json) -> int | None:
    return None if body.get("reply_to_message_id") is None else field(body, "reply_to_message_id", int)


def _upload(world: World, person_id: int, body: Json) -> Json:
    kind, file, caption = body.get("kind"), body.get("file"), body.get("caption", "")
    if not isinstance(file, Upload):
        raise WrongStep("field file must hold a file")
    for known in get_args(FileKind):
        if kind == known:
            reply_to, album = _reply_to(body), body.get("media_group_id")
            return world.uploads(
                person_id, known, file, str(caption), _chat_id(body), reply_to=reply_to, album=album and str(album)
            )
    raise WrongStep(f"kind must be one of {', '.join(get_args(FileKind))}")


def _location(world: World, person_id: int, body: Json) -> Json:
    latitude, longitude = _number(body, "latitude"), _number(body, "longitude")
    return world.sends_location(person_id, latitude, longitude, None, _chat_id(body))


def _press(world: World, person_id: int, body: Json) -> Json:
    message_id, data, force = field(body, "message_id", int), field(body, "data", str), body.get("force") is True
    query_id = world.presses(person_id, message_id, data, chat_id=_chat_id(body), force=force)
    return {"callback_query_id": query_id}


def _ask_inline(world: World, person_id: int, body: Json) -> Json:
    query, offset = field(body, "query", str), field(body, "offset", str) if "offset" in body else ""
    return {"inline_query_id": world.asks_inline(person_id, query, offset)}


def _choose_inline(world: World, person_id: int, body: Json) -> Json:
    query_id, result_id = field(body, "inline_query_id", str), field(body, "result_id", str)
    return world.chooses_inline(person_id, query_id, result_id, _chat_id(body))


def _edit(world: World, person_id: int, body: Json) -> Json:
    message_id, text = field(body, "message_id", int), field(body, "text", str)
    return gestures.edits(world, person_id, message_id, text, _chat_id(body))


def _forward(world: World, person_id: int, body: Json) -> Json:
    message_id, source = field(body, "message_id", int), field(body, "from_chat_id", int)
    return gestures.forwards(world, person_id, message_id, source, _chat_id(body))


def _react(world: World, person_id: int, body: Json) -> Json:
    message_id = field(body, "message_id", int)
    emoji = None if body.get("emoji") is None else field(body, "emoji", str)
    gestures.reacts(world, person_id, message_id, emoji, _chat_id(body))
    return {}


def _vote(world: World, person_id: int, body: Json) -> Json:
    message_id, options = field(body, "message_id", int), body.get("option_ids")
    if not isinstance(options, list):
        raise WrongStep("field option_ids must be given, as a list of int")
    return world.votes(person_id, message_id, options, _chat_id(body))


def _poll(world: World, person_id: int, body: Json) -> Json:
    options, correct = body.get("options"), None
    if not isinstance(options, list) or not all(isinstance(one, str) for one in options):
        raise WrongStep("field options must be given, as a list of str")
    if body.get("type") == "quiz":
        correct = field(body, "correct_option_id", int)
    question = field(body, "question", str)
    return world.polls.ask(person_id, question, options, correct=correct, chat_id=_chat_id(body))


def _contact(world: World, person_id: int, body: Json) -> Json:
    whose = None if body.get("person_id") is None else field(body, "person_id", int)
    return world.sends_contact(person_id, whose, _chat_id(body))


def _block(world: World, person_id: int, _: Json) -> Json:
    return world.set_blocked(person_id, blocked=True).control()


def _unblock(world: World, person_id: int, _: Json) -> Json:
    return world.set_blocked(person_id, blocked=False).control()


STEPS: dict[str, Step] = {
    "messages": _message,
    "uploads": _upload,
    "location": _location,
    "presses": _press,
    "inline": _ask_inline,
    "inline/choice": _choose_inline,
    "edits": _edit,
    "forwards": _forward,
    "reactions": _react,
    "polls": _poll,
    "votes": _vote,
    "contact": _contact,
    "block": _block,
    "unblock": _unblock,
}
"""By the last part of the address under `/sandbox/people/{id}/`."""


def _chat_id(body: Json) -> int | None:
    """Where a step is taken: the chat with the bot where nothing is said."""
    return None if body.get("chat_id") is None else field(body, "chat_id", int)


def field(body: Json, name: str, kind: type[_Value]) -> _Value:
    """A field that must be given, of this type; raises `WrongStep`."""
    value = body.get(name)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise WrongStep(f"field {name} must be given, as {kind.__name__}")
    if isinstance(value, str) and any("\ud800" <= char <= "\udfff" for char in value):
        raise WrongStep(f"field {name} must be valid Unicode")
    return value


def _number(body: Json, name: str) -> float:
    return float(field(body, name, int) if isinstance(body.get(name), int) else field(body, name, float))
