"""What a cell may hold."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from guidance.catalogue.cells import Bin, Email, Phones, Text

BIN, PHONES, EMAIL, TEXT = (TypeAdapter[object](kind) for kind in (Bin, Phones, Email, Text))


def control_digit(digits: list[int]) -> int | None:
    """The last digit of a BIN by the letter of the rule; None where no BIN begins so."""
    first = sum(place * digit for place, digit in enumerate(digits, start=1)) % 11
    if first < 10:
        return first
    second = sum(((place + 1) % 11 + 1) * digit for place, digit in enumerate(digits, start=1))
    return second % 11 if second % 11 < 10 else None


@given(st.lists(st.integers(0, 9), min_size=11, max_size=11))
def test_a_bin_has_one_right_last_digit(digits: list[int]) -> None:
    start = "".join(map(str, digits))
    right = [last for last in range(10) if accepted(start + str(last))]
    expected = control_digit(digits)
    assert right == ([] if expected is None else [expected])


@given(st.lists(st.integers(0, 9), min_size=11, max_size=11), st.integers(0, 9), st.integers(0, 9))
def test_a_wrong_digit_is_noticed(digits: list[int], place: int, other: int) -> None:
    last = control_digit(digits)
    # The eleventh digit weighs 11, which is nothing modulo 11, and where the second weights come in some changes stay
    # unnoticed: that is so in the rule.
    assume(last is not None and digits[place] != other)
    assume(sum(weight * digit for weight, digit in enumerate(digits, start=1)) % 11 < 10)
    changed = [*digits[:place], other, *digits[place + 1 :]]
    assume(sum(weight * digit for weight, digit in enumerate(changed, start=1)) % 11 < 10)
    assert not accepted("".join(map(str, changed)) + str(last))


def accepted(value: str) -> bool:
    try:
        BIN.validate_python(value)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("value", ["12345678901", "1234567890123", "12345678901a", "١٢٣٤٥٦٧٨٩٠١٢", " 123456789012"])
def test_not_a_bin(value: str) -> None:
    assert not accepted(value)


def test_an_unknown_bin_is_empty() -> None:
    assert BIN.validate_python("") is None


@pytest.mark.parametrize("value", ["+7 (7172) 12-34-56", "+7 (71339) 2-17-28", "+7 (707) 255-42-64", "56-02-30", ""])
def test_a_phone(value: str) -> None:
    assert PHONES.validate_python(value) == tuple(filter(None, [value]))


@pytest.mark.parametrize(
    "value", ["87172123456", "+7 (7172) 12-34-5", "+7 7172 123456", "+7 (7172) 2-34-56", "call me"]
)
def test_not_a_phone(value: str) -> None:
    with pytest.raises(ValidationError, match="is not a phone like"):
        PHONES.validate_python(value)


@pytest.mark.parametrize(("value", "fits"), [("a@b.kz", True), ("", True), ("a@b", False), ("a b@c.kz", False)])
def test_an_address(value: str, *, fits: bool) -> None:
    if fits:
        EMAIL.validate_python(value)
    else:
        with pytest.raises(ValidationError):
            EMAIL.validate_python(value)


@pytest.mark.parametrize("value", ['=HYPERLINK("http://a.b")', "@SUM(A1)"])
def test_what_a_spreadsheet_would_carry_out(value: str) -> None:
    with pytest.raises(ValidationError, match="begins like a formula"):
        TEXT.validate_python(value)
