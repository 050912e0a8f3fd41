"""Colleges and programmes in the catalogue's own form: written out for people to edit, and taken back."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from guidance.register.faults import RegisterError, RegisterFault, refuse
from guidance.register.known import Known, Record, Table, name_of, read_table_text, sorted_colleges, sorted_programmes
from guidance.register.preview import Added, Changed, Changes, Missing, Preview, ProgrammeAdded
from guidance.register.sheets import Sheet

# In the flat form, one row a programme, these stand before the columns of programmes.csv.
_PREFIX = "programme_"
# No own table is without it, and no register has it.
_SIGN = "name_basis"


def table_bytes(table: Table) -> bytes:
    """A table as its file in ``data/`` is written."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, table.columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(table.rows)
    return out.getvalue().encode()


def export(folder: Path, path: Path) -> None:
    """Write colleges and programmes to an .xlsx of two sheets or, by the name, a .csv with a row a programme.

    Raises:
        RegisterError: the name ends otherwise, or the file cannot be written.
    """
    colleges, programmes = read_table_text(folder / "colleges.csv"), read_table_text(folder / "programmes.csv")
    kind = path.suffix.lower()
    if kind not in (".xlsx", ".csv"):
        raise refuse("not_a_table")
    content = _workbook_bytes(colleges, programmes) if kind == ".xlsx" else _flat_bytes(colleges, programmes)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise refuse("not_writable", reason=error.strerror) from error


def own_tables(sheets: Sequence[Sheet], known: tuple[Table, Table]) -> tuple[Table, Table] | None:
    """Colleges and programmes of an exported file; ``None`` for any other.

    Raises:
        RegisterError: a column is missing, or one college stands with different cells.
    """
    first = next((sheet for sheet in sheets if sheet.rows and _SIGN in sheet.rows[0].cells), None)
    if first is None:
        return None
    colleges, programmes = known
    if any(name.startswith(_PREFIX) for name in first.rows[0].cells):
        flat = [column for column in programmes.columns if column != "college"]
        rows = _records(first, (*colleges.columns, *(f"{_PREFIX}{column}" for column in flat)))
        taught = [
            {"college": row["id"]} | {column: row[f"{_PREFIX}{column}"] for column in flat}
            for row in rows
            if row[f"{_PREFIX}name_ru"]
        ]
    else:
        rows = _records(first, colleges.columns)
        second = next((sheet for sheet in sheets if sheet.name == "programmes"), None)
        taught = _records(second, programmes.columns) if second and second.rows else []
    return (
        Table(colleges.columns, _once(first.name, ({name: row[name] for name in colleges.columns} for row in rows))),
        Table(programmes.columns, tuple({name: row[name] for name in programmes.columns} for row in taught)),
    )


def compare_own(tables: tuple[Table, Table], known: Known, rows: int) -> Changes:
    """Work out what a table exported from the catalogue, and edited, changes: here an emptied cell is emptied."""
    colleges, programmes = tables
    ours = {row["id"]: row for row in known.colleges.rows}
    theirs = {row["id"]: row for row in colleges.rows}
    taught = {_programme_id(row): row for row in known.programmes.rows}
    given = {_programme_id(row): row for row in programmes.rows}
    changed = [
        Changed(key, name_of(ours[key]), column, ours[key][column], row[column])
        for key, row in theirs.items()
        if key in ours
        for column in known.colleges.columns
        if row[column] != ours[key][column]
    ]
    changed += [
        Changed(key[0], key[3], column, taught[key][column], row[column])
        for key, row in given.items()
        if key in taught
        for column in known.programmes.columns
        if row[column] != taught[key][column]
    ]
    names = ours | theirs
    preview = Preview(
        added=tuple(
            Added(key, name_of(row), row["city_ru"] or row["city_kk"], ())
            for key, row in theirs.items()
            if key not in ours
        ),
        changed=tuple(changed),
        programmes=tuple(
            ProgrammeAdded(key[0], name_of(names.get(key[0], {})), row["specialty"] or row["code"], row["name_ru"])
            for key, row in given.items()
            if key not in taught
        ),
        missing=tuple(Missing(key, name_of(row)) for key, row in ours.items() if key not in theirs),
        unclear=(),
        not_taken=(),
        unused=(),
        rows=rows,
    )
    return Changes(
        preview,
        Table(known.colleges.columns, sorted_colleges((ours | theirs).values())),
        Table(known.programmes.columns, sorted_programmes((taught | given).values())),
    )


def _programme_id(row: Record) -> tuple[str, str, str, str]:
    return (row["college"], row["specialty"], row["code"], row["name_ru"])


def _records(sheet: Sheet, columns: Sequence[str]) -> list[Record]:
    header = sheet.rows[0].cells
    if missing := [column for column in columns if column not in header]:
        values = {"columns": ", ".join(missing)}
        raise RegisterError(RegisterFault("own_columns", sheet.name, sheet.rows[0].number, "", values))
    return [dict.fromkeys(header, "") | dict(zip(header, row.cells, strict=False)) for row in sheet.rows[1:]]


def _once(sheet: str, rows: Iterable[Record]) -> tuple[Record, ...]:
    found: dict[str, Record] = {}
    for row in rows:
        if found.setdefault(row["id"], row) != row:
            raise RegisterError(RegisterFault("repeated_id", sheet, 0, "id", {"value": row["id"]}))
    return tuple(found.values())


def _flat_bytes(colleges: Table, programmes: Table) -> bytes:
    flat = [column for column in programmes.columns if column != "college"]
    taught: dict[str, list[Record]] = {}
    for row in programmes.rows:
        taught.setdefault(row["college"], []).append(row)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*colleges.columns, *(f"{_PREFIX}{column}" for column in flat)])
    for college in colleges.rows:
        cells = [college[column] for column in colleges.columns]
        for programme in taught.get(college["id"], [dict.fromkeys(flat, "")]):
            writer.writerow([*cells, *(programme[column] for column in flat)])
    return out.getvalue().encode("utf-8-sig")


def _workbook_bytes(colleges: Table, programmes: Table) -> bytes:
    book = Workbook(write_only=True)
    for name, table in (("colleges", colleges), ("programmes", programmes)):
        rows = ([row[column] for column in table.columns] for row in table.rows)
        add_sheet(book, name, table.columns, rows)
    return workbook_bytes(book)


def add_sheet(book: Workbook, name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A sheet of texts, never formulas, with a header that stays in sight and can be filtered by."""
    # The stubs do not know what a sheet that is written row by row can do.
    sheet: Any = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for place in range(1, len(header) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = 24
    bold = Font(bold=True)
    cells = [_cell(sheet, title) for title in header]
    for cell in cells:
        cell.font = bold
    sheet.append(cells)
    count = 1
    for row in rows:
        sheet.append([_cell(sheet, text) if text else None for text in row])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(1, len(header)))}{count}"


def _cell(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    # A text that begins with a sign of arithmetic stays a text.
    cell.data_type = "s"
    return cell


def workbook_bytes(book: Workbook) -> bytes:
    """The file of a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
