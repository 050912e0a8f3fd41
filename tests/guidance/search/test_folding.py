"""All the spellings of a word come to one skeleton."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.search.folding import fold
from guidance.search.words import words_of


@pytest.mark.parametrize(
    "spellings",
    [
        ("Қарағанды", "Караганды", "Qaraǵandy", "Qarağandy", "Karagandy", "KARAGHANDY"),
        ("колледж", "коледж", "kolledj", "kolledzh", "kolledj"),
        ("дәнекерлеуші", "данекерлеуши", "dánekerleýshi", "dänekerleuşı", "danekerleushi"),
        ("Өскемен", "Оскемен", "Óskemen", "Öskemen"),
        ("Щучинск", "Schuchinsk", "Shchuchinsk", "шучинск"),
        ("құрылыс", "курылыс", "qurylys", "kurylys"),
        ("ёлка", "елка", "yelka", "ЕЛКА"),
        ("электрик", "електрик"),
        ("повар-кондитер", "повар кондитер", "повар, кондитер", "повар_кондитер"),
        ("№ 5", "No 5", "nо 5"),
    ],
)
def test_spellings_fold_to_one(spellings: tuple[str, ...]) -> None:
    assert len({fold(one) for one in spellings}) == 1, {one: fold(one) for one in spellings}


@pytest.mark.parametrize(("one", "other"), [("кен", "кент"), ("спорт", "порт"), ("повар", "пожар"), ("5", "55")])
def test_different_words_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("медколледж", ("мед", "колледж")),
        ("medkolledj", ("мед", "колледж")),
        ("политехникум", ("поли", "техникум")),
        ("колледжі", ("колледжі",)),
    ],
)
def test_a_school_and_what_it_teaches_are_two_words(text: str, words: tuple[str, ...]) -> None:
    assert words_of(text) == [fold(word) for word in words]


@given(st.text(max_size=200))
def test_what_is_folded_stays_as_it_is(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=200))
def test_words_are_parted_by_one_blank(text: str) -> None:
    assert fold(text) == " ".join(fold(text).split())
