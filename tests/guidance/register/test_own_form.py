"""What is exported is read back without change; what is edited in it is brought in."""

import csv
import io
import random
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from guidance.catalogue.loading import catalogue_faults, load_catalogue
from guidance.register.faults import RegisterError
from guidance.register.known import Table, read_table_text, sorted_colleges, sorted_programmes
from guidance.register.own_form import export, table_bytes
from guidance.register.versions import Versions
from guidance.register.workbook import differences
from tests.guidance.register.conftest import SOURCE, bytes_of

ME = "admin"
KINDS = (".xlsx", ".csv")


def emptied(folder: Path) -> None:
    """Leave the two tables with nothing but their headers; what hangs on colleges goes too."""
    tables = ("colleges.csv", "programmes.csv", "employers.csv", "competence_centres.csv", "new_specialties.csv")
    for name in tables:
        header = (folder / name).read_bytes().split(b"\n")[0]
        (folder / name).write_bytes(header + b"\n")


@pytest.mark.parametrize("kind", KINDS)
def test_export_then_import_is_no_change(folder: Path, versions: Versions, tmp_path: Path, kind: str) -> None:
    export(folder, tmp_path / f"out{kind}")
    staged = versions.stage((tmp_path / f"out{kind}").read_bytes(), "out", SOURCE, ME)
    assert staged.preview.is_empty
    assert staged.preview.counts.missing == 0
    before = bytes_of(folder)
    versions.apply(staged.number, ME)
    assert bytes_of(folder) == before


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_catalogue_becomes_the_exported_one(
    folder: Path, versions: Versions, tmp_path: Path, kind: str
) -> None:
    export(folder, tmp_path / f"out{kind}")
    before = bytes_of(folder)
    emptied(folder)

    staged = versions.stage((tmp_path / f"out{kind}").read_bytes(), "out", SOURCE, ME)
    assert (staged.preview.counts.added, staged.preview.counts.programmes) == (315, 602)
    versions.apply(staged.number, ME)

    after = bytes_of(folder)
    assert {name: after[name] for name in ("colleges.csv", "programmes.csv")} == {
        name: before[name] for name in ("colleges.csv", "programmes.csv")
    }


words = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="|\ufffe\uffff"), min_size=1, max_size=20
)
texts = words.map(lambda text: " ".join(text.split())).filter(lambda text: bool(text) and text[0] not in "=@+-")


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), names=st.lists(texts, min_size=3, max_size=3), kind=st.sampled_from(KINDS))
def test_whatever_the_tables_hold(small: Path, seed: int, names: list[str], kind: str) -> None:
    """Made-up tables with names of any signs: export, import into nothing, the same bytes."""
    shutil.rmtree(small / "imports", ignore_errors=True)
    colleges, programmes = read_table_text(small / "all.colleges"), read_table_text(small / "all.programmes")
    chance = random.Random(seed)  # noqa: S311
    chosen = chance.sample(colleges.rows, 3)
    rows = [row | {"name_ru": name, "address_ru": name} for row, name in zip(chosen, names, strict=True)]
    ids = {row["id"] for row in rows}
    taught = [row | {"name_ru": row["name_ru"]} for row in programmes.rows if row["college"] in ids]
    (small / "colleges.csv").write_bytes(table_bytes(Table(colleges.columns, sorted_colleges(rows))))
    (small / "programmes.csv").write_bytes(table_bytes(Table(programmes.columns, sorted_programmes(taught))))
    if catalogue_faults(small):
        return  # the models refuse such names, so no catalogue holds them
    before = bytes_of(small)
    path = small.parent / f"out{kind}"
    export(small, path)
    versions = Versions(small)
    assert versions.stage(path.read_bytes(), "out", SOURCE, ME).preview.is_empty
    emptied(small)

    versions.apply(versions.stage(path.read_bytes(), "out", SOURCE, ME).number, ME)

    assert bytes_of(small) == before


