"""Seeing changed tables without a restart, whoever changed them: an import, its undoing, or an owner's editor."""

import asyncio
import gc
from dataclasses import replace
from pathlib import Path

import structlog
from aiogram import Dispatcher

from guidance.catalogue.loading import CatalogueError, load_catalogue
from guidance.funding.funding import load_funding
from guidance.funding.records import RecordsError
from guidance.search.search import SearchEngine
from guidance.search.vocabulary import VocabularyError, load_vocabulary

log = structlog.get_logger()

# Seconds between two looks at the files; each costs some twenty calls of stat.
PAUSE = 2.0

Stamp = frozenset[tuple[str, int, int]]


async def reload_catalogue(dispatcher: Dispatcher, folder: Path, seen: Stamp) -> None:
    """Watch the folder for ever; updates that come after a change are served by the new tables.

    ``seen`` is the folder's stamp from before its tables were read, so that no change falls in between. Tables with
    faults change nothing: people go on with those of before, and the log names the first fault.
    """
    while True:
        await asyncio.sleep(PAUSE)
        stamp = await asyncio.to_thread(stamp_of, folder)
        if stamp == seen:
            continue
        # Taken before the reading: what changes while it lasts is seen at the next look.
        seen = stamp
        try:
            catalogue = await asyncio.to_thread(load_catalogue, folder)
            funding = await asyncio.to_thread(load_funding, folder, catalogue)
            vocabulary = await asyncio.to_thread(load_vocabulary, folder / "vocabulary", catalogue, funding.routes)
        except (CatalogueError, RecordsError, VocabularyError) as error:
            log.error("catalogue_not_reloaded", reason=str(error))  # noqa: TRY400 (where it was raised tells nothing)
            continue
        # The dispatcher copies what it holds for each update, so a running handler keeps the tables it began with.
        search = await asyncio.to_thread(SearchEngine, catalogue, funding.routes, vocabulary)
        dispatcher["services"] = replace(dispatcher["services"], catalogue=catalogue, funding=funding, search=search)
        # As at the start (docs/decisions/0004): the tables live until the next change.
        gc.collect()
        gc.freeze()
        log.info("catalogue_reloaded", colleges=len(catalogue.colleges), programmes=len(catalogue.programmes))


def stamp_of(folder: Path) -> Stamp:
    """Which tables lie in the folder, each with the moment of its last change in nanoseconds and its size in bytes."""
    stamps = []
    for path in (
        folder / "datapackage.json",
        *folder.glob("*.csv"),
        *folder.glob("**/*.yaml"),
        *folder.glob("vocabulary/*.csv"),
    ):
        try:
            found = path.stat()
        except FileNotFoundError:
            # Replaced at this moment; the next look sees it.
            continue
        stamps.append((path.name, found.st_mtime_ns, found.st_size))
    return frozenset(stamps)
