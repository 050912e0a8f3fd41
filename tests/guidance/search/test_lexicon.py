"""Which known word a typed one may be, and how surely."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.search.folding import fold
from guidance.search.lexicon import Lexicon, Rung

_KNOWN = [
    "сварщик", "повар", "политехнический", "медицинский", "транспорт", "спорт", "караганда", "алматы", "колледж",
    "программист", "кен", "тараз", "мед", "5",
]  # fmt: skip


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon(map(fold, _KNOWN))


@pytest.mark.parametrize(
    ("typed", "known", "rung"),
    [
        ("сварщик", "сварщик", Rung.EXACT),
        ("сварщиком", "сварщик", Rung.STEM),
        ("караганде", "караганда", Rung.STEM),
        ("алматыдағы", "алматы", Rung.STEM),
        ("сварщк", "сварщик", Rung.TYPO),
        ("порграммист", "программист", Rung.TYPO),
        ("програмимст", "программист", Rung.TYPO),
        ("опвар", "повар", Rung.TYPO),
        ("цварщик", "сварщик", Rung.EXACT),
        ("жварщик", "сварщик", Rung.TYPO),
        ("политех", "политехнический", Rung.PREFIX),
        ("политеху", "политехнический", Rung.PREFIX),
        ("политехлар", "политехнический", Rung.PREFIX),
        ("политесса", "политехнический", Rung.START),
        ("5", "5", Rung.EXACT),
    ],
)
def test_a_word_is_recognised(typed: str, known: str, rung: Rung, lexicon: Lexicon) -> None:
    (closest, *_) = lexicon.like(fold(typed))

    assert (closest.word, closest.rung) == (fold(known), rung)


@pytest.mark.parametrize(
    "typed",
    [
        "порт",  # the end of «спорт» and «транспорт»: only beginnings count
        "кот",  # too short for a slip
        "по",
        "55",  # a number is never another one
        "кентавр",
        "ыфвап",
        "",
    ],
)
def test_a_strange_word_is_not(typed: str, lexicon: Lexicon) -> None:
    assert lexicon.like(fold(typed)) == ()


def test_the_rungs_are_in_the_order_of_their_sureness(lexicon: Lexicon) -> None:
    closeness = [lexicon.like(fold(typed))[0].closeness for typed in ("сварщик", "сварщиком", "сварщк", "политесса")]

    assert closeness == sorted(closeness, reverse=True)
    assert len(set(closeness)) == len(closeness)


def test_a_word_is_in_the_lexicon_only_as_it_stands(lexicon: Lexicon) -> None:
    assert fold("повар") in lexicon
    assert fold("поваром") not in lexicon


@given(word=st.text("абвгдеиклмнопрстуфх5 ", max_size=12) | st.text(max_size=300))
def test_any_word_is_only_ever_a_known_one(word: str, lexicon: Lexicon) -> None:
    found = lexicon.like(word)

    assert all(like.word in lexicon for like in found)
    assert all(0 < like.closeness <= 1 for like in found)
    assert [like.closeness for like in found] == sorted((like.closeness for like in found), reverse=True)
    assert len({like.word for like in found}) == len(found)
