"""How texts are filled in."""

from hypothesis import given
from hypothesis import strategies as st

from bot.settings import ROOT
from handlers.translation import Translations
from sandbox.formatting import parse_html

TRANSLATIONS = Translations(ROOT / "locales")


@given(st.text(max_size=60))
def test_values_are_never_markup(value: str) -> None:
    shown = parse_html(TRANSLATIONS["ru"].html("college.title", name=value + "."))
    assert shown.text == f"🏫 {value}."
    assert [entity["type"] for entity in shown.entities] == ["bold"]


def test_russian_has_three_plural_forms_and_kazakh_one() -> None:
    russian, kazakh = TRANSLATIONS["ru"], TRANSLATIONS["kk"]
    assert [russian.plural("count.answers", n) for n in (1, 2, 5, 11, 21, 22)] == [
        "1 ответ",
        "2 ответа",
        "5 ответов",
        "11 ответов",
        "21 ответ",
        "22 ответа",
    ]
    assert [kazakh.plural("count.answers", n) for n in (1, 2, 5)] == ["1 жауап", "2 жауап", "5 жауап"]


def test_the_guess_follows_the_client() -> None:
    guesses = {code: TRANSLATIONS.guess(code).language for code in ("kk", "kk-KZ", "KK", "ru", "en", "", None)}
    assert guesses == {"kk": "kk", "kk-KZ": "kk", "KK": "kk", "ru": "ru", "en": "ru", "": "ru", None: "ru"}


def test_dates_as_people_write_them() -> None:
    words = TRANSLATIONS["kk"]
    assert [words.date(one) for one in ("2025", "2025-06", "2025-06-30")] == ["2025", "06.2025", "30.06.2025"]


def test_regions_short_enough_for_a_button() -> None:
    assert TRANSLATIONS["kk"].short_region("Ақмола облысы") == "Ақмола"
    assert TRANSLATIONS["ru"].short_region("область Абай") == "Абай"
    assert TRANSLATIONS["ru"].short_region("Астана") == "Астана"


def test_numbers_as_people_write_them() -> None:
    for language in ("kk", "ru"):
        words = TRANSLATIONS[language]
        assert [words.number(one) for one in (7.0, 13900.0, 86.8)] == ["7", "13\N{NO-BREAK SPACE}900", "86,8"]


def test_names_stand_in_the_order_of_the_alphabet() -> None:
    words = TRANSLATIONS["kk"]
    names = ["Шымкент", "Ұлытау", "Қостанай", "Ақтөбе", "Павлодар", "Алматы", "Қарағанды", "Батыс Қазақстан", "Ақмола"]
    assert sorted(names, key=words.alphabetical) == [
        "Ақмола",
        "Ақтөбе",
        "Алматы",
        "Батыс Қазақстан",
        "Қарағанды",
        "Қостанай",
        "Павлодар",
        "Ұлытау",
        "Шымкент",
    ]
