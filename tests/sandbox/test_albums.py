"""Albums: what may stand together, all or nothing, and what may take a place in one."""

import io
import json
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from sandbox import Person, Sandbox
from sandbox.files import FileKind, Upload

Call = Callable[..., Awaitable[Any]]


@pytest.fixture
def files(tg: Sandbox, png: bytes) -> dict[str, str]:
    """A file of each kind that was sent before, by its kind."""
    kinds: tuple[FileKind, ...] = ("photo", "video", "audio", "document", "animation")
    return {kind: tg.world.files.add(kind, Upload("a.bin", png)).id for kind in kinds}


def items(files: dict[str, str], *kinds: str, **more: object) -> list[dict[str, object]]:
    return [{"type": kind, "media": files[kind], **more} for kind in kinds]


async def test_an_album_is_sent_at_once(tg: Sandbox, http: aiohttp.ClientSession, pupil: Person, png: bytes) -> None:
    media = [
        {"type": "photo", "media": "attach://one", "caption": "<b>бір</b>", "parse_mode": "HTML"},
        {"type": "video", "media": "attach://two", "duration": 4, "has_spoiler": True},
    ]
    form = aiohttp.FormData()
    for name, value in (("chat_id", str(pupil.id)), ("media", json.dumps(media))):
        form.add_field(name, value)
    form.add_field("reply_parameters", json.dumps({"message_id": 1}))
    for name in ("one", "two"):
        form.add_field(name, io.BytesIO(png), filename=f"{name}.png")
    async with http.post(f"{tg.url}/bot{tg.token}/sendMediaGroup", data=form) as response:
        first, second = (await response.json())["result"]

    assert first["media_group_id"] == second["media_group_id"]
    assert (first["photo"][0]["width"], first["caption"], first["caption_entities"][0]["type"]) == (40, "бір", "bold")
    assert (second["video"]["duration"], second["has_media_spoiler"]) == (4, True)
    assert [one["reply_to_message"]["message_id"] for one in (first, second)] == [1, 1]
    assert [shown.message["message_id"] for shown in pupil.messages] == [1, 2, 3]


async def test_albums_differ_and_take_ten(call: Call, files: dict[str, str], pupil: Person) -> None:
    ten = await call("sendMediaGroup", chat_id=pupil.id, media=items(files, *["document"] * 10))
    other = await call("sendMediaGroup", chat_id=pupil.id, media=items(files, "audio", "audio"))
    assert len({one["media_group_id"] for one in ten}) == 1
    assert ten[0]["media_group_id"] != other[0]["media_group_id"]


@pytest.mark.parametrize(
    ("kinds", "sentence"),
    [
        ("photo", "media must include 2-10 items"),
        (" ".join(["photo"] * 11), "too many messages to send as an album"),
        ("photo document", "document can't be mixed with other media types"),
        ("audio video", "audio can't be mixed with other media types"),
        ("photo animation", "can't parse InputMedia: type \"animation\" can't be used in sendMediaGroup"),
    ],
)
async def test_what_cannot_stand_together(
    kinds: str, sentence: str, refusal: Call, files: dict[str, str], pupil: Person
) -> None:
    refused = await refusal("sendMediaGroup", chat_id=pupil.id, media=items(files, *kinds.split()))
    assert refused == f"Bad Request: {sentence}"


async def test_nothing_is_sent_when_one_cannot_be(refusal: Call, files: dict[str, str], pupil: Person) -> None:
    media = [*items(files, "photo"), {"type": "photo", "media": files["video"]}]
    assert await refusal("sendMediaGroup", chat_id=pupil.id, media=media) == (
        'Bad Request: failed to send message #2 with the error message "can\'t use file of type Video as Photo"'
    )
    above = [
        *items(files, "photo", caption="a", show_caption_above_media=True),
        *items(files, "photo", caption="a"),
    ]
    assert await refusal("sendMediaGroup", chat_id=pupil.id, media=above) == (
        "Bad Request: parameter show_caption_above_media must be the same for all messages"
    )
    assert len(pupil.messages) == 1


async def test_editing_inside_an_album(call: Call, refusal: Call, files: dict[str, str], pupil: Person) -> None:
    first, _ = await call("sendMediaGroup", chat_id=pupil.id, media=items(files, "photo", "photo"))
    own = {"chat_id": pupil.id, "message_id": first["message_id"]}
    edited = await call("editMessageMedia", **own, media=items(files, "video")[0])
    assert (edited["media_group_id"], "video" in edited) == (first["media_group_id"], True)
    assert await refusal("editMessageMedia", **own, media=items(files, "document")[0]) == (
        "Bad Request: can't change media type in the album"
    )
    assert await refusal("editMessageMedia", **own, media=items(files, "animation")[0]) == (
        "Bad Request: message content type can't be used in an album"
    )
