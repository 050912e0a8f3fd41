"""Text entities; offsets and lengths count UTF-16 units, as the Bot API does."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from sandbox.errors import TelegramError, bad_request
from sandbox.events import Json
from sandbox.links import checked_link

MAX_ENTITIES = 100
_SPLITTABLE = ("bold", "italic", "underline", "strikethrough", "spoiler")
_GIVEN = {
    *_SPLITTABLE,
    *("code", "pre", "blockquote", "expandable_blockquote"),
    *("text_link", "text_mention", "custom_emoji", "date_time"),
}
_FOUND = {
    "url": re.compile(
        r"https?://[^\s<>\"]*[^\s<>\".,;:!?)]|(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:kz|com|org|net|ru|io|me)\b(?:/[^\s<>\"]*[^\s<>\".,;:!?)])?"
    ),
    "email": re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "bot_command": re.compile(r"(?<![\w/<>@.])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])"),
    "mention": re.compile(r"(?<![\w.@/])@[A-Za-z][A-Za-z0-9_]{3,31}\b(?![.@]\w)"),
    "hashtag": re.compile(r"(?<![\w&/#])#\w*[^\W\d]\w*"),
    "phone_number": re.compile(r"(?<!\w)\+\d[\d ()-]{7,16}\d(?!\w)"),
}

"""What Telegram itself finds in a text, whoever sends it; a bot's own entities of these types are ignored."""


@dataclass(frozen=True, slots=True)
class FormattedText:
    """Text with its `MessageEntity` objects."""

    text: str
    entities: list[Json] = field(default_factory=list)


def utf16_length(text: str) -> int:
    """Length in UTF-16 units: 2 for an emoji outside the basic plane."""
    return len(text) + sum(char > "\uffff" for char in text)


def cannot_parse(sentence: str) -> TelegramError:
    """Error 400 "can't parse entities: ..."."""
    return bad_request(f"can't parse entities: {sentence}")


def check_entities(text: str, entities: Iterable[Json]) -> list[Json]:
    """Entities given by the bot, checked against the text they belong to."""
    starts = [0]
    for char in text:
        starts.append(starts[-1] + utf16_length(char))
    boundaries, end = set(starts), starts[-1]
    checked = []
    for entity in entities:
        try:
            kind, offset, length = str(entity["type"]), int(entity["offset"]), int(entity["length"])
        except (KeyError, TypeError, ValueError, OverflowError):
            raise cannot_parse("MessageEntity must have type, offset and length") from None
        if kind not in _GIVEN and kind not in _FOUND:
            raise cannot_parse(f'unsupported entity type "{kind}"')
        if offset < 0 or length < 0:
            raise bad_request("receive an entity with incorrect offset or length")
        if offset + length > end:
            raise bad_request(
                f"entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset {end}"
            )
        if not {offset, offset + length} <= boundaries:
            raise bad_request(f"entity at UTF-16 offset {offset} begins or ends in a middle of a UTF-16 symbol")
        if not length or kind in _FOUND:
            continue
        if kind == "text_link" and checked_link(str(entity.get("url", ""))) is None:
            continue
        checked.append({**entity, "offset": offset, "length": length})
    return checked


def tidy(given: FormattedText) -> FormattedText:
    """Trim as Telegram does, join and cut overlapping entities, add those that Telegram finds itself."""
    text, entities = _trimmed(given)
    code = _spans(entities, {"code", "pre"})
    result = [entity for entity in entities if entity["type"] not in _SPLITTABLE]
    result = [
        entity
        for entity in result
        if entity["type"] in {"code", "pre"} or not any(_inside(entity, span) for span in code)
    ]
    for kind in _SPLITTABLE:
        for begin, end in _without(_joined(_spans(entities, {kind})), code):
            result.append({"type": kind, "offset": begin, "length": end - begin})
    closed = _spans(result, {"code", "pre", "text_link", "text_mention"})
    result += [entity for entity in _found(text) if not any(_inside(entity, span) for span in closed)]
    result.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return FormattedText(text, result[:MAX_ENTITIES])


_Span = tuple[int, int]


def _spans(entities: list[Json], kinds: set[str]) -> list[_Span]:
    return sorted((e["offset"], e["offset"] + e["length"]) for e in entities if e["type"] in kinds)


def _inside(entity: Json, span: _Span) -> bool:
    return bool(entity["offset"] < span[1] and entity["offset"] + entity["length"] > span[0])


def _joined(spans: list[_Span]) -> list[_Span]:
    joined: list[_Span] = []
    for begin, end in spans:
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def _without(spans: list[_Span], holes: list[_Span]) -> list[_Span]:
    for hole_begin, hole_end in holes:
        spans = [
            piece
            for begin, end in spans
            for piece in ((begin, min(end, hole_begin)), (max(begin, hole_end), end))
            if piece[0] < piece[1]
        ]
    return spans


def _trimmed(given: FormattedText) -> tuple[str, list[Json]]:
    """Trailing space goes; leading space goes up to the first entity."""
    text = given.text.rstrip()
    first = min((entity["offset"] for entity in given.entities), default=len(text))
    lead = min(len(text) - len(text.lstrip(" \n")), first)
    text, end = text[lead:], utf16_length(text) - lead
    entities = []
    for entity in given.entities:
        offset = entity["offset"] - lead
        length = min(entity["length"], end - offset)
        if length > 0:
            entities.append({**entity, "offset": offset, "length": length})
    return text, entities


def _found(text: str) -> list[Json]:
    found: list[Json] = []
    for kind, pattern in _FOUND.items():
        for match in pattern.finditer(text):
            entity = {
                "type": kind,
                "offset": utf16_length(text[: match.start()]),
                "length": utf16_length(match[0]),
            }
            if not any(_inside(entity, span) for span in _spans(found, set(_FOUND))):
                found.append(entity)
    return found
