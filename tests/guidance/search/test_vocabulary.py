"""Whatever an owner gets wrong in the words is found, with its file, line and column."""

import csv
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from guidance.catalogue.catalogue import Catalogue
from guidance.funding.routes import Route
from guidance.search.search import SearchEngine
from guidance.search.vocabulary import VocabularyError, load_vocabulary, vocabulary_faults

Rows = list[list[str]]
Faults = Callable[[], list[str]]


@pytest.fixture
def tables(data_folder: Path, tmp_path: Path) -> Path:
    """A copy of the real tables, to be broken."""
    return Path(shutil.copytree(data_folder / "vocabulary", tmp_path / "vocabulary"))


@pytest.fixture
def faults(tables: Path, catalogue: Catalogue, routes: Mapping[str, Route]) -> Faults:
    return lambda: [str(fault) for fault in vocabulary_faults(tables, catalogue, routes)]


def test_the_real_tables_have_no_fault(faults: Faults) -> None:
    assert faults() == []


@pytest.mark.parametrize(
    ("table", "row", "column", "sentence"),
    [
        ("wishes", ["аурашы", "99999999", ""], "specialties", "'99999999' is unknown"),
        ("wishes", ["аурашы", "07150500|99999999", ""], "specialties", "'99999999' is unknown"),
        ("wishes", ["аурашы", "", "99"], "fields", "'99' is unknown"),
        ("wishes", ["аурашы", "", ""], "specialties", "neither a specialty nor a field is named"),
        ("wishes", ["", "07150500", ""], "words", "at least 1 character"),
        ("wishes", ["=аурашы", "07150500", ""], "words", "begins like a formula"),
        ("places", ["1", "аурашыл"], "place", "'1' is unknown"),
        ("places", ["KZ-75|KZ-99", "аурашыл"], "place", "'KZ-99' is unknown"),
        ("places", ["", "аурашыл"], "place", "at least 1 item"),
        ("filters", ["cheap", "аурашыл"], "filter", "Input should be 'free', 'dormitory'"),
        ("questions", ["cinema", "аурашыл"], "screen", "should match pattern"),
        ("questions", ["route:nowhere", "аурашыл"], "screen", "'route:nowhere' is unknown"),
        ("stop_words", ["!?"], "words", "nothing is left of the words"),
        ("doublets", ["аурашы", ""], "kk", "at least 1 character"),
    ],
)
def test_a_bad_row_is_named_by_file_line_and_column(
    table: str, row: list[str], column: str, sentence: str, tables: Path, faults: Faults
) -> None:
    lines = _change(tables / f"{table}.csv", lambda rows: rows.append(row))

    (fault,) = faults()

    assert fault.startswith(f"{table}.csv, line {lines}, column {column}: ")
    assert sentence in fault


@pytest.mark.parametrize("again", ["сварщик", "Сварщик", "svarschik", "сварщик!"])
def test_words_that_the_search_cannot_tell_apart_are_named(again: str, tables: Path, faults: Faults) -> None:
    first = next(line for line, row in enumerate(_rows(tables / "wishes.csv"), start=1) if row[0] == "сварщик")
    last = _change(tables / "wishes.csv", lambda rows: rows.append([again, "07150500", ""]))

    assert faults() == [
        f"wishes.csv, line {last}, column words: the search knows these words already from line {first}"
    ]


def test_a_missing_column_is_named(tables: Path, faults: Faults) -> None:
    _change(tables / "places.csv", lambda rows: rows.__setitem__(slice(None), [row[:1] for row in rows]))

    assert faults() == ["places.csv, line 1, column words: the column is missing"]


def test_an_unknown_column_is_named(tables: Path, faults: Faults) -> None:
    _change(tables / "stop_words.csv", lambda rows: rows.__setitem__(slice(None), [[*row, "note"] for row in rows]))

    assert faults() == ["stop_words.csv, line 1, column note: the column is unknown"]


def test_a_missing_table_is_named(tables: Path, faults: Faults) -> None:
    (tables / "doublets.csv").unlink()

    assert faults() == ["doublets.csv: the file is missing"]


def test_words_with_a_fault_are_not_used(tables: Path, catalogue: Catalogue, routes: Mapping[str, Route]) -> None:
    _change(tables / "wishes.csv", lambda rows: rows.append(["аурашы", "99999999", ""]))

    with pytest.raises(VocabularyError, match=r"wishes\.csv, line \d+, column specialties: '99999999' is unknown"):
        load_vocabulary(tables, catalogue, routes)


def test_words_that_an_owner_adds_are_understood(
    tables: Path, catalogue: Catalogue, routes: Mapping[str, Route], engine: SearchEngine
) -> None:
    _change(tables / "wishes.csv", lambda rows: rows.append(["аурашыл", "07150500", ""]))
    _change(tables / "questions.csv", lambda rows: rows.append(["route:quotas", "аурашыл маған"]))
    _change(tables / "filters.csv", lambda rows: rows.append(["free", "аурашылсыз"]))
    after = SearchEngine(catalogue, routes, load_vocabulary(tables, catalogue, routes))

    for typed, hit in {
        "аурашыл": ("specialty", "07150500"),
        "aurashylga": ("specialty", "07150500"),
        "аурашыл маған": ("route", "quotas"),
        "аурашылсыз": ("route", "state-order"),
    }.items():
        found = after.search(typed).hits[0]
        assert (found.kind, found.id) == hit, typed
        assert engine.search(typed).is_refused, typed


def _rows(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _change(path: Path, change: Callable[[Rows], object]) -> int:
    """Change the rows of a table, the header among them; the number of its lines afterwards."""
    rows = _rows(path)
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return len(rows)
