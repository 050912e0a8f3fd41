"""Telegram's HTML: sentences as Telegram's own parser words them, and properties that hold for any text."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.entities import FormattedText, tidy, utf16_length
from sandbox.errors import TelegramError
from sandbox.formatting import formatted, parse_html

NO_SURROGATES = (
    "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units"
)


@pytest.mark.parametrize(
    ("markup", "sentence"),
    [
        ("🏟 🏟&lt;<abacaba", "Unclosed start tag at byte offset 13"),
        ("🏟 🏟&lt;<abac aba>", 'Unsupported start tag "abac" at byte offset 13'),
        ("🏟 🏟&lt;<i   =aba>", 'Empty attribute name in the tag "i" at byte offset 13'),
        ("🏟 🏟&lt;<i    aba>", 'Can\'t find end tag corresponding to start tag "i"'),
        ("🏟 🏟&lt;<i    aba  =  ", 'Unclosed start tag "i" at byte offset 13'),
        ("<i aba", 'Unclosed start tag "i" at byte offset 0'),
        ("🏟 🏟&lt;<i    aba  =  190azAz-.,", "Unexpected end of name token at byte offset 27"),
        ('🏟 🏟&lt;<i    aba  =  "&lt;&gt;&quot;>', "Unclosed start tag at byte offset 13"),
        ("🏟 🏟&lt;</", "Unexpected end tag at byte offset 13"),
        ("🏟 🏟&lt;<b></b></", "Unexpected end tag at byte offset 20"),
        ("🏟 🏟&lt;<i>a</i   ", "Unclosed end tag at byte offset 17"),
        ("🏟 🏟&lt;<i>a</em   >", 'Unmatched end tag at byte offset 17, expected "</i>", found "</em>"'),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<tg-emoji emoji-id='x'>a</tg-emoji>", "Invalid custom emoji identifier specified"),
        ("<tg-time unix='x'>a</tg-time>", "Invalid date specified"),
        ("<tg-time unix='7' format='x'>a</tg-time>", "Invalid date format used"),
        ("&#xDFDF;", NO_SURROGATES),
    ],
)
def test_broken_html_is_refused_in_telegrams_words(markup: str, sentence: str) -> None:
    with pytest.raises(TelegramError) as refused:
        parse_html(markup)
    assert refused.value.description == f"Bad Request: can't parse entities: {sentence}"


@pytest.mark.parametrize(
    ("markup", "text", "entities"),
    [
        ("&ge;&lt;&gt;&amp;&quot;&laquo;&#12345678;", '&ge;<>&"&laquo;&#12345678;', []),
        ("&#1179;&#x49B;", "ққ", []),
        ("➡️ ➡️<i>➡️ ➡️</i>", "➡️ ➡️➡️ ➡️", [("italic", 5, 5)]),
        ("🏟 🏟<i>🏟 &lt🏟</i>", "🏟 🏟🏟 <🏟", [("italic", 5, 6)]),
        ("🏟 🏟<i>🏟 &gt;<b a  =  c>&lt🏟</b></i>", "🏟 🏟🏟 ><🏟", [("italic", 5, 7), ("bold", 9, 3)]),
        ("🏟 🏟&lt;<i>🏟 🏟&lt;</>", "🏟 🏟<🏟 🏟<", [("italic", 6, 6)]),
        ("a<b></b>", "a", []),
        (
            '<span class="tg-spoiler">a</span><tg-spoiler>b</tg-spoiler>',
            "ab",
            [("spoiler", 0, 1), ("spoiler", 1, 1)],
        ),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
        ("<pre><code>a</code></pre>", "a", [("pre", 0, 1), ("code", 0, 1)]),
    ],
)
def test_html_becomes_text_and_entities(markup: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    result = parse_html(markup)
    assert result.text == text
    assert [(one["type"], one["offset"], one["length"]) for one in result.entities] == entities


@pytest.mark.parametrize(
    ("markup", "entity"),
    [
        ("<a href=telegram.org>t</a>", {"type": "text_link", "url": "http://telegram.org/"}),
        ("<a href='telegram.org?&lt;'>t</a>", {"type": "text_link", "url": "http://telegram.org/?<"}),
        ("<a href='tg://user?id=1001'>t</a>", {"type": "text_mention", "user": {"id": 1001}}),
        ('<pre><code class="language-py">t</code></pre>', {"type": "pre", "language": "py"}),
        ('<code class="language-py"><pre>t</pre></code>', {"type": "pre", "language": "py"}),
        ('<tg-emoji emoji-id="54">t</tg-emoji>', {"type": "custom_emoji", "custom_emoji_id": "54"}),
        (
            "<tg-time unix='7' format='wDT'>t</tg-time>",
            {"type": "date_time", "unix_time": 7, "date_time_format": "wDT"},
        ),
    ],
)
def test_entities_carry_what_they_need(markup: str, entity: dict[str, Any]) -> None:
    assert parse_html(markup).entities == [{**entity, "offset": 0, "length": 1}]


def test_a_link_to_nowhere_is_plain_text() -> None:
    assert parse_html("<a>here</a><a href='/x'>there</a>") == FormattedText("herethere")


def test_parse_modes() -> None:
    text = "<b>a</b>"
    assert formatted(text, "hTmL", None).text == "a"
    assert formatted(text, "None", None).text == formatted(text, "", None).text == text
    with pytest.raises(TelegramError, match="Bad Request: unsupported parse_mode"):
        formatted(text, "BBCode", None)


def test_half_a_character_is_no_text() -> None:
    with pytest.raises(TelegramError, match="Bad Request: strings must be encoded in UTF-8"):
        formatted("a\ud800", None, None)


WORDS = st.text(st.sampled_from("aқ🙂\n \u200d/@#.&"), max_size=8)


@st.composite
def markups(draw: st.DrawFn, depth: int = 3) -> str:
    """Well-formed markup with nested tags."""
    parts = []
    for _ in range(draw(st.integers(0, 3))):
        if depth and draw(st.booleans()):
            tag = draw(st.sampled_from(["b", "i", "u", "s", "code", "pre", "blockquote", "tg-spoiler"]))
            parts.append(f"<{tag}>{draw(markups(depth - 1))}</{tag}>")
        else:
            parts.append(draw(WORDS).replace("&", "&amp;"))
    return "".join(parts)


def assert_in_range(result: FormattedText) -> None:
    starts = [0]
    for char in result.text:
        starts.append(starts[-1] + utf16_length(char))
    assert starts[-1] == len(result.text.encode("utf-16-le")) // 2
    for entity in result.entities:
        assert entity["length"] > 0
        assert {entity["offset"], entity["offset"] + entity["length"]} <= set(starts)


@given(markups())
def test_nested_markup_keeps_entities_in_range(markup: str) -> None:
    assert_in_range(parse_html(markup))
    result = formatted(markup, "HTML", None)
    assert_in_range(result)
    assert tidy(result) == result


@given(st.text(st.sampled_from("<>/abi&;#lt= \"'🙂қ"), max_size=30))
def test_any_text_is_parsed_or_refused_with_a_sentence(text: str) -> None:
    try:
        result = formatted(text, "HTML", None)
    except TelegramError as error:
        result = FormattedText(error.description.removeprefix("Bad Request: can't parse entities: "))
    assert not result.text.startswith("Bad Request")
    assert_in_range(result)
