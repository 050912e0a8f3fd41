"""Entities: given by bots, found by Telegram, put in order, moved when a text is cleaned."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.entities import FormattedText, check_entities, linked, tidy, utf16_length
from sandbox.errors import TelegramError
from sandbox.formatting import formatted

Entity = dict[str, Any]
SOFT = ("bold", "italic", "underline", "strikethrough", "spoiler")
FIRM = ("code", "pre", "blockquote", "expandable_blockquote", "text_link")


def entity(kind: str, offset: int, length: int) -> Entity:
    return {"type": kind, "offset": offset, "length": length} | ({"url": "http://a.kz/"} if kind == "text_link" else {})


def places(result: FormattedText) -> list[tuple[str, int, int]]:
    return [(one["type"], one["offset"], one["length"]) for one in result.entities]


def test_text_is_trimmed_and_entities_with_it() -> None:
    bold = [entity("bold", 0, 1)]
    assert formatted("  \n<b>қ</b> \n", "HTML", None) == FormattedText("қ", bold)
    assert tidy(FormattedText(" 🙂қ  ", [entity("bold", 3, 3)])) == FormattedText("🙂қ", [entity("bold", 2, 1)])
    assert tidy(FormattedText("  қ", [entity("bold", 1, 2)])) == FormattedText(" қ", [entity("bold", 0, 2)])
    assert tidy(FormattedText("қ  ", [*bold, entity("italic", 2, 1)])) == FormattedText("қ", bold)


@pytest.mark.parametrize("text", ["", " \n", "\u200b", "\u3000 \u200d", "\t\r\n"])
def test_what_nobody_can_see_is_no_text(text: str) -> None:
    assert tidy(FormattedText(text, [entity("bold", 0, len(text))])) == FormattedText("")


def test_control_characters_are_spaces_or_nothing() -> None:
    result = tidy(FormattedText("а\tб\r\n\u2028🙂\rв\rг", [entity("bold", 2, 7), entity("italic", 5, 1)]))
    assert result.text == "а б\n🙂вг"
    assert places(result) == [("bold", 2, 4)]


def test_overlapping_entities_are_joined_and_cut_round_code() -> None:
    result = formatted("<b>a<b>b</b></b><b>c</b> <b>d <code>e</code> f</b>", "HTML", None)
    assert result.text == "abc d e f"
    assert places(result) == [("bold", 0, 3), ("bold", 4, 2), ("code", 6, 1), ("bold", 7, 2)]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<b>a<i>b</i>c</b>", [("bold", 0, 1), ("bold", 1, 2), ("italic", 1, 1)]),
        ("<b>ab<a href='edu.kz'>c</a>d</b>", [("bold", 0, 2), ("text_link", 2, 1), ("bold", 2, 1), ("bold", 3, 1)]),
        ("<b>a edu.kz</b>", [("bold", 0, 2), ("url", 2, 6), ("bold", 2, 6)]),
        ("<i><b>a</b></i>", [("bold", 0, 1), ("italic", 0, 1)]),
        ("<b><blockquote>a</blockquote></b>", [("blockquote", 0, 1), ("bold", 0, 1)]),
        ("<a href='edu.kz'>a<code>b</code></a>", [("text_link", 0, 2)]),
        ("<a href='edu.kz'>a<blockquote>b</blockquote>c</a>", [("blockquote", 1, 1)]),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", [("blockquote", 0, 2)]),
        ("<code>/no</code> /yes", [("code", 0, 3), ("bot_command", 4, 4)]),
        ("#a<blockquote>b</blockquote>", [("blockquote", 2, 1)]),
    ],
)
def test_entities_settle_as_in_telegram(markup: str, expected: list[tuple[str, int, int]]) -> None:
    assert places(formatted(markup, "HTML", None)) == expected


def test_telegram_finds_commands_links_and_names_itself() -> None:
    text = "/start 🙂 https://a.kz/b, stipend.kz, x@y.kz @temirqazyq #грант $KZT +7 700 000 00 00 <code>/no</code>"
    result = formatted(text, "HTML", None)
    units = result.text.encode("utf-16-le")
    found = {
        units[2 * offset : 2 * (offset + length)].decode("utf-16-le"): kind for kind, offset, length in places(result)
    }
    assert found == {
        "/start": "bot_command",
        "https://a.kz/b": "url",
        "stipend.kz": "url",
        "x@y.kz": "email",
        "@temirqazyq": "mention",
        "#грант": "hashtag",
        "$KZT": "cashtag",
        "+7 700 000 00 00": "phone_number",
        "/no": "code",
    }


def test_a_hundred_entities_are_kept() -> None:
    assert len(formatted("<b>a</b> " * 120, "HTML", None).entities) == 100


@pytest.mark.parametrize(
    ("given_entity", "sentence"),
    [
        ({"type": "bold", "offset": 0}, "can't parse MessageEntity: Can't find field \"length\""),
        (
            {"type": "bold", "offset": "x", "length": 1},
            'can\'t parse MessageEntity: Field "offset" must be of type Number',
        ),
        (entity("loud", 0, 1), "can't parse MessageEntity: Unsupported type specified"),
        ({"type": "text_link", "offset": 0, "length": 1}, "can't parse MessageEntity: Can't find field \"url\""),
        (entity("text_link", 0, 2) | {"url": "x"}, "URL 'x' is invalid"),
        (entity("bold", -1, 1), "receive an entity with incorrect offset -1"),
        (entity("bold", 0, 1_000_001), "receive an entity with incorrect length 1000001"),
        (entity("bold", 4, 1), "entity begins after the end of the text at UTF-16 offset 4"),
        (
            entity("bold", 2, 7),
            "entity beginning at UTF-16 offset 2 ends after the end of the text at UTF-16 offset 9",
        ),
        (entity("bold", 1, 2), "entity begins in a middle of a UTF-16 symbol at byte offset 4"),
        (
            entity("bold", 0, 1),
            "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 4",
        ),
    ],
)
def test_given_entities_must_fit_the_text(given_entity: Entity, sentence: str) -> None:
    with pytest.raises(TelegramError) as refused:
        formatted("🙂a", None, [given_entity])
    assert refused.value.description == f"Bad Request: {sentence}"


def test_given_entities_that_say_nothing_are_passed_over() -> None:
    given_entities = [entity("hashtag", 0, 99), entity("bold", 0, 0), {"type": "bold", "offset": "0", "length": "1"}]
    assert check_entities("a", given_entities) == [entity("bold", 0, 1)]
    assert check_entities("a", [entity("text_link", 0, 1) | {"url": "edu.kz"}])[0]["url"] == "http://edu.kz/"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("tg://user?id=1001", {"type": "text_mention", "user": {"id": 1001}}),
        ("TG:User/?a=b&id=7&id=8#c", {"type": "text_mention", "user": {"id": 7}}),
        ("edu.kz", {"type": "text_link", "url": "http://edu.kz/"}),
        ("nowhere", None),
    ],
)
def test_links(address: str, expected: Entity | None) -> None:
    assert linked(address) == expected


@st.composite
def marked(draw: st.DrawFn) -> FormattedText:
    """A text with any entities, crossing ones too."""
    text = draw(st.text(st.sampled_from("aқ🙂 \n\r\t/@#."), max_size=16))
    starts = [utf16_length(text[:at]) for at in range(len(text) + 1)]
    entities = []
    for _ in range(draw(st.integers(0, 6))):
        begin, end = sorted((draw(st.sampled_from(starts)), draw(st.sampled_from(starts))))
        if end > begin:
            entities.append(entity(draw(st.sampled_from(SOFT + FIRM)), begin, end - begin))
    return FormattedText(text, entities)


@given(marked())
def test_entities_never_cross_and_settle_once(text: FormattedText) -> None:
    result = tidy(text)
    spans = [(one["offset"], one["offset"] + one["length"]) for one in result.entities]
    starts = {utf16_length(result.text[:at]) for at in range(len(result.text) + 1)}
    assert all(begin < end and {begin, end} <= starts for begin, end in spans)
    assert not any(begin < other < end < until for begin, end in spans for other, until in spans)
    assert tidy(result) == result


@given(marked())
def test_what_is_bold_stays_bold_outside_code(text: FormattedText) -> None:
    """Unit by unit, whatever the pieces are cut into; the text has nothing to clean or trim."""
    solid = FormattedText(text.text.translate(dict.fromkeys(map(ord, " \n\r\t/@#."), "a")), text.entities)
    result = tidy(solid)
    code = [one for one in result.entities if one["type"] in {"code", "pre"}]
    for kind in SOFT:
        shown = _covered([one for one in result.entities if one["type"] == kind])
        meant = _covered([one for one in solid.entities if one["type"] == kind])
        assert shown == meant - _covered(code)


def _covered(entities: list[Entity]) -> set[int]:
    return {at for one in entities for at in range(one["offset"], one["offset"] + one["length"])}


@given(st.text(st.sampled_from("aқ🙂- \n\t\x0b\r\u2028\u030a"), max_size=30))
def test_plain_text_is_kept_but_for_its_edges(text: str) -> None:
    kept = text.translate({ord("\t"): " ", ord("\v"): " ", ord("\r"): None, 0x2028: None, 0x30A: None}).strip(" \n")
    assert formatted(text, None, None) == FormattedText(kept)


@given(st.text(max_size=60))
def test_any_text_is_tidied(text: str) -> None:
    assert tidy(FormattedText(text)) == tidy(tidy(FormattedText(text)))
