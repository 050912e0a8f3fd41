"""A word without its endings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.search.folding import fold
from guidance.search.stems import MOST_CUTS, SHORTEST, hardened, stems

_LETTERS = "абвгдежзиклмнопрстуфхчш"


@pytest.mark.parametrize(
    ("inflected", "plain"),
    [
        ("Караганде", "Караганд"),
        ("сварщиком", "сварщик"),
        ("программисты", "программист"),
        ("медсестрой", "медсестр"),
        ("поварах", "повар"),
        ("Алматыдағы", "Алматы"),
        ("колледжіне", "колледж"),
        ("колледждерінде", "колледж"),
        ("мейіргерлікке", "мейіргер"),
        ("Ойылда", "Ойыл"),
        ("мектебі", "мектеп"),
        ("мамандығы", "мамандық"),
        ("Астанадағы", "Астана"),
    ],
)
def test_endings_are_cut_off(inflected: str, plain: str) -> None:
    assert hardened(fold(plain)) in stems(fold(inflected))


@pytest.mark.parametrize(
    ("word", "other"),
    [("кент", "кен"), ("спорт", "спор"), ("повар", "пов"), ("Абай", "аб"), ("ит", "и")],
)
def test_a_word_keeps_what_it_needs(word: str, other: str) -> None:
    assert fold(other) not in stems(fold(word))


@given(st.text(_LETTERS, min_size=1, max_size=20), st.integers(0, MOST_CUTS))
def test_a_stem_is_the_beginning_of_its_word(word: str, most_cuts: int) -> None:
    found = stems(word, most_cuts)

    assert found[hardened(word)] == 0
    for stem, cuts in found.items():
        assert stem[:-1] == word[: len(stem) - 1]
        assert hardened(word[: len(stem)]) == stem
        assert 0 <= cuts <= most_cuts
        assert cuts == 0 or len(stem) >= SHORTEST - 1
