"""Media that a bot sends: the file, what is said of it, its caption."""

from dataclasses import dataclass, replace

from sandbox.downloads import download, is_here
from sandbox.errors import bad_request
from sandbox.events import Json
from sandbox.files import FileKind, StoredFile, Upload
from sandbox.images import image_type
from sandbox.methods.contents import caption_content, reading
from sandbox.parameters import Call, InputFile, declared, values

_MAX_DURATION = 24 * 60 * 60
_MAX_SIDE = 10_000
_MEASURES = {"duration": _MAX_DURATION, "width": _MAX_SIDE, "height": _MAX_SIDE, "length": _MAX_SIDE}
"""Numbers are brought within 0 and these limits, as Telegram does."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """What may come with a kind of file."""

    details: tuple[str, ...] = ()
    is_captioned: bool = True
    is_visual: bool = False
    """It can be covered, and its caption can stand above it."""
    has_thumbnail: bool = True


_SHAPES: dict[FileKind, _Shape] = {
    "photo": _Shape(is_visual=True, has_thumbnail=False),
    "video": _Shape(("duration", "width", "height"), is_visual=True),
    "animation": _Shape(("duration", "width", "height"), is_visual=True),
    "audio": _Shape(("duration", "performer", "title")),
    "document": _Shape(),
    "voice": _Shape(("duration",), has_thumbnail=False),
    "video_note": _Shape(("duration", "length"), is_captioned=False),
    "sticker": _Shape(("emoji",), is_captioned=False, has_thumbnail=False),
}
IN_MESSAGES: tuple[FileKind, ...] = ("animation", "audio", "document", "photo", "video")
"""Types of `InputMedia` that the sandbox knows."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """Media that have been read and checked, whose file is not kept yet."""

    kind: FileKind
    file: InputFile
    words: Json
    """Fields of the Message: the caption, and whether the media are covered."""
    details: Json
    """Fields of the file's own object; they hold for a file that is new."""
    thumbnail: Upload | None = None
    cover: InputFile | None = None
    start_timestamp: int = 0
    is_looked_into: bool = True
    """A GIF sent as a document becomes an animation."""

    def as_document(self) -> "Attachment":
        """The same, with no look at what the document is."""
        return replace(self, is_looked_into=False)


def attachment(call: Call, kind: FileKind, file: InputFile) -> Attachment:
    """Media with the parameters that stand beside the file in the call; raises `TelegramError`."""
    return _read((kind, file), **values(_BESIDE, call))


def input_media(call: Call, given: Json, *, in_album: bool = False) -> Attachment:
    """Read an `InputMedia`; raises `TelegramError`."""
    kind, reference = given.get("type"), given.get("media")
    if not isinstance(reference, str) or not reference or not _is_there(call, reference):
        raise bad_request("can't parse InputMedia: media not found")
    if kind not in IN_MESSAGES:
        raise bad_request(f'can\'t parse InputMedia: type "{kind}" is unsupported')
    if in_album and kind == "animation":
        raise bad_request("can't parse InputMedia: type \"animation\" can't be used in sendMediaGroup")
    with reading("InputMedia"):
        return attachment(Call(call.world, given, call.files), kind, call.file(reference))


async def media_content(call: Call, given: Attachment) -> Json:
    """Keep the file: the fields of a Message with these media; raises `TelegramError`."""
    file = await kept(call, given)
    content = file.media()
    if given.kind == "video":
        extra: Json = {"start_timestamp": given.start_timestamp} if given.start_timestamp else {}
        if given.cover is not None:
            cover = await kept(call, Attachment("photo", given.cover, {}, {}))
            extra["cover"] = [cover.info()]
        content = {"video": {**content["video"], **extra}}
    return {**content, **given.words}


async def kept(call: Call, given: Attachment) -> StoredFile:
    """The file to send: the one sent along or fetched, or the one whose file_id was given; raises `TelegramError`."""
    files, file = call.world.files, given.file
    if isinstance(file, str) and "://" in file:
        file = await _fetched(call, given.kind, file)
    if isinstance(file, Upload):
        details = dict(given.details)
        if given.thumbnail is not None:
            details |= files.thumbnail(given.thumbnail)
        is_gif = given.kind == "document" and given.is_looked_into and image_type(file.content) == "image/gif"
        return files.add("animation" if is_gif else given.kind, file, details)
    known = files.get(file)
    if known is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if known.kind != given.kind and (known.kind, given.kind) != ("animation", "document"):
        raise bad_request(f"can't use file of type {_class_name(known.kind)} as {_class_name(given.kind)}")
    return known


def check_kept(given: Attachment) -> None:
    """Where nothing new may be sent along: it must be a file_id or an address; raises `TelegramError`."""
    if isinstance(given.file, Upload):
        raise bad_request("invalid message content specified")


async def _fetched(call: Call, kind: FileKind, url: str) -> Upload:
    if kind == "video_note":
        raise bad_request("video notes can't be sent by their URL")
    if not is_here(url):
        note_outside(call, url)
    return await download(kind, url)


def note_outside(call: Call, url: str) -> None:
    """Tell the journal that the sandbox did not fetch this file, though Telegram might."""
    told = f"the sandbox fetches files from this machine only, not {url}"
    call.world.events.publish("broken", rule="outside_address", chat_id=None, detail=told, time=call.world.clock.time())


def _is_there(call: Call, reference: str) -> bool:
    return not reference.startswith("attach://") or reference.removeprefix("attach://") in call.files


def _read(
    attached: tuple[FileKind, InputFile],
    *,
    caption: str = "",
    parse_mode: str | None = None,
    caption_entities: list[Json] | None = None,
    show_caption_above_media: bool = False,
    has_spoiler: bool = False,
    duration: int | None = None,
    width: int | None = None,
    height: int | None = None,
    length: int | None = None,
    performer: str | None = None,
    title: str | None = None,
    emoji: str | None = None,
    thumbnail: InputFile | None = None,
    thumb: InputFile | None = None,
    cover: InputFile | None = None,
    start_timestamp: int = 0,
    disable_content_type_detection: bool = False,
) -> Attachment:
    kind, file = attached
    shape = _SHAPES[kind]
    said: Json = {"duration": duration, "width": width, "height": height, "length": length}
    said |= {"performer": performer, "title": title, "emoji": emoji}
    details = {name: said[name] for name in shape.details if said[name] not in (None, "")}
    details |= {name: min(max(details[name], 0), most) for name, most in _MEASURES.items() if name in details}
    words: Json = {}
    if shape.is_captioned:
        above = show_caption_above_media and shape.is_visual
        words = caption_content(caption, parse_mode, caption_entities, above=above)
    if has_spoiler and shape.is_visual:
        words["has_media_spoiler"] = True
    small = thumbnail if thumbnail is not None else thumb
    return Attachment(
        kind,
        file,
        words,
        details,
        thumbnail=small if isinstance(small, Upload) and shape.has_thumbnail else None,
        cover=cover if kind == "video" else None,
        start_timestamp=start_timestamp,
        is_looked_into=not disable_content_type_detection,
    )


_BESIDE = declared(_read)


def _class_name(kind: FileKind) -> str:
    """How Telegram calls a kind of file in its refusals."""
    return {"voice": "VoiceNote", "video_note": "VideoNote"}.get(kind, kind.capitalize())
