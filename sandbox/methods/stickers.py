"""Making and changing sets of stickers."""

from dataclasses import dataclass
from typing import get_args

from sandbox.errors import bad_request
from sandbox.events import Json
from sandbox.files import StoredFile, Upload
from sandbox.methods.attachments import Attachment, kept
from sandbox.methods.contents import reading
from sandbox.methods.registry import method
from sandbox.parameters import Call, InputFile, declared, values
from sandbox.stickers import (
    MAX_EMOJI,
    MAX_FIRST,
    STICKER_TYPES,
    StickerFormat,
    StickerSet,
    StickerType,
    check_sticker,
    is_emoji,
)

_POINTS = ("forehead", "eyes", "mouth", "chin")
_MAX_KEYWORDS = 20
_MAX_KEYWORDS_LENGTH = 64
_MAX_ASKED = 200


@method(returns="StickerSet")
def get_sticker_set(call: Call, *, name: str) -> Json:
    """getStickerSet: of those that bots have made here."""
    return call.world.stickers.get(name).info()


@method(returns="Array of Sticker")
def get_custom_emoji_stickers(call: Call, *, custom_emoji_ids: list[str]) -> list[Json]:
    """getCustomEmojiStickers."""
    if len(custom_emoji_ids) > _MAX_ASKED:
        raise bad_request("too many custom emoji identifiers specified")
    if not all(one.isascii() and one.isdigit() for one in custom_emoji_ids):
        raise bad_request("invalid custom emoji identifier specified")
    found = (call.world.stickers.custom_emoji(one) for one in custom_emoji_ids)
    return [sticker.info() for sticker in found if sticker is not None]


@method(returns="File")
async def upload_sticker_file(call: Call, *, user_id: int, sticker: InputFile, sticker_format: str) -> Json:
    """uploadStickerFile: to be used in sets."""
    _check_owner(call, user_id)
    if isinstance(sticker, str):
        raise bad_request("there is no sticker file in the request")
    check_sticker(sticker, _format(sticker_format))
    file = await kept(call, Attachment("sticker", sticker, {}, {}))
    size = len(file.content)
    return {"file_id": file.id, "file_unique_id": file.unique_id, "file_size": size, "file_path": file.path}


@method(returns="Boolean")
async def create_new_sticker_set(
    call: Call,
    *,
    user_id: int,
    name: str,
    title: str,
    stickers: list[Json],
    sticker_type: str = "regular",
    needs_repainting: bool = False,
    sticker_format: str = "",
) -> bool:
    """createNewStickerSet; `sticker_format` is the former name for what each sticker now says."""
    _check_owner(call, user_id)
    if len(stickers) > MAX_FIRST:
        raise bad_request("too many stickers specified")
    if not stickers:
        raise bad_request("STICKERS_EMPTY")
    kind = next((one for one in STICKER_TYPES if one == sticker_type), None)
    if kind is None:
        raise bad_request("unsupported sticker type specified")
    repainted = needs_repainting and kind == "custom_emoji"
    made = StickerSet(name, title, kind, user_id, needs_repainting=repainted)
    formed = [{"format": sticker_format, **one} if sticker_format else one for one in stickers]
    made.stickers = [await _sticker(call, one, kind, "InputSticker") for one in formed]
    call.world.stickers.new(made, call.world.bot.username)
    return True


@method(returns="Boolean")
async def add_sticker_to_set(call: Call, *, user_id: int, name: str, sticker: Json) -> bool:
    """addStickerToSet."""
    there = _own_set(call, user_id, name)
    call.world.stickers.add(there, await _sticker(call, sticker, there.type, "sticker"))
    return True


@method(returns="Boolean")
async def replace_sticker_in_set(call: Call, *, user_id: int, name: str, old_sticker: str, sticker: Json) -> bool:
    """replaceStickerInSet."""
    there = _own_set(call, user_id, name)
    call.world.stickers.find(old_sticker)
    call.world.stickers.replace(there, old_sticker, await _sticker(call, sticker, there.type, "sticker"))
    return True


@method(returns="Boolean")
def set_sticker_position_in_set(call: Call, *, sticker: str, position: int) -> bool:
    """setStickerPositionInSet."""
    call.world.stickers.move(sticker, position)
    return True


@method(returns="Boolean")
def delete_sticker_from_set(call: Call, *, sticker: str) -> bool:
    """deleteStickerFromSet."""
    call.world.stickers.remove(sticker)
    return True


@method(returns="Boolean")
def set_sticker_emoji_list(call: Call, *, sticker: str, emoji_list: list[str]) -> bool:
    """setStickerEmojiList."""
    with reading("emoji list"):
        emoji = _emoji(emoji_list)
    call.world.stickers.change(sticker, emoji=emoji)
    return True


@method(returns="Boolean")
def set_sticker_keywords(call: Call, *, sticker: str, keywords: list[str] | None = None) -> bool:
    """setStickerKeywords: nobody searches by them here, so they are checked and not kept."""
    call.world.stickers.find(sticker)
    _check_keywords(keywords or [])
    return True


