"""Telegram's MarkdownV2 and the older Markdown: text with marks in, text with entities out.

The rules and sentences are those of td/telegram/MessageEntity.cpp (parse_markdown_v2, parse_markdown) in
https://github.com/tdlib/td, told again.
"""

import re
from dataclasses import dataclass

from sandbox.entities import FormattedText, cannot_parse, in_order, linked, moment, tg_query, utf16_length
from sandbox.errors import TelegramError
from sandbox.events import Json

_NAMES = {
    "bold": "Bold",
    "italic": "Italic",
    "underline": "Underline",
    "strikethrough": "Strikethrough",
    "spoiler": "Spoiler",
    "code": "Code",
    "pre": "Pre",
    "pre_code": "PreCode",
    "text_link": "TextUrl",
    "custom_emoji": "CustomEmoji",
    "blockquote": "BlockQuote",
}
"""How the refusals call what has begun."""
_CLOSING = {
    "bold": "*",
    "italic": "_",
    "underline": "__",
    "strikethrough": "~",
    "spoiler": "||",
    "code": "`",
    "pre": "```",
    "pre_code": "```",
    "text_link": "]",
    "custom_emoji": "]",
}
# Longer marks before those they begin with.
_OPENING = {
    "```": "pre",
    "__": "underline",
    "||": "spoiler",
    "![": "custom_emoji",
    "_": "italic",
    "*": "bold",
    "~": "strikethrough",
    "[": "text_link",
    "`": "code",
}
_PLAIN = re.compile(r"[^\\_*\[\]()~`>#+\-=|{}.!\n]+")
_PLAIN_IN_CODE = re.compile(r"[^\\`]+")
_ESCAPED = re.compile(r"\\([\x01-\x7e])")
_LANGUAGE = re.compile(r"([^ \t\r\n\0\v`]+)(?=[ \t\r\n\0\v])")
_LINE_END = re.compile(r"\r\n|\n\r|\n|\r")
_ADDRESS = re.compile(r"\(((?:\\[\x01-\x7e]|\\(?![\x01-\x7e])|[^)\\])*)(\)?)")
_EMOJI_ID = re.compile(r"[1-9][0-9]{0,18}")


def _byte(markup: str, at: int) -> int:
    return len(markup[:at].encode("utf-8", "surrogatepass"))


def _block(markup: str, at: int) -> tuple[str, int]:
    """The language of a block of code, and where its text begins: one line break before it does not belong to it."""
    language = _LANGUAGE.match(markup, at)
    at = language.end() if language else at
    line_end = _LINE_END.match(markup, at)
    return language[1] if language else "", line_end.end() if line_end else at


@dataclass(frozen=True, slots=True)
class _Open:
    """An entity that has begun."""

    type: str
    offset: int
    """Where its text begins, in UTF-16 units of the output."""
    piece: int
    """The same, in pieces of the output."""
    at: int
    """Where its mark is, in characters of the markup."""
    language: str = ""


