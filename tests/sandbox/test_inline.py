"""Inline mode: results, paging, keeping, choosing; what Telegram refuses is refused."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from sandbox import Person, Sandbox
from sandbox.files import FileKind, Upload
from sandbox.testkit import BotSilent

Call = Callable[..., Awaitable[Any]]
PICTURE = "https://a.kz/a.png"


def article(key: str = "1", **changes: object) -> dict[str, object]:
    content = {"message_text": f"<b>Колледж {key}</b>", "parse_mode": "HTML"}
    return {"type": "article", "id": key, "title": f"№ {key}", "input_message_content": content, **changes}


async def asked(tg: Sandbox, call: Call, person: Person, query: str = "сварщик", offset: str = "") -> dict[str, Any]:
    """The update that a query makes."""
    tg.world.updates.drop()
    tg.world.asks_inline(person.id, query, offset)
    (update,) = await call("getUpdates")
    found: dict[str, Any] = update["inline_query"]
    return found


async def test_a_query_its_answer_and_the_choice(tg: Sandbox, call: Call, control: Call, pupil: Person) -> None:
    query = await asked(tg, call, pupil)
    assert (query["query"], query["offset"], query["from"]["id"]) == ("сварщик", "", pupil.id)
    link = {"inline_keyboard": [[{"text": "Ашу", "url": "https://t.me/x?start=c_1"}]]}
    shown = [article("1", reply_markup=link), article("2")]
    button = {"text": "Ботқа", "start_parameter": "s"}
    assert await call("answerInlineQuery", inline_query_id=query["id"], results=shown, next_offset="8", button=button)
    event = [one for one in tg.world.events.since(0) if one.type == "inline_answer"][-1].data
    assert ([one["id"] for one in event["results"]], event["next_offset"]) == (["1", "2"], "8")
    assert event["button"] == button
    tg.world.updates.drop()

    status, message = await control(
        f"/people/{pupil.id}/inline/choice", {"inline_query_id": query["id"], "result_id": "1"}
    )

    assert status == 200
    assert (message["text"], message["via_bot"]["id"]) == ("Колледж 1", 42)
    assert message["reply_markup"] == link
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 9}]
    updates = await news(tg, call)
    assert updates[0]["message"] == message
    assert updates[1]["chosen_inline_result"].pop("inline_message_id")
    assert updates[1]["chosen_inline_result"] == {"result_id": "1", "from": query["from"], "query": "сварщик"}


async def news(tg: Sandbox, call: Call) -> list[dict[str, Any]]:
    """All updates that wait; with another offset than before, for who repeats one at once gets one update only."""
    found: list[dict[str, Any]] = await call("getUpdates", offset=tg.world.updates.acknowledged + 1)
    return found


async def chosen(tg: Sandbox, call: Call, person: Person, *results: dict[str, Any]) -> dict[str, Any]:
    """The message that comes of the first of the results."""
    query = await asked(tg, call, person, query=str(results[0]["id"]))
    await call("answerInlineQuery", inline_query_id=query["id"], results=list(results), cache_time=0)
    tg.world.updates.drop()
    return tg.world.chooses_inline(person.id, query["id"], str(results[0]["id"]))


async def test_feedback_can_be_off(tg: Sandbox, call: Call, pupil: Person) -> None:
    tg.world.profile.inline_feedback = False
    await chosen(tg, call, pupil, article())
    assert [set(one) - {"update_id"} for one in await news(tg, call)] == [{"message"}]


async def test_what_was_sent_through_the_bot_is_edited_by_its_own_id(
    tg: Sandbox, call: Call, refusal: Call, pupil: Person, png: bytes
) -> None:
    press = {"inline_keyboard": [[{"text": "Әрі қарай", "callback_data": "next"}]]}
    message = await chosen(tg, call, pupil, article(reply_markup=press))
    tg.world.presses(pupil.id, message["message_id"], "next")
    pressed = (await news(tg, call))[-1]["callback_query"]
    own = {"inline_message_id": pressed["inline_message_id"]}
    assert "message" not in pressed
    assert await call("editMessageText", **own, text="жаңа", reply_markup=press) is True
    assert pupil.messages[-1].text == "жаңа"
    assert "message is not modified" in await refusal("editMessageText", **own, text="жаңа", reply_markup=press)
    assert await call("editMessageReplyMarkup", **own) is True
    photo = tg.world.files.add("photo", Upload("a.png", png)).id
    media = {"type": "photo", "media": photo, "caption": "a"}
    assert await call("editMessageMedia", **own, media=media) is True
    assert await call("editMessageCaption", **own, caption="b") is True
    assert (pupil.messages[-1].photo, pupil.messages[-1].text) == (True, "b")
    assert await refusal("editMessageText", inline_message_id="none", text="a") == "Bad Request: MESSAGE_ID_INVALID"
    tg.world.delete(pupil.id, [message["message_id"]])
    assert await refusal("editMessageCaption", **own, caption="c") == "Bad Request: MESSAGE_ID_INVALID"


@pytest.mark.parametrize(
    ("kind", "prefix", "field"),
    [
        ("photo", "photo", "photo"),
        ("gif", "gif", "animation"),
        ("mpeg4_gif", "mpeg4", "animation"),
        ("video", "video", "video"),
        ("audio", "audio", "audio"),
        ("voice", "voice", "voice"),
        ("document", "document", "document"),
        ("sticker", "sticker", "sticker"),
    ],
)
async def test_results_with_a_file_sent_before(
    *, kind: str, prefix: str, field: FileKind, tg: Sandbox, call: Call, pupil: Person, png: bytes
) -> None:
    file_id = tg.world.files.add(field, Upload("a.png", png)).id
    given = {"type": kind, "id": "1", "title": "a", f"{prefix}_file_id": file_id, "caption": "<b>а</b>"}
    message = await chosen(tg, call, pupil, {**given, "parse_mode": "HTML"})
    shown = message[field][-1] if kind == "photo" else message[field]
    assert shown["file_id"] == file_id
    assert message.get("caption") == (None if kind == "sticker" else "а")


async def test_results_with_a_file_named_by_its_address(tg: Sandbox, call: Call, pupil: Person, png: bytes) -> None:
    kept = tg.world.files.add("photo", Upload("a.png", png))
    here = f"{tg.url}/file/bot{tg.token}/{kept.path}"
    given = {"type": "photo", "id": "1", "photo_url": here, "thumbnail_url": here, "caption": "a"}
    photo = (await chosen(tg, call, pupil, given))["photo"][-1]
    assert (photo["width"], photo["file_size"]) == (40, len(png))
    away = {"type": "photo", "id": "2", "photo_url": PICTURE, "thumbnail_url": PICTURE}
    assert (await chosen(tg, call, pupil, away))["photo"][-1]["width"] == 1
    voice = {"type": "voice", "id": "3", "title": "a", "voice_url": "https://a.kz/a.ogg", "voice_duration": 7}
    assert (await chosen(tg, call, pupil, voice))["voice"]["duration"] == 7
    audio = {"type": "audio", "id": "4", "title": "Ән", "audio_url": "https://a.kz/a.mp3", "audio_duration": 61}
    assert (await chosen(tg, call, pupil, audio))["audio"]["title"] == "Ән"
    told = [event.data["rule"] for event in tg.world.events.since(0) if event.type == "broken"]
    assert told == ["outside_address"] * 3


async def test_places_contacts_and_other_contents(tg: Sandbox, call: Call, pupil: Person) -> None:
    place = {"latitude": 51.1, "longitude": 71.4}
    location = await chosen(tg, call, pupil, {"type": "location", "id": "1", "title": "a", **place})
    assert location["location"] == place
    named = {"title": "Колледж", "address": "Абай даңғылы"}
    venue = await chosen(tg, call, pupil, {"type": "venue", "id": "2", **place, **named})
    assert venue["venue"] == {"location": place, **named}
    whose = {"phone_number": "+77010000000", "first_name": "Айгүл"}
    contact = await chosen(tg, call, pupil, {"type": "contact", "id": "3", **whose})
    assert contact["contact"] == whose
    for number, (content, field) in enumerate(
        (({**place, **named}, "venue"), ({**place, "live_period": 60}, "location"), (whose, "contact"))
    ):
        message = await chosen(tg, call, pupil, article(f"c{number}", input_message_content=content))
        assert field in message
        assert "text" not in message


async def test_the_same_query_is_answered_from_what_is_kept(tg: Sandbox, call: Call, pupil: Person) -> None:
    query = await asked(tg, call, pupil)
    await call("answerInlineQuery", inline_query_id=query["id"], results=[article()], cache_time=60)
    tg.world.updates.drop()

    again = await tg.person().asks_inline("сварщик")

    assert [one["id"] for one in again.results] == ["1"]
    assert tg.world.updates.pending_count == 0


async def test_a_personal_answer_is_kept_for_one(tg: Sandbox, call: Call, pupil: Person) -> None:
    query = await asked(tg, call, pupil)
    await call("answerInlineQuery", inline_query_id=query["id"], results=[article()], is_personal=True)

    assert (await pupil.asks_inline("сварщик")).results
    tg.timeout = 0.05
    with pytest.raises(BotSilent):
        await tg.person().asks_inline("сварщик")


async def test_what_is_not_to_be_kept_is_asked_again(tg: Sandbox, call: Call, pupil: Person) -> None:
    query = await asked(tg, call, pupil)
    await call("answerInlineQuery", inline_query_id=query["id"], results=[], cache_time=0)
    second = await asked(tg, call, pupil)
    assert second["id"] != query["id"]


async def test_an_answer_in_time(tg: Sandbox, call: Call, pupil: Person) -> None:
    """The test kit waits for the bot."""
    waiting = asyncio.ensure_future(pupil.asks_inline("айти", "8"))
    (update,) = await call("getUpdates", timeout=2, offset=tg.world.updates.acknowledged + 1)
    await call("answerInlineQuery", inline_query_id=update["inline_query"]["id"], results=[article("9")])
    assert [one["id"] for one in (await waiting).results] == ["9"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"results": [article(), article()]}, "RESULT_ID_DUPLICATE"),
        ({"results": [article("х" * 33)]}, "RESULT_ID_INVALID"),
        ({"results": [article(title="")]}, "ARTICLE_TITLE_EMPTY"),
        ({"results": [article(str(n)) for n in range(51)]}, "too many inline query results specified"),
        ({"results": [article(input_message_content={"message_text": " "})]}, "Message text is empty"),
        ({"results": [article(input_message_content={})]}, "Input message content is not specified"),
        ({"results": [article(input_message_content=None)]}, "Input message content is not specified"),
        ({"results": [article(input_message_content={"message_text": "<b>", "parse_mode": "HTML"})]}, "can't parse"),
        ({"results": [article(type="game")]}, 'type "game" is unsupported for the inline query result'),
        ({"results": [{"type": "photo", "id": "1"}]}, 'Can\'t find field "photo_file_id"'),
        ({"results": [{"type": "photo", "id": "1", "photo_url": PICTURE}]}, 'Can\'t find field "thumbnail_url"'),
        ({"results": [{"type": "voice", "id": "1", "title": "a", "voice_url": "none"}]}, "WEBDOCUMENT_URL_INVALID"),
        ({"results": [{"type": "voice", "id": "1", "title": "a", "voice_file_id": "x"}]}, "wrong file identifier"),
        (
            {"results": [{"type": "document", "id": "1", "title": "a", "document_url": PICTURE, "mime_type": "a/b"}]},
            "FILE_CONTENT_TYPE_INVALID",
        ),
        ({"results": [{"type": "location", "id": "1", "title": "a", "latitude": 91, "longitude": 0}]}, "latitude"),
        ({"results": [{"type": "contact", "id": "1", "phone_number": "1"}]}, 'Can\'t find field "first_name"'),
        ({"results": [article(input_message_content={"payload": "a"})]}, "no payments"),
        ({"results": [article(reply_markup={"keyboard": [["a"]]})]}, "Inline keyboard expected"),
        ({"results": [], "next_offset": "0" * 65}, "NEXT_OFFSET_INVALID"),
        ({"results": [], "button": {"text": " "}}, "SWITCH_PM_TEXT_EMPTY"),
        ({"results": [], "button": {"text": "x", "start_parameter": "а б"}}, "START_PARAM_INVALID"),
    ],
)
async def test_what_telegram_refuses(
    tg: Sandbox, call: Call, refusal: Call, pupil: Person, changes: dict[str, Any], sentence: str
) -> None:
    query = await asked(tg, call, pupil)
    assert sentence in await refusal("answerInlineQuery", inline_query_id=query["id"], **changes)


async def test_a_query_is_answered_once(tg: Sandbox, call: Call, refusal: Call, pupil: Person) -> None:
    query = await asked(tg, call, pupil)
    await call("answerInlineQuery", inline_query_id=query["id"], results=[], cache_time=0)
    assert "query is too old" in await refusal("answerInlineQuery", inline_query_id=query["id"], results=[])


async def test_steps_that_nobody_can_take(tg: Sandbox, call: Call, control: Call, pupil: Person) -> None:
    query = await asked(tg, call, pupil)
    await call("answerInlineQuery", inline_query_id=query["id"], results=[article()])
    choice = {"inline_query_id": query["id"], "result_id": "1"}
    assert (await control(f"/people/{pupil.id}/inline/choice", {**choice, "result_id": "2"}))[0] == 404
    assert (await control(f"/people/{tg.person().id}/inline/choice", choice))[0] == 404
    assert (await control(f"/people/{pupil.id}/inline", {"query": "x" * 257}))[0] == 400
    assert (await control(f"/people/{pupil.id}/inline", {"query": "x"}))[0] == 200
