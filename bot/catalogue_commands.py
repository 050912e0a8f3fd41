"""``temirqazyq catalogue check``, ``temirqazyq catalogue stats`` and ``temirqazyq stats``."""

import json
import sys
from dataclasses import asdict
from typing import Annotated

from cyclopts import App, Parameter
from rich.console import Console
from rich.table import Table

from bot.register_commands import add_register_commands
from bot.settings import StartError, read_settings
from guidance.aptitude.bank import BankError, load_bank
from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.coverage import coverage
from guidance.catalogue.loading import CatalogueError, catalogue_faults, load_catalogue
from guidance.funding.funding import load_funding
from guidance.funding.records import RecordsError
from guidance.register.faults import RegisterError
from guidance.register.headings import load_headings
from guidance.search.vocabulary import vocabulary_faults

catalogue_app = App(name="catalogue", help="The data: check it, count it, bring registers in, write it out.")
add_register_commands(catalogue_app)


@catalogue_app.command
def check() -> None:
    """Check every table; print one line a fault and exit with 1 if there is any."""
    folder = read_settings().catalogue_dir
    lines = [str(fault) for fault in catalogue_faults(folder)]
    for load, name in (
        (load_bank, "aptitude/items.csv"),
        (load_headings, "vocabulary/headings.csv"),
    ):
        try:
            load(folder / name)
        except (BankError, RegisterError) as error:
            lines.append(str(error))
    if not lines:
        # What the words mean can only be looked up in tables without faults.
        catalogue = load_catalogue(folder)
        try:
            funding = load_funding(folder, catalogue)
            lines = [str(fault) for fault in vocabulary_faults(folder / "vocabulary", catalogue, funding.routes)]
        except RecordsError as error:
            lines = [str(error)]
    for line in lines:
        print(line)  # noqa: T201
    if lines:
        print(f"{len(lines)} faults", file=sys.stderr)  # noqa: T201
        sys.exit(1)
    print("no faults")  # noqa: T201


@catalogue_app.command
def stats(*, json_: Annotated[bool, Parameter(name="--json")] = False) -> None:
    """Count the catalogue, region by region.

    Args:
        json_: print one JSON document.
    """
    catalogue = load_configured_catalogue()
    counted = coverage(catalogue)
    if json_:
        document = asdict(counted) | {"regions": {iso: one.colleges for iso, one in counted.by_region.items()}}
        print(json.dumps(document, ensure_ascii=False))  # noqa: T201
        return
    table = Table(
        "Region",
        "Colleges",
        "with programmes",
        "Programmes",
        title=f"{counted.colleges} colleges (and {counted.closed_colleges} closed), {counted.specialties} specialties,"
        f" {counted.programmes} programmes (and {counted.doubtful_programmes} doubtful),"
        f" {counted.sourced:.0%} of rows with a source",
    )
    for iso, one in counted.by_region.items():
        numbers = (one.colleges, one.colleges_with_programmes, one.programmes)
        table.add_row(f"{iso} {catalogue.regions[iso].name_ru}", *map(str, numbers))
    Console().print(table)


def load_configured_catalogue() -> Catalogue:
    """The catalogue that the settings name.

    Raises:
        StartError: it has faults.
    """
    try:
        return load_catalogue(read_settings().catalogue_dir)
    except CatalogueError as error:
        raise StartError(f"{error}. See all of them with: temirqazyq catalogue check") from error
