"""Text entities; offsets and lengths count UTF-16 units, as the Bot API does.

The rules are those of td/telegram/MessageEntity.cpp (fix_formatted_text) in https://github.com/tdlib/td, told again.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from sandbox.errors import TelegramError, bad_request
from sandbox.events import Json
from sandbox.links import checked_link

MAX_ENTITIES = 100
_MAX_OFFSET = 1_000_000
_MAX_TIME = 2**31
_TIME_FORMAT = re.compile(r"r|R|[wW]?[dD]?[tT]?")
_SPLITTABLE = ("bold", "italic", "underline", "strikethrough", "spoiler")
_QUOTES = {"blockquote", "expandable_blockquote"}
_CODE = {"code", "pre"}
_NEEDS = {"text_link": "url", "text_mention": "user", "custom_emoji": "custom_emoji_id", "date_time": "unix_time"}
"""What an entity that a bot gives must have beside its place."""
_GIVEN = {*_SPLITTABLE, *_QUOTES, *_CODE, *_NEEDS}
_FOUND = {
    "url": re.compile(
        r"https?://[^\s<>\"]*[^\s<>\".,;:!?)]|(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:kz|com|org|net|ru|io|me)\b(?:/[^\s<>\"]*[^\s<>\".,;:!?)])?"
    ),
    "email": re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "bot_command": re.compile(r"(?<![\w/<>@.])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])"),
    "mention": re.compile(r"(?<![\w.@/])@[A-Za-z][A-Za-z0-9_]{3,31}\b(?![.@]\w)"),
    "hashtag": re.compile(r"(?<![\w&/#])#\w*[^\W\d]\w*"),
    "cashtag": re.compile(r"(?<![\w$])\$(?:1INCH|[A-Z]{1,8})(?![\w$])"),
    "phone_number": re.compile(r"(?<!\w)\+\d[\d ()-]{7,16}\d(?!\w)"),
}
"""What Telegram itself finds in a text, whoever sends it; a bot's own entities of these types are ignored."""

_SECOND_HALF = {b"\xdc", b"\xdd", b"\xde", b"\xdf"}
"""High bytes of the second unit of a pair."""
# Of entities with the same place those that come first hold the others.
_ORDER = {
    **dict.fromkeys(_QUOTES, 0),
    "pre": 10,
    "code": 20,
    "text_link": 49,
    "text_mention": 49,
    "custom_emoji": 99,
    "date_time": 99,
    **{kind: 90 + rank for rank, kind in enumerate(_SPLITTABLE)},
}
_BECOMES_SPACE = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f]")
_VANISHES = re.compile(r"[\r\u2028-\u202e\u0333\u033f\u030a]")
_OVERRIDDEN = re.compile(r"[\u200e\u200f](?=[\u200e\u200f])")
"""Of marks of direction in a row only the last counts."""
_NOTHING = re.compile(r"[ \n\u200b-\u200f\u202e\ufeff\u00a0\u1680\u180e\u2000-\u200a\u202f\u205f\u2800\u3000\ufffc]*")
"""A text of these alone is empty to Telegram."""


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


def in_order(entities: Iterable[Json]) -> list[Json]:
    """Entities as Telegram lists them: by place, and those that hold others first."""
    return sorted(entities, key=lambda one: (one["offset"], -one["length"], _ORDER.get(one["type"], 50)))


def tg_query(address: str, host: str) -> dict[str, str]:
    """What `tg://host?...` says, the first of each name; nothing when the address is another."""
    parts = re.fullmatch(rf"tg:(?://)?{host}/?\?([^#]*)(?:#.*)?", address, re.IGNORECASE | re.DOTALL)
    pairs = [pair.partition("=") for pair in parts[1].split("&")] if parts else []
    return {name: value for name, _, value in reversed(pairs)}


def linked(address: str) -> Json | None:
    """What a link in a text is: a mention of a person, a link, or nothing when Telegram would not take it."""
    number = tg_query(address, "user").get("id", "")
    if re.fullmatch(r"[1-9][0-9]{0,15}", number):
        return {"type": "text_mention", "user": {"id": int(number)}}
    url = checked_link(address)
    return {"type": "text_link", "url": url} if url else None


