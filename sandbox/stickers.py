"""Sets of stickers that bots have made."""

import re
import secrets
from dataclasses import dataclass, field
from typing import Literal, get_args

from sandbox.errors import bad_request
from sandbox.events import Json
from sandbox.files import FileStore, StoredFile, Upload
from sandbox.images import image_size, image_type

StickerType = Literal["regular", "mask", "custom_emoji"]
STICKER_TYPES: tuple[StickerType, ...] = get_args(StickerType)
StickerFormat = Literal["static", "animated", "video"]
STICKER_FORMATS: tuple[StickerFormat, ...] = get_args(StickerFormat)
MAX_EMOJI = 20
MAX_FIRST = 50
_MAX_TITLE = 64
_MAX_NAME = 64
_MAX_STICKERS = {"regular": 120, "mask": 120, "custom_emoji": 200}
_MAX_BYTES: dict[StickerFormat, int] = {"static": 512 * 2**10, "animated": 64 * 2**10, "video": 256 * 2**10}
"""core.telegram.org/stickers"""
_SIDE, _EMOJI_SIDE = 512, 100
_NAME = re.compile(r"[A-Za-z](?:_?[A-Za-z0-9])*")
_STARTS: dict[StickerFormat, bytes] = {"animated": b"\x1f\x8b", "video": b"\x1a\x45\xdf\xa3"}
_WRONG_STARTS: dict[StickerFormat, str] = {"animated": "STICKER_TGS_NOTGS", "video": "STICKER_VIDEO_NOWEBM"}


@dataclass(slots=True)
class StickerSet:
    """Stickers in their order."""

    name: str
    title: str
    type: StickerType
    owner_id: int
    needs_repainting: bool = False
    stickers: list[StoredFile] = field(default_factory=list)
    thumbnail: Json | None = None
    """A `PhotoSize`."""

    def info(self) -> Json:
        """The Bot API `StickerSet`."""
        info: Json = {"name": self.name, "title": self.title, "sticker_type": self.type}
        info["stickers"] = [sticker.info() for sticker in self.stickers]
        return {**info, "thumbnail": self.thumbnail} if self.thumbnail else info


class StickerSets:
    """All sets; each step raises `TelegramError` where Telegram refuses."""

    def __init__(self, files: FileStore) -> None:
        self._files = files
        self._sets: dict[str, StickerSet] = {}

    def get(self, name: str) -> StickerSet:
        """The set of this name, in any case."""
        if found := self._sets.get(name.strip().lower()):
            return found
        raise bad_request("STICKERSET_INVALID")

    def new(self, made: StickerSet, bot_username: str) -> None:
        """Begin a set with its first stickers."""
        ending = f"_by_{bot_username}".lower()
        if len(made.name) > _MAX_NAME or not _NAME.fullmatch(made.name) or not made.name.lower().endswith(ending):
            raise bad_request("invalid sticker set name is specified")
        if made.name.lower() in self._sets:
            raise bad_request("sticker set name is already occupied")
        _check_title(made.title)
        first, made.stickers = made.stickers, []
        for sticker in first:
            self.add(made, sticker)
        self._sets[made.name.lower()] = made

    def add(self, where: StickerSet, sticker: StoredFile) -> None:
        """Put a sticker at the end; one that is there already is not put twice."""
        if any(sticker.content == there.content for there in where.stickers):
            return
        if len(where.stickers) >= _MAX_STICKERS[where.type]:
            raise bad_request("STICKERS_TOO_MUCH")
        own: Json = {"type": where.type, "set_name": where.name}
        if where.type == "custom_emoji":
            own["custom_emoji_id"] = str(secrets.randbelow(2**62))
        if where.needs_repainting:
            own["needs_repainting"] = True
        where.stickers.append(self._files.change(sticker, **own))

    def replace(self, where: StickerSet, old_id: str, sticker: StoredFile) -> None:
        """Put a sticker in the place of another, which leaves the set."""
        there, number = self.find(old_id)
        if there is not where:
            raise bad_request("STICKER_INVALID")
        removed = where.stickers.pop(number)
        before = len(where.stickers)
        try:
            self.add(where, sticker)
        finally:
            if len(where.stickers) == before:  # it was there already, or was refused
                where.stickers.insert(number, removed)
            else:
                where.stickers.insert(number, where.stickers.pop())

    def find(self, file_id: str) -> tuple[StickerSet, int]:
        """The set of a sticker, and its place there."""
        for one in self._sets.values():
            for number, sticker in enumerate(one.stickers):
                if sticker.id == file_id:
                    return one, number
        raise bad_request("STICKER_INVALID")

    def change(self, file_id: str, **details: object) -> None:
        """Say something else of a sticker: `emoji`, `keywords`, `mask_position`; None takes it away."""
        where, number = self.find(file_id)
        where.stickers[number] = self._files.change(where.stickers[number], **details)

    def move(self, file_id: str, position: int) -> None:
        """Put a sticker elsewhere in its set, counted from 0."""
        where, number = self.find(file_id)
        if not 0 <= position < len(where.stickers):
            raise bad_request("invalid sticker position specified")
        where.stickers.insert(position, where.stickers.pop(number))

    def remove(self, file_id: str) -> None:
        """Take a sticker out of its set."""
        where, number = self.find(file_id)
        del where.stickers[number]

    def rename(self, where: StickerSet, title: str) -> None:
        """Give a set another title."""
        _check_title(title)
        where.title = title

    def delete(self, where: StickerSet) -> None:
        """Take a set away; stickers that were sent stay where they are."""
        del self._sets[where.name.lower()]

    def custom_emoji(self, number: str) -> StoredFile | None:
        """The sticker with this `custom_emoji_id`."""
        stickers = (sticker for one in self._sets.values() for sticker in one.stickers)
        return next((one for one in stickers if one.details.get("custom_emoji_id") == number), None)


def check_sticker(upload: Upload, form: StickerFormat, kind: StickerType = "regular") -> None:
    """Whether a file may be in a set, by core.telegram.org/stickers; raises `TelegramError`."""
    if len(upload.content) > _MAX_BYTES[form]:
        raise bad_request("STICKER_VIDEO_BIG" if form == "video" else "file is too big")
    if form != "static":
        if not upload.content.startswith(_STARTS[form]):
            raise bad_request(_WRONG_STARTS[form])
        return
    if image_type(upload.content) not in {"image/png", "image/webp"}:
        raise bad_request("STICKER_PNG_NOPNG")
    size = image_size(upload.content) or (0, 0)
    fits = size == (_EMOJI_SIDE, _EMOJI_SIDE) if kind == "custom_emoji" else max(size) == _SIDE
    if not fits:
        raise bad_request("STICKER_PNG_DIMENSIONS")


def is_emoji(text: str) -> bool:
    """Whether this looks like one emoji: a rough look, for Telegram's own table is long."""
    marks = [char for char in text if ord(char) > 0x2000]  # noqa: PLR2004 - no letters or digits beyond, but symbols
    return bool(marks) and len(text) <= MAX_EMOJI and not any(char.isalpha() or char.isspace() for char in text)


def _check_title(title: str) -> None:
    if not 1 <= len(title.strip()) <= _MAX_TITLE:
        raise bad_request("PACK_TITLE_INVALID")
