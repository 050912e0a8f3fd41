"""Reading a spreadsheet, .xlsx or .csv, into rows of plain text, with bounded work whatever is sent."""

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string, get_column_letter

from guidance.register.faults import RegisterError, RegisterFault, refuse

MEGABYTE = 1024 * 1024
MOST_MEGABYTES = 20
MOST_UNPACKED_MEGABYTES = 200
# Of the whole file, blank ones included: the country has some 800 colleges with ten specialties each.
MOST_ROWS = 50_000
MOST_COLUMNS = 200
MOST_SIGNS = 4_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DELIMITERS = ";,\t"
_MANY = 5
# What a spreadsheet would carry out: = and @ always, + and - before a function's name. "-" and "+7 ..." are texts.
_FORMULA = re.compile(r"[=@]|[+-][A-Za-z]")
# Control signs but tab and line breaks: they stand in no text.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# Soft hyphens, marks of direction and blanks of no width: nobody sees them, and names differ by them.
_UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
_MERGED = re.compile(rb'<(?:\w{1,9}:)?mergeCell ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')
_MERGED_LENGTH = 60
_BLANKS = re.compile(r"[^\S\n]+")


@dataclass(frozen=True)
class SheetRow:
    """A row that is not blank; ``number`` counts from 1 as the spreadsheet shows it."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A sheet; the one of a CSV file has no name. Cells are as they stand in the file.

    ``merged`` gives the last row of what is merged downwards, by the column (from 0) and the row of its first cell.
    """

    name: str
    rows: tuple[SheetRow, ...]
    merged: Mapping[tuple[int, int], int] = field(default_factory=dict)

    def tidied(self) -> "Sheet":
        """The same with blanks made single and lines that hold nothing left out of each cell."""
        rows = (SheetRow(row.number, tuple(map(_tidy, row.cells))) for row in self.rows)
        return Sheet(self.name, tuple(rows), self.merged)


def read_sheets(content: bytes) -> list[Sheet]:
    """The sheets of a file, told by its content and not by its name.

    Raises:
        RegisterError: it is no table, is damaged, too large, or holds a formula.
    """
    if not content.strip():
        raise refuse("empty_file")
    if len(content) > MOST_MEGABYTES * MEGABYTE:
        raise refuse("too_big", megabytes=MOST_MEGABYTES)
    if content.startswith(_OLE):
        raise refuse("old_excel")
    if content.startswith(b"PK"):
        return _workbook(content)
    if content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        raise refuse("html")
    return [_csv(content)]


def _workbook(content: bytes) -> list[Sheet]:
    _check_archive(content)
    try:
        # Read row by row: a sheet with a million formatted blank rows is given up after the first 50,000.
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        try:
            left = MOST_ROWS
            sheets = []
            for sheet in book.worksheets:
                # What the file says of its size may be wrong.
                sheet.reset_dimensions()
                rows, left = _rows(sheet.title, sheet.iter_rows(), left)
                sheets.append(Sheet(sheet.title, rows, _merged(sheet)))
            return sheets
        finally:
            book.close()
    except RegisterError:
        raise
    except Exception as error:
        # A damaged or forged workbook fails anywhere in the reader, with errors of every kind.
        raise refuse("broken_file") from error


def _check_archive(content: bytes) -> None:
    """Look into the archive before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise refuse("broken_file") from error
    if sum(one.file_size for one in entries) > MOST_UNPACKED_MEGABYTES * MEGABYTE:
        raise refuse("too_big_unpacked", megabytes=MOST_UNPACKED_MEGABYTES)
    if "xl/workbook.xml" not in {one.filename for one in entries}:
        raise refuse("not_a_table")


def _rows(name: str, rows: Iterable[tuple[Any, ...]], left: int) -> tuple[tuple[SheetRow, ...], int]:
    found = []
    for number, cells in enumerate(rows, start=1):
        left -= 1
        if left < 0:
            raise RegisterError(RegisterFault("too_many_rows", name, values={"rows": str(MOST_ROWS)}))
        texts = [_text(cell, name, number) if cell.value is not None else "" for cell in cells]
        if row := _row(name, number, texts):
            found.append(row)
    return tuple(found), left


def _merged(sheet: Any) -> dict[tuple[int, int], int]:
    """What is merged downwards; the reader that goes row by row passes it over."""
    found: dict[tuple[int, int], int] = {}
    rest = b""
    with sheet._get_source() as source:  # noqa: SLF001
        while len(found) < MOST_ROWS and (chunk := source.read(MEGABYTE)):
            rest += chunk
            for column, first, last in _MERGED.findall(rest):
                if int(last) > int(first):
                    found[column_index_from_string(column.decode()) - 1, int(first)] = int(last)
            rest = rest[-_MERGED_LENGTH:]
    return found


def _text(cell: Any, sheet: str, number: int) -> str:
    if cell.data_type == "f":
        raise RegisterError(RegisterFault("formula", sheet, number, get_column_letter(cell.column)))
    value = cell.value
    if cell.data_type == "e":
        return ""
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return str(value)


def _row(sheet: str, number: int, texts: list[str]) -> SheetRow | None:
    """The row without the blank cells at its end; ``None`` for a blank one."""
    while texts and not texts[-1].strip():
        texts.pop()
    if not texts:
        return None
    if len(texts) > MOST_COLUMNS:
        raise RegisterError(RegisterFault("too_many_columns", sheet, values={"columns": str(MOST_COLUMNS)}))
    for place, text in enumerate(texts, start=1):
        where = (sheet, number, get_column_letter(place))
        if len(text) > MOST_SIGNS:
            raise RegisterError(RegisterFault("cell_too_long", *where, {"signs": str(MOST_SIGNS)}))
        if _FORMULA.match(text.lstrip()):
            raise RegisterError(RegisterFault("formula", *where))
    return SheetRow(number, tuple(texts))


def _tidy(text: str) -> str:
    lines = (_BLANKS.sub(" ", line).strip() for line in _UNSEEN.sub("", _CONTROL.sub("", text)).splitlines())
    return "\n".join(line for line in lines if line)


def _csv(content: bytes) -> Sheet:
    text = _decoded(content)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
        found = []
        for number, cells in enumerate(_bounded(rows), start=1):
            if row := _row("", number, cells):
                found.append(row)
    except csv.Error as error:
        raise refuse("broken_file") from error
    return Sheet("", tuple(found))


def _bounded(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    for number, row in enumerate(rows):
        if number >= MOST_ROWS:
            raise refuse("too_many_rows", rows=MOST_ROWS)
        yield row


def _decoded(content: bytes) -> str:
    # KZ-1048 is Windows-1251 with the Kazakh letters in the place of the Serbian ones.
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "kz1048"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            raise refuse("not_a_table")
        return text
    raise refuse("encoding")


def _delimiter(text: str) -> str:
    """The sign that parts the first line into many cells, as headings do, or else all of the first lines."""
    start = text[:20_000]

    def cells(delimiter: str) -> tuple[int, int]:
        try:
            lengths = [len(row) for row in csv.reader(io.StringIO(start, newline=""), delimiter=delimiter)]
        except csv.Error:
            return (0, 0)
        return (lengths[0] if lengths and lengths[0] > _MANY else 0, sum(lengths))

    return max(_DELIMITERS, key=cells)
