"""From the sheets of a register to colleges with what they teach, each cell in the form of the catalogue's tables."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import TypeAdapter, ValidationError

from guidance.catalogue.cells import Bin
from guidance.register import cells
from guidance.register.faults import RegisterError, RegisterFault, refuse
from guidance.register.headings import NAMES, Header, Vocabulary, find_header
from guidance.register.known import Known, without_kind
from guidance.register.names import bare_name, is_kazakh, is_school, is_total, name_key
from guidance.register.programmes import Taught, read_list, read_one
from guidance.register.sheets import Sheet, SheetRow
from guidance.search.folding import fold

_BIN = TypeAdapter[object](Bin)
_LOST = re.compile(r"\d[.,]?\d*[eE]\+?\d+")
_BIN_LENGTH = 12
# A number loses the noughts before it: a BIN begins with the year of registration.
_SHORTEST_BIN = 9
# Without a BIN two rows of one name and place are one college only where these do not contradict each other.
_TELLING = (*NAMES, "phone", "address", "ownership", "email")
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

    def contradicts(self, said: Mapping[str, str]) -> bool:
        """Whether another row of the same name and place gives another full name, telephone or address."""
        return any(self.said.get(name, text) != text for name, text in said.items())


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
    by_key: dict[str, RegisterCollege] = {}
    tidied = [sheet.tidied() for sheet in sheets]
    headers = [(sheet, header) for sheet in tidied if (header := find_header(sheet, vocabulary))]
    if not headers:
        raise refuse("no_header")
    for sheet, header in headers:
        register.unused += [title for title in header.unused if title not in register.unused]
        _SheetReader(sheet, header, known, register, by_key, faults).read()
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
        by_key: dict[str, RegisterCollege],
        faults: list[RegisterFault],
    ) -> None:
        self._sheet, self._header, self._known = sheet, header, known
        self._register, self._faults = register, faults
        self._region = known.region_called(sheet.name)
        self._above = ""
        self._college: RegisterCollege | None = None
        # One college may stand in many rows and in several sheets.
        self._by_key = by_key

    def read(self) -> None:
        for row in self._sheet.rows:
            if row.number <= self._header.last_row:
                continue
            cells_of = dict(self._cells(row))
            if region := self._title_of_region(row):
                self._region, self._college = region, None
                continue
            if not cells_of or self._only_numbers(row) or self._is_heading(row) or is_total(row.cells):
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

    def _title_of_region(self, row: SheetRow) -> str:
        """The region of a row that holds nothing but its name; else empty."""
        texts = {text for text in row.cells if text}
        # «Область Абай (12 колледжей)»
        return self._known.region_called(re.sub(r"\(.*?\)", " ", texts.pop())) if len(texts) == 1 else ""

    @staticmethod
    def _only_numbers(row: SheetRow) -> bool:
        """Whether it is the row 1, 2, 3, ... that numbers the columns."""
        return all(len(text) <= 2 and text.isdigit() for text in row.cells if text)  # noqa: PLR2004

    def _is_heading(self, row: SheetRow) -> bool:
        """Whether the headings are repeated, as they are at the top of each printed page."""
        filled = {place: text.replace("\n", " ") for place, text in enumerate(row.cells) if text}
        return len(filled) > 1 and all(self._header.titles.get(place) == text for place, text in filled.items())

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
        self._college = None
        bin_ = self._bin(row, cells_of)
        if bin_ is None:
            return None
        if not any(sign.isalpha() for name in names.values() for sign in name):
            self._fault("no_name", row)
            return None
        values = {"bin": bin_, **names, **self._place(cells_of)}
        if not values.get("region") and not self._is_known(bin_):
            self._fault(
                "unknown_region" if "region" in cells_of else "no_region", row, value=cells_of.get("region", "")
            )
            return None
        key = name_key(names.get("name_ru") or names["name_kk"])
        same = bin_ or f"{values.get('region')} {fold(values.get('city_ru', ''))} {key}"
        said = {name: fold(cells_of[name]) for name in _TELLING if name in cells_of}
        found = self._by_key.get(same)
        if found is None or found.key != key or (not bin_ and found.contradicts(said)):
            found = RegisterCollege(self._sheet.name, row.number, key, {}, said=said)
            self._by_key[same] = found
            self._register.colleges.append(found)
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

    def _place(self, cells_of: Mapping[str, str]) -> dict[str, str]:
        region = self._region
        if "region" in cells_of:
            self._above = cells_of["region"]
        elif "region" in self._header.columns and self._above:
            # A merged cell stands in its first row only.
            cells_of = {**cells_of, "region": self._above}
        if "region" in cells_of:
            region = self._known.region_called(cells_of["region"])
        place, towns = self._town_among(cells_of.get("place", "").split("; "), region)
        if not region and "region" not in cells_of and len({town["region"] for town in towns}) == 1:
            region = towns[0]["region"]
        if not region and "region" not in cells_of:
            # «г. Астана» in the place of a region's name.
            region = self._known.region_called(place)
        town = next((one for one in towns if one["region"] == region), None)
        if town:
            return {"region": region, "city_ru": town["name_ru"], "city_kk": town["name_kk"]}
        return {"region": region, "city_kk" if is_kazakh(place) else "city_ru": " ".join(place.split())}

    def _town_among(self, places: Sequence[str], region: str) -> tuple[str, Sequence[Mapping[str, str]]]:
        """Of a district, a town and a village in columns of their own: the town of the region, else the last one."""
        by_name = self._known.towns_by_name
        found = [(place, by_name.get(without_kind(place), ()) or by_name.get(fold(place), ())) for place in places]
        here = [(place, towns) for place, towns in found if any(town["region"] == region for town in towns)]
        return (here or [one for one in found if one[1]] or found)[-1]

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
