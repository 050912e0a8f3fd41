"""``data/datapackage.json`` tells others the truth about the tables."""

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from bot.settings import ROOT
from guidance.aptitude.bank import Item
from guidance.catalogue.figures import CompetenceCentre, Employer, Metric, NewSpecialty, Statistic
from guidance.catalogue.happenings import Disagreement, PastEvent, Statement
from guidance.catalogue.models import (
    College,
    Family,
    FieldOfStudy,
    Programme,
    Qualification,
    Region,
    Specialty,
    Town,
)
from guidance.search.vocabulary import Doublet, FilterWords, PlaceWords, Question, StopWord, Wish

DATA = ROOT / "data"
PACKAGE: dict[str, Any] = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
TABLES = {one["name"]: one for one in PACKAGE["resources"] if one.get("type") == "table"}
MODELS: dict[str, type[BaseModel]] = {
    "regions": Region,
    "towns": Town,
    "colleges": College,
    "fields": FieldOfStudy,
    "families": Family,
    "specialties": Specialty,
    "qualifications": Qualification,
    "programmes": Programme,
    "employers": Employer,
    "competence_centres": CompetenceCentre,
    "metrics": Metric,
    "statistics": Statistic,
    "new_specialties": NewSpecialty,
    "statements": Statement,
    "disagreements": Disagreement,
    "past_events": PastEvent,
    "items": Item,
    "wishes": Wish,
    "filters": FilterWords,
    "places": PlaceWords,
    "questions": Question,
    "stop_words": StopWord,
    "doublets": Doublet,
}
VALUES = {"integer": r"-?\d+", "number": r"-?\d+(\.\d+)?", "boolean": "yes|no"}


def read(name: str) -> list[dict[str, str]]:
    with (DATA / TABLES[name]["path"]).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_file_is_described() -> None:
    described = {resource["path"] for resource in PACKAGE["resources"]}
    there = {str(path.relative_to(DATA)) for path in DATA.rglob("*") if path.suffix in {".csv", ".yaml"}}
    assert described == {path for path in there if not path.startswith("imports/")}


@pytest.mark.parametrize("name", TABLES)
def test_the_columns_are_those_of_the_file_and_of_the_model(name: str) -> None:
    described = [field["name"] for field in TABLES[name]["schema"]["fields"]]
    with (DATA / TABLES[name]["path"]).open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == described
    if name in MODELS:
        assert set(described) == set(MODELS[name].model_fields)


@pytest.mark.parametrize("name", TABLES)
def test_every_cell_keeps_what_is_promised(name: str) -> None:
    for number, row in enumerate(read(name), start=2):
        for field in TABLES[name]["schema"]["fields"]:
            cell, constraints = row[field["name"]], field.get("constraints", {})
            where = f"{name}, line {number}, {field['name']}: {cell!r}"
            assert cell or not constraints.get("required"), where
            kind = field["itemType"] if field["type"] == "list" else field["type"]
            for value in cell.split("|") if field["type"] == "list" and cell else [cell] if cell else []:
                assert re.fullmatch(VALUES.get(kind, ".+"), value, re.DOTALL), where
                assert value in constraints.get("enum", [value]), where
                assert re.fullmatch(constraints.get("pattern", ".*"), value, re.DOTALL), where
                if "minimum" in constraints:
                    most = constraints.get("maximum", float("inf"))
                    assert constraints["minimum"] <= float(value) <= most, where


@pytest.mark.parametrize("name", TABLES)
def test_the_keys_hold(name: str) -> None:
    schema, rows = TABLES[name]["schema"], read(name)
    keys = [tuple(row[column] for column in schema["primaryKey"]) for row in rows]
    assert len(set(keys)) == len(keys)
    for foreign in schema.get("foreignKeys", []):
        (column,), reference = foreign["fields"], foreign["reference"]
        known = {row[reference["fields"][0]] for row in read(reference["resource"])}
        assert {row[column] for row in rows if row[column]} <= known


def test_lists_refer_to_what_is_there() -> None:
    specialties = {row["code"] for row in read("specialties")}
    named = {code for row in read("employers") for code in row["specialties"].split("|") if code}
    assert named <= specialties


def test_it_is_a_data_package() -> None:
    assert PACKAGE["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert {one["name"] for one in PACKAGE["licenses"]} == {"CC-BY-4.0"}
    for table in TABLES.values():
        assert (DATA / Path(table["path"])).exists()
        assert all(field["description"] for field in table["schema"]["fields"])
