"""MarkdownV2 and the older Markdown, as Telegram reads them."""

from typing import Any

import pytest
from aiogram.utils.formatting import (
    BlockQuote,
    Bold,
    Code,
    ExpandableBlockQuote,
    Italic,
    Spoiler,
    Strikethrough,
    Text,
    TextLink,
    Underline,
)
from aiogram.utils.text_decorations import html_decoration, markdown_decoration
from hypothesis import given
from hypothesis import strategies as st

from sandbox.entities import FormattedText, utf16_length
from sandbox.errors import TelegramError
from sandbox.formatting import formatted
from sandbox.markdown import parse_markdown, parse_markdown_v2

Found = list[tuple[str, str]]


def about(parsed: FormattedText) -> Found:
    """Each entity with the part of the text that it is about."""
    units = parsed.text.encode("utf-16-le")
    return [
        (one["type"], units[one["offset"] * 2 : (one["offset"] + one["length"]) * 2].decode("utf-16-le"))
        for one in parsed.entities
    ]


@pytest.mark.parametrize(
    ("markup", "text", "expected"),
    [
        ("👨‍👩‍👧 *а🙂б* _в_", "👨‍👩‍👧 а🙂б в", [("bold", "а🙂б"), ("italic", "в")]),
        ("__а__~б~||в||", "абв", [("underline", "а"), ("strikethrough", "б"), ("spoiler", "в")]),
        (
            "*а _б ~в ||г||~_ д*",
            "а б в г д",
            [("bold", "а б в г д"), ("italic", "б в г"), ("strikethrough", "в г"), ("spoiler", "г")],
        ),
        ("_а__б___", "аб", [("italic", "аб"), ("underline", "б")]),
        ("__ _а_ __", " а ", [("underline", " а "), ("italic", "а")]),
        ("_*а*_", "а", [("bold", "а"), ("italic", "а")]),
        ("**____~~||||`` ``````", " ", []),
        (r"\*\_\.\a\\", "*_.a\\", []),
        ("\\қ\\", "\\қ\\", []),
        ("[а](https://edu.kz/a_(b\\)) [б](tg://user?id=42)", "а б", [("text_link", "а"), ("text_mention", "б")]),
        ("[*а*](edu.kz)", "а", [("text_link", "а"), ("bold", "а")]),
        ("[edu\\.kz] [](edu.kz)[а](ftp:x)[б]()", "edu.kz аб", [("text_link", "edu.kz")]),
        ("![👍](tg://emoji?id=5368324170671202286)", "👍", [("custom_emoji", "👍")]),
        ("![ертең](tg://time?unix=7&format=wDT)", "ертең", [("date_time", "ертең")]),
        ("`а * \\` _\n>` б", "а * ` _\n> б", [("code", "а * ` _\n>")]),
        ("```python\nа``` ```\nб```", "а б", [("pre", "а"), ("pre", "б")]),
        ("```python```", "python", [("pre", "python")]),
        ("```\r\nа\n```", "а\n", [("pre", "а\n")]),
    ],
)
def test_marks(markup: str, text: str, expected: Found) -> None:
    parsed = parse_markdown_v2(markup)
    assert (parsed.text, about(parsed)) == (text, expected)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (">а", [("blockquote", "а")]),
        (">а\n>б\nв", [("blockquote", "а\nб\n")]),
        (">а *б*\n>в", [("blockquote", "а б\nв"), ("bold", "б")]),
        ("*>а\nб*", [("bold", "а\nб"), ("blockquote", "а\n")]),
        ("\r>а\r\n>б", [("blockquote", "а\r\nб")]),
        ("\\\n>а", [("blockquote", "а")]),
        (">а\n**>б", [("blockquote", "а\n"), ("blockquote", "б")]),
        ("**>а\n>б||", [("expandable_blockquote", "а\nб")]),
        (">а||\r\nб", [("expandable_blockquote", "а\r\n")]),
        (">||а||\n>||б||||\nв", [("expandable_blockquote", "а\nб\n"), ("spoiler", "а"), ("spoiler", "б")]),
        (">||а||\nб", [("blockquote", "а\n"), ("spoiler", "а")]),
        (">||", []),
        ("`\n`\\>", [("code", "\n")]),
    ],
)
def test_quotations(markup: str, expected: Found) -> None:
    assert about(parse_markdown_v2(markup)) == expected


