"""Messages and their keyboards, sent, edited and deleted under Telegram's rules, over HTTP."""

import io
import json
import struct
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from sandbox import Person, Sandbox
from sandbox.files import Upload
from sandbox.images import image_size

Call = Callable[..., Awaitable[Any]]
Draw = Callable[[str, int, int], bytes]


def inline(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


NEXT = inline({"text": "Әрі қарай", "callback_data": "next"})


async def test_a_message_arrives_as_telegram_gives_it(call: Call, pupil: Person) -> None:
    message = await call("sendMessage", chat_id=pupil.id, text="<b>Сәлем</b> 🙂", parse_mode="HTML", reply_markup=NEXT)
    assert message["text"] == "Сәлем 🙂"
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 5}]
    assert message["from"]["is_bot"]
    assert message["chat"] == {"id": pupil.id, "type": "private", "first_name": "Оқушы"}
    assert message["reply_markup"] == NEXT
    assert message["message_id"] == 2
    assert pupil.screen.message == message


@pytest.mark.parametrize("send", ["query", "form", "json", "multipart"])
async def test_parameters_come_in_any_form(send: str, tg: Sandbox, http: aiohttp.ClientSession, pupil: Person) -> None:
    url = f"{tg.url}/bot{tg.token}/SENDMESSAGE"
    params: dict[str, Any] = {"chat_id": str(pupil.id), "text": "сәлем", "reply_markup": json.dumps(NEXT)}
    if send == "query":
        request = http.get(url, params=params)
    elif send == "json":
        request = http.post(url, json={**params, "reply_markup": NEXT})
    elif send == "form":
        request = http.post(url, data=params)
    else:
        form = aiohttp.FormData(default_to_multipart=True)
        for name, value in params.items():
            form.add_field(name, value)
        request = http.post(url, data=form)
    async with request as response:
        assert (await response.json())["result"]["reply_markup"] == NEXT


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"text": ""}, "Bad Request: message text is empty"),
        ({"text": " \n "}, "Bad Request: message text is empty"),
        ({"text": "<b> </b>", "parse_mode": "HTML"}, "Bad Request: message text is empty"),
        ({"text": "қ" * 4097}, "Bad Request: message is too long"),
        (
            {"text": "<b>a", "parse_mode": "HTML"},
            "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        ({"text": "a", "chat_id": 5}, "Bad Request: chat not found"),
        ({"text": "a", "chat_id": "@nobody"}, "Bad Request: chat not found"),
        ({"text": "a", "chat_id": ""}, "Bad Request: chat_id is empty"),
        ({"text": "a", "chat_id": None}, "Bad Request: chat_id is empty"),
        ({"text": "a", "chat_id": 1001}, "Forbidden: bot can't initiate conversation with a user"),
        (
            {"text": "a", "reply_parameters": {"message_id": 77}},
            "Bad Request: message to be replied not found",
        ),
        ({"text": "a", "reply_markup": "{"}, "Bad Request: can't parse reply keyboard markup JSON object"),
        ({"text": "a", "reply_markup": "[]"}, "Bad Request: object expected as reply markup"),
        ({"text": "a", "entities": {}}, 'Bad Request: expected an Array of Object in parameter "entities"'),
        ({"text": ["a"]}, 'Bad Request: parameter "text" must be of type String'),
    ],
)
async def test_what_cannot_be_sent_is_refused(
    params: dict[str, Any], sentence: str, refusal: Call, pupil: Person
) -> None:
    assert await refusal("sendMessage", **{"chat_id": pupil.id, **params}) == sentence


async def test_4096_characters_are_counted_after_parsing(call: Call, pupil: Person) -> None:
    message = await call("sendMessage", chat_id=pupil.id, text=f"<b>{'🙂' * 4096}</b>", parse_mode="HTML")
    assert message["entities"][0]["length"] == 2 * 4096


