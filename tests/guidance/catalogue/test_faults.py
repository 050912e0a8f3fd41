"""Whatever an owner gets wrong in a table is found, with its file, line and column."""

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from guidance.catalogue.loading import CatalogueError, catalogue_faults, load_catalogue

Rows = list[list[str]]


@pytest.fixture
def tables(data_folder: Path, tmp_path: Path) -> Path:
    """A copy of the real tables, to be broken."""
    folder = tmp_path / "data"
    folder.mkdir()
    for source in [*data_folder.glob("*.csv"), data_folder / "datapackage.json"]:
        shutil.copy(source, folder)
    return folder


def test_the_real_tables_have_no_fault(data_folder: Path) -> None:
    assert catalogue_faults(data_folder) == []


@pytest.mark.parametrize(
    ("table", "column", "cell", "sentence"),
    [
        ("colleges", "region", "KZ-99", "'KZ-99' is not in its table"),
        ("specialties", "field", "99", "'99' is not in its table"),
        ("qualifications", "specialty", "99999999", "'99999999' is not in its table"),
        ("programmes", "specialty", "99999999", "'99999999' is not in its table"),
        ("programmes", "college", "99-999", "'99-999' is not in its table"),
        ("colleges", "source_date", "May 2025", "is not a date like 2025, 2025-06"),
        ("colleges", "source_date", "2025-02-30", "is not a day of the calendar"),
        ("colleges", "source_date", "2999-01", "lies in the future"),
        ("specialties", "name_kk", "  ", "at least 1 character"),
        ("colleges", "name_basis", "kk_missing", "name_kk is there"),
        ("colleges", "bin", "123456789012", "is not a BIN"),
        ("colleges", "phone", "87172112233", "is not a phone"),
        ("colleges", "address_ru", "=HYPERLINK(1)", "begins like a formula"),
        ("towns", "region", "KZ-99", "'KZ-99' is not in its table"),
        ("towns", "latitude", "61", "less than or equal to 56"),
        ("employers", "college", "99-999", "'99-999' is not in its table"),
        ("employers", "specialties", "99999999", "'99999999' is not in its table"),
        ("competence_centres", "college", "99-999", "'99-999' is not in its table"),
        ("statistics", "metric", "nothing", "'nothing' is not in its table"),
        ("new_specialties", "specialty", "99999999", "'99999999' is not in its table"),
        ("colleges", "phone", None, "the column is missing"),
        ("colleges", "website", "www.college.kz", "should match pattern"),
        ("colleges", "dormitory", "maybe", "valid boolean"),
        ("colleges", "status", "sleeping", "'open', 'closed' or 'unknown'"),
        ("colleges", "languages", "kk|fr", "'kk', 'ru' or 'en'"),
        ("specialties", "R", "8", "less than or equal to 7"),
        ("specialties", "months_after_9", "22|never", "valid integer"),
        ("programmes", "base_grade", "10", "'9' or '11'"),
        ("regions", "kind", "village", "'region' or 'city'"),
        ("fields", "source_kind", "", "should match pattern"),
    ],
)
def test_a_wrong_cell(tables: Path, table: str, column: str, cell: str | None, sentence: str) -> None:
    """``None`` in place of the cell takes the whole column away."""

    def break_it(rows: Rows) -> None:
        place = rows[0].index(column)
        if cell is None:
            for row in rows:
                del row[place]
        else:
            rows[2][place] = cell

    _edit(tables, table, break_it)

    faults = catalogue_faults(tables)
    first = next(fault for fault in faults if fault.file == f"{table}.csv")
    assert (first.line, first.column) == (1 if cell is None else 3, column)
    assert sentence in first.sentence
    # A row that cannot be read leaves others dangling; nothing else is blamed.
    others = [fault for fault in faults if fault.file != f"{table}.csv"]
    assert all("is not in its table" in fault.sentence for fault in others)
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(tables)
    assert caught.value.faults == faults
    assert str(faults[0]) in str(caught.value)


def test_a_missing_name_has_to_be_admitted(tables: Path) -> None:
    def forget_name(rows: Rows) -> None:
        rows[2][rows[0].index("name_kk")] = ""

    _edit(tables, "colleges", forget_name)

    fault = next(fault for fault in catalogue_faults(tables) if fault.file == "colleges.csv")
    assert (fault.column, fault.sentence) == ("name_basis", "name_kk is empty (got 'kk_translated')")


