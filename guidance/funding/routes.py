"""Routes to free or supported study, as records with sources."""

from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import AnyHttpUrl, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from guidance.catalogue.cells import Language, PartialDate


class RoutesError(Exception):
    """The file of routes cannot be used; the message says why."""


class Bilingual(BaseModel):
    """A text in both languages."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    ru: Annotated[str, Field(min_length=1)]
    kk: Annotated[str, Field(min_length=1)]

    def text(self, language: Language) -> str:
        """The text in one language."""
        return self.kk if language == "kk" else self.ru


class RouteSource(BaseModel):
    """Where a route was read; ``date`` is what the page bears, if anything."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: AnyHttpUrl
    date: Annotated[PartialDate | None, BeforeValidator(lambda v: str(v) if v else None)] = None


class Route(BaseModel):
    """One way to study free or with support.

    ``certainty`` is the weakest mark that carries the core claim: A law or a state body's page, B press quoting
    the state, C one college or a secondary source, S a founding text. ``as_of`` is the year the facts hold for.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z-]{1,20}$")]
    name: Bilingual
    short: Bilingual
    gives: Bilingual
    who: Bilingual
    duties: Bilingual
    apply: Bilingual
    unknown: Bilingual | None = None
    certainty: Literal["A", "B", "C", "S"]
    as_of: Annotated[str, Field(pattern=r"^\d{4}$")]
    sources: Annotated[tuple[RouteSource, ...], Field(min_length=1)]


def load_routes(path: Path) -> dict[str, Route]:
    """Load the routes, by id, in the order in which they are shown.

    Raises:
        RoutesError: the file is missing, is no YAML, or a record is wrong.
    """
    try:
        records = yaml.safe_load(path.read_text(encoding="utf-8"))
        routes = TypeAdapter(list[Route]).validate_python(records)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise RoutesError(f"{path.name} cannot be read: {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise RoutesError(f"{path.name}, {where}: {first['msg']}") from error
    by_id = {route.id: route for route in routes}
    if len(by_id) != len(routes):
        raise RoutesError(f"{path.name}: an id stands twice")
    return by_id
