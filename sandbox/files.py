"""Files that people and the bot have sent, in memory and bounded."""

import mimetypes
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from typing import Literal

from sandbox.errors import bad_request
from sandbox.events import Json
from sandbox.images import image_size

FileKind = Literal["photo", "document", "sticker", "voice"]
MAX_STORED_BYTES = 256 * 2**20
MAX_PHOTO_BYTES = 10 * 2**20
MAX_FILE_BYTES = 50 * 2**20
MAX_DOWNLOAD_BYTES = 20 * 2**20
_MAX_PHOTO_SIDES = 10_000
_MAX_PHOTO_RATIO = 20


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

    @property
    def path(self) -> str:
        """The `file_path` of getFile."""
        suffix = mimetypes.guess_extension(self.mime_type) or ""
        return f"{self.kind}s/{self.id}{suffix}"

    def media(self) -> Json:
        """The field of a Message that shows this file."""
        common: Json = {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": len(self.content)}
        match self.kind:
            case "photo":
                return {"photo": [{**common, "width": self.width, "height": self.height}]}
            case "document":
                return {"document": {**common, "file_name": self.name, "mime_type": self.mime_type}}
            case "voice":
                return {"voice": {**common, "duration": 1, "mime_type": self.mime_type}}
            case "sticker":
                shape = {"width": 512, "height": 512, "is_animated": False, "is_video": False}
                return {"sticker": {**common, "type": "regular", **shape}}


class FileStore:
    """Files by id; beyond 256 MiB in all the oldest go."""

    def __init__(self) -> None:
        self._files: OrderedDict[str, StoredFile] = OrderedDict()
        self._bytes = 0

    def add(self, kind: FileKind, upload: Upload) -> StoredFile:
        """Keep a file; raises `TelegramError` when it is empty, too big, or not the picture it should be."""
        if not upload.content:
            raise bad_request("file must be non-empty")
        if len(upload.content) > MAX_FILE_BYTES:
            raise bad_request("file is too big")
        width, height = _photo_size(upload.content) if kind == "photo" else (0, 0)
        mime_type = _picture_type(upload.content) if kind == "photo" else upload.content_type
        file = StoredFile(
            id=f"{kind}-{secrets.token_urlsafe(16)}",
            unique_id=secrets.token_urlsafe(8),
            kind=kind,
            name=upload.name,
            mime_type=mime_type or mimetypes.guess_type(upload.name)[0] or "application/octet-stream",
            content=upload.content,
            width=width,
            height=height,
        )
        self._files[file.id] = file
        self._bytes += len(file.content)
        while self._bytes > MAX_STORED_BYTES:
            _, oldest = self._files.popitem(last=False)
            self._bytes -= len(oldest.content)
        return file

    def get(self, file_id: str) -> StoredFile | None:
        """The file, or None when there is none (any more)."""
        return self._files.get(file_id)

    def at_path(self, path: str) -> StoredFile | None:
        """The file of a `file_path`."""
        file = self.get(path.rpartition("/")[2].partition(".")[0])
        return file if file and file.path == path else None


def _picture_type(content: bytes) -> str:
    return {b"\x89PNG": "image/png", b"GIF8": "image/gif"}.get(content[:4], "image/jpeg")


def _photo_size(content: bytes) -> tuple[int, int]:
    if len(content) > MAX_PHOTO_BYTES:
        raise bad_request("file is too big")
    size = image_size(content)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if sum(size) > _MAX_PHOTO_SIDES or max(size) > _MAX_PHOTO_RATIO * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return size
