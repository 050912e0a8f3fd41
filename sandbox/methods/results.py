"""The results of inline queries, and the messages that come of them."""

from dataclasses import dataclass

from sandbox.downloads import is_address, is_here
from sandbox.errors import TelegramError, bad_request
from sandbox.events import Json
from sandbox.files import FileKind, Upload
from sandbox.keyboards import reply_markup as checked_markup
from sandbox.methods.attachments import Attachment, attachment, media_content, note_outside
from sandbox.methods.contents import reading, text_content
from sandbox.methods.places import contact_content, location_content, venue_content
from sandbox.parameters import Call

_MAX_ID_BYTES = 64
_PIXEL = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,"
    b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)


@dataclass(frozen=True, slots=True)
class _Rules:
    """What a type of result must and may have."""

    required: tuple[str, ...] = ()
    kind: FileKind | None = None
    prefix: str = ""
    """How the names of its file's fields begin: `photo_url`, `photo_file_id`."""
    by_address: tuple[str, ...] = ()
    """Required as well where the file is named by its address."""
    types: tuple[tuple[str, ...], str] | None = None
    """The MIME types it may be of, and the refusal of others."""


_FILES_AS_PAGES = (("text/html", "video/mp4"), "VIDEO_CONTENT_TYPE_INVALID")
_FILES_AS_DOCUMENTS = (("application/pdf", "application/zip"), "FILE_CONTENT_TYPE_INVALID")
_RULES: dict[str, _Rules] = {
    "article": _Rules(("title",)),
    "contact": _Rules(("phone_number", "first_name")),
    "location": _Rules(("latitude", "longitude", "title")),
    "venue": _Rules(("latitude", "longitude", "title", "address")),
    "photo": _Rules((), "photo", "photo", ("thumbnail_url",)),
    "gif": _Rules((), "animation", "gif", ("thumbnail_url",)),
    "mpeg4_gif": _Rules((), "animation", "mpeg4", ("thumbnail_url",)),
    "video": _Rules(("title",), "video", "video", ("mime_type", "thumbnail_url"), _FILES_AS_PAGES),
    "audio": _Rules((), "audio", "audio", ("title",)),
    "voice": _Rules(("title",), "voice", "voice"),
    "document": _Rules(("title",), "document", "document", ("mime_type",), _FILES_AS_DOCUMENTS),
    "sticker": _Rules((), "sticker", "sticker"),
}
_EMPTY_TITLES = {"article": "ARTICLE_TITLE_EMPTY", "video": "VIDEO_TITLE_EMPTY", "document": "FILE_TITLE_EMPTY"}
_FORMER = {"thumb_url": "thumbnail_url", "thumb_mime_type": "thumbnail_mime_type"}


async def result(call: Call, given: Json) -> Json:
    """A result as the bot sent it, with `message`: the checked content of the message that comes of choosing it.

    Raises `TelegramError`.
    """
    named = {_FORMER.get(key, key): value for key, value in given.items()}
    key, kind = named.get("id"), str(named.get("type") or "").lower()
    if not isinstance(key, str) or not 1 <= len(key.encode("utf-8", "surrogatepass")) <= _MAX_ID_BYTES:
        raise bad_request("RESULT_ID_INVALID")
    rules = _RULES.get(kind)
    if rules is None:
        raise bad_request(f'can\'t parse inline query result: type "{kind}" is unsupported for the inline query result')
    _check_fields(named, kind, rules)
    inside = Call(call.world, named, {})
    with reading("inline query result"):
        message = _given_content(inside, is_required=kind == "article" or named.get("mime_type") == "text/html")
        markup = checked_markup(_object(named, "reply_markup"), inline_only=True)
    if message is None:
        message = await _own_content(inside, kind, rules)
    elif rules.kind:
        _check_file(inside, rules)
    return {**given, "message": {**message, "reply_markup": markup} if markup else message}


def _check_fields(given: Json, kind: str, rules: _Rules) -> None:
    required = rules.required
    if rules.kind:
        if given.get(f"{rules.prefix}_url"):
            required += rules.by_address
        else:
            required += (f"{rules.prefix}_file_id",)
    for name in required:
        if given.get(name) is None:
            raise bad_request(f"can't parse inline query result: Can't find field \"{name}\"")
    if "title" in required and not str(given["title"]).strip():
        raise bad_request(_EMPTY_TITLES.get(kind, 'can\'t parse inline query result: Field "title" must be non-empty'))
    if rules.types and "mime_type" in required and given["mime_type"] not in rules.types[0]:
        raise bad_request(rules.types[1])


def _object(given: Json, name: str) -> Json | None:
    value = given.get(name)
    if value is not None and not isinstance(value, dict):
        raise bad_request(f'field "{name}" must be of type Object')
    return value


def _given_content(call: Call, *, is_required: bool) -> Json | None:
    """What `input_message_content` says, None where there is none."""
    given = _object(call.given, "input_message_content")
    if given is None:
        if is_required:
            raise bad_request("input message content is not specified")
        return None
    inside = Call(call.world, given, {})
    if given.get("message_text"):
        preview = _object(given, "link_preview_options")
        entities = given.get("entities")
        return text_content(
            str(given["message_text"]),
            str(given.get("parse_mode") or ""),
            [one for one in entities if isinstance(one, dict)] if isinstance(entities, list) else None,
            preview,
        )
    if "latitude" in given and "longitude" in given:
        return venue_content(inside) if "title" in given and "address" in given else location_content(inside)
    if "phone_number" in given:
        return contact_content(inside)
    if "payload" in given:
        raise bad_request("the sandbox has no payments")
    raise bad_request("input message content is not specified")


async def _own_content(call: Call, kind: str, rules: _Rules) -> Json:
    """The message of a result that says nothing else."""
    if rules.kind is None:
        with reading("inline query result"):
            match kind:
                case "location":
                    return location_content(call)
                case "venue":
                    return venue_content(call)
            return contact_content(call)
    prefix = f"{rules.prefix}_"
    beside = {key.removeprefix(prefix): value for key, value in call.given.items() if key != f"{prefix}url"}
    if rules.kind != "audio":
        beside.pop("title", None)  # the title of the result, not of what is sent
    with reading("inline query result"):
        given = attachment(Call(call.world, beside, {}), rules.kind, str(call.given.get(f"{prefix}file_id") or ""))
    url = call.given.get(f"{prefix}url")
    if not url:
        return await media_content(call, given)
    _check_file(call, rules)
    return await _by_address(call, given, str(url))


def _check_file(call: Call, rules: _Rules) -> None:
    url = call.given.get(f"{rules.prefix}_url")
    if url and not is_address(str(url)):
        raise bad_request("WEBDOCUMENT_URL_INVALID")


async def _by_address(call: Call, given: Attachment, url: str) -> Json:
    """With the file at this address, or a stand-in: Telegram takes the answer before it has fetched anything."""
    if is_here(url):
        try:
            return await media_content(call, Attachment(given.kind, url, given.words, given.details))
        except TelegramError:
            pass
    else:
        note_outside(call, url)
    is_picture = given.kind in {"photo", "animation"}
    content = _PIXEL if is_picture else f"The sandbox did not fetch {url}".encode("utf-8", "replace")
    name = url.rpartition("/")[2] or "file"
    stand_in = Upload(name, content, call.given.get("mime_type") if not is_picture else "image/gif")
    return await media_content(call, Attachment(given.kind, stand_in, given.words, given.details))
