"""``temirqazyq catalogue import``, ``undo``, ``imports`` and ``export``."""

import datetime as dt
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.console import Console
from rich.table import Table

from bot.settings import StartError, read_settings
from guidance.register.faults import RegisterError
from guidance.register.own_form import export as write_export
from guidance.register.preview import Preview
from guidance.register.source import Source
from guidance.register.versions import Versions

_BY = "command line"
_SHOWN = 20


def add_register_commands(app: App) -> None:
    """Give ``temirqazyq catalogue`` the commands of this module."""
    for command, name in ((import_, "import"), (undo, "undo"), (imports, "imports"), (export, "export")):
        app.command(command, name=name)


def import_(
    file: Path,
    /,
    *,
    dry_run: bool = False,
    source: str = "",
    date: str = "",
    url: str = "",
    yes: bool = False,
    json_: Annotated[bool, Parameter(name="--json")] = False,
) -> None:
    """Bring an official register (.xlsx or .csv) into the catalogue: show what changes, then change it.

    On a terminal it asks first; where nobody can be asked it goes on at once.

    Args:
        file: the register.
        dry_run: only show what would change.
        source: what the register is; rows from it name it as their source. The file's name if left out.
        date: the day for which it holds, YYYY-MM-DD; the day of the file if left out.
        url: the page it was published on.
        yes: do not ask.
        json_: print one JSON document with the counts.
    """
    try:
        content = file.read_bytes()
        day = date or dt.datetime.fromtimestamp(file.stat().st_mtime, tz=dt.UTC).date().isoformat()
    except OSError as error:
        raise StartError(f"{file} cannot be read ({error.strerror})") from error
    with _faults_told():
        versions = Versions(read_settings().catalogue_dir)
        versions.recover()
        staged = versions.stage(content, file.name, Source(source or file.name, day, url), _BY)
        wanted = not (dry_run or staged.preview.is_empty)
        if not json_:
            _show(staged.preview)
        if wanted and not yes and not json_ and sys.stdin.isatty():
            wanted = input("Change the catalogue so? [y/N] ").strip().lower() in ("y", "yes")
        if wanted:
            versions.apply(staged.number, _BY)
        else:
            versions.discard(staged.number)
    if json_:
        counts = asdict(staged.preview.counts) | {"rows": staged.preview.rows, "applied": wanted}
        print(json.dumps(counts))  # noqa: T201
    elif wanted:
        print(f"done; to take it back: temirqazyq catalogue undo (import {staged.number})")  # noqa: T201
    else:
        print("nothing differs" if staged.preview.is_empty else "nothing was changed")  # noqa: T201


def undo() -> None:
    """Take the newest import back: the tables are again what they were before it."""
    with _faults_told():
        versions = Versions(read_settings().catalogue_dir)
        versions.recover()
        version = versions.undo(_BY)
    print(f"import {version.number} ({version.name}) is taken back")  # noqa: T201


def imports() -> None:
    """List the imports, the newest first."""
    with _faults_told():
        history = Versions(read_settings().catalogue_dir).history()
    table = Table("", "State", "File", "By", "At (UTC)", "Colleges, programmes")
    for one in history:
        counts = f"+{one.counts.added} ~{one.counts.changed}, +{one.counts.programmes}"
        table.add_row(str(one.number), one.state, one.name, one.by, f"{one.at:%Y-%m-%d %H:%M}", counts)
    Console().print(table)


def export(file: Path, /) -> None:
    """Write colleges and programmes to a file that ``import`` reads back without change.

    Args:
        file: its name ends with .xlsx (two sheets) or .csv (a row a programme).
    """
    with _faults_told():
        write_export(read_settings().catalogue_dir, file)
    print(f"written: {file}")  # noqa: T201


@contextmanager
def _faults_told() -> Iterator[None]:
    """Print what is wrong, one line a fault, and exit with 1."""
    try:
        yield
    except RegisterError as error:
        for fault in error.faults:
            print(fault, file=sys.stderr)  # noqa: T201
        print("nothing was changed", file=sys.stderr)  # noqa: T201
        sys.exit(1)


def _show(preview: Preview) -> None:
    counts = preview.counts
    console = Console(highlight=False, markup=False)
    console.print(
        f"{preview.rows} rows: {counts.added} colleges added, {counts.changed} changed, {counts.programmes} programmes"
        f" added; {counts.missing} of the catalogue's missing from the file (they stay), {counts.unclear} unclear and"
        f" {counts.not_taken} cells left out"
    )
    if preview.unused:
        console.print("columns not used: " + "; ".join(preview.unused))
    _list(console, "Added", [f"{one.id} {one.name} ({one.place})" + _perhaps(one.similar) for one in preview.added])
    _list(
        console,
        "Changed",
        [f"{one.id} {one.name}, {one.column}: {one.before!r} -> {one.after!r}" for one in preview.changed],
    )
    _list(console, "Programmes", [f"{one.college_name}: {one.code} {one.name}" for one in preview.programmes])
    _list(console, "Missing", [f"{one.id} {one.name}" for one in preview.missing])
    _list(
        console,
        "Unclear",
        [f"row {one.row}: {one.name}" + _perhaps(one.candidates) for one in preview.unclear],
    )
    _list(console, "Left out", [str(one) for one in preview.not_taken])


def _perhaps(names: tuple[str, ...]) -> str:
    return f"; perhaps {' or '.join(names)}" if names else ""


def _list(console: Console, title: str, lines: list[str]) -> None:
    if lines:
        console.print(f"{title}:")
        for line in lines[:_SHOWN]:
            console.print(f"  {line}")
        if len(lines) > _SHOWN:
            console.print(f"  ... and {len(lines) - _SHOWN} more")
