"""Files that people and the bot have sent, in memory and bounded."""

import mimetypes
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import Literal

from sandbox.errors import bad_request
from sandbox.events import Json
from sandbox.images import image_size, image_type

FileKind = Literal["photo", "document", "sticker", "voice", "audio", "video", "animation", "video_note"]
MAX_STORED_BYTES = 256 * 2**20
MAX_PHOTO_BYTES = 10 * 2**20
MAX_FILE_BYTES = 50 * 2**20
MAX_DOWNLOAD_BYTES = 20 * 2**20
_MAX_PHOTO_SIDES = 10_000
_MAX_PHOTO_RATIO = 20
_MAX_THUMBNAIL_BYTES = 200 * 2**10
_MAX_THUMBNAIL_SIDE = 320
_STICKER_SIDE = 512
_VIDEO_NOTE_SIDE = 240
_ANY_TYPE = "application/octet-stream"
_USUAL_TYPES: dict[FileKind, str] = {
    "sticker": "image/webp",
    "voice": "audio/ogg",
    "audio": "audio/mpeg",
    "video": "video/mp4",
    "animation": "video/mp4",
    "video_note": "video/mp4",
}
"""MIME types taken for granted where neither the sender nor the name of the file says one."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way in."""

    name: str
    content: bytes
    content_type: str | None = None


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that Telegram keeps; `width` and `height` are 0 for what is not a picture."""

    id: str
    unique_id: str
    kind: FileKind
    name: str
    mime_type: str
    content: bytes
    width: int = 0
    height: int = 0
    details: Json = field(default_factory=dict)
    """What the sender said of it, as fields of its Bot API object: `duration`, `title`, `thumbnail` and so on."""

    @property
    def path(self) -> str:
        """The `file_path` of getFile."""
        suffix = mimetypes.guess_extension(self.mime_type) or ""
        return f"{self.kind}s/{self.id}{suffix}"

    def info(self) -> Json:
        """The Bot API object of the file: `PhotoSize`, `Document`, `Video` and so on."""
        common: Json = {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": len(self.content)}
        sides: Json = {"width": self.width, "height": self.height}
        named: Json = {"file_name": self.name, "mime_type": self.mime_type}
        match self.kind:
            case "photo":
                own = sides
            case "document":
                own = named
            case "voice":
                own = {"duration": 1, "mime_type": self.mime_type}
            case "audio":
                own = {"duration": 1, **named}
            case "video" | "animation":
                own = {**sides, "duration": 1, **named}
            case "video_note":
                own = {"length": self.width or _VIDEO_NOTE_SIDE, "duration": 1}
            case "sticker":
                shape = sides if self.width else {"width": _STICKER_SIDE, "height": _STICKER_SIDE}
                moves = {"is_animated": self.mime_type == _TGS, "is_video": self.mime_type == _WEBM}
                own = {"type": "regular", **shape, **moves}
        return {**common, **own, **self.details}

    def media(self) -> Json:
        """The fields of a Message that show this file."""
        if self.kind == "photo":
            return {"photo": [self.info()]}
        if self.kind == "animation":  # for bots that knew documents only
            return {"animation": self.info(), "document": replace(self, kind="document", details={}).info()}
        return {self.kind: self.info()}


_TGS, _WEBM = "application/x-tgsticker", "video/webm"


class FileStore:
    """Files by id; beyond 256 MiB in all the oldest go."""

    def __init__(self) -> None:
        self._files: OrderedDict[str, StoredFile] = OrderedDict()
        self._bytes = 0

    def add(self, kind: FileKind, upload: Upload, details: Json | None = None) -> StoredFile:
        """Keep a file; raises `TelegramError` when it is empty, too big, or not the picture it should be."""
        if not upload.content:
            raise bad_request("file must be non-empty")
        if len(upload.content) > MAX_FILE_BYTES:
            raise bad_request("file is too big")
        size: tuple[int, int] | None = None
        if kind == "photo":
            size = _photo_size(upload.content)
        elif kind in {"sticker", "animation"}:
            size = image_size(upload.content)
        file = StoredFile(
            id=f"{kind}-{secrets.token_urlsafe(16)}",
            unique_id=secrets.token_urlsafe(8),
            kind=kind,
            name=upload.name,
            mime_type=_mime_type(kind, upload),
            content=upload.content,
            width=size[0] if size else 0,
            height=size[1] if size else 0,
            details=details or {},
        )
        self._files[file.id] = file
        self._bytes += len(file.content)
        while self._bytes > MAX_STORED_BYTES:
            _, oldest = self._files.popitem(last=False)
            self._bytes -= len(oldest.content)
        return file

    def thumbnail(self, upload: Upload) -> Json:
        """The field `thumbnail` of a file; nothing where Telegram passes over what was given.

        That is anything but a JPEG of less than 200 kB and at most 320 pixels a side.
        """
        size = image_size(upload.content)
        if size is None or max(size) > _MAX_THUMBNAIL_SIDE or image_type(upload.content) != "image/jpeg":
            return {}
        if len(upload.content) >= _MAX_THUMBNAIL_BYTES:
            return {}
        return {"thumbnail": self.add("photo", upload).info()}

    def change(self, file: StoredFile, **details: object) -> StoredFile:
        """Say something else of a file that is kept; None takes a detail away."""
        kept = {key: value for key, value in {**file.details, **details}.items() if value is not None}
        changed = replace(file, details=kept)
        if file.id in self._files:
            self._files[file.id] = changed
        return changed

    def get(self, file_id: str) -> StoredFile | None:
        """The file, or None when there is none (any more)."""
        return self._files.get(file_id)

    def at_path(self, path: str) -> StoredFile | None:
        """The file of a `file_path`."""
        file = self.get(path.rpartition("/")[2].partition(".")[0])
        return file if file and file.path == path else None


def _mime_type(kind: FileKind, upload: Upload) -> str:
    """By the content where that is plain, then as the sender says, then by the name."""
    if kind == "photo" or (kind == "animation" and image_type(upload.content) == "image/gif"):
        return image_type(upload.content) or _ANY_TYPE
    if kind == "sticker" and upload.content.startswith(b"\x1f\x8b"):
        return _TGS
    if kind == "sticker" and upload.content.startswith(b"\x1a\x45\xdf\xa3"):
        return _WEBM
    said = upload.content_type if upload.content_type != _ANY_TYPE else None
    return said or mimetypes.guess_type(upload.name)[0] or _USUAL_TYPES.get(kind, _ANY_TYPE)


def _photo_size(content: bytes) -> tuple[int, int]:
    if len(content) > MAX_PHOTO_BYTES:
        raise bad_request("file is too big")
    size = image_size(content)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if sum(size) > _MAX_PHOTO_SIDES or max(size) > _MAX_PHOTO_RATIO * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return size