@pytest.fixture(scope="module")
def small(data_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small") / "data"
    shutil.copytree(data_folder, folder, ignore=shutil.ignore_patterns("imports"))
    shutil.copy(folder / "colleges.csv", folder / "all.colleges")
    shutil.copy(folder / "programmes.csv", folder / "all.programmes")
    emptied(folder)
    return folder


def edited(path: Path, column: str, before: str, after: str) -> bytes:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        rows, columns = list(reader), reader.fieldnames or []
    assert any(row[column] == before for row in rows)
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    writer.writerows(row | {column: after} if row[column] == before else row for row in rows)
    return out.getvalue().encode()


def test_an_edited_export(folder: Path, versions: Versions, tmp_path: Path) -> None:
    """Here the owner decides about every cell: an emptied one is emptied."""
    export(folder, tmp_path / "out.csv")
    old = next(one for one in load_catalogue(folder).colleges.values() if one.website)

    staged = versions.stage(edited(tmp_path / "out.csv", "website", str(old.website), ""), "out", SOURCE, ME)

    assert [(one.id, one.column, one.after) for one in staged.preview.changed] == [(old.id, "website", "")]
    versions.apply(staged.number, ME)
    assert load_catalogue(folder).colleges[old.id].website is None


def test_an_edit_that_breaks_the_catalogue(folder: Path, versions: Versions, tmp_path: Path) -> None:
    export(folder, tmp_path / "out.csv")
    with pytest.raises(RegisterError) as refused:
        versions.stage(edited(tmp_path / "out.csv", "region", "KZ-71", "KZ-99"), "out", SOURCE, ME)
    assert refused.value.faults[0].code == "unsound"
    assert "'KZ-99' is not in its table" in str(refused.value)


def test_an_export_without_a_column(folder: Path, versions: Versions, tmp_path: Path) -> None:
    export(folder, tmp_path / "out.csv")
    content = (tmp_path / "out.csv").read_text(encoding="utf-8-sig").replace(",dormitory,", ",beds,", 1)
    with pytest.raises(RegisterError) as refused:
        versions.stage(content.encode(), "out", SOURCE, ME)
    assert (refused.value.faults[0].code, refused.value.faults[0].values["columns"]) == ("own_columns", "dormitory")


def test_one_college_with_two_faces(folder: Path, versions: Versions, tmp_path: Path) -> None:
    export(folder, tmp_path / "out.csv")
    lines = (tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines()
    content = "\n".join([*lines, lines[1].replace("open", "closed")])
    with pytest.raises(RegisterError) as refused:
        versions.stage(content.encode(), "out", SOURCE, ME)
    assert refused.value.faults[0].code == "repeated_id"


def test_no_cell_of_an_export_is_a_formula(folder: Path, tmp_path: Path) -> None:
    export(folder, tmp_path / "out.xlsx")
    book = load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["colleges", "programmes"]
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert any(str(cell.value).startswith("+7") for cell in cells)


def test_an_export_to_nowhere(folder: Path, tmp_path: Path) -> None:
    for name, code in (("out.txt", "not_a_table"), ("no/such/folder/out.csv", "not_writable")):
        with pytest.raises(RegisterError) as refused:
            export(folder, tmp_path / name)
        assert refused.value.faults[0].code == code


def test_the_workbook_of_differences(versions: Versions) -> None:
    content = "Наименование;Область;Телефон\nСовсем новый;Астана;нету\n".encode()
    preview = versions.stage(content, "r.csv", SOURCE, ME).preview
    titles = {name: name for name in ("id", "name", "place", "similar", "sheet", "row", "column", "reason")}
    titles |= {f"sheet_{name}": name for name in ("added", "missing", "not_taken")}

    book = load_workbook(io.BytesIO(differences(preview, titles | {"fault.bad_value": "{value}?"})))

    assert book.sheetnames == ["added", "missing", "not_taken"]
    assert [cell.value for cell in book["added"][2]][1:2] == ["Совсем новый"]
    assert [cell.value for cell in book["not_taken"][2]] == [None, "2", "Телефон", "нету?"]
    assert book["missing"].max_row == preview.counts.missing + 1
