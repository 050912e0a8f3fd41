"""The register by the command line: look, change, take back."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.settings import ROOT
from tests.bot.test_cli import run  # noqa: F401 (a fixture)
from tests.guidance.register.conftest import bytes_of

Run = Callable[..., tuple[int, str, str]]
REGISTER = "Наименование;Область;Телефон;Специальности\nСовсем новый колледж;Астана;нету;07150500 Сварка\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("imports")))


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "register.csv"
    path.write_text(REGISTER, encoding="utf-8")
    return path


def test_import_undo_and_history(run: Run, folder: Path, register: Path) -> None:  # noqa: F811
    here = {"CATALOGUE_DIR": str(folder)}
    before = bytes_of(folder)
    code, out, _ = run("catalogue", "import", str(register), "--dry-run", **here)
    assert code == 0
    assert "1 colleges added, 0 changed, 1 programmes" in " ".join(out.split())
    assert "row 2, Телефон: нету does not fit here" in out
    assert "nothing was changed" in out
    assert bytes_of(folder) == before

    code, out, _ = run("catalogue", "import", str(register), "--source", "Реестр", "--date", "2026-10-01", **here)
    assert (code, "to take it back" in out) == (0, True)
    assert "Реестр,2026-10-01,register" in (folder / "colleges.csv").read_text(encoding="utf-8")
    code, out, _ = run("catalogue", "imports", **here)
    assert "applied" in out
    assert "register.csv" in out
    assert run("catalogue", "check", **here)[0] == 0

    assert run("catalogue", "undo", **here)[0] == 0
    assert bytes_of(folder) == before
    assert run("catalogue", "undo", **here) == (
        1,
        "",
        "there is no import to take back\nnothing was changed\n",
    )


def test_scripts_get_one_document(run: Run, folder: Path, register: Path) -> None:  # noqa: F811
    here = {"CATALOGUE_DIR": str(folder)}
    counts = {"added": 1, "changed": 0, "programmes": 1, "unclear": 0, "not_taken": 1, "rows": 1}
    for arguments, applied in ((["--dry-run"], False), ([], True)):
        code, out, _ = run("catalogue", "import", str(register), "--json", *arguments, **here)
        document = json.loads(out)
        assert (code, document["applied"]) == (0, applied)
        assert {name: document[name] for name in counts} == counts


@pytest.mark.parametrize("name", ["out.xlsx", "out.csv"])
def test_export_is_read_back(run: Run, folder: Path, tmp_path: Path, name: str) -> None:  # noqa: F811
    here = {"CATALOGUE_DIR": str(folder)}
    assert run("catalogue", "export", str(tmp_path / name), **here)[0] == 0
    assert "nothing differs" in run("catalogue", "import", str(tmp_path / name), **here)[1]


def test_a_broken_file_is_a_sentence_and_exit_code_1(run: Run, folder: Path, tmp_path: Path) -> None:  # noqa: F811
    here = {"CATALOGUE_DIR": str(folder)}
    path = tmp_path / "register.xls"
    path.write_text("<html><table></table></html>", encoding="utf-8")
    code, out, err = run("catalogue", "import", str(path), **here)
    assert (code, out) == (1, "")
    assert err.startswith("this is a web page, not a table")
    code, _, err = run("catalogue", "import", str(tmp_path / "nowhere.xlsx"), **here)
    assert (code, "cannot be read" in err) == (2, True)


def test_a_wrong_date_or_address_changes_nothing(run: Run, folder: Path, register: Path) -> None:  # noqa: F811
    here = {"CATALOGUE_DIR": str(folder)}
    before = bytes_of(folder)
    for arguments in (["--date", "soon"], ["--date", "2999-01-01"], ["--url", "example.kz"]):
        code, _, err = run("catalogue", "import", str(register), *arguments, **here)
        assert code == 1
        assert "the catalogue would have faults" in err
        assert bytes_of(folder) == before


def test_a_broken_list_of_headings_is_found(run: Run, folder: Path) -> None:  # noqa: F811
    path = folder / "vocabulary" / "headings.csv"
    path.write_text("field,heading\ndirector,Директор\n", encoding="utf-8")
    code, out, _ = run("catalogue", "check", CATALOGUE_DIR=str(folder))
    assert code == 1
    assert "headings.csv: the field 'director' is unknown" in out