def test_what_entities_say_beside_their_place() -> None:
    def only(markup: str) -> dict[str, Any]:
        (entity,) = parse_markdown_v2(markup).entities
        return {name: value for name, value in entity.items() if name not in {"offset", "length"}}

    assert only("```қазақша\nа```") == {"type": "pre", "language": "қазақша"}
    assert only("```\nа```") == {"type": "pre"}
    assert only("[а](edu.kz?a=\\)b)") == {"type": "text_link", "url": "http://edu.kz/?a=)b"}
    assert only("[а](tg:user?id=42)") == {"type": "text_mention", "user": {"id": 42}}
    assert only("![а](TG://Emoji/?b=1&id=7#id=8)") == {"type": "custom_emoji", "custom_emoji_id": "7"}
    assert only("![а](tg://time?unix=7)") == {"type": "date_time", "unix_time": 7}
    assert only("![а](tg://time?unix=7&format=Dt)") == {"type": "date_time", "unix_time": 7, "date_time_format": "Dt"}


RESERVED = "Character '{}' is reserved and must be escaped with the preceding '\\'"
NO_EMOJI = "Invalid tg://emoji or tg://time URL specified"


@pytest.mark.parametrize(
    ("markup", "sentence"),
    [
        *((f"а{char}б", RESERVED.format(char)) for char in "])(>#+-=|{}.!"),
        ("`а\n`>", RESERVED.format(">")),
        ("*а", "Can't find end of Bold entity at byte offset 0"),
        ("é _а", "Can't find end of Italic entity at byte offset 3"),
        ("*а _б* в_", "Can't find end of Italic entity at byte offset 11"),
        ("_а __б_", "Can't find end of Italic entity at byte offset 8"),
        ("🙂~", "Can't find end of Strikethrough entity at byte offset 4"),
        ("||а|", RESERVED.format("|")),
        ("`а", "Can't find end of Code entity at byte offset 0"),
        ("```а", "Can't find end of Pre entity at byte offset 0"),
        ("```py\na", "Can't find end of PreCode entity at byte offset 0"),
        ("[а", "Can't find end of TextUrl entity at byte offset 0"),
        ("![а", "Can't find end of CustomEmoji entity at byte offset 0"),
        ("[а](b", "Can't find end of a URL at byte offset 5"),
        ("[а](b\\)", "Can't find end of a URL at byte offset 5"),
        ("![а]", "The entity must contain a tg://emoji or tg://time URL"),
        ("![а](tg://emoji?id=x)", NO_EMOJI),
        ("![а](tg://emoji?id=025)", NO_EMOJI),
        ("![а](tg://emojis?id=1)", NO_EMOJI),
        ("![а](tg://time?unix=0)", NO_EMOJI),
        ("![а](tg://time?unix=1&format=x)", NO_EMOJI),
        (">*а\nб*", "Can't find end of Bold entity at byte offset 1"),
        (">а||б\nв||", "Can't find end of Spoiler entity at byte offset 3"),
        (">*а||\nб", "Can't find end of Bold entity at byte offset 1"),
        ("*>а*", "Can't find end of Bold entity at byte offset 4"),
    ],
)
def test_refusals(markup: str, sentence: str) -> None:
    with pytest.raises(TelegramError) as error:
        formatted(markup, "MarkdownV2", None)
    assert error.value.description == f"Bad Request: can't parse entities: {sentence}"


