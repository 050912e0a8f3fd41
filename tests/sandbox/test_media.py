"""Files of every kind: sent, described, limited, fetched by address, edited, shown as portraits."""

import io
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from sandbox import Person, Sandbox
from sandbox.files import FileKind, Upload
from sandbox.images import image_size, image_type

Call = Callable[..., Awaitable[Any]]
Draw = Callable[[str, int, int], bytes]
Send = Callable[..., Awaitable[Any]]
TOO_BIG = b"\xff\xd8" + b"0" * (5 * 2**20)


@pytest.fixture
def send(tg: Sandbox, http: aiohttp.ClientSession) -> Send:
    """Call a method with a multipart body: `bytes` go as files, or pairs of name and content. The whole answer."""

    async def ask(method: str, **params: object) -> Any:
        form = aiohttp.FormData(default_to_multipart=True)
        for name, value in params.items():
            if isinstance(value, bytes):
                form.add_field(name, io.BytesIO(value), filename=f"{name}.bin")
            elif isinstance(value, tuple):
                form.add_field(name, io.BytesIO(value[1]), filename=value[0])
            else:
                form.add_field(name, str(value))
        async with http.post(f"{tg.url}/bot{tg.token}/{method}", data=form) as response:
            return await response.json()

    return ask


@pytest.fixture
async def elsewhere(png: bytes) -> AsyncIterator[str]:
    """The address of a site on this machine."""
    pages = {
        "a.png": (png, "image/png"),
        "a.pdf": (b"%PDF", "application/pdf"),
        "a.html": (b"<p>", "text/html"),
        "big.jpg": (TOO_BIG, "image/jpeg"),
        "a.mp3": (b"ID3", "audio/mpeg"),
    }

    async def page(request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name == "away":
            raise web.HTTPFound("https://example.org/a.png")
        if name not in pages:
            raise web.HTTPNotFound
        body, kind = pages[name]
        return web.Response(body=body, content_type=kind)

    app = web.Application()
    app.add_routes([web.get("/{name}", page)])
    async with TestServer(app) as server:
        yield str(server.make_url("")).rstrip("/")


@pytest.mark.parametrize(
    ("method", "field", "given", "seen"),
    [
        ("sendAudio", "audio", {"duration": 61, "title": "Ән", "performer": "Абай"}, "audio/mpeg"),
        ("sendVoice", "voice", {"duration": 7}, "audio/ogg"),
        ("sendVideo", "video", {"duration": 9, "width": 640, "height": 360}, "video/mp4"),
        ("sendAnimation", "animation", {"duration": 3, "width": 320, "height": 200}, "video/mp4"),
        ("sendVideoNote", "video_note", {"duration": 5, "length": 240}, None),
        ("sendSticker", "sticker", {"emoji": "🙂"}, None),
        ("sendDocument", "document", {}, "application/octet-stream"),
    ],
)
async def test_a_file_of_each_kind(
    method: str,
    field: str,
    given: dict[str, Any],
    seen: str | None,
    send: Send,
    call: Call,
    tg: Sandbox,
    http: aiohttp.ClientSession,
    pupil: Person,
) -> None:
    content = b"content of " + field.encode()
    message = (await send(method, chat_id=pupil.id, **{field: (f"{field}.x", content)}, **given))["result"]
    file = message[field]
    assert {key: file[key] for key in given} == given
    assert (file.get("mime_type"), file["file_size"]) == (seen, len(content))
    assert pupil.screen.message == message
    where = await call("getFile", file_id=file["file_id"])
    async with http.get(f"{tg.url}/file/bot{tg.token}/{where['file_path']}") as response:
        assert await response.read() == content
    again = await call(method, chat_id=pupil.id, **{field: file["file_id"]}, duration=99)
    assert again[field] == file
    refused = (await send("sendPhoto", chat_id=pupil.id, photo=file["file_id"]))["description"]
    assert refused.startswith("Bad Request: can't use file of type ")


async def test_captions_belong_to_some_kinds_only(send: Send, pupil: Person) -> None:
    for method, field, kept in (
        ("sendVoice", "voice", True),
        ("sendAudio", "audio", True),
        ("sendVideo", "video", True),
        ("sendSticker", "sticker", False),
        ("sendVideoNote", "video_note", False),
    ):
        own = {"chat_id": pupil.id, field: b"content", "caption": "<i>a</i>", "parse_mode": "HTML"}
        message = (await send(method, **own, has_spoiler=True, show_caption_above_media=True))["result"]
        assert ("caption_entities" in message) is kept, method
        visual = method == "sendVideo"
        assert (message.get("has_media_spoiler", False), message.get("show_caption_above_media", False)) == (
            visual,
            visual,
        )
    refused = await send("sendVideo", chat_id=pupil.id, video=b"content", caption="қ" * 1025)
    assert refused["description"] == "Bad Request: message caption is too long"


async def test_numbers_are_brought_within_limits(send: Send, pupil: Person) -> None:
    sizes = {"duration": 10**6, "width": -5, "height": 10**6}
    video = (await send("sendVideo", chat_id=pupil.id, video=b"content", **sizes))["result"]["video"]
    assert (video["duration"], video["width"], video["height"]) == (86_400, 0, 10_000)
    refused = await send("sendVideo", chat_id=pupil.id, video=b"content", duration="long")
    assert refused["description"] == 'Bad Request: parameter "duration" must be of type Integer'


async def test_a_file_of_51_megabytes_is_too_big(send: Send, pupil: Person) -> None:
    refused = await send("sendDocument", chat_id=pupil.id, document=b"0" * (50 * 2**20 + 1))
    assert refused["description"] == "Bad Request: file is too big"


async def test_thumbnails_and_covers(send: Send, draw: Draw, pupil: Person, png: bytes, call: Call) -> None:
    small, cover = draw("JPEG", 90, 60), draw("JPEG", 640, 360)
    own = {"chat_id": pupil.id, "video": b"content"}
    video = (await send("sendVideo", **own, thumbnail=small, cover=cover, start_timestamp=4))["result"]["video"]
    assert (video["thumbnail"]["width"], video["cover"][0]["width"], video["start_timestamp"]) == (90, 640, 4)
    assert (await call("getFile", file_id=video["thumbnail"]["file_id"]))["file_size"] == len(small)
    for thumbnail in (draw("JPEG", 321, 60), png, b"nothing"):
        passed_over = (await send("sendVideo", **own, thumbnail=thumbnail))["result"]["video"]
        assert "thumbnail" not in passed_over


async def test_a_gif_is_an_animation(send: Send, draw: Draw, pupil: Person, call: Call) -> None:
    gif = draw("GIF", 20, 10)
    sent = (await send("sendDocument", chat_id=pupil.id, document=("a.gif", gif)))["result"]
    assert (sent["animation"]["width"], sent["animation"]["mime_type"]) == (20, "image/gif")
    assert sent["document"]["file_id"] == sent["animation"]["file_id"]
    assert "animation" in await call("sendDocument", chat_id=pupil.id, document=sent["document"]["file_id"])
    kept = await send("sendDocument", chat_id=pupil.id, document=("a.gif", gif), disable_content_type_detection=True)
    assert "animation" not in kept["result"]


async def test_what_is_missing_is_named(refusal: Call, pupil: Person) -> None:
    for method, what in (("sendVideoNote", "video note"), ("sendAudio", "audio"), ("sendSticker", "sticker")):
        assert await refusal(method, chat_id=pupil.id) == f"Bad Request: there is no {what} in the request"
    paid = await refusal("sendPaidMedia", chat_id=pupil.id, star_count=1, media=[{"type": "photo", "media": "x"}])
    assert "the sandbox has no payments" in paid


async def test_files_by_address_of_this_machine(call: Call, elsewhere: str, pupil: Person, png: bytes) -> None:
    photo = (await call("sendPhoto", chat_id=pupil.id, photo=f"{elsewhere}/a.png"))["photo"][-1]
    assert (photo["width"], photo["file_size"]) == (40, len(png))
    document = (await call("sendDocument", chat_id=pupil.id, document=f"{elsewhere}/a.pdf"))["document"]
    assert (document["file_name"], document["mime_type"]) == ("a.pdf", "application/pdf")
    audio = (await call("sendAudio", chat_id=pupil.id, audio=f"{elsewhere}/a.mp3"))["audio"]
    assert audio["mime_type"] == "audio/mpeg"


@pytest.mark.parametrize(
    ("method", "field", "path", "sentence"),
    [
        ("sendPhoto", "photo", "none.png", "failed to get HTTP URL content"),
        ("sendPhoto", "photo", "big.jpg", "failed to get HTTP URL content"),
        ("sendPhoto", "photo", "away", "failed to get HTTP URL content"),
        ("sendPhoto", "photo", "a.pdf", "wrong type of the web page content"),
        ("sendDocument", "document", "a.html", "wrong type of the web page content"),
        ("sendVideo", "video", "a.html", "wrong type of the web page content"),
        ("sendVideoNote", "video_note", "a.mp3", "video notes can't be sent by their URL"),
    ],
)
async def test_addresses_that_come_to_nothing(
    *, method: str, field: str, path: str, sentence: str, refusal: Call, elsewhere: str, pupil: Person
) -> None:
    assert await refusal(method, chat_id=pupil.id, **{field: f"{elsewhere}/{path}"}) == f"Bad Request: {sentence}"


async def test_other_machines_are_not_reached_and_the_journal_is_told(
    refusal: Call, tg: Sandbox, pupil: Person
) -> None:
    for url in ("https://example.org/a.png", "http://127.0.0.1.example.org/a.png", "ftp://127.0.0.1/a.png"):
        refused = await refusal("sendPhoto", chat_id=pupil.id, photo=url)
        assert refused == "Bad Request: failed to get HTTP URL content"
    told = [event.data for event in tg.world.events.since(0) if event.type == "broken"]
    assert [one["rule"] for one in told] == ["outside_address"] * 3


async def test_editing_media_of_each_kind(call: Call, send: Send, pupil: Person, draw: Draw) -> None:
    text = await call("sendMessage", chat_id=pupil.id, text="a")
    own = {"chat_id": pupil.id, "message_id": text["message_id"]}
    for kind in ("video", "audio", "document", "animation"):
        media = f'{{"type": "{kind}", "media": "attach://part", "caption": "{kind}", "duration": 5}}'
        edited = (await send("editMessageMedia", **own, media=media, part=b"content of " + kind.encode()))["result"]
        assert edited["caption"] == kind
        assert kind in edited
        assert edited[kind].get("duration", 5) == 5
        assert len({"video", "audio", "animation", "text"} & edited.keys() - {kind}) == 0
    await call("editMessageCaption", **own, caption="жаңа")
    assert pupil.screen.text == "жаңа"
    photo = (await send("sendPhoto", chat_id=pupil.id, photo=draw("JPEG", 9, 9)))["result"]
    again = {"type": "photo", "media": photo["photo"][0]["file_id"]}
    edited = await call("editMessageMedia", **own, media=again)
    assert "caption" not in edited
    assert edited["photo"] == photo["photo"]


async def test_media_that_telegram_refuses(call: Call, refusal: Call, send: Send, pupil: Person) -> None:
    text = await call("sendMessage", chat_id=pupil.id, text="a")
    own = {"chat_id": pupil.id, "message_id": text["message_id"]}
    video = (await send("sendVideo", chat_id=pupil.id, video=b"content"))["result"]["video"]["file_id"]
    for media, sentence in (
        ({"type": "photo"}, "can't parse InputMedia: media not found"),
        ({"type": "photo", "media": "attach://none"}, "can't parse InputMedia: media not found"),
        ({"type": "voice", "media": video}, 'can\'t parse InputMedia: type "voice" is unsupported'),
        ({"type": "photo", "media": video}, "can't use file of type Video as Photo"),
        (
            {"type": "video", "media": video, "caption": "<b>", "parse_mode": "HTML"},
            "can't parse InputMedia: Can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
    ):
        assert await refusal("editMessageMedia", **own, media=media) == f"Bad Request: {sentence}"
    voice = (await send("sendVoice", chat_id=pupil.id, voice=b"content"))["result"]["message_id"]
    refused = await refusal(
        "editMessageMedia", chat_id=pupil.id, message_id=voice, media={"type": "video", "media": video}
    )
    assert refused == "Bad Request: message media can't be edited"


async def test_people_upload_every_kind(tg: Sandbox, pupil: Person, call: Call) -> None:
    kinds: tuple[FileKind, ...] = ("audio", "video", "animation", "video_note")
    for kind in kinds:
        tg.world.uploads(pupil.id, kind, Upload("a.bin", b"content"), "сөз")
    updates = await call("getUpdates")
    assert ["audio" in updates[0]["message"], "document" in updates[2]["message"]] == [True, True]
    assert updates[3]["message"]["video_note"]["length"] > 0


async def test_portraits(call: Call, refusal: Call, send: Send, pupil: Person, draw: Draw) -> None:
    assert await call("getUserProfilePhotos", user_id=pupil.id) == {"total_count": 0, "photos": []}
    assert await call("getUserProfileAudios", user_id=pupil.id) == {"total_count": 0, "audios": []}
    assert await refusal("getUserProfilePhotos", user_id=7) == "Bad Request: user not found"
    for side in (100, 200):
        photo = '{"type": "static", "photo": "attach://part"}'
        assert (await send("setMyProfilePhoto", photo=photo, part=draw("JPEG", side, side)))["ok"]
    shown = await call("getUserProfilePhotos", user_id=42, limit=1)
    assert (shown["total_count"], [one[0]["width"] for one in shown["photos"]]) == (2, [200])
    assert await call("removeMyProfilePhoto")
    assert (await call("getUserProfilePhotos", user_id=42))["photos"][0][0]["width"] == 100
    assert "must be uploaded" in await refusal("setMyProfilePhoto", photo={"type": "static", "photo": "id"})
    assert "unsupported type" in await refusal("setMyProfilePhoto", photo={"type": "round"})


def test_webp_sizes_are_read_from_the_header(draw: Draw) -> None:
    content = draw("WEBP", 320, 200)
    extended = b"RIFF\0\0\0\0WEBPVP8X\n\0\0\0\0\0\0\0" + (511).to_bytes(3, "little") + (99).to_bytes(3, "little")
    lossless = b"RIFF\0\0\0\0WEBPVP8L\n\0\0\0\x2f" + (511 | 99 << 14).to_bytes(4, "little")
    assert image_size(content) == (320, 200)
    assert image_size(extended) == (512, 100)
    assert image_size(lossless) == (512, 100)
    for whole in (content, extended, lossless):
        assert all(image_size(whole[:cut]) in {None, image_size(whole)} for cut in range(len(whole)))
    assert image_type(b"RIFF\0\0\0\0WAVE") is None
