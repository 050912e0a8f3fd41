"""Sets of stickers: made, changed, sent, taken away."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from sandbox import Person, Sandbox
from sandbox.files import Upload

Call = Callable[..., Awaitable[Any]]
Draw = Callable[[str, int, int], bytes]
NAME = "qazaq_by_temirqazyq_sandbox_bot"


@pytest.fixture
def draw_sticker(draw: Draw) -> Callable[[int], bytes]:
    return lambda height: draw("WEBP", 512, height)


@pytest.fixture
def make(tg: Sandbox, http: aiohttp.ClientSession, pupil: Person, draw_sticker: Callable[[int], bytes]) -> Call:
    """createNewStickerSet with this many stickers, each of another height: the whole answer."""

    async def new(count: int = 3, **more: object) -> Any:
        stickers = [
            {"sticker": f"attach://s{number}", "format": "static", "emoji_list": ["🙂", "😀"]}
            for number in range(count)
        ]
        given = {"user_id": pupil.id, "name": NAME, "title": "Қазақша", "stickers": stickers, **more}
        form = aiohttp.FormData(default_to_multipart=True)
        for name, value in given.items():
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        for number in range(count):
            form.add_field(f"s{number}", draw_sticker(100 + number), filename=f"{number}.webp")
        async with http.post(f"{tg.url}/bot{tg.token}/createNewStickerSet", data=form) as response:
            return await response.json()

    return new


@pytest.fixture
def upload(tg: Sandbox, http: aiohttp.ClientSession, pupil: Person) -> Call:
    """uploadStickerFile: the whole answer."""

    async def send(content: bytes, form_of: str = "static", **more: object) -> Any:
        form = aiohttp.FormData(default_to_multipart=True)
        for name, value in {"user_id": pupil.id, "sticker_format": form_of, **more}.items():
            form.add_field(name, str(value))
        form.add_field("sticker", content, filename="a.bin")
        async with http.post(f"{tg.url}/bot{tg.token}/uploadStickerFile", data=form) as response:
            return await response.json()

    return send


async def heights(call: Call) -> list[int]:
    return [sticker["height"] for sticker in (await call("getStickerSet", name=NAME))["stickers"]]


async def test_a_set_is_made_and_its_stickers_are_sent(make: Call, call: Call, pupil: Person) -> None:
    assert (await make())["result"] is True
    made = await call("getStickerSet", name=NAME.upper())
    assert (made["name"], made["title"], made["sticker_type"]) == (NAME, "Қазақша", "regular")
    first = made["stickers"][0]
    assert (first["width"], first["height"], first["emoji"], first["set_name"]) == (512, 100, "🙂", NAME)
    assert (first["is_animated"], first["is_video"]) == (False, False)
    assert (await call("sendSticker", chat_id=pupil.id, sticker=first["file_id"]))["sticker"] == first


async def test_stickers_move_change_and_go(make: Call, call: Call, refusal: Call, upload: Call, draw: Draw) -> None:
    await make()
    first, second, third = [one["file_id"] for one in (await call("getStickerSet", name=NAME))["stickers"]]
    assert await call("setStickerPositionInSet", sticker=third, position=0)
    assert await heights(call) == [102, 100, 101]
    assert await refusal("setStickerPositionInSet", sticker=third, position=3)
    assert await call("deleteStickerFromSet", sticker=first)
    assert await heights(call) == [102, 101]
    assert await refusal("deleteStickerFromSet", sticker=first) == "Bad Request: STICKER_INVALID"
    assert await call("setStickerEmojiList", sticker=second, emoji_list=["⭐"])
    assert await call("setStickerKeywords", sticker=second, keywords=["жұлдыз"])
    assert await call("setStickerSetTitle", name=NAME, title="Жаңа")
    changed = await call("getStickerSet", name=NAME)
    assert (changed["title"], changed["stickers"][1]["emoji"]) == ("Жаңа", "⭐")

    file_id = (await upload(draw("WEBP", 512, 200)))["result"]["file_id"]
    given = {"sticker": file_id, "format": "static", "emoji_list": ["🙂"]}
    own = {"user_id": 1005, "name": NAME, "sticker": given}
    assert await call("addStickerToSet", **own)
    assert await call("addStickerToSet", **own)  # the same again changes nothing
    assert await heights(call) == [102, 101, 200]
    again = {**given, "sticker": (await upload(draw("WEBP", 512, 300)))["result"]["file_id"]}
    assert await call("replaceStickerInSet", user_id=1005, name=NAME, old_sticker=third, sticker=again)
    assert await heights(call) == [300, 101, 200]
    assert await call("deleteStickerSet", name=NAME)
    assert await refusal("getStickerSet", name=NAME) == "Bad Request: STICKERSET_INVALID"


async def test_custom_emoji_and_masks(call: Call, refusal: Call, upload: Call, draw: Draw) -> None:
    small = (await upload(draw("WEBP", 512, 100)))["result"]["file_id"]
    mask = {"point": "eyes", "x_shift": 0.5, "y_shift": 0, "scale": 1.0}
    given = {"sticker": small, "format": "static", "emoji_list": ["🙂"], "mask_position": mask}
    own = {"user_id": 1005, "name": NAME, "title": "a", "stickers": [given]}
    assert await refusal("createNewStickerSet", **own, sticker_type="custom_emoji") == (
        "Bad Request: STICKER_PNG_DIMENSIONS"
    )
    assert await call("createNewStickerSet", **own, sticker_type="mask")
    (sticker,) = (await call("getStickerSet", name=NAME))["stickers"]
    assert (sticker["type"], sticker["mask_position"]) == ("mask", mask)
    assert await call("setStickerMaskPosition", sticker=sticker["file_id"])
    assert "mask_position" not in (await call("getStickerSet", name=NAME))["stickers"][0]
    assert await call("getCustomEmojiStickers", custom_emoji_ids=["5"]) == []
    assert "invalid custom emoji identifier" in await refusal("getCustomEmojiStickers", custom_emoji_ids=["x"])


async def test_emoji_are_found_by_number(call: Call, tg: Sandbox, draw: Draw, pupil: Person) -> None:
    emoji = tg.world.files.add("sticker", Upload("a.webp", draw("WEBP", 100, 100))).id
    given = {"sticker": emoji, "format": "static", "emoji_list": ["🙂"]}
    own = {"user_id": pupil.id, "name": NAME, "title": "a", "stickers": [given]}
    assert await call("createNewStickerSet", **own, sticker_type="custom_emoji", needs_repainting=True)
    (sticker,) = (await call("getStickerSet", name=NAME))["stickers"]
    number = sticker["custom_emoji_id"]
    assert sticker["needs_repainting"] is True
    assert await call("getCustomEmojiStickers", custom_emoji_ids=[number]) == [sticker]
    assert await call("setCustomEmojiStickerSetThumbnail", name=NAME, custom_emoji_id=number)
    assert (await call("getStickerSet", name=NAME))["thumbnail"]["width"] == 100
    assert await call("setStickerSetThumbnail", name=NAME, user_id=pupil.id, format="static")
    assert "thumbnail" not in await call("getStickerSet", name=NAME)


async def test_moving_stickers_are_known_by_their_content(upload: Call, call: Call, pupil: Person) -> None:
    for content, form, field in (
        (b"\x1f\x8b..", "animated", "is_animated"),
        (b"\x1a\x45\xdf\xa3", "video", "is_video"),
    ):
        file_id = (await upload(content, form))["result"]["file_id"]
        assert (await call("sendSticker", chat_id=pupil.id, sticker=file_id))["sticker"][field] is True


@pytest.mark.parametrize(
    ("content", "form", "sentence"),
    [
        (b"a", "static", "STICKER_PNG_NOPNG"),
        (b"a", "animated", "STICKER_TGS_NOTGS"),
        (b"a", "video", "STICKER_VIDEO_NOWEBM"),
        (b"\x1f\x8b" + b"0" * (64 * 2**10), "animated", "file is too big"),
        (b"\x1a\x45\xdf\xa3" + b"0" * (256 * 2**10), "video", "STICKER_VIDEO_BIG"),
        (b"a", "round", "invalid sticker format specified"),
    ],
)
async def test_files_that_are_no_stickers(content: bytes, form: str, sentence: str, upload: Call) -> None:
    assert (await upload(content, form))["description"] == f"Bad Request: {sentence}"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"name": "qazaq"}, "invalid sticker set name is specified"),
        ({"name": f"a__b_{NAME}"}, "invalid sticker set name is specified"),
        ({"name": f"{'a' * 60}_{NAME}"}, "invalid sticker set name is specified"),
        ({"title": "қ" * 65}, "PACK_TITLE_INVALID"),
        ({"user_id": 7}, "user not found"),
        ({"stickers": []}, "STICKERS_EMPTY"),
        ({"stickers": [{}] * 51}, "too many stickers specified"),
        ({"stickers": [{}]}, "can't parse InputSticker: sticker not found"),
        ({"stickers": [{"sticker": "x", "format": "a"}]}, "can't parse InputSticker: Invalid sticker format specified"),
        (
            {"stickers": [{"sticker": "x", "format": "static"}]},
            "can't parse InputSticker: emoji list must be non-empty",
        ),
        (
            {"stickers": [{"sticker": "x", "format": "static", "emoji_list": ["abc"]}]},
            "can't parse InputSticker: expected a Unicode emoji",
        ),
        (
            {"stickers": [{"sticker": "x", "format": "static", "emoji_list": ["🙂"]}]},
            "wrong file identifier/HTTP URL specified",
        ),
        ({"sticker_type": "big"}, "unsupported sticker type specified"),
    ],
)
async def test_sets_that_are_refused(given: dict[str, Any], sentence: str, make: Call) -> None:
    assert (await make(**given))["description"] == f"Bad Request: {sentence}"


async def test_a_name_is_taken_once(make: Call) -> None:
    assert (await make())["ok"]
    assert (await make())["description"] == "Bad Request: sticker set name is already occupied"
