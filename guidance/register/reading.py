"""From the sheets of a register to colleges with what they teach, each cell in the form of the catalogue's tables."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import TypeAdapter, ValidationError

from guidance.catalogue.cells import Bin
from guidance.register import cells
from guidance.register.faults import RegisterError, RegisterFault, refuse
from guidance.register.headings import NAMES, Header, Vocabulary, find_header
from guidance.register.known import Known
from guidance.register.names import bare_name, is_kazakh, is_school, is_total, name_key
from guidance.register.places import Places
from guidance.register.programmes import Taught, read_list, read_one
from guidance.register.sheets import Sheet, SheetRow
from guidance.search.folding import fold

_BIN = TypeAdapter[object](Bin)
_LOST = re.compile(r"\d[.,]?\d*[eE]\+?\d+")
_BIN_LENGTH = 12
# A number loses the noughts before it: a BIN begins with the year of registration.
_SHORTEST_BIN = 9
# Without a BIN two rows of one name and place are one college only where they follow each other and these agree.
_TELLING = (*NAMES, "phone", "address", "ownership", "email")
# A word such as «всего» in another cell than these may stand there for this one college: «всего 350 студентов».
_SUMMED_UP_IN = frozenset({"number", *NAMES, "bin", "region", "place"})
# More would help nobody: the first ones show what is wrong.
_MOST_FAULTS = 200


@dataclass
class RegisterCollege:
    """A college as the register gives it; ``values`` are cells of colleges.csv, only those that are filled.

    Where only the name of the region's town is known, ``region`` may be empty: the BIN then tells which college it is.
    """

    sheet: str
    row: int
    key: str
    values: dict[str, str]
    programmes: list[Taught] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)

    def goes_on(self, key: str, said: Mapping[str, str]) -> bool:
        """Whether the next row may be of this college: the same name, and no other full name, telephone or address."""
        return self.key == key and all(self.said.get(name, text) == text for name, text in said.items())

    def stands_in(self, place: Mapping[str, str]) -> bool:
        """Whether the region and town of another row, where they are given, are this college's."""
        return all(self.values.get(name, text) == text for name, text in place.items() if text)


@dataclass
class Register:
    """All colleges of a file, what of its cells was not taken and which of its columns are not used."""

    colleges: list[RegisterCollege] = field(default_factory=list)
    not_taken: list[RegisterFault] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    rows: int = 0


def read_register(sheets: list[Sheet], vocabulary: Vocabulary, known: Known) -> Register:
    """Read every sheet that has a row of headings.

    Raises:
        RegisterError: there is none, or it cannot be told which colleges are meant: all such faults together.
    """
    register, faults = Register(), list[RegisterFault]()
    by_bin: dict[str, RegisterCollege] = {}
    tidied = [sheet.tidied() for sheet in sheets]
    headers = [(sheet, header) for sheet in tidied if (header := find_header(sheet, vocabulary))]
    if not headers:
        raise refuse("no_header")
    for sheet, header in headers:
        register.unused += [title for title in header.unused if title not in register.unused]
        _SheetReader(sheet, header, known, register, by_bin, faults).read()
    faults += _repeated_bins(register.colleges)
    if faults:
        raise RegisterError(faults[:_MOST_FAULTS])
    if not register.colleges:
        raise refuse("no_rows")
    return register


