"""Mistakes planted in a bot: each is refused in Telegram's words, or shown in the journal."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from sandbox import Person, Sandbox
from sandbox.files import MAX_PHOTO_BYTES, Upload

Call = Callable[..., Awaitable[Any]]
BUTTON = {"text": "a", "callback_data": "go"}
MANY = [[{"text": "a", "callback_data": str(number)}] for number in range(101)]


def keyboard(*rows: list[dict[str, str]]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"text": "a" * 4097}, "message is too long"),
        ({"text": " \n "}, "message text is empty"),
        ({"text": "a", "reply_markup": keyboard([{**BUTTON, "callback_data": "я" * 33}])}, "BUTTON_DATA_INVALID"),
        ({"text": "a", "reply_markup": keyboard(*MANY)}, "reply markup is too long"),
        ({"text": "<b>a", "parse_mode": "HTML"}, "can't parse entities: Can't find end tag"),
        ({"text": "<br>", "parse_mode": "HTML"}, 'can\'t parse entities: Unsupported start tag "br"'),
        ({"text": "a.", "parse_mode": "MarkdownV2"}, "can't parse entities: Character '.' is reserved"),
        ({"text": "a", "parse_mode": "markup"}, "unsupported parse_mode"),
        ({"text": "a", "chat_id": 5}, "chat not found"),
        ({"text": "a", "reply_parameters": {"message_id": 77}}, "message to be replied not found"),
        ({"txt": "a"}, "message text is empty"),
    ],
)
async def test_a_message_that_telegram_would_not_take(
    refusal: Call, pupil: Person, params: dict[str, Any], sentence: str
) -> None:
    assert (await refusal("sendMessage", **{"chat_id": pupil.id, **params})).startswith(f"Bad Request: {sentence}")


async def test_pictures_that_are_too_much(tg: Sandbox, refusal: Call, pupil: Person, png: bytes) -> None:

    photo = tg.world.files.add("photo", Upload("a.png", png)).id
    to = {"chat_id": pupil.id, "photo": photo}
    assert await refusal("sendPhoto", **to, caption="a" * 1025) == "Bad Request: message caption is too long"
    with pytest.raises(Exception, match="file is too big"):
        tg.world.files.add("photo", Upload("a.png", png + bytes(MAX_PHOTO_BYTES)))


async def test_edits_that_change_nothing_or_not_what_is_theirs(call: Call, refusal: Call, pupil: Person) -> None:
    sent = await call("sendMessage", chat_id=pupil.id, text="a", reply_markup=keyboard([BUTTON]))
    which = {"chat_id": pupil.id, "message_id": sent["message_id"]}
    same = await refusal("editMessageText", **which, text="a", reply_markup=keyboard([BUTTON]))
    assert same.startswith("Bad Request: message is not modified: ")
    theirs = await refusal("editMessageText", chat_id=pupil.id, message_id=1, text="b")
    assert theirs == "Bad Request: message can't be edited"


async def test_presses_unanswered_and_answered_twice(tg: Sandbox, call: Call, refusal: Call, pupil: Person) -> None:
    sent = await call("sendMessage", chat_id=pupil.id, text="a", reply_markup=keyboard([BUTTON]))
    queries = [tg.world.presses(pupil.id, sent["message_id"], "go") for _ in range(2)]
    await call("answerCallbackQuery", callback_query_id=queries[0])
    assert "query is too old" in await refusal("answerCallbackQuery", callback_query_id=queries[0])
    tg.world.clock.advance(11)
    tg.world.note_unanswered()
    assert [event.data["rule"] for event in tg.world.events.since(0) if event.type == "broken"] == ["unanswered_press"]


async def test_parameters_and_methods_that_are_misspelt(tg: Sandbox, call: Call, answer: Call, pupil: Person) -> None:
    await call("sendMessage", chat_id=pupil.id, text="a", disable_notifications=True, parse_mod="HTML")
    entry = tg.server.journal.finished[-1]
    assert entry.ok
    assert [one["detail"] for one in entry.broken] == ["disable_notifications", "parse_mod"]
    body = await answer("sendMesage", chat_id=pupil.id, text="a")
    assert (body["error_code"], body["description"]) == (404, "Not Found")
    assert not tg.server.journal.finished[-1].ok


async def test_two_pollers_and_people_who_blocked(tg: Sandbox, answer: Call, pupil: Person) -> None:
    first = asyncio.ensure_future(answer("getUpdates", timeout=3))
    await asyncio.sleep(0.05)
    second = asyncio.ensure_future(answer("getUpdates", timeout=1))
    assert (await first)["description"].startswith("Conflict: terminated by other getUpdates request")
    tg.world.set_blocked(pupil.id, blocked=True)
    assert (await second)["ok"]
    body = await answer("sendMessage", chat_id=pupil.id, text="a")
    assert (body["error_code"], body["description"]) == (403, "Forbidden: bot was blocked by the user")
    body = await answer("sendMessage", chat_id=tg.person().id, text="a")
    assert body["description"] == "Forbidden: bot can't initiate conversation with a user"
