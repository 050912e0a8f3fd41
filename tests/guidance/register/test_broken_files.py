"""Whatever is wrong with a file: one clear sentence, and the catalogue as it was."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from guidance.catalogue.catalogue import Catalogue
from guidance.register.faults import RegisterError
from guidance.register.sheets import MOST_ROWS
from guidance.register.source import Source
from guidance.register.versions import Versions
from tests.guidance.register.conftest import bytes_of
from tests.guidance.register.made_up import HEADINGS_RU, csv_bytes, make_up, rows_of, xlsx

Rows = list[list[str]]
BIN, NAME, REGION = (HEADINGS_RU.index(one) for one in ("БИН/БСН", "Наименование организации образования", "Область"))


@pytest.fixture(scope="module")
def rows(catalogue: Catalogue) -> Rows:
    return rows_of(make_up(catalogue, 6, 2))


def with_cell(rows: Rows, column: int, text: str) -> bytes:
    changed = [list(row) for row in rows]
    changed[2][column] = text
    return csv_bytes(changed)


def workbook(fill: Callable[[Workbook], None]) -> bytes:
    book = Workbook()
    fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def far_cell(book: Workbook) -> None:
    sheet = book.active
    assert sheet is not None
    sheet["XFD1048576"] = "далеко"


def hyperlink(book: Workbook) -> None:
    sheet = book.active
    assert sheet is not None
    sheet.append(["Наименование", "Область"])
    sheet.append(['=HYPERLINK("http://example.kz","Колледж")', "Карагандинская область"])


def zipped(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


BLANK_ROWS = (
    b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    + b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (number, number) for number in range(1, 60_000))
    + b"</sheetData></worksheet>"
)


def with_sheet(content: bytes, sheet: bytes) -> bytes:
    """The same workbook with another first sheet."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            is_sheet = entry.filename.endswith("sheet1.xml")
            new.writestr(entry.filename, sheet if is_sheet else old.read(entry.filename))
    return out.getvalue()


@pytest.mark.parametrize(
    ("make", "code", "sentence"),
    [
        (lambda _: b"", "empty_file", "the file is empty"),
        (lambda _: b" \r\n \n", "empty_file", "the file is empty"),
        (lambda _: "<html><table><tr><td>БИН</td></tr></table></html>".encode(), "html", "a web page"),
        (lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_excel", "with a password"),
        (lambda rows: xlsx(rows)[:-200], "broken_file", "damaged"),
        (lambda rows: xlsx(rows)[:2000], "broken_file", "damaged"),
        (lambda rows: with_sheet(xlsx(rows), b"<worksheet"), "broken_file", "damaged"),
        (lambda _: zipped("word/document.xml", b"<w/>"), "not_a_table", "neither an .xlsx nor a .csv"),
        (lambda _: zipped("xl/workbook.xml", bytes(201 * 1024 * 1024)), "too_big_unpacked", "larger than 200 MB"),
        (lambda _: b"a;b\n" * 6_000_000, "too_big", "larger than 20 MB"),
        (lambda _: b"%PDF-1.7\x00\x01\x02", "not_a_table", "neither an .xlsx nor a .csv"),
        (lambda rows: csv_bytes(rows) + b"\n" * 2_000_000, "too_many_rows", f"more than {MOST_ROWS} rows"),
        (lambda rows: with_sheet(xlsx(rows), BLANK_ROWS), "too_many_rows", "delete the blank rows"),
        (lambda _: workbook(far_cell), "too_many_rows", "delete the blank rows"),
        (lambda _: workbook(hyperlink), "formula", "row 2, A: the cell holds a formula"),
        (lambda rows: with_cell(rows, NAME, '=HYPERLINK("http://a.kz")'), "formula", "row 4, C: the cell holds"),
        (lambda rows: with_cell(rows, NAME, "@SUM(A1:A2)"), "formula", "formula"),
        (lambda rows: with_cell(rows, NAME, "+cmd|' /C calc'!A0"), "formula", "formula"),
        (lambda rows: csv_bytes(rows, ["a", "b", "c"]), "no_header", "a column of names"),
        (lambda rows: csv_bytes(rows).decode().encode("cp866", "replace"), "encoding", "save the file as .xlsx"),
        (lambda rows: csv_bytes(rows, encoding="utf-16-le")[:-1], "not_a_table", "neither"),
        (lambda _: csv_bytes([]), "no_rows", "there is no college"),
        (lambda rows: with_cell(rows, BIN, "123456789012"), "bad_bin", "row 4, БИН/БСН: 123456789012 is not a BIN"),
        (lambda rows: with_cell(rows, BIN, "9,90E+11"), "bin_lost", "has lost its digits"),
        (lambda rows: with_cell(rows, BIN, rows[0][BIN]), "repeated_bin", "stands with two names: here and in row 2"),
        (lambda rows: with_cell(rows, REGION, "Тридевятая область"), "unknown_region", "Тридевятая"),
        (lambda rows: with_cell(rows, NAME, "х" * 4001), "cell_too_long", "more than 4000 characters"),
        (lambda _: b"\xef\xbb\xbf" + b";" * 300 + b"x", "too_many_columns", "more than 200 columns"),
    ],
)
def test_a_broken_file(
    make: Callable[[Rows], bytes],
    code: str,
    sentence: str,
    rows: Rows,
    folder: Path,
    versions: Versions,
    source: Source,
) -> None:
    before = bytes_of(folder)

    with pytest.raises(RegisterError) as refused:
        versions.stage(make(rows), "реестр.xlsx", source, "admin")

    (fault,) = refused.value.faults
    assert fault.code == code
    assert sentence in str(fault)
    assert "\n" not in str(fault)
    assert bytes_of(folder) == before
    assert versions.history() == []


def test_a_shared_string_that_refers_to_itself(rows: Rows, versions: Versions, source: Source) -> None:
    """Entities that grow without end are not unfolded."""
    laughs = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    with pytest.raises(RegisterError) as refused:
        versions.stage(with_sheet(xlsx(rows), laughs), "x.xlsx", source, "admin")
    assert refused.value.faults[0].code == "broken_file"


def test_all_faults_of_the_rows_are_told_together(rows: Rows, versions: Versions, source: Source) -> None:
    changed = [list(row) for row in rows]
    changed[0][BIN] = "123"
    changed[4][REGION] = "Атлантида"
    with pytest.raises(RegisterError) as refused:
        versions.stage(csv_bytes(changed), "x.csv", source, "admin")
    assert [(fault.code, fault.row) for fault in refused.value.faults] == [("bad_bin", 2), ("unknown_region", 6)]
