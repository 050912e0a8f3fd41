"""A text typed with the keyboard set to another language can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.search.layout import readings
from tests.search.keyboards import Layout, mistyped

_RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя "
_KAZAKH = "абвгдежзийклмнопрстуфхцчшщъыьэюяәіңғүұқөһ "
_ENGLISH = "abcdefghijklmnopqrstuvwxyz "


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ghjuhfvvbcn fkvfns", "программист алматы"),
        ("GHJUHFVVBCN", "ПРОГРАММИСТ"),
        ("cdfhobr", "сварщик"),
        ("0останай 09рылыс", "қостанай құрылыс"),
        ("0fhf5fyls", "қарағанды"),
        ("l2ytrthktei3", "дәнекерлеуші"),
        ("цудвук", "welder"),
        ("повар 9", "повар 9"),
    ],
)
def test_the_meant_text_is_among_the_readings(typed: str, meant: str) -> None:
    assert meant in readings(typed)


@given(st.text(max_size=60))
def test_the_text_as_typed_comes_first_and_none_comes_twice(text: str) -> None:
    found = readings(text)

    assert found[0] == text
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    ("meant", "active", "letters"),
    [("ru", "en", _RUSSIAN), ("kk", "en", _KAZAKH), ("kk", "ru", _KAZAKH), ("en", "ru", _ENGLISH)],
)
@given(data=st.data())
def test_whatever_was_meant_is_among_the_readings(
    meant: Layout, active: Layout, letters: str, data: st.DataObject
) -> None:
    text = data.draw(st.text(letters, max_size=40))
    typed = mistyped(text, meant, active)

    assert typed is not None
    assert text in readings(typed)
