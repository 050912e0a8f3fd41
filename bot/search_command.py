"""``temirqazyq search``: the search of the bot on the command line, one query or many."""

import gc
import json
import sys
import time
from typing import Annotated, Any

from cyclopts import Parameter
from cyclopts.validators import Number
from rich.console import Console
from rich.table import Table

from bot.catalogue_commands import load_configured_catalogue
from bot.settings import StartError, read_settings
from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.cells import Language
from guidance.funding.records import RecordsError
from guidance.funding.routes import Route, load_routes
from guidance.search.answer import Answer, Hit
from guidance.search.search import SearchEngine
from guidance.search.vocabulary import VocabularyError, load_vocabulary

Limit = Annotated[int, Parameter(validator=Number(gte=1, lte=1000))]


def search(
    query: str | None = None,
    *,
    lang: Language = "ru",
    limit: Limit = 10,
    json_: Annotated[bool, Parameter(name="--json")] = False,
    batch: bool = False,
) -> None:
    """Find colleges, specialties and free routes for what people type.

    Args:
        query: what somebody typed, in any spelling.
        lang: the language of names in the table.
        limit: how many results at most.
        json_: print one JSON document.
        batch: read queries from standard input, one a line; print one JSON object a line for each.
    """
    if (query is None) is not batch:
        raise StartError("give a query, or --batch with queries on standard input, one a line")
    catalogue, routes, engine = _load()
    if query is None:
        # Bytes that are no UTF-8 are searched for like any other nonsense.
        for line in sys.stdin.buffer:
            text = line.decode(errors="replace").rstrip("\r\n")
            print(json.dumps(_document(catalogue, routes, engine, text, limit), ensure_ascii=False), flush=True)  # noqa: T201
        return
    if json_:
        print(json.dumps(_document(catalogue, routes, engine, query, limit), ensure_ascii=False))  # noqa: T201
        return
    answer = engine.search(query, limit=limit)
    table = Table("", "Id", "Name", "Place", "Score", title=_understood(answer))
    for hit in answer.hits:
        ru, kk, region = _names(catalogue, routes, hit)
        place = catalogue.regions[region].name(lang) if region else ""
        table.add_row(hit.kind, hit.id, (kk or ru) if lang == "kk" else (ru or kk), place, f"{hit.score:.2f}")
    Console().print(table if answer.hits else table.title or "nothing found")


def _load() -> tuple[Catalogue, dict[str, Route], SearchEngine]:
    folder = read_settings().catalogue_dir
    catalogue = load_configured_catalogue()
    try:
        routes = load_routes(folder / "funding" / "routes")
        vocabulary = load_vocabulary(folder / "vocabulary", catalogue, routes)
    except (RecordsError, VocabularyError) as error:
        raise StartError(str(error)) from error
    engine = SearchEngine(catalogue, routes, vocabulary)
    # What lives for ever need not be walked by every full collection of garbage (docs/decisions/0004).
    gc.collect()
    gc.freeze()
    return catalogue, routes, engine


def _document(
    catalogue: Catalogue, routes: dict[str, Route], engine: SearchEngine, query: str, limit: int
) -> dict[str, Any]:
    began = time.perf_counter()
    answer = engine.search(query, limit=limit)
    took = time.perf_counter() - began
    results = []
    for hit in answer.hits:
        ru, kk, region = _names(catalogue, routes, hit)
        result = {"kind": hit.kind, "id": hit.id, "name_ru": ru, "name_kk": kk, "region": region}
        result |= {"code": hit.id} if hit.kind == "specialty" else {}
        results.append(result | {"score": round(hit.score, 4)})
    return {
        "query": query,
        "reading": answer.reading,
        "filters": [{"kind": one.kind, "values": one.values, "label": one.label} for one in answer.understood],
        "screen": answer.screen,
        "relaxed": answer.relaxed,
        "results": results,
        "took_ms": round(took * 1000, 2),
    }


def _understood(answer: Answer) -> str:
    parts = [f"{one.kind}: {one.label}" for one in answer.understood]
    parts += [f"screen: {answer.screen}"] if answer.screen else []
    parts += [f"relaxed: {answer.relaxed}"] if answer.relaxed else []
    return "; ".join(parts)


def _names(catalogue: Catalogue, routes: dict[str, Route], hit: Hit) -> tuple[str, str, str]:
    """The names in both languages, and the region of a college."""
    if hit.kind == "college":
        college = catalogue.colleges[hit.id]
        return college.name_ru, college.name_kk, college.region
    if hit.kind == "specialty":
        specialty = catalogue.specialties[hit.id]
        return specialty.name_ru, specialty.name_kk, ""
    return routes[hit.id].name.ru, routes[hit.id].name.kk, ""
