"""Telegram's HTML: text with tags in, text with entities out."""

import re
from dataclasses import dataclass

from sandbox.entities import (
    FormattedText,
    cannot_parse,
    check_entities,
    in_order,
    linked,
    moment,
    tidy,
    utf16_length,
)
from sandbox.errors import bad_request
from sandbox.events import Json
from sandbox.markdown import parse_markdown, parse_markdown_v2

_SPACE = " \t\r\n\v\0"
_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_CHARACTER_REFERENCE = re.compile(r"&(?:#x(?P<hex>[0-9a-fA-F]+)|#(?P<dec>[0-9]+)|(?P<name>[a-zA-Z]+));?")
_WHOLE = re.compile(r"[0-9]{1,19}")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}


def _decode(reference: re.Match[str]) -> str | None:
    """The character a reference stands for, or None when Telegram leaves it as typed."""
    if name := reference["name"]:
        return _NAMED.get(name)
    if len(reference[0].rstrip(";")) >= 10:  # noqa: PLR2004 - as in TDLib
        return None
    code = int(reference["hex"], 16) if reference["hex"] else int(reference["dec"])
    return None if code == 0 or code >= 0x10FFFF else chr(code)  # noqa: PLR2004 - as in TDLib


def _decode_all(text: str) -> str:
    return _CHARACTER_REFERENCE.sub(lambda reference: _decode(reference) or reference[0], text)


@dataclass(slots=True)
class _Tag:
    name: str
    attributes: dict[str, str]
    offset: int
    begin: int
    """Where its content begins, in characters of the output."""


