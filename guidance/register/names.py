"""Names of colleges as registers write them: with legal forms, quotes and the department they belong to."""

import re
from collections.abc import Iterable

from guidance.search.folding import fold

_LEGAL = frozenset(
    word
    for phrase in (
        "КГКП ГККП КГП ГКП РГКП РГП КГУ ГУ на ПХВ праве хозяйственного ведения коммунальное государственное казенное",
        "республиканское предприятие учреждение организация образования негосударственное частное образовательное ЧУ",
        "НУ НОУ ЧОУ ТОО товарищество с ограниченной ответственностью АО акционерное общество НАО некоммерческое филиал",
        "КМҚК МКҚК ШЖҚ КМК МКК РМҚК РМК КММ ММ коммуналдық мемлекеттік қазыналық кәсіпорны кәсіпорын шаруашылық",
        "жүргізу құқығындағы ЖШС жауапкершілігі шектеулі серіктестігі АҚ КеАҚ акционерлік қоғамы мекемесі жеке ЖМ",
        "филиалы білім беру ұйымы коммунальное учреждение НУО",
    )
    for word in fold(phrase).split()
)
_BODIES = tuple(
    fold(word) for word in ("предприяти", "учреждени", "товарищ", "кәсіпор", "мекеме", "серіктест", "қоғам")
)
_QUOTES = "«»\"“”„'‘’"
_QUOTED = re.compile(rf"[{_QUOTES}](.+)[{_QUOTES}]")
# A straight quote that opens stands before a word and after none.
_OPENS = re.compile(r"""(?<![^\s(«"“„])["“”„](?=[\w№«"“„])""")
_STRAIGHT = str.maketrans(dict.fromkeys('"“”„', "»"))
# Quoted parts beside each other: the college and the department that it belongs to.
_PARTS = re.compile(r"«([^«»]*(?:«[^«»]*»[^«»]*)*)»")
_SCHOOL = re.compile(r"колледж|училищ|лице[йи]|техникум|школ|мектеб|академия", re.IGNORECASE)
_SCHOOLS = re.compile(r"\b(?:колледжи|колледжей|училища|лицеи|колледждер)\b", re.IGNORECASE)
# From here on a name says whose the college is.
_OWNER = re.compile(
    r"\s+(?:(?:при\s+)?(?:управлени[еяи]|департамент[ае]?)\s+(?:образовани|здравоохранени|культур|физическ|сельск|труда|по)"
    r"|при\s+(?:акимат|министерств)|акимата|министерства)\w*\s*.*$",
    re.IGNORECASE,
)
_KAZAKH = re.compile(r"[әғқңөұүһі]", re.IGNORECASE)
_KAZAKH_SCHOOL = re.compile(r"(?:колледжі|училищесі|лицейі|мектебі|академиясы|институты|университеті)\b", re.IGNORECASE)
_RUSSIAN_SCHOOL = re.compile(r"\b(?:колледж|училище|лицей|техникум|школа|академия)\b", re.IGNORECASE)
# Whose name a college bears says nothing of the language of the rest.
_BORNE = re.compile(rf"[{_QUOTES}].*?[{_QUOTES}]|\b(?:имени|им\.)\s.*", re.IGNORECASE)
_TOTALS = tuple(fold(word) for word in ("итого", "всего", "барлығы", "жиыны", "жиынтығы", "жалпы саны", "жалпы жиыны"))
_COLLEGE = ("колеж", "коледж")


def is_kazakh(name: str) -> bool:
    """Whether a name is Kazakh, by its word for school, else by its letters: «Колледж «Денсаулық»» is Russian."""
    own = _BORNE.sub(" ", name)
    if _KAZAKH_SCHOOL.search(own) or _KAZAKH.search(own):
        return True
    return not _RUSSIAN_SCHOOL.search(own) and bool(_KAZAKH.search(name))


def is_school(name: str) -> bool:
    """Whether a name is of one school: not «Частные колледжи», and not who drew up the list."""
    return bool(_SCHOOL.search(name)) and not _SCHOOLS.search(name)


def is_total(cells: Iterable[str]) -> bool:
    """Whether a row only sums others up, in whichever of its cells that is said."""
    return any(f"{fold(text)} ".startswith(f"{total} ") for text in cells if text for total in _TOTALS)


def bare_name(text: str) -> str:
    """The name without legal form, department and the quotes around all of it.

    ``КГКП «Абайский колледж» управления образования`` is «Абайский колледж»; ``Колледж «Болашак»`` stays whole.
    """
    text = " ".join(text.split())
    found = _quoted(text)
    if found and _telling(found):
        return found
    words = _OWNER.sub("", text).split(" ")
    while len(words) > 1 and _is_legal(words[0]):
        words.pop(0)
    end = len(words)
    while end > 1 and _is_legal(words[end - 1]):
        end -= 1
    # «Колледж бизнеса и образования» ends with a word of legal forms, not with a legal form.
    if any(word.isupper() or fold(word).startswith(_BODIES) for word in words[end:]):
        words = words[:end]
    bare = " ".join(words)
    return bare if _telling(bare) else text


def _quoted(text: str) -> str:
    """The quoted part that is the name; empty where the quotes stand within a name, or are of the department only."""
    # Sign for sign as in the text, so that the name is cut out as it is written.
    paired = _OPENS.sub("«", text).translate(_STRAIGHT)
    parts = list(_PARTS.finditer(paired))
    if len(parts) > 1:
        schools = [part for part in parts if _SCHOOL.search(part[1])]
        # «Колледж «Болашак» АО «Финансовая академия»» says outside what the college is.
        if len(schools) != 1 or _SCHOOL.search(_PARTS.sub(" ", paired)):
            return ""
        return text[schools[0].start(1) : schools[0].end(1)].strip()
    if quoted := _QUOTED.search(text):
        before, after = fold(text[: quoted.start()]).split(), fold(text[quoted.end() :]).split()
        around = (bool(before) and _LEGAL.issuperset(before)) or (bool(after) and _LEGAL.issuperset(after))
        if around or not (before or after):
            return _closed(quoted[1].strip())
    return ""


def _is_legal(word: str) -> bool:
    """Whether a word is of a legal form; «М.» is an initial, though «ММ» folds to one letter."""
    return len(word.rstrip(".")) > 1 and _LEGAL.issuperset(fold(word).split())


def _closed(name: str) -> str:
    """Give an inner quote back the end that it shared with the outer one."""
    if name.count("«") > name.count("»"):
        return f"{name}»"
    return f'{name}"' if name.count('"') % 2 else name


def name_key(text: str) -> str:
    """What two spellings of one name have in common; empty for a name of legal words only."""
    return _telling(bare_name(text))


def _telling(name: str) -> str:
    return " ".join(word for word in fold(name).split() if word not in _LEGAL and not word.startswith(_COLLEGE))
