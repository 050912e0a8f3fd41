"""Bringing what clerks write into cells into the form of the catalogue's tables; ``None`` where it does not fit."""

import re
from collections.abc import Callable, Mapping

from pydantic import TypeAdapter, ValidationError

from guidance.catalogue.cells import Email, OptionalAddress, Phones, Year
from guidance.search.folding import fold

_PHONES, _EMAIL, _ADDRESS, _YEAR = (TypeAdapter[object](kind) for kind in (Phones, Email, OptionalAddress, Year))
_YES = frozenset({"+", *(fold(word) for word in ("да", "есть", "имеется", "иә", "бар", "yes", "1"))})
_NO = frozenset(fold(word) for word in ("нет", "не имеется", "отсутствует", "жоқ", "no", "0"))
# «нет данных» is no "no".
_UNKNOWN = re.compile("|".join(fold(word) for word in ("данных", "сведений", "информации", "мәлімет", "дерек")))
# Cells that say only that there is nothing to say.
_NOTHING = re.compile(r"[-–—.?/\s]*")
_LANGUAGES = {"kk": ("каз", "қаз", "гос", "мемл", "kk"), "ru": ("рус", "орыс", "ru"), "en": ("англ", "ағыл", "en")}
_STATE = tuple(fold(word) for word in ("гос", "мемл", "коммун", "кгкп", "гккп", "кгп", "state"))
_PRIVATE = tuple(fold(word) for word in ("част", "жеке", "негос", "private"))
_PRIVATE_FORMS = frozenset(fold(word) for word in ("тоо", "жшс", "ао"))
# «не» stands before what it denies, «емес» after it.
_BEFORE, _AFTER = fold("не"), fold("емес")
_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d\d?\.\d\d?\.\d{4}")
_SIGNED_GRADES = re.compile(r"(?<!\d)(9|11)(?!\d)")


def is_nothing(text: str) -> bool:
    """Whether a cell holds nothing but dashes, dots or blanks."""
    return bool(_NOTHING.fullmatch(text))


def phone(text: str) -> str | None:
    """``+7 (7172) 12-34-56|...`` of telephones in any spelling: all of them, or none."""
    found = [_one_phone(part) for part in re.split(r"[;,|\n/]|\bили\b|\bнемесе\b", text) if part.strip()]
    numbers = [one for one in found if one]
    return _accepted(_PHONES, "|".join(dict.fromkeys(numbers))) if numbers and len(numbers) == len(found) else None


def _one_phone(text: str) -> str | None:
    groups = re.findall(r"\d+", text)
    digits = "".join(groups)
    if len(digits) == 11 and digits[0] in "78":  # noqa: PLR2004
        groups = [groups[0][1:], *groups[1:]] if len(groups[0]) > 1 else groups[1:]
        digits = digits[1:]
    if len(digits) == 10:  # noqa: PLR2004
        # The area as it is written, of three to five digits; else three for mobile phones and Almaty, four for others.
        written = len(groups[0])
        area = written if written in (3, 4, 5) else 3 if re.match(r"7(27|[^12])", digits) else 4
        return f"+7 ({digits[:area]}) {_local(digits[area:])}"
    return _local(digits) if 5 <= len(digits) <= 7 else None  # noqa: PLR2004


def _local(digits: str) -> str:
    return f"{digits[:-4]}-{digits[-4:-2]}-{digits[-2:]}"


def email(text: str) -> str | None:
    """An e-mail address in small letters; of several the first."""
    first = re.split(r"[;,\s|]+", text.strip())[0].lower()
    return _accepted(_EMAIL, first) if first else None


def website(text: str) -> str | None:
    """An address with its scheme; of several the first."""
    first = re.split(r"[;,\s|]+", text.strip())[0]
    whole = first if re.match(r"https?://", first, re.IGNORECASE) else f"https://{first}"
    return _accepted(_ADDRESS, whole) if re.search(r"[^\s/]\.[^\s/.]", whole) else None


def year(text: str) -> str | None:
    """The year in a date or a sentence of one year."""
    years = set(re.findall(r"(?<!\d)(1[789]\d\d|20\d\d)(?!\d)", text))
    return _accepted(_YEAR, years.pop()) if len(years) == 1 else None


def yes_or_no(text: str) -> str | None:
    """``yes`` or ``no``."""
    folded = f"{fold(text) or text.strip()} "
    if _UNKNOWN.search(folded):
        return None
    words = set(folded.split())
    if words & _YES and words & _NO:
        # «да / нет»: a form that nobody filled in.
        return None
    if any(folded.startswith(f"{word} ") for word in _NO):
        return "no"
    return "yes" if any(folded.startswith(f"{word} ") for word in _YES) else None


def ownership(text: str) -> str | None:
    """``state`` or ``private``; neither where both are said, as in a form that nobody filled in."""
    words = fold(text).split()
    said, denials = set(), 0
    for place, word in enumerate(words):
        # «негосударственная» holds «государственная»: the beginning of the word decides.
        private = word.startswith(_PRIVATE) or word in _PRIVATE_FORMS
        if not private and not word.startswith(_STATE):
            continue
        # «не государственная», «мемлекеттік емес»
        denied = words[max(place - 1, 0) : place] == [_BEFORE] or words[place + 1 : place + 2] == [_AFTER]
        denials += denied
        said.add("private" if private != denied else "state")
    all_denials_told = denials == sum(word in (_BEFORE, _AFTER) for word in words)
    return said.pop() if len(said) == 1 and all_denials_told else None


def languages(text: str) -> str | None:
    """``kk|ru|en`` of the languages that are named."""
    words = re.findall(r"\w+", text.casefold())
    found = [code for code, starts in _LANGUAGES.items() if any(word.startswith(starts) for word in words)]
    return "|".join(found) or None


def after_grade(text: str) -> str | None:
    """``9|11`` of the grades that are named."""
    if date := _DATE.search(text):
        # Excel makes a date of 9/11, by the custom of either country.
        return "9|11" if {9, 11} <= {int(number) for number in re.findall(r"\d+", date[0])} else None
    return "|".join(sorted(set(_SIGNED_GRADES.findall(text)), key=int)) or None


def students(text: str) -> str | None:
    """A number of students, with its plus or its words left away."""
    found = re.findall(r"\d[\d ]*\+?", text)
    return found[0].replace(" ", "") if len(found) == 1 else None


def plain(text: str) -> str | None:
    """A text on one line, if it is no date."""
    return None if _DATE.fullmatch(text) else " ".join(text.split())


READERS: Mapping[str, Callable[[str], str | None]] = {
    "phone": phone,
    "email": email,
    "website": website,
    "founded": year,
    "dormitory": yes_or_no,
    "dual": yes_or_no,
    "ownership": ownership,
    "languages": languages,
    "after_grade": after_grade,
    "students": students,
    "address": plain,
}
# The column of colleges.csv for each field that a cell alone can fill.
COLUMNS = {field: field for field in READERS} | {"address": "address_ru"}


def _accepted(kind: TypeAdapter[object], value: str) -> str | None:
    try:
        kind.validate_python(value)
    except ValidationError:
        return None
    return value