def moment(unix: str, how: str) -> Json | None:
    """A point in time (Unix seconds), shown as the letters of `how` say; nothing when either is wrong."""
    if not re.fullmatch(r"[1-9][0-9]{0,9}", unix) or int(unix) >= _MAX_TIME or not _TIME_FORMAT.fullmatch(how):
        return None
    return {"type": "date_time", "unix_time": int(unix)} | ({"date_time_format": how} if how else {})


def check_entities(text: str, entities: Iterable[Json]) -> list[Json]:
    """Entities given by the bot, checked against the text they belong to."""
    units = text.encode("utf-16-le")
    checked = []
    for given in entities:
        entity = _checked_fields(given)
        if entity["type"] not in _GIVEN or not entity["length"]:
            continue
        _check_place(units, entity["offset"], entity["length"])
        if entity["type"] == "text_link":
            url = checked_link(str(entity["url"]))
            if url is None:
                raise bad_request(f"URL '{entity['url']}' is invalid")
            entity["url"] = url
        checked.append(entity)
    return checked


def _checked_fields(given: Json) -> Json:
    wrong = "can't parse MessageEntity: "
    for name in ("offset", "length", "type"):
        if given.get(name) is None:
            raise bad_request(f'{wrong}Can\'t find field "{name}"')
    place = {}
    for name in ("offset", "length"):
        try:
            place[name] = int(str(given[name]))
        except ValueError:
            raise bad_request(f'{wrong}Field "{name}" must be of type Number') from None
        if not 0 <= place[name] <= _MAX_OFFSET:
            raise bad_request(f"receive an entity with incorrect {name} {place[name]}")
    kind = given["type"]
    if not isinstance(kind, str) or (kind not in _GIVEN and kind not in _FOUND and kind != "bank_card_number"):
        raise bad_request(f"{wrong}Unsupported type specified")
    if (needed := _NEEDS.get(kind)) and given.get(needed) is None:
        raise bad_request(f'{wrong}Can\'t find field "{needed}"')
    return {**given, **place}


def _check_place(units: bytes, offset: int, length: int) -> None:
    """`units`: the text as UTF-16-LE."""
    if offset * 2 > len(units):
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {offset}")
    if (byte := _inside_symbol(units, offset)) is not None:
        raise bad_request(f"entity begins in a middle of a UTF-16 symbol at byte offset {byte}")
    which, end = f"entity beginning at UTF-16 offset {offset}", offset + length
    if end * 2 > len(units):
        raise bad_request(f"{which} ends after the end of the text at UTF-16 offset {end}")
    if (byte := _inside_symbol(units, end)) is not None:
        raise bad_request(f"{which} ends in a middle of a UTF-16 symbol at byte offset {byte}")


def _inside_symbol(units: bytes, offset: int) -> int | None:
    """Where the symbol ends, in bytes of UTF-8, that this offset cuts in two."""
    if units[offset * 2 + 1 : offset * 2 + 2] not in _SECOND_HALF:
        return None
    return len(units[: offset * 2 + 2].decode("utf-16-le").encode())


def tidy(given: FormattedText) -> FormattedText:
    """What Telegram makes of a text: cleaned, trimmed, entities put in order, those added that it finds itself."""
    text, entities = _cleaned(given.text, _settled(given.entities))
    text, entities = _trimmed(text, _settled(entities))
    if _NOTHING.fullmatch(text):
        return FormattedText("")
    return FormattedText(text, _settled(entities, _found(text))[:MAX_ENTITIES])


_Span = tuple[int, int]


def _span(entity: Json) -> _Span:
    return entity["offset"], entity["offset"] + entity["length"]


