"""Records of YAML files: texts in both languages, sources, and reading them with a fault that says where."""

from pathlib import Path
from typing import Annotated, Literal, TypeVar

import yaml
from pydantic import AnyHttpUrl, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from guidance.catalogue.cells import Language, PartialDate

# How sure a fact is: A law or a state body's page, B press quoting the state, C one college or a secondary source,
# S one of the founding texts.
Mark = Literal["A", "B", "C", "S"]


class RecordsError(Exception):
    """A file of records cannot be used; the message says why."""


class Record(BaseModel):
    """What all records have in common: they never change, and an unknown key is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Bilingual(Record):
    """A text in both languages."""

    ru: Annotated[str, Field(min_length=1)]
    kk: Annotated[str, Field(min_length=1)]

    def text(self, language: Language) -> str:
        """The text in one language."""
        return self.kk if language == "kk" else self.ru


class Source(Record):
    """Where a fact was read; ``date`` is what the page bears, if anything."""

    url: AnyHttpUrl
    date: Annotated[PartialDate | None, BeforeValidator(lambda v: str(v) if v else None)] = None


class Sourced(Record):
    """A record with the pages it rests on and the weakest mark that carries its core claim."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,30}$")]
    certainty: Mark
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]


# Both build nothing but plain values; the one in C, which may be missing, is ten times as fast.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Kind = TypeVar("Kind", bound=Sourced)


def read_records(path: Path, model: type[Kind]) -> dict[str, Kind]:
    """Read the list of records of one file, by id, in the order of the file.

    Raises:
        RecordsError: the file is missing, is no YAML, or a record is wrong; the message names file and record.
    """
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 (it is a safe one)
        records: list[Kind] = TypeAdapter(list[model]).validate_python(raw)  # type: ignore[valid-type]
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise RecordsError(f"{path.name} cannot be read: {error}") from error
    except ValidationError as error:
        raise RecordsError(f"{path.name}, {_place(raw, error)}") from error
    by_id = {record.id: record for record in records}
    if len(by_id) != len(records):
        raise RecordsError(f"{path.name}: an id stands twice")
    return by_id


def _place(raw: object, error: ValidationError) -> str:
    """The first fault: the record by its id where it has one, the key, and what is wrong."""
    first = error.errors(include_url=False)[0]
    number, *keys = first["loc"] or ("",)
    record = raw[number] if isinstance(raw, list) and isinstance(number, int) else None
    name = record.get("id", number) if isinstance(record, dict) else number
    return f"{'.'.join(map(str, [name, *keys]))}: {first['msg'].removeprefix('Value error, ')}"