class _SheetReader:
    """Reads the rows below one header; what stays above the rows of a region is remembered."""

    def __init__(
        self,
        sheet: Sheet,
        header: Header,
        known: Known,
        register: Register,
        by_bin: dict[str, RegisterCollege],
        faults: list[RegisterFault],
    ) -> None:
        self._sheet, self._header, self._known = sheet, header, known
        self._register, self._faults = register, faults
        self._places = Places(sheet, header, known)
        self._college: RegisterCollege | None = None
        # One college may stand in many rows and, where its BIN tells it, in several sheets.
        self._by_bin = by_bin

    def read(self) -> None:
        for written in self._sheet.rows:
            if written.number <= self._header.last_row:
                continue
            if self._places.begins_region(written):
                self._college = None
                continue
            if self._only_numbers(written) or self._header.is_repeated_by(written.cells):
                continue
            row = self._places.below_merged(written)
            cells_of = dict(self._cells(row))
            if not cells_of or self._is_total(row, cells_of):
                continue
            self._register.rows += 1
            if self._is_remark(row, cells_of):
                self._not_taken(row, self._header_of_name(), next(text for text in row.cells if text))
                self._college = None
                continue
            college = self._find_college(row, cells_of)
            if college is not None:
                college.programmes += [one for one in self._programmes(row, cells_of) if one not in college.programmes]

    def _cells(self, row: SheetRow) -> Iterator[tuple[str, str]]:
        """The text of each field of a row; several columns of one field are joined."""
        for name, places in self._header.columns.items():
            texts = [row.cells[place] for place in places if place < len(row.cells)]
            if whole := "; ".join(text for text in texts if text and not cells.is_nothing(text)):
                yield name, whole

    @staticmethod
    def _only_numbers(row: SheetRow) -> bool:
        """Whether it is the row 1, 2, 3, ... that numbers the columns."""
        return all(len(text) <= 2 and text.isdigit() for text in row.cells if text)  # noqa: PLR2004

    def _is_total(self, row: SheetRow, cells_of: Mapping[str, str]) -> bool:
        names = [cells_of[name] for name in NAMES if name in cells_of]
        if not any(is_school(name) for name in names):
            return is_total(row.cells)
        places = (places for name, places in self._header.columns.items() if name not in _SUMMED_UP_IN)
        told = {place for some in places for place in some}
        return is_total(text for place, text in enumerate(row.cells) if place not in told)

    def _is_remark(self, row: SheetRow, cells_of: Mapping[str, str]) -> bool:
        """Whether a row holds a sentence or a section's title and no college: one cell where others have more."""
        alone = len([text for text in row.cells if text]) == 1 and len(self._header.columns) > 1
        names = [cells_of[name] for name in NAMES if name in cells_of]
        return alone and any(not is_school(name) and name_key(name) not in self._known.college_keys for name in names)

    def _header_of_name(self) -> str:
        return next(name for name in NAMES if name in self._header.columns)

    def _find_college(self, row: SheetRow, cells_of: Mapping[str, str]) -> RegisterCollege | None:
        names = self._names(cells_of)
        if not names and "bin" not in cells_of:
            if self._college is None:
                self._fault("no_name", row)
            return self._college
        # A merged cell stands in its first row only; an old one must not serve a row that has a fault.
        before, self._college = self._college, None
        bin_ = self._bin(row, cells_of)
        if bin_ is None:
            return None
        if not any(sign.isalpha() for name in names.values() for sign in name):
            self._fault("no_name", row)
            return None
        key = name_key(names.get("name_ru") or names["name_kk"])
        said = {name: fold(cells_of[name]) for name in _TELLING if name in cells_of}
        place = self._places.of(cells_of)
        if before and not (before.goes_on(key, said) and before.stands_in(place)):
            before = None
        values = {"bin": bin_, **names, **place}
        if not values.get("region") and not self._is_known(bin_):
            self._fault(
                "unknown_region" if "region" in cells_of else "no_region", row, value=cells_of.get("region", "")
            )
            return None
        found = self._by_bin.get(bin_) if bin_ else before
        if found is None or found.key != key:
            found = RegisterCollege(self._sheet.name, row.number, key, {}, said=said)
            self._register.colleges.append(found)
            if bin_:
                self._by_bin[bin_] = found
        values |= self._others(row, cells_of, found)
        found.said = said | found.said
        found.values = {name: text for name, text in values.items() if text} | found.values
        self._college = found
        return found

    def _names(self, cells_of: Mapping[str, str]) -> dict[str, str]:
        names = {name: bare_name(cells_of[name]) for name in ("name_ru", "name_kk") if name in cells_of}
        if "name" in cells_of:
            name = bare_name(cells_of["name"])
            names.setdefault("name_kk" if is_kazakh(name) else "name_ru", name)
        return names

    def _bin(self, row: SheetRow, cells_of: Mapping[str, str]) -> str | None:
        """The BIN; empty where none is given, ``None`` where it is wrong."""
        text = re.sub(r"\s", "", cells_of.get("bin", ""))
        if _LOST.fullmatch(text) and not text.isdigit():
            self._fault("bin_lost", row, "bin", value=text)
            return None
        if text.isdigit() and _SHORTEST_BIN <= len(text) < _BIN_LENGTH:
            text = text.zfill(_BIN_LENGTH)
        try:
            _BIN.validate_python(text)
        except ValidationError:
            self._fault("bad_bin", row, "bin", value=text)
            return None
        return text

    def _is_known(self, bin_: str) -> bool:
        return bool(bin_) and bin_ in self._known.colleges_by_bin

    def _others(self, row: SheetRow, cells_of: Mapping[str, str], college: RegisterCollege) -> dict[str, str]:
        found = {}
        for name, read in cells.READERS.items():
            column = cells.COLUMNS[name]
            if name not in cells_of or column in college.values:
                continue
            value = read(cells_of[name])
            if value is None:
                self._not_taken(row, name, cells_of[name])
            else:
                found[column] = value
        return found

    def _programmes(self, row: SheetRow, cells_of: Mapping[str, str]) -> list[Taught]:
        code, name = cells_of.get("specialty_code", ""), cells_of.get("specialty_name", "")
        found = read_list(cells_of.get("specialties", ""), self._known)
        # A cell under «Специальность» may hold many, too.
        if not code and re.search(r"[;\n]", name):
            return found + read_list(name, self._known)
        if code or name:
            one = read_one(code, name, self._known)
            if one:
                return [*found, one]
            self._not_taken(row, "specialty_code", code or name)
        return found

    def _fault(self, code: str, row: SheetRow, name: str = "", **values: str) -> None:
        self._faults.append(RegisterFault(code, self._sheet.name, row.number, self._title(name), values))

    def _not_taken(self, row: SheetRow, name: str, text: str) -> None:
        fault = RegisterFault("bad_value", self._sheet.name, row.number, self._title(name), {"value": text[:80]})
        self._register.not_taken.append(fault)

    def _title(self, name: str) -> str:
        places = self._header.columns.get(name, ())
        return self._header.titles.get(places[0], "") if places else ""


def _repeated_bins(colleges: list[RegisterCollege]) -> Iterator[RegisterFault]:
    first: dict[str, RegisterCollege] = {}
    for one in colleges:
        if not (bin_ := one.values.get("bin")):
            continue
        other = first.setdefault(bin_, one)
        if other is not one and other.key != one.key:
            yield RegisterFault("repeated_bin", one.sheet, one.row, "", {"value": bin_, "other": str(other.row)})