def test_a_fault_reads_as_one_line(tables: Path) -> None:
    _edit(tables, "programmes", lambda rows: rows[4].__setitem__(0, "99-999"))

    assert [str(fault) for fault in catalogue_faults(tables)] == [
        "programmes.csv, line 5, column college: '99-999' is not in its table"
    ]


def test_a_row_without_a_source(tables: Path) -> None:
    def forget_source(rows: Rows) -> None:
        rows[5][rows[0].index("source_url")] = rows[5][rows[0].index("source_note")] = ""

    _edit(tables, "programmes", forget_source)

    (fault,) = catalogue_faults(tables)
    assert (fault.file, fault.line) == ("programmes.csv", 6)
    assert fault.sentence == "the row names no source"


def test_an_unknown_column(tables: Path) -> None:
    def add_rating(rows: Rows) -> None:
        for number, row in enumerate(rows):
            row.append("5" if number else "rating")

    _edit(tables, "fields", add_rating)

    fault = next(fault for fault in catalogue_faults(tables) if fault.file == "fields.csv")
    assert (fault.line, fault.column, fault.sentence) == (1, "rating", "the column is unknown")


def test_a_row_with_too_many_cells(tables: Path) -> None:
    _edit(tables, "programmes", lambda rows: rows[3].append("one more"))

    (fault,) = catalogue_faults(tables)
    assert (fault.file, fault.line) == ("programmes.csv", 4)
    assert "more cells than the header" in fault.sentence


@pytest.mark.parametrize("kept", [1, 5, 7, 9])
def test_a_row_with_too_few_cells(tables: Path, kept: int) -> None:
    _edit(tables, "programmes", lambda rows: rows.__setitem__(3, rows[3][:kept]))

    faults = catalogue_faults(tables)
    assert faults
    assert {(fault.file, fault.line) for fault in faults} == {("programmes.csv", 4)}


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("regions", "iso"),
        ("fields", "code"),
        ("colleges", "id"),
        ("colleges", "name_ru"),
        ("specialties", "code"),
        ("qualifications", "code"),
        ("programmes", "specialty"),
    ],
)
def test_a_repeated_row(tables: Path, table: str, column: str) -> None:
    _edit(tables, table, lambda rows: rows.append(rows[1]))

    fault = next(fault for fault in catalogue_faults(tables) if fault.column == column)
    assert fault.file == f"{table}.csv"
    assert fault.line == len(_read(tables, table))
    assert "stands already in line 2" in fault.sentence


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "the file is missing"),
        ("code,name_ru\n01,Педагогика\n".encode("cp1251"), "the file is not UTF-8"),
        (b'code,name_ru,name_kk,source_url,source_note,source_date,source_kind\n01,"A', "the CSV is broken"),
        (b"", "the column is missing"),
    ],
)
def test_a_file_that_cannot_be_read(tables: Path, content: bytes | None, sentence: str) -> None:
    (tables / "fields.csv").unlink()
    if content is not None:
        (tables / "fields.csv").write_bytes(content)

    fault = next(fault for fault in catalogue_faults(tables) if fault.file == "fields.csv")
    assert sentence in fault.sentence


@pytest.mark.parametrize(
    "content", [None, "{", "[]", "{}", '{"created": null}', '{"created": "22.11.2026"}', '"2026-11-22"']
)
def test_a_broken_descriptor(tables: Path, content: str | None) -> None:
    (tables / "datapackage.json").unlink()
    if content is not None:
        (tables / "datapackage.json").write_text(content, encoding="utf-8")

    (fault,) = catalogue_faults(tables)
    assert (fault.file, fault.column) == ("datapackage.json", "created")
    with pytest.raises(CatalogueError):
        load_catalogue(tables)


def test_tables_that_a_spreadsheet_has_saved(tables: Path, data_folder: Path) -> None:
    """A spreadsheet puts a byte-order mark before the text and ends lines in its own way."""
    for file in tables.glob("*.csv"):
        text = file.read_text(encoding="utf-8").replace("\n", "\r\n")
        file.write_text(text, encoding="utf-8-sig", newline="")

    assert load_catalogue(tables) == load_catalogue(data_folder)


def test_the_day_of_collection_is_the_descriptors(tables: Path) -> None:
    (tables / "datapackage.json").write_text(json.dumps({"created": "2025-06-30"}), encoding="utf-8")

    assert load_catalogue(tables).collected.isoformat() == "2025-06-30"


def _read(folder: Path, table: str) -> Rows:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _edit(folder: Path, table: str, change: Callable[[Rows], object]) -> None:
    rows = _read(folder, table)
    change(rows)
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
