"""Specialties as registers write them: codes, names, or both, in a cell each or many in one."""

import re
from dataclasses import dataclass

from guidance.register.known import Known
from guidance.search.folding import fold

# Seven digits in the old classifier, eight in the present one; before a qualification's code stands its level.
_CODE = re.compile(r"(?:(?:[34]|5)\s?(?:AB|[WS])\s?)?(?<!\d)(\d{7,8})(?!\d)", re.IGNORECASE)
_AROUND = ' \t\n;,.:|-–—()[]«»"№*•'
_LIST = re.compile(r"[;\n|•]+")
_NUMBERED = re.compile(r"^\s*\d{1,2}[.)]\s+|\s+\d{1,2}[.)]?$")
_CODE_LENGTH = 8


@dataclass(frozen=True)
class Taught:
    """A specialty taught at a college: of the catalogue (``specialty``), or only with the register's ``code``.

    ``name`` is what the register writes, in the catalogue's words where it writes a code only.
    """

    specialty: str
    code: str
    name: str


def read_list(text: str, known: Known) -> list[Taught]:
    """The specialties of a cell that holds many."""
    codes = list(_CODE.finditer(text))
    if not codes:
        return [taught("", part, known) for part in _parts(text, known)]
    ends = [*(code.start() for code in codes[1:]), len(text)]
    after = [_name(text[code.end() : end]) for code, end in zip(codes, ends, strict=True)]
    starts = [0, *(code.end() for code in codes[:-1])]
    before = [_name(text[start : code.start()]) for code, start in zip(codes, starts, strict=True)]
    # "07150500 Сварочное дело; ..." or "Сварочное дело 07150500, ...".
    names = before if before[0] and not after[-1] else after
    found = (taught(code[1], name, known) for code, name in zip(codes, names, strict=True))
    return [one for one in found if one.name]


def read_one(code: str, name: str, known: Known) -> Taught | None:
    """The specialty of a row, from its cells of code and name; ``None`` where neither says one."""
    found = _CODE.search(code) or _CODE.search(name)
    title = _CODE.sub("", name).strip(_AROUND) or _CODE.sub("", code).strip(_AROUND)
    one = taught(found[1] if found else "", title, known)
    return one if one.name else None


def taught(code: str, name: str, known: Known) -> Taught:
    """Tell which specialty a code or a name means; a qualification means its specialty."""
    name = _name(name)
    specialty = ""
    if code:
        whole = code if len(code) == _CODE_LENGTH else ""
        specialty = next((one for one in (whole, f"{whole[:6]}00") if one in known.specialty_codes), "")
    elif name:
        specialty = known.specialty_names.get(fold(name), "")
    if specialty and not name:
        name = next(row["name_ru"] for row in known.specialties if row["code"] == specialty)
    return Taught(specialty, "" if specialty else code, name)


def _name(text: str) -> str:
    """The name in a piece of a cell, without signs around it and the number of the next line after it."""
    return _NUMBERED.sub("", " ".join(text.split()).strip(" \t\n;,")).strip(_AROUND)


def _parts(text: str, known: Known) -> list[str]:
    parts = [part for part in _LIST.split(text) if fold(part)]
    by_commas = [part for part in text.split(",") if fold(part)]
    # A comma may stand within a name; it parts names where each of them is one.
    if len(parts) == 1 and all(fold(part) in known.specialty_names for part in by_commas):
        return by_commas
    return parts