class _MarkdownV2Parser:
    """One pass over the markup."""

    def __init__(self, markup: str) -> None:
        self.markup = markup
        self.at = 0
        self.out: list[str] = []
        self.offset = 0
        self.open: list[_Open] = []
        self.entities: list[Json] = []
        self.quoting = False
        self.line_begins = True
        """Here a quotation may begin: marks do not count, nor do carriage returns."""

    def parse(self) -> FormattedText:
        while self.at < len(self.markup):
            if escaped := _ESCAPED.match(self.markup, self.at):
                self._emit(escaped[1], escaped.end(), line_begins=escaped[1] == "\n")
            elif plain := self._plain.match(self.markup, self.at):
                self._emit(plain[0], plain.end())
            elif self.markup[self.at] == "\\":
                self._emit("\\", self.at + 1)
            elif self.open and self._ends():
                self._close()
            else:
                self._begin()
        if self.quoting:
            self._end_quote("")
        if self.open:
            raise self._unclosed()
        return FormattedText("".join(self.out), in_order(self.entities))

    @property
    def _plain(self) -> re.Pattern[str]:
        """What stands for itself here."""
        in_code = self.open and self.open[-1].type in {"code", "pre", "pre_code"}
        return _PLAIN_IN_CODE if in_code else _PLAIN

    def _emit(self, text: str, to: int, *, line_begins: bool = False) -> None:
        self.out.append(text)
        self.offset += utf16_length(text)
        self.at = to
        if text.strip("\r"):
            self.line_begins = line_begins

    def _starts(self, mark: str) -> bool:
        return self.markup.startswith(mark, self.at)

    def _ends(self) -> bool:
        """The entity that began last ends here, or a quotation does."""
        if self.quoting and self._starts("\n") and not self._starts("\n>"):
            return True
        match self.open[-1].type:
            case "blockquote":
                return False
            case "italic":
                return self._starts("_") and not self._starts("__")
            case kind:
                return self._starts(_CLOSING[kind])

    def _begin(self) -> None:
        """A line, an entity, or a character that should have been escaped."""
        char, begin = self.markup[self.at], self.at
        if char == "\n":
            self._emit(char, begin + 1, line_begins=True)
            return
        kind, language = "blockquote", ""
        if char == ">" and self.line_begins:
            self.at += 1
            if self.quoting:  # each of its lines begins so
                return
            self.quoting = True
        else:
            mark = next((mark for mark in _OPENING if self._starts(mark)), None)
            if mark is None:
                raise cannot_parse(f"Character '{char}' is reserved and must be escaped with the preceding '\\'")
            kind = _OPENING[mark]
            self.at += len(mark)
            if kind == "pre":
                language, self.at = _block(self.markup, self.at)
                kind = "pre_code" if language else kind
        self.open.append(_Open(kind, self.offset, len(self.out), begin, language))

    def _unclosed(self) -> TelegramError:
        last = self.open[-1]
        return cannot_parse(
            f"Can't find end of {_NAMES[last.type]} entity at byte offset {_byte(self.markup, last.at)}"
        )

    def _close(self) -> None:
        if self._starts("\n"):
            self._end_quote("\n")
            return
        began = self.open[-1]
        self.at += len(_CLOSING[began.type])
        self._keep(began, self._entity(began))
        self.open.pop()

    def _entity(self, began: _Open) -> Json | None:
        match began.type:
            case "text_link":
                address = self._address()
                return linked("".join(self.out[began.piece :]) if address is None else address)
            case "custom_emoji":
                return self._emoji()
            case "pre_code":
                return {"type": "pre", "language": began.language}
            case kind:
                return {"type": kind}

    def _keep(self, began: _Open, entity: Json | None) -> None:
        length = self.offset - began.offset
        if entity and length:
            self.entities.append({**entity, "offset": began.offset, "length": length})

    def _end_quote(self, line_end: str) -> None:
        """A quotation ends with its last line; a spoiler that only begins there lets it be folded."""
        kind, last = "blockquote", self.open[-1]
        rest = self.markup[last.at + 2 : self.at]
        if last.type == "spoiler" and (not rest or (rest == "\r" and line_end)):
            kind = "expandable_blockquote"
            self.open.pop()
        if self.open[-1].type != "blockquote":
            raise self._unclosed()
        if line_end:
            self._emit(line_end, self.at + 1, line_begins=True)
        self._keep(self.open[-1], {"type": kind})
        self.open.pop()
        self.quoting = False

    def _address(self) -> str | None:
        """What stands in round brackets after the square ones; None when there are none."""
        found = _ADDRESS.match(self.markup, self.at)
        if found is None:
            return None
        if not found[2]:
            raise cannot_parse(f"Can't find end of a URL at byte offset {_byte(self.markup, self.at + 1)}")
        self.at = found.end()
        return _ESCAPED.sub(r"\1", found[1])

    def _emoji(self) -> Json:
        address = self._address()
        if address is None:
            raise cannot_parse("The entity must contain a tg://emoji or tg://time URL")
        number = tg_query(address, "emoji").get("id", "")
        if _EMOJI_ID.fullmatch(number):
            return {"type": "custom_emoji", "custom_emoji_id": number}
        time = tg_query(address, "time")
        if entity := moment(time.get("unix", ""), time.get("format", "")):
            return entity
        raise cannot_parse("Invalid tg://emoji or tg://time URL specified")


def parse_markdown_v2(markup: str) -> FormattedText:
    """Read MarkdownV2; raises `TelegramError` "can't parse entities: ..." where Telegram does."""
    return _MarkdownV2Parser(markup).parse()


_OLD = {"*": "bold", "_": "italic", "`": "code", "[": "text_link"}
_OLD_PLAIN = re.compile(r"(?:[^\\*_`\[]|\\(?![*_`\[]))+")


def parse_markdown(markup: str) -> FormattedText:
    """Read the older Markdown, which knows no nesting; raises `TelegramError` where Telegram does."""
    out: list[str] = []
    entities: list[Json] = []
    at = offset = 0
    while at < len(markup):
        entity: Json | None = None
        if plain := _OLD_PLAIN.match(markup, at):
            text, at = plain[0], plain.end()
        elif markup[at] == "\\":
            text, at = markup[at + 1], at + 2
        else:
            text, entity, at = _old_entity(markup, at)
        length = utf16_length(text)
        if entity and length:
            entities.append({**entity, "offset": offset, "length": length})
        out.append(text)
        offset += length
    return FormattedText("".join(out), entities)


def _old_entity(markup: str, at: int) -> tuple[str, Json | None, int]:
    """The text of the entity that begins here, what it is (nothing for a link that is none), and where it ends."""
    kind, mark, begin = _OLD[markup[at]], "]" if markup[at] == "[" else markup[at], at + 1
    entity: Json | None = {"type": kind}
    if markup.startswith("```", at):
        mark = "```"
        language, begin = _block(markup, at + 3)
        entity = {"type": "pre", "language": language} if language else {"type": "pre"}
    end = markup.find(mark, begin)
    if end < 0:
        raise cannot_parse(f"Can't find end of the entity starting at byte offset {_byte(markup, at)}")
    text, after = markup[begin:end], end + len(mark)
    if kind == "text_link":
        address = text
        if markup.startswith("(", after):
            closing = markup.find(")", after)
            closing = closing if closing >= 0 else len(markup)
            address, after = markup[after + 1 : closing], closing + 1
        entity = linked(address)
    return text, entity, after
