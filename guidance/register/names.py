"""Names of colleges as registers write them: with legal forms, quotes and the department they belong to."""

import re

from guidance.search.folding import fold

_LEGAL = frozenset(
    word
    for phrase in (
        "КГКП ГККП КГП ГКП РГКП РГП КГУ ГУ на ПХВ праве хозяйственного ведения коммунальное государственное казенное",
        "республиканское предприятие учреждение организация образования негосударственное частное образовательное ЧУ",
        "НУ НОУ ЧОУ ТОО товарищество с ограниченной ответственностью АО акционерное общество НАО некоммерческое филиал",
        "КМҚК МКҚК ШЖҚ КМК МКК РМҚК РМК КММ ММ коммуналдық мемлекеттік қазыналық кәсіпорны кәсіпорын шаруашылық",
        "жүргізу құқығындағы ЖШС жауапкершілігі шектеулі серіктестігі АҚ КеАҚ акционерлік қоғамы мекемесі жеке ЖМ",
        "филиалы білім беру ұйымы коммунальное учреждение",
    )
    for word in fold(phrase).split()
)
_QUOTES = "«»\"“”„'‘’"
_QUOTED = re.compile(rf"[{_QUOTES}](.+)[{_QUOTES}]")
# From here on a name says whose the college is.
_OWNER = re.compile(r"\s+(управлени[ея]|при|акимата|министерства)\s+.*$", re.IGNORECASE)
_KAZAKH = re.compile(r"[әғқңөұүһі]|колледжі|училищесі", re.IGNORECASE)
_TOTAL = ("итого", "всего", "барлиги", "жиини", "жалпи")
_COLLEGE = ("колеж", "коледж")


def is_kazakh(name: str) -> bool:
    """Whether a name is Kazakh, by its letters."""
    return bool(_KAZAKH.search(name))


def is_total(name: str) -> bool:
    """Whether a row with this name only sums others up."""
    return fold(name).startswith(_TOTAL)


def bare_name(text: str) -> str:
    """The name without legal form, department and the quotes around all of it.

    ``КГКП «Абайский колледж» управления образования`` is «Абайский колледж»; ``Колледж «Болашак»`` stays whole.
    """
    text = " ".join(text.split())
    if quoted := _QUOTED.search(text):
        before, after = fold(text[: quoted.start()]).split(), fold(text[quoted.end() :]).split()
        around = (bool(before) and _LEGAL.issuperset(before)) or (bool(after) and _LEGAL.issuperset(after))
        if around or not (before or after):
            return _closed(quoted[1].strip())
    words = _OWNER.sub("", text).split(" ")
    while len(words) > 1 and _LEGAL.issuperset(fold(words[0]).split()):
        words.pop(0)
    while len(words) > 1 and _LEGAL.issuperset(fold(words[-1]).split()):
        words.pop()
    bare = " ".join(words)
    return bare if fold(bare) else text


def _closed(name: str) -> str:
    """Give an inner quote back the end that it shared with the outer one."""
    if name.count("«") > name.count("»"):
        return f"{name}»"
    return f'{name}"' if name.count('"') % 2 else name


def name_key(text: str) -> str:
    """What two spellings of one name have in common; empty for a name of legal words only."""
    words = fold(bare_name(text)).split()
    return " ".join(word for word in words if word not in _LEGAL and not word.startswith(_COLLEGE))