@method(returns="Boolean")
def set_sticker_mask_position(call: Call, *, sticker: str, mask_position: Json | None = None) -> bool:
    """setStickerMaskPosition."""
    where, _ = call.world.stickers.find(sticker)
    if where.type != "mask":
        raise bad_request("STICKER_INVALID")
    with reading("mask position"):
        position = _mask_position(mask_position)
    call.world.stickers.change(sticker, mask_position=position)
    return True


@method(returns="Boolean")
def set_sticker_set_title(call: Call, *, name: str, title: str) -> bool:
    """setStickerSetTitle."""
    call.world.stickers.rename(call.world.stickers.get(name), title)
    return True


@method(returns="Boolean")
async def set_sticker_set_thumbnail(
    call: Call,
    *,
    name: str,
    user_id: int,
    thumbnail: InputFile | None = None,
    format: str,  # noqa: A002 - Telegram's name
) -> bool:
    """setStickerSetThumbnail: with none given, the first sticker stands for the set."""
    there, _ = _own_set(call, user_id, name), _format(format)
    if thumbnail is None:
        there.thumbnail = None
        return True
    file = await kept(call, Attachment("sticker", thumbnail, {}, {}))
    there.thumbnail = _photo_size(file)
    return True


@method(returns="Boolean")
def set_custom_emoji_sticker_set_thumbnail(call: Call, *, name: str, custom_emoji_id: str = "") -> bool:
    """setCustomEmojiStickerSetThumbnail."""
    there = call.world.stickers.get(name)
    if there.type != "custom_emoji":
        raise bad_request("STICKERSET_INVALID")
    emoji = next((one for one in there.stickers if one.details["custom_emoji_id"] == custom_emoji_id), None)
    if custom_emoji_id and emoji is None:
        raise bad_request("STICKER_INVALID")
    there.thumbnail = _photo_size(emoji) if emoji else None
    return True


@method(returns="Boolean")
def delete_sticker_set(call: Call, *, name: str) -> bool:
    """deleteStickerSet."""
    call.world.stickers.delete(call.world.stickers.get(name))
    return True


@dataclass(frozen=True, slots=True)
class _Given:
    """An `InputSticker`, read and checked."""

    reference: str
    form: StickerFormat
    details: Json


async def _sticker(call: Call, given: Json, kind: StickerType, what: str) -> StoredFile:
    inside = Call(call.world, given, call.files)
    with reading(what):
        read = _input_sticker(inside, **values(_INPUT_STICKER, inside))
        file = call.file(read.reference)
    if isinstance(file, str):  # of what is there already a new sticker is made
        known = await kept(call, Attachment("sticker", file, {}, {}))
        file = Upload(known.name, known.content, known.mime_type)
    check_sticker(file, read.form, kind)
    return call.world.files.add("sticker", file, read.details)


def _input_sticker(
    _: Call,
    *,
    sticker: str = "",
    format: str = "",  # noqa: A002 - Telegram's name
    emoji_list: list[str] | None = None,
    mask_position: Json | None = None,
    keywords: list[str] | None = None,
) -> _Given:
    if not sticker:
        raise bad_request("sticker not found")
    if not format:
        raise bad_request('can\'t find field "format"')
    form = _format(format)
    emoji = _emoji(emoji_list or [])
    _check_keywords(keywords or [])
    position = _mask_position(mask_position)
    return _Given(sticker, form, {"emoji": emoji, **({"mask_position": position} if position else {})})


_INPUT_STICKER = declared(_input_sticker)


def _format(given: str) -> StickerFormat:
    for known in get_args(StickerFormat):
        if given == known:
            return known  # type: ignore[no-any-return]
    raise bad_request("invalid sticker format specified")


def _emoji(given: list[str]) -> str:
    """The first of the list, which the Sticker shows."""
    if not given:
        raise bad_request("emoji list must be non-empty")
    if len(given) > MAX_EMOJI:
        raise bad_request("too many emoji specified")
    if not all(is_emoji(one) for one in given):
        raise bad_request("expected a Unicode emoji")
    return given[0]


def _check_keywords(given: list[str]) -> None:
    if len(given) > _MAX_KEYWORDS or sum(map(len, given)) > _MAX_KEYWORDS_LENGTH:
        raise bad_request(f"there must be at most {_MAX_KEYWORDS} keywords of {_MAX_KEYWORDS_LENGTH} characters in all")


def _mask_position(given: Json | None) -> Json | None:
    if not given:
        return None
    if given.get("point") not in _POINTS:
        raise bad_request("wrong point specified in MaskPosition")
    for name in ("x_shift", "y_shift", "scale"):
        if not isinstance(given.get(name), int | float):
            raise bad_request(f'can\'t find field "{name}"')
    return {name: given[name] for name in ("point", "x_shift", "y_shift", "scale")}


def _photo_size(file: StoredFile) -> Json:
    shown = file.info()
    return {name: shown[name] for name in ("file_id", "file_unique_id", "width", "height", "file_size")}


def _check_owner(call: Call, user_id: int) -> None:
    if user_id not in call.world.people:
        raise bad_request("user not found")


def _own_set(call: Call, user_id: int, name: str) -> StickerSet:
    _check_owner(call, user_id)
    there = call.world.stickers.get(name)
    if there.owner_id != user_id:
        raise bad_request("STICKERSET_INVALID")
    return there