class _HtmlParser:
    """One pass over the markup, with the checks of Telegram's own parser in their order."""

    def __init__(self, markup: str) -> None:
        self.markup = markup
        self.at = 0
        self.out: list[str] = []
        self.offset = 0
        self.open: list[_Tag] = []
        self.entities: list[Json] = []

    def parse(self) -> FormattedText:
        while self.at < len(self.markup):
            char = self.markup[self.at]
            if char == "<":
                self._tag()
            elif char == "&" and (reference := _CHARACTER_REFERENCE.match(self.markup, self.at)):
                self._emit(_decode(reference), reference)
            else:
                self._emit(char)
        if self.open:
            raise cannot_parse(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')
        text = "".join(self.out)
        if any("\ud800" <= char <= "\udfff" for char in text):
            raise cannot_parse(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        for entity in self.entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        return FormattedText(text, in_order(self.entities))

    def _emit(self, char: str | None, reference: re.Match[str] | None = None) -> None:
        if char is None:  # an unknown reference: only its "&" is text, the rest follows as typed
            char, reference = "&", None
        self.out.append(char)
        self.offset += utf16_length(char)
        self.at = reference.end() if reference else self.at + 1

    def _byte(self, position: int) -> int:
        return len(self.markup[:position].encode("utf-8", "surrogatepass"))

    def _peek(self) -> str:
        """The character at the cursor; "" at the end."""
        return self.markup[self.at : self.at + 1]

    def _until(self, stops: str) -> str:
        begin = self.at
        while self.at < len(self.markup) and self.markup[self.at] not in stops:
            self.at += 1
        return self.markup[begin : self.at]

    def _skip_space(self) -> None:
        while self._peek() and self._peek() in _SPACE:
            self.at += 1

    def _tag(self) -> None:
        begin = self.at
        self.at += 1
        if self._peek() == "/":
            self.at += 1
            self._end_tag(begin)
            return
        name = self._until(_SPACE + ">").lower()
        if not self._peek():
            raise cannot_parse(f"Unclosed start tag at byte offset {self._byte(begin)}")
        if name not in _TAGS:
            raise cannot_parse(f'Unsupported start tag "{name}" at byte offset {self._byte(begin)}')
        attributes = self._attributes(name, begin)
        self.at += 1
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise cannot_parse(f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte(begin)}')
        self.open.append(_Tag(name, attributes, self.offset, len(self.out)))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        unclosed = f'Unclosed start tag "{tag}" at byte offset {self._byte(begin)}'
        while True:
            self._skip_space()
            if self._peek() == ">":
                return attributes
            name = self._until(_SPACE + "=>/\"'")
            if not name:
                raise cannot_parse(f'Empty attribute name in the tag "{tag}" at byte offset {self._byte(begin)}')
            self._skip_space()
            value = ""
            if self._peek() == "=":
                self.at += 1
                self._skip_space()
                if not self._peek():
                    raise cannot_parse(unclosed)
                value = self._attribute_value()
                if not self._peek():
                    raise cannot_parse(f"Unclosed start tag at byte offset {self._byte(begin)}")
            elif not self._peek():
                raise cannot_parse(unclosed)
            attributes[name] = value

    def _attribute_value(self) -> str:
        begin = self.at
        if (quote := self._peek()) in {'"', "'"}:
            self.at += 1
            value = self._until(quote)
            self.at += 1
            return _decode_all(value)
        token = re.compile(r"[0-9A-Za-z.-]*").match(self.markup, self.at)
        self.at = token.end() if token else self.at
        if self._peek() and self._peek() not in _SPACE + ">":
            raise cannot_parse(f"Unexpected end of name token at byte offset {self._byte(begin)}")
        return self.markup[begin : self.at].lower()

    def _end_tag(self, begin: int) -> None:
        if not self.open:
            raise cannot_parse(f"Unexpected end tag at byte offset {self._byte(begin)}")
        name = self._until(_SPACE + ">").lower()
        self._skip_space()
        if self._peek() != ">":
            raise cannot_parse(f"Unclosed end tag at byte offset {self._byte(begin)}")
        self.at += 1
        tag = self.open.pop()
        if name and name != tag.name:
            raise cannot_parse(
                f'Unmatched end tag at byte offset {self._byte(begin)}, expected "</{tag.name}>", found "</{name}>"'
            )
        if self.offset > tag.offset and (entity := self._entity(tag)):
            self.entities.append(entity)

    def _entity(self, tag: _Tag) -> Json | None:
        entity: Json = {"type": _TAGS[tag.name], "offset": tag.offset, "length": self.offset - tag.offset}
        match tag.name:
            case "a":
                link = linked(tag.attributes.get("href") or "".join(self.out[tag.begin :]))
                return {**entity, **link} if link else None
            case "tg-emoji":
                if not _WHOLE.fullmatch(tag.attributes.get("emoji-id", "")):
                    raise cannot_parse("Invalid custom emoji identifier specified")
                entity["custom_emoji_id"] = tag.attributes["emoji-id"]
            case "tg-time":
                unix, how = tag.attributes.get("unix", ""), tag.attributes.get("format", "")
                if not moment(unix, ""):
                    raise cannot_parse("Invalid date specified")
                if not (time := moment(unix, how)):
                    raise cannot_parse("Invalid date format used")
                return {**entity, **time}
            case "blockquote" if "expandable" in tag.attributes:
                entity["type"] = "expandable_blockquote"
            case "code" | "pre":
                return self._code(entity, tag)
        return entity

    def _code(self, entity: Json, tag: _Tag) -> Json:
        """`<pre><code class="language-x">` is one entity: a block with its language."""
        last = self.entities[-1] if self.entities else {}
        same_span = (last.get("offset"), last.get("length")) == (entity["offset"], entity["length"])
        language = tag.attributes.get("class", "") if tag.name == "code" else ""
        language = language.removeprefix("language-") if language.startswith("language-") else ""
        if same_span and tag.name == "pre" and last["type"] == "code" and "language" in last:
            return {**entity, "language": self.entities.pop()["language"]}
        if same_span and language and last["type"] == "pre":
            return {**self.entities.pop(), "language": language}
        return {**entity, "language": language} if language else entity


def parse_html(markup: str) -> FormattedText:
    """Read Telegram's HTML; raises `TelegramError` "can't parse entities: ..." where Telegram does."""
    return _HtmlParser(markup).parse()


def formatted(text: str, parse_mode: str | None, entities: list[Json] | None) -> FormattedText:
    """What Telegram makes of a text that a bot sends, however it is marked up: parsed, trimmed, tidied."""
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise bad_request("strings must be encoded in UTF-8")
    match (parse_mode or "").lower():
        case "" | "none":
            parsed = FormattedText(text, check_entities(text, entities or []))
        case "html":
            parsed = parse_html(text)
        case "markdownv2":
            parsed = parse_markdown_v2(text)
        case "markdown":
            parsed = parse_markdown(text)
        case _:
            raise bad_request("unsupported parse_mode")
    return tidy(parsed)