@pytest.mark.parametrize(
    ("markup", "text", "expected"),
    [
        ("*а* _б_ `в` [г](edu.kz)", "а б в г", [("bold", "а"), ("italic", "б"), ("code", "в"), ("text_link", "г")]),
        ("🙂```py\n*х*``` ```\nу```", "🙂*х* у", [("pre", "*х*"), ("pre", "у")]),
        (r"а\_б.в-г\д", r"а_б.в-г\д", []),
        ("[жоқ] ** [edu.kz] [а](edu.kz", "жоқ  edu.kz а", [("text_link", "edu.kz"), ("text_link", "а")]),
        ("*а _б*", "а _б", [("bold", "а _б")]),
        ("[а](tg://user?id=7)", "а", [("text_mention", "а")]),
    ],
)
def test_the_older_markdown(markup: str, text: str, expected: Found) -> None:
    parsed = parse_markdown(markup)
    assert (parsed.text, about(parsed)) == (text, expected)


@pytest.mark.parametrize("markup", ["é *а", "é `а", "é [а", "é ```а`"])
def test_the_older_markdown_must_end_what_it_begins(markup: str) -> None:
    with pytest.raises(TelegramError) as error:
        formatted(markup, "Markdown", None)
    sentence = "Can't find end of the entity starting at byte offset 3"
    assert error.value.description == f"Bad Request: can't parse entities: {sentence}"


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), min_size=1, max_size=8)


@given(st.text(max_size=60))
def test_any_text_survives_escaping(text: str) -> None:
    assert parse_markdown_v2(markdown_decoration.quote(text)) == FormattedText(text)


@given(st.text(alphabet="*_~|`[]()>!\\\n\r aб🙂", max_size=40), st.sampled_from([parse_markdown, parse_markdown_v2]))
def test_no_markup_breaks_the_parser_and_entities_never_cross(markup: str, parse: Any) -> None:
    try:
        parsed = parse(markup)
    except TelegramError:
        return
    starts = {utf16_length(parsed.text[:at]) for at in range(len(parsed.text) + 1)}
    spans = [(one["offset"], one["offset"] + one["length"]) for one in parsed.entities]
    assert all(first < last and {first, last} <= starts for first, last in spans)
    assert not any(first < other < last < until for first, last in spans for other, until in spans)


NESTING = (Bold, Italic, Underline, Strikethrough, Spoiler)
LEAVES = st.one_of(
    WORDS.map(Text),
    WORDS.map(lambda words: TextLink(words, url="https://edu.kz/a?b=c")),
    WORDS.map(Code),
)


@st.composite
def nodes(draw: st.DrawFn) -> Any:
    """A text in a few kinds of marks, one within the other.

    The library writes marks of the same stretch in an order that Telegram reads otherwise, hence a letter about each.
    """
    node: Any = draw(LEAVES)
    for kind in draw(st.lists(st.sampled_from(NESTING), unique=True, max_size=3)):
        node = kind("a", node, "a")
    return node


@given(st.lists(nodes(), min_size=1, max_size=4))
def test_what_a_library_writes_is_read_as_its_html_is(parts: list[Any]) -> None:
    """Two ways of one library to write the same must be read as the same."""
    text, entities = Text(*(piece for part in parts for piece in (part, "\n"))).render()
    marked, tagged = markdown_decoration.unparse(text, entities), html_decoration.unparse(text, entities)
    read, same = formatted(marked, "MarkdownV2", None), formatted(tagged, "HTML", None)
    assert (read.text, read.entities) == (same.text, same.entities)


@pytest.mark.parametrize("kind", [BlockQuote, ExpandableBlockQuote])
def test_quotations_of_a_library(kind: Any) -> None:
    text, entities = Text("a\n", kind("б\nв"), "\nг").render()
    read = formatted(markdown_decoration.unparse(text, entities), "MarkdownV2", None)
    assert read.text == text
    assert about(read) == [(str(entities[0].type), "б\nв\n")]