@pytest.mark.parametrize(
    ("markup", "sentence"),
    [
        (inline({"text": "a", "callback_data": "қ" * 33}), "BUTTON_DATA_INVALID"),
        (
            inline({"text": "a"}),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            inline({"text": "a", "callback_data": ""}),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (inline({"callback_data": "a"}), "can't parse inline keyboard button: Can't find field \"text\""),
        (
            inline({"text": " ", "callback_data": "a"}),
            'can\'t parse inline keyboard button: Field "text" must be non-empty',
        ),
        (
            inline({"text": "a", "callback_data": "a", "url": "https://a.kz"}),
            "can't parse inline keyboard button: exactly one action must be used, found url and callback_data",
        ),
        (
            inline({"text": "a", "url": "college"}),
            "inline keyboard button URL 'college' is invalid: Wrong HTTP URL",
        ),
        (
            inline({"text": "a", "web_app": {"url": "http://a.kz"}}),
            "inline keyboard button URL 'http://a.kz' is invalid: Only HTTPS links are allowed",
        ),
        (inline(*[{"text": "a", "callback_data": "a"}] * 101), "reply markup is too long"),
        ({"inline_keyboard": {}}, 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array'),
        ({"keyboard": [{}]}, 'field "keyboard" of the ReplyKeyboardMarkup must be an Array of Arrays'),
        ({"keyboard": [[1]]}, "can't parse keyboard button: KeyboardButton must be a String or an Object"),
    ],
)
async def test_keyboards_are_checked(markup: dict[str, Any], sentence: str, refusal: Call, pupil: Person) -> None:
    refused = await refusal("sendMessage", chat_id=pupil.id, text="a", reply_markup=markup)
    assert refused == f"Bad Request: {sentence}"


async def test_64_bytes_of_callback_data_fit(call: Call, pupil: Person) -> None:
    markup = inline({"text": "a", "callback_data": "қ" * 32})
    message = await call("sendMessage", chat_id=pupil.id, text="a", reply_markup=markup)
    assert message["reply_markup"] == markup


async def test_editing_replaces_text_and_keyboard(call: Call, pupil: Person) -> None:
    sent = await call("sendMessage", chat_id=pupil.id, text="бір", reply_markup=NEXT)
    edited = await call("editMessageText", chat_id=pupil.id, message_id=sent["message_id"], text="екі")
    assert edited["text"] == "екі"
    assert "reply_markup" not in edited
    assert edited["edit_date"] >= sent["date"]
    marked = await call("editMessageReplyMarkup", chat_id=pupil.id, message_id=sent["message_id"], reply_markup=NEXT)
    assert (marked["text"], marked["reply_markup"]) == ("екі", NEXT)


async def test_edits_that_telegram_refuses(call: Call, refusal: Call, tg: Sandbox, pupil: Person) -> None:
    sent = await call("sendMessage", chat_id=pupil.id, text="бір", reply_markup=NEXT)
    own = {"chat_id": pupil.id, "message_id": sent["message_id"]}
    assert await refusal("editMessageText", **own, text="бір", reply_markup=NEXT) == (
        "Bad Request: message is not modified: specified new message content and reply markup are exactly "
        "the same as a current content and reply markup of the message"
    )
    assert "message is not modified" in await refusal("editMessageReplyMarkup", **own, reply_markup=NEXT)
    assert await refusal("editMessageText", **own, text="") == "Bad Request: message text is empty"
    assert await refusal("editMessageCaption", **own, caption="a") == (
        "Bad Request: there is no caption in the message to edit"
    )
    keyboard = {"keyboard": [["Иә"]]}
    assert await refusal("editMessageText", **own, text="a", reply_markup=keyboard) == (
        "Bad Request: inline keyboard expected"
    )
    assert await refusal("editMessageText", chat_id=pupil.id, message_id=99, text="a") == (
        "Bad Request: message to edit not found"
    )
    theirs = tg.world.says(pupil.id, "менікі")["message_id"]
    asked = (await call("sendMessage", chat_id=pupil.id, text="?", reply_markup=keyboard))["message_id"]
    for number in (theirs, asked):
        refused = await refusal("editMessageText", chat_id=pupil.id, message_id=number, text="a")
        assert refused == "Bad Request: message can't be edited"
    assert await refusal("editMessageText", chat_id=pupil.id, text="a") == (
        "Bad Request: message identifier is not specified"
    )


async def test_deleting(call: Call, refusal: Call, pupil: Person) -> None:
    numbers = [(await call("sendMessage", chat_id=pupil.id, text="a"))["message_id"] for _ in range(3)]
    assert await call("deleteMessage", chat_id=pupil.id, message_id=numbers[2]) is True
    assert pupil.screen.message["message_id"] == numbers[1]
    assert await refusal("deleteMessage", chat_id=pupil.id, message_id=numbers[2]) == (
        "Bad Request: message to delete not found"
    )
    assert await call("deleteMessages", chat_id=pupil.id, message_ids=[*numbers, 99]) is True
    assert [shown.text for shown in pupil.messages] == ["/start"]
    assert await refusal("deleteMessages", chat_id=pupil.id, message_ids=[]) == (
        "Bad Request: message identifiers are not specified"
    )
    assert await refusal("deleteMessages", chat_id=pupil.id, message_ids=list(range(101))) == (
        "Bad Request: too many message identifiers specified"
    )
    sent = await call("sendMessage", chat_id=pupil.id, text="a")
    assert sent["message_id"] == numbers[2] + 1


async def test_replies_copies_and_reply_keyboards(call: Call, refusal: Call, tg: Sandbox, pupil: Person) -> None:
    first = await call("sendMessage", chat_id=pupil.id, text="<i>бір</i>", parse_mode="HTML", reply_markup=NEXT)
    reply = await call("sendMessage", chat_id=pupil.id, text="a", reply_parameters={"message_id": first["message_id"]})
    assert reply["reply_to_message"] == first
    lonely = {"message_id": 99, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await call("sendMessage", chat_id=pupil.id, text="a", reply_parameters=lonely)
    other = tg.person(language="ru", role="parent")
    tg.world.says(other.id, "/start")
    copy = {"chat_id": other.id, "from_chat_id": pupil.id}
    assert await call("copyMessage", **copy, message_id=first["message_id"]) == {"message_id": 2}
    assert (other.screen.text, other.screen.message["entities"]) == ("бір", first["entities"])
    assert other.screen.buttons == []
    assert await refusal("copyMessage", **copy, message_id=99) == "Bad Request: message to copy not found"
    await call(
        "sendMessage",
        chat_id=pupil.id,
        text="?",
        reply_markup={"keyboard": [["Иә"]], "resize_keyboard": True},
    )
    assert tg.world.chats[pupil.id].reply_keyboard == {
        "keyboard": [[{"text": "Иә"}]],
        "resize_keyboard": True,
    }
    await call("sendMessage", chat_id=pupil.id, text="!", reply_markup={"remove_keyboard": True})
    assert tg.world.chats[pupil.id].reply_keyboard is None


async def test_photos_and_documents(
    *, call: Call, refusal: Call, tg: Sandbox, http: aiohttp.ClientSession, pupil: Person, png: bytes
) -> None:
    form = aiohttp.FormData()
    form.add_field("chat_id", str(pupil.id))
    form.add_field("photo", "attach://card")
    form.add_field("caption", "<b>Бейін</b>")
    form.add_field("parse_mode", "HTML")
    form.add_field("card", io.BytesIO(png), filename="card.png")
    async with http.post(f"{tg.url}/bot{tg.token}/sendPhoto", data=form) as response:
        photo = (await response.json())["result"]
    size = photo["photo"][-1]
    assert (size["width"], size["height"], size["file_size"]) == (40, 30, len(png))
    assert (photo["caption"], photo["caption_entities"][0]["type"]) == ("Бейін", "bold")
    file = await call("getFile", file_id=size["file_id"])
    async with http.get(f"{tg.url}/file/bot{tg.token}/{file['file_path']}") as response:
        assert await response.read() == png
    own = {"chat_id": pupil.id, "message_id": photo["message_id"]}
    assert await refusal("editMessageText", **own, text="a") == ("Bad Request: there is no text in the message to edit")
    edited = await call("editMessageCaption", **own, caption="Жаңа", reply_markup=NEXT)
    assert (edited["caption"], edited["photo"], edited["reply_markup"]) == ("Жаңа", photo["photo"], NEXT)
    again = await call("sendPhoto", chat_id=pupil.id, photo=size["file_id"], has_spoiler=True)
    assert again["photo"] == photo["photo"]
    assert again["has_media_spoiler"] is True
    assert await refusal("sendDocument", chat_id=pupil.id, document=size["file_id"]) == (
        "Bad Request: can't use file of type Photo as Document"
    )
    text = await call("sendMessage", chat_id=pupil.id, text="a")
    media = {"type": "photo", "media": size["file_id"], "caption": "Енді сурет"}
    turned = await call("editMessageMedia", chat_id=pupil.id, message_id=text["message_id"], media=media)
    assert turned["caption"] == "Енді сурет"
    assert "text" not in turned
    assert pupil.screen.photo
    assert pupil.screen.text == "Енді сурет"


@pytest.mark.parametrize(
    ("photo", "sentence"),
    [
        (b"not a picture", "IMAGE_PROCESS_FAILED"),
        (b"", "file must be non-empty"),
        (b"\xff\xd8" + b"0" * (10 * 2**20), "file is too big"),
        (b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 9000, 1001), "PHOTO_INVALID_DIMENSIONS"),
        (b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 2100, 100), "PHOTO_INVALID_DIMENSIONS"),
        ("https://a.kz/a.png", "failed to get HTTP URL content"),
        ("AgAC", "wrong file identifier/HTTP URL specified"),
        ("attach://none", 'file "attach://none" is not in the request'),
        (None, "there is no photo in the request"),
    ],
)
async def test_photos_that_telegram_refuses(
    photo: bytes | str | None, sentence: str, tg: Sandbox, http: aiohttp.ClientSession, pupil: Person
) -> None:
    form = aiohttp.FormData(default_to_multipart=True)
    form.add_field("chat_id", str(pupil.id))
    if isinstance(photo, bytes):
        form.add_field("photo", io.BytesIO(photo), filename="photo.jpg")
    elif photo:
        form.add_field("photo", photo)
    async with http.post(f"{tg.url}/bot{tg.token}/sendPhoto", data=form) as response:
        assert (await response.json())["description"] == f"Bad Request: {sentence}"
    assert len(pupil.messages) == 1


async def test_captions_hold_1024_characters(call: Call, refusal: Call, tg: Sandbox, pupil: Person, png: bytes) -> None:
    tg.world.uploads(pupil.id, "photo", Upload("a.png", png))
    file_id = pupil.messages[-1].message["photo"][-1]["file_id"]
    assert await call("sendPhoto", chat_id=pupil.id, photo=file_id, caption="қ" * 1024)
    assert await refusal("sendPhoto", chat_id=pupil.id, photo=file_id, caption="қ" * 1025) == (
        "Bad Request: message caption is too long"
    )


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF"])
def test_picture_sizes_are_read_from_the_header(kind: str, draw: Draw) -> None:
    content = draw(kind, 320, 200)
    assert image_size(content) == (320, 200)
    assert all(image_size(content[:cut]) in {None, (320, 200)} for cut in range(len(content)))


async def test_blocked_bots_cannot_write(call: Call, refusal: Call, tg: Sandbox, pupil: Person) -> None:
    tg.world.set_blocked(pupil.id, blocked=True)
    assert await refusal("sendMessage", chat_id=pupil.id, text="a") == "Forbidden: bot was blocked by the user"
    tg.world.set_blocked(pupil.id, blocked=False)
    assert await call("sendMessage", chat_id=pupil.id, text="a")


async def test_places(call: Call, refusal: Call, pupil: Person) -> None:
    place = {"chat_id": pupil.id, "latitude": 51.1, "longitude": 71.4}
    assert (await call("sendLocation", **place))["location"] == {"latitude": 51.1, "longitude": 71.4}
    venue = (await call("sendVenue", **place, title="Колледж", address="Абай даңғылы"))["venue"]
    assert (venue["title"], venue["location"]["longitude"]) == ("Колледж", 71.4)
    assert await refusal("sendLocation", chat_id=pupil.id, longitude=1) == "Bad Request: latitude is empty"
    assert await refusal("sendLocation", **{**place, "latitude": 91}) == (
        "Bad Request: wrong latitude or longitude specified"
    )
    assert await refusal("sendLocation", **{**place, "latitude": "north"}) == (
        'Bad Request: parameter "latitude" must be of type Float'
    )


async def test_people_are_mentioned_as_users_and_strangers_not_at_all(call: Call, tg: Sandbox, pupil: Person) -> None:
    text = f'<a href="tg://user?id={pupil.id}">сен</a> <a href="tg://user?id=5">біреу</a>'
    sent = await call("sendMessage", chat_id=pupil.id, text=text, parse_mode="HTML")
    mention = {"type": "text_mention", "offset": 0, "length": 3, "user": tg.world.people[pupil.id].user()}
    assert (sent["text"], sent["entities"]) == ("сен біреу", [mention])
    edited = await call("editMessageText", chat_id=pupil.id, message_id=2, text=f"! {text}", parse_mode="HTML")
    assert [one["user"]["id"] for one in edited["entities"]] == [pupil.id]
