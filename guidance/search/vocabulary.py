"""The words that people say, from the owner's tables in ``data/vocabulary/``."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, TypeAlias, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field

from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.cells import Many, Text
from guidance.catalogue.tables import Fault, Line, read_table
from guidance.search.folding import fold

Filter: TypeAlias = Literal[
    "free", "dormitory", "dual", "after_9", "after_11", "language_kk", "language_ru", "state", "private"
]
Screen: TypeAlias = Literal[
    "free",
    "wizard",
    "questionnaire",
    "dates",
    "documents",
    "steps",
    "events",
    "numbers",
    "professions",
    "colleges",
    "saved",
    "help",
]
ROUTE = "route:"


class VocabularyError(Exception):
    """The vocabulary cannot be used; the message names the first fault."""


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class StopWord(_Row):
    """A word that says nothing about what is looked for."""

    words: Text


class Wish(_Row):
    """How people call a profession, or a whole field: the specialties meant, most meant first, and the fields."""

    words: Text
    specialties: Many
    fields: Many


class FilterWords(_Row):
    """How people ask for something besides place and profession."""

    filter: Filter
    words: Text


class PlaceWords(_Row):
    """How people call regions and towns besides their names: ids of towns or codes of regions."""

    place: Annotated[Many, Field(min_length=1)]
    words: Text


class Question(_Row):
    """A question that a screen answers, or a free route (``route:`` and its id)."""

    screen: Annotated[str, Field(pattern=rf"^({'|'.join(get_args(Screen))}|{ROUTE}[a-z-]+)$")]
    words: Text


class Doublet(_Row):
    """A Russian and a Kazakh word that stand for each other in names."""

    ru: Text
    kk: Text


RowModel = TypeVar("RowModel", bound=_Row)


@dataclass(frozen=True)
class Vocabulary:
    """All the tables of words."""

    stop_words: tuple[StopWord, ...]
    wishes: tuple[Wish, ...]
    filters: tuple[FilterWords, ...]
    places: tuple[PlaceWords, ...]
    questions: tuple[Question, ...]
    doublets: tuple[Doublet, ...]


def load_vocabulary(folder: Path, catalogue: Catalogue, routes: Mapping[str, object]) -> Vocabulary:
    """The tables of a folder, held against the catalogue and the free routes that they point into.

    Raises:
        VocabularyError: something is wrong in them.
    """
    tables, faults = _read(folder, catalogue, routes)
    if faults:
        raise VocabularyError(str(faults[0]))
    return tables


def vocabulary_faults(folder: Path, catalogue: Catalogue, routes: Mapping[str, object]) -> list[Fault]:
    """Everything wrong in the tables, by file and line."""
    return _read(folder, catalogue, routes)[1]


def _read(folder: Path, catalogue: Catalogue, routes: Mapping[str, object]) -> tuple[Vocabulary, list[Fault]]:
    faults: list[Fault] = []

    def table(name: str, model: type[RowModel]) -> tuple[RowModel, ...]:
        rows, found = read_table(folder / name, model)
        faults.extend(found)
        known: dict[str, int] = {}
        for line, row in rows:
            faults.extend(_dangling(line, row, catalogue, routes))
            if isinstance(row, Doublet):
                continue
            key = fold(getattr(row, "words"))  # noqa: B009 (all rows but doublets have words)
            if not key:
                faults.append(line.fault("words", "nothing is left of the words when they are searched for"))
            elif key in known:
                faults.append(line.fault("words", f"the search knows these words already from line {known[key]}"))
            known.setdefault(key, line.number)
        return tuple(row for _, row in rows)

    found = Vocabulary(
        stop_words=table("stop_words.csv", StopWord),
        wishes=table("wishes.csv", Wish),
        filters=table("filters.csv", FilterWords),
        places=table("places.csv", PlaceWords),
        questions=table("questions.csv", Question),
        doublets=table("doublets.csv", Doublet),
    )
    return found, sorted(faults)


def _dangling(line: Line, row: _Row, catalogue: Catalogue, routes: Mapping[str, object]) -> list[Fault]:
    match row:
        case Wish():
            if not row.specialties and not row.fields:
                return [line.fault("specialties", "neither a specialty nor a field is named")]
            unknown = [(line, "specialties", code) for code in row.specialties if code not in catalogue.specialties]
            unknown += [(line, "fields", code) for code in row.fields if code not in catalogue.fields]
        case PlaceWords():
            unknown = [
                (line, "place", one) for one in row.place if one not in catalogue.regions and one not in catalogue.towns
            ]
        case Question() if row.screen.startswith(ROUTE):
            unknown = [(line, "screen", row.screen)] if row.screen.removeprefix(ROUTE) not in routes else []
        case _:
            unknown = []
    return [at.fault(column, f"{value!r} is unknown") for at, column, value in unknown]
