"""No request, however wrong, breaks the server: it is carried out or refused with a sentence."""

import asyncio
import inspect
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.errors import TelegramError
from sandbox.files import Upload
from sandbox.methods import METHODS
from sandbox.parameters import Call, values
from sandbox.reference import known_parameters
from sandbox.world import World

RIGHT: dict[str, Any] = {
    "chat_id": 1001,
    "from_chat_id": 1001,
    "message_id": 2,
    "message_ids": [2],
    "text": "a",
    "action": "typing",
    "media": {"type": "photo", "media": "attach://f"},
    "photo": "attach://f",
    "document": "attach://f",
    "latitude": 1,
    "longitude": 1,
    "title": "a",
    "address": "a",
    "commands": [{"command": "a", "description": "a"}],
    **dict.fromkeys(("audio", "animation", "sticker", "thumbnail", "video", "video_note", "voice"), "attach://f"),
    "draft_id": 1,
    "emoji": "🎲",
    "first_name": "a",
    "live_period": 60,
    "options": ["a", {"text": "b"}],
    "phone_number": "1",
    "question": "a",
    "sticker_format": "static",
    "user_id": 1001,
}
OTHERWISE: dict[str, dict[str, Any]] = {
    "sendmediagroup": {"media": [RIGHT["media"], RIGHT["media"]]},
}
"""What is right for one method only."""
FIELDS = (
    *("type", "text", "url", "callback_data", "web_app", "inline_keyboard", "keyboard", "remove_keyboard"),
    *("message_id", "chat_id", "offset", "length", "media", "caption", "caption_entities", "parse_mode"),
    *("user", "emoji", "command", "description", "language", "latitude", "longitude", "live_period", "title"),
    *("sticker", "format", "emoji_list", "id", "input_message_content", "message_text", "photo_file_id", "photo_url"),
)
PLAIN = st.one_of(
    st.none() | st.booleans() | st.integers(-2, 3) | st.floats(allow_nan=False) | st.just(1001),
    st.sampled_from(
        ["", " ", "HTML", "<b>a</b>", "<b", "bold", "photo", "emoji", "attach://f", "1", "{", "²", "\ud800", "9" * 5000]
    ),
)
WRONG = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=4),
    max_leaves=8,
)


@pytest.mark.parametrize("name", sorted(set(METHODS) - {"getupdates"}))
@settings(max_examples=25, deadline=None)
@given(st.data())
def test_any_parameters(name: str, data: st.DataObject) -> None:
    world, method = World(), METHODS[name]
    world.says(1001, "/start")
    world.send(1001, {"text": "a"}, {"inline_keyboard": [[{"text": "a", "callback_data": "a"}]]})
    names = sorted(known_parameters(name) or ())
    right = {**RIGHT, **OTHERWISE.get(name, {})}
    sent = {name: right[name] for name in names if name in right}
    for wrong in data.draw(st.lists(st.sampled_from(names), max_size=2)) if names else ():
        sent[wrong] = data.draw(WRONG | WRONG.map(json.dumps))
    call = Call(world, sent, {"f": Upload("a.png", PICTURE)})
    try:
        result = method.function(call, **values(method.parameters, call))
        if inspect.iscoroutine(result):
            result = asyncio.run(result)
    except TelegramError as error:
        result = error.description
    assert json.dumps(result)
    assert json.dumps(list(world.chats[1001].messages.values()))


PICTURE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x09\0\0\0\x09"
