"""What one would put in place of the engine: three searches that come ready-made, to compare it with.

All of them look through the same texts: the names, other names, towns and programmes of every college, and the names
and qualifications of every specialty, in small letters and as they are written.
"""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Literal, TypeAlias

from rapidfuzz import fuzz, process

from guidance.catalogue.catalogue import Catalogue
from tests.search.judging import DEPTH, Hit, Search

Key: TypeAlias = tuple[Literal["college", "specialty"], str]

_TRIGRAM = 3
_CUTOFF = 60
"""The least likeness of 100 that counts, for rapidfuzz."""


def like(catalogue: Catalogue) -> Search:
    """``LIKE '%query%'``, as sites have it."""
    database, keys = _filled(catalogue, "CREATE TABLE item (text TEXT)")

    def search(query: str) -> Sequence[Hit]:
        wanted = re.sub(r"[\\%_]", r"\\\g<0>", query.casefold().strip())
        found = database.execute(
            "SELECT rowid FROM item WHERE text LIKE ? ESCAPE '\\' ORDER BY rowid LIMIT ?", (f"%{wanted}%", DEPTH)
        )
        return [Hit(*keys[row]) for (row,) in found] if wanted else []

    return search


def trigrams(catalogue: Catalogue) -> Search:
    """SQLite's full-text search by trigrams, any of which may be there; the best by BM25."""
    database, keys = _filled(catalogue, "CREATE VIRTUAL TABLE item USING fts5(text, tokenize='trigram')")

    def search(query: str) -> Sequence[Hit]:
        text = re.sub(r"[^\w ]", " ", query.casefold())
        parts = {text[at : at + _TRIGRAM] for at in range(len(text) - _TRIGRAM + 1)}
        asked = " OR ".join(f'"{part}"' for part in sorted(parts) if not part.isspace())
        if not asked:
            return []
        found = database.execute("SELECT rowid FROM item WHERE text MATCH ? ORDER BY rank LIMIT ?", (asked, DEPTH))
        return [Hit(*keys[row]) for (row,) in found]

    return search


def likeness(catalogue: Catalogue) -> Search:
    """rapidfuzz's weighted ratio of the query to each name."""
    named = [(key, name) for key, names, _ in _texts(catalogue) for name in names]
    keys, names = [key for key, _ in named], [name for _, name in named]

    def search(query: str) -> Sequence[Hit]:
        found = process.extract(query.casefold(), names, scorer=fuzz.WRatio, score_cutoff=_CUTOFF, limit=4 * DEPTH)
        return [Hit(*key) for key in dict.fromkeys(keys[place] for _, _, place in found)][:DEPTH]

    return search


def _texts(catalogue: Catalogue) -> Iterator[tuple[Key, list[str], list[str]]]:
    """Each item with its names, and with what else may be looked through."""
    for college in catalogue.colleges.values():
        names = [college.name_ru, college.name_kk, *college.aliases]
        taught = [programme.name_ru for programme in catalogue.programmes_at(college.id)]
        yield ("college", college.id), _small(names), _small([college.city_ru, college.city_kk, *taught])
    for specialty in catalogue.specialties.values():
        called = [name for one in catalogue.qualifications_of(specialty.code) for name in (one.name_ru, one.name_kk)]
        yield ("specialty", specialty.code), _small([specialty.name_ru, specialty.name_kk]), _small(called)


def _small(texts: Sequence[str]) -> list[str]:
    return [text.casefold() for text in texts if text]


def _filled(catalogue: Catalogue, schema: str) -> tuple[sqlite3.Connection, dict[int, Key]]:
    """A table of a text an item, and the items by the numbers of their rows."""
    database = sqlite3.connect(":memory:")
    database.execute(schema)
    keys: dict[int, Key] = {}
    for row, (key, names, further) in enumerate(_texts(catalogue), start=1):
        database.execute("INSERT INTO item (rowid, text) VALUES (?, ?)", (row, "\n".join([*names, *further])))
        keys[row] = key
    return database, keys