def _settled(entities: list[Json], found: Sequence[Json] = ()) -> list[Json]:
    """Entities in order, none crossing another.

    Quotations hold links, code and what Telegram found, each of which stands alone; bold and the like is joined,
    then cut at the bounds of all others, and is not kept in code.
    """
    ordered = in_order(entities)
    quotes = _apart(one for one in ordered if one["type"] in _QUOTES)
    alone = _apart(one for one in ordered if one["type"] not in _QUOTES and one["type"] not in _SPLITTABLE)
    alone = _apart(in_order([*alone, *_clear(found, alone)])) if found else alone
    firm = [*quotes, *_whole(alone, quotes)]
    code = [_span(one) for one in firm if one["type"] in _CODE]
    soft = {kind: _joined(_span(one) for one in ordered if one["type"] == kind) for kind in _SPLITTABLE}
    cuts = {at for one in firm for at in _span(one)} | {begin for spans in soft.values() for begin, _ in spans}
    pieces = [
        {"type": kind, "offset": begin, "length": end - begin}
        for kind, spans in soft.items()
        for begin, end in _cut(spans, sorted(cuts))
        if not _holding(code, begin)
    ]
    return in_order([*firm, *pieces])


def _apart(ordered: Iterable[Json]) -> list[Json]:
    """Those that overlap none before them."""
    kept: list[Json] = []
    for one in ordered:
        if not kept or one["offset"] >= _span(kept[-1])[1]:
            kept.append(one)
    return kept


def _holding(spans: list[_Span], at: int) -> _Span | None:
    """That of the spans (ordered, apart) which holds the place."""
    index = bisect_right(spans, (at, _MAX_OFFSET * 2)) - 1
    return spans[index] if index >= 0 and at < spans[index][1] else None


def _clear(found: Sequence[Json], alone: list[Json]) -> list[Json]:
    """What overlaps none of those that stand alone already."""
    spans = [_span(one) for one in alone]
    clear = []
    for one in found:
        begin, end = _span(one)
        following = bisect_left(spans, (begin, 0))
        if not _holding(spans, begin) and (following == len(spans) or spans[following][0] >= end):
            clear.append(one)
    return clear


def _whole(alone: list[Json], quotes: list[Json]) -> list[Json]:
    """Those that lie wholly inside or outside of quotations."""
    bounds = [at for quote in quotes for at in _span(quote)]
    places = [(one, *_span(one)) for one in alone]
    return [one for one, begin, end in places if bisect_left(bounds, end) <= bisect_right(bounds, begin)]


def _joined(spans: Iterable[_Span]) -> list[_Span]:
    joined: list[_Span] = []
    for begin, end in spans:
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def _cut(spans: list[_Span], cuts: list[int]) -> list[_Span]:
    return [
        piece
        for begin, end in spans
        for piece in pairwise([begin, *cuts[bisect_right(cuts, begin) : bisect_left(cuts, end)], end])
    ]


def _cleaned(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Control characters are spaces to Telegram; some others, a carriage return for one, are nothing."""
    text = _OVERRIDDEN.sub("\u200c", _BECOMES_SPACE.sub(" ", text))
    if not _VANISHES.search(text):
        return text, entities
    gone: list[int] = []
    at = units = 0
    for match in _VANISHES.finditer(text):
        units += utf16_length(text[at : match.start()])
        gone.append(units)
        at, units = match.end(), units + 1
    moved = [tuple(place - bisect_left(gone, place) for place in _span(one)) for one in entities]
    return _VANISHES.sub("", text), [
        {**one, "offset": begin, "length": end - begin}
        for one, (begin, end) in zip(entities, moved, strict=True)
        if end > begin
    ]


def _trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Trailing space goes; leading space goes up to the first entity."""
    text = text.rstrip(" \n")
    end = utf16_length(text)
    kept = [{**one, "length": min(one["length"], end - one["offset"])} for one in entities if one["offset"] < end]
    first = min((one["offset"] for one in kept), default=len(text))
    lead = min(len(text) - len(text.lstrip(" \n")), first)
    return text[lead:], [{**one, "offset": one["offset"] - lead} for one in kept]


def _found(text: str) -> list[Json]:
    matches = [(*match.span(), kind) for kind, pattern in _FOUND.items() for match in pattern.finditer(text)]
    found: list[Json] = []
    at = units = 0
    for begin, end, kind in sorted(matches, key=lambda match: (match[0], -match[1])):
        if begin < at:
            continue
        offset = units + utf16_length(text[at:begin])
        length = utf16_length(text[begin:end])
        found.append({"type": kind, "offset": offset, "length": length})
        at, units = end, offset + length
    return found
