"""Imports as versions of the catalogue: previewed, applied, taken back; safe against a crash at any moment.

Each import has a folder of its own, ``<catalogue>/imports/<number>/``, with the file that was sent (``upload``), the
tables as they would become (``after/``) and as they were (``before/``), and what is to be known of it
(``import.json``). The tables are replaced one after the other; a crash between the two is made good by
:meth:`Versions.recover`, which keeps a table that somebody edited after the crash in ``edited/``.
"""

import datetime as dt
import fcntl
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from guidance.catalogue.loading import catalogue_faults
from guidance.register.changes import compare
from guidance.register.faults import RegisterError, refuse
from guidance.register.headings import load_headings
from guidance.register.known import WRITTEN, digest_of, read_known
from guidance.register.own_form import compare_own, own_tables, table_bytes
from guidance.register.preview import Changes, Counts, Preview
from guidance.register.reading import read_register
from guidance.register.sheets import read_sheets
from guidance.register.source import Source

State = Literal["staged", "applied", "undone"]
Record = dict[str, Any]

_PATIENCE = 10.0
"""Seconds to wait for another import to end."""
_KEPT_UNAPPLIED = dt.timedelta(days=7)


@dataclass(frozen=True)
class Staged:
    """An import that waits to be applied."""

    number: int
    preview: Preview


@dataclass(frozen=True)
class Version:
    """An import and what became of it; ``at`` is the moment (UTC) of its last change of state."""

    number: int
    state: State
    name: str
    by: str
    at: dt.datetime
    counts: Counts


class Versions:
    """The imports of one catalogue's folder. Every method may block: run them in a thread."""

    def __init__(self, folder: Path) -> None:
        """Use the tables of this folder."""
        self._folder = folder
        self._imports = folder / "imports"

    def stage(self, content: bytes, name: str, source: Source, by: str) -> Staged:
        """Keep a file and work out what it would change; nothing else is written.

        Raises:
            RegisterError: the file cannot be used.
        """
        seen, changes = self._changes(content, source)
        with self._lock():
            self._forget_unapplied()
            number = max(self._numbers(), default=0) + 1
            place = self._imports / str(number)
            with _writing():
                place.mkdir()
                _write(place / "upload", content)
            self._keep_staged(number, seen, changes, {"name": name, "by": by, "source": asdict(source)})
        return Staged(number, changes.preview)

    def stage_again(self, number: int) -> Staged:
        """A new preview of the same file, against the tables of now.

        Raises:
            RegisterError: it does not wait any more, or cannot be used now.
        """
        record = self._waiting(number)
        content = (self._imports / str(number) / "upload").read_bytes()
        seen, changes = self._changes(content, Source(**record["source"]))
        with self._lock():
            self._keep_staged(number, seen, changes, self._waiting(number))
        return Staged(number, changes.preview)

    def apply(self, number: int, by: str) -> Version:
        """Bring an import into the tables.

        Raises:
            RegisterError: it does not wait any more, the tables have changed since its preview, or cannot be written.
        """
        with self._lock():
            self._finish()
            record = self._waiting(number)
            if record["digest"] != digest_of(self._folder):
                raise refuse("stale")
            place = self._imports / str(number)
            with _writing():
                (place / "before").mkdir(exist_ok=True)
                for name in WRITTEN:
                    _write(place / "before" / name, (self._folder / name).read_bytes())
            order = max((one.get("order", 0) for one in self._records().values()), default=0) + 1
            record |= {"by": by, "order": order}
            after = [(place / "after" / name).read_bytes() for name in WRITTEN]
            self._begin(number, record | {"state": "applying"}, after)
            return _version(number, self._records()[number])

    def discard(self, number: int) -> None:
        """Forget an import that waits; quiet when it does not."""
        with self._lock():
            record = self._records().get(number)
            if record and record["state"] == "staged":
                # The folder stays, so that its number is not given again: an old button must not apply another file.
                self._record(number, record | {"state": "discarded"})
                for path in (self._imports / str(number)).rglob("*.*"):
                    if path.name != "import.json":
                        path.unlink(missing_ok=True)
                (self._imports / str(number) / "upload").unlink(missing_ok=True)

    def undo(self, by: str) -> Version:
        """Take the newest applied import back: the tables are again what they were before it, byte for byte.

        Raises:
            RegisterError: there is none, a table was edited since, or the tables cannot be written.
        """
        with self._lock():
            self._finish()
            applied = {number: one for number, one in self._records().items() if one["state"] == "applied"}
            if not applied:
                raise refuse("nothing_to_undo")
            number = max(applied, key=lambda one: int(applied[one]["order"]))
            for name in WRITTEN:
                if (self._folder / name).read_bytes() != (self._imports / str(number) / "after" / name).read_bytes():
                    raise refuse("edited", file=name, number=number)
            before = [(self._imports / str(number) / "before" / name).read_bytes() for name in WRITTEN]
            # Another table may have come to speak of a college that would go.
            self._check_soundness(before)
            self._begin(number, applied[number] | {"state": "undoing", "by": by}, before)
            return _version(number, self._records()[number])

    def history(self) -> list[Version]:
        """All imports, the newest first."""
        records = {number: one for number, one in self._records().items() if one["state"] != "discarded"}
        return [_version(number, records[number]) for number in sorted(records, reverse=True)]

    def recover(self) -> None:
        """Bring to its end what a crash cut short; a folder that nothing happened in is left alone."""
        if any(one["state"] in ("applying", "undoing") for one in self._records().values()):
            with self._lock():
                self._finish()
        elif any(_fresh(self._folder / name).exists() for name in WRITTEN):
            # Written for an import that never began.
            with self._lock():
                for name in WRITTEN:
                    _fresh(self._folder / name).unlink(missing_ok=True)

    def _changes(self, content: bytes, source: Source) -> tuple[str, Changes]:
        """What a file changes in the tables, and the digest of the tables that this holds for."""
        sheets = read_sheets(content)
        seen = digest_of(self._folder)
        known = read_known(self._folder)
        if own := own_tables(sheets, (known.colleges, known.programmes)):
            changes = compare_own(own, known, sum(len(sheet.rows) - 1 for sheet in sheets if sheet.rows))
        else:
            register = read_register(sheets, load_headings(self._folder / "vocabulary" / "headings.csv"), known)
            given = [one for record in self._records().values() for one in record.get("given", ())]
            changes = compare(register, known, source, given)
        self._check_soundness((table_bytes(changes.colleges), table_bytes(changes.programmes)))
        return seen, changes

    def _check_soundness(self, tables: Sequence[bytes]) -> None:
        """Look for faults in the catalogue as it would be with these tables, in a folder of their own."""
        with tempfile.TemporaryDirectory() as folder:
            trial = Path(folder)
            for path in self._folder.glob("*.*"):
                if path.is_file() and path.name not in WRITTEN:
                    shutil.copy(path, trial)
            for name, content in zip(WRITTEN, tables, strict=True):
                (trial / name).write_bytes(content)
            if faults := catalogue_faults(trial):
                raise refuse("unsound", fault=faults[0])

    def _begin(self, number: int, record: Record, tables: Sequence[bytes]) -> None:
        """Replace the tables; what needs room on the disk is written before the first of them is touched."""
        fresh = [_fresh(self._folder / name) for name in WRITTEN]
        try:
            with _writing():
                for path, content in zip(fresh, tables, strict=True):
                    _write(path, content)
            self._record(number, record)
        except RegisterError:
            for path in fresh:
                path.unlink(missing_ok=True)
            raise
        try:
            self._finish()
        except RegisterError as error:
            raise refuse("unfinished", number=number) from error

    def _finish(self) -> None:
        """Replace the tables of every import that is under way, and note that it is done."""
        for number, record in self._records().items():
            if record["state"] not in ("applying", "undoing"):
                continue
            applying = record["state"] == "applying"
            place = self._imports / str(number)
            # Colleges come before their programmes and go after them: who reads in between finds no dangling code.
            for name in WRITTEN if applying else reversed(WRITTEN):
                before, after = ((place / side / name).read_bytes() for side in ("before", "after"))
                with _writing():
                    if (found := (self._folder / name).read_bytes()) not in (before, after):
                        (place / "edited").mkdir(exist_ok=True)
                        _write(place / "edited" / name, found)
                    _replace(self._folder / name, after if applying else before)
            self._record(number, record | {"state": "applied" if applying else "undone"})

    def _keep_staged(self, number: int, seen: str, changes: Changes, record: Record) -> None:
        after = self._imports / str(number) / "after"
        with _writing():
            after.mkdir(exist_ok=True)
            _write(after / "colleges.csv", table_bytes(changes.colleges))
            _write(after / "programmes.csv", table_bytes(changes.programmes))
        kept = {
            "state": "staged",
            "digest": seen,
            "counts": asdict(changes.preview.counts),
            "given": [one.id for one in changes.preview.added],
        }
        self._record(number, record | kept)

    def _waiting(self, number: int) -> Record:
        record = self._records().get(number)
        if record is None or record["state"] != "staged":
            raise refuse("gone")
        return record

    def _record(self, number: int, record: Record) -> None:
        record = record | {"at": dt.datetime.now(dt.UTC).isoformat()}
        with _writing():
            _replace(
                self._imports / str(number) / "import.json",
                json.dumps(record, ensure_ascii=False, indent=1).encode(),
            )

    def _records(self) -> dict[int, Record]:
        found = {}
        for number in self._numbers():
            # A crash before the record was written left a folder that says nothing.
            path = self._imports / str(number) / "import.json"
            if path.exists():
                found[number] = json.loads(path.read_bytes())
        return found

    def _numbers(self) -> list[int]:
        if not self._imports.is_dir():
            return []
        return sorted(int(path.name) for path in self._imports.iterdir() if path.is_dir() and path.name.isdigit())

    def _forget_unapplied(self) -> None:
        records = self._records()
        now = dt.datetime.now(dt.UTC)
        for number in self._numbers():
            record = records.get(number)
            old = record is None or now - dt.datetime.fromisoformat(record["at"]) > _KEPT_UNAPPLIED
            if (
                old
                and (record is None or record["state"] in ("staged", "discarded"))
                and number != max(self._numbers())
            ):
                shutil.rmtree(self._imports / str(number), ignore_errors=True)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        with _writing():
            self._imports.mkdir(exist_ok=True)
            file = (self._imports / "lock").open("w")
        with file:
            deadline = time.monotonic() + _PATIENCE
            while True:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > deadline:
                        raise refuse("busy") from None
                    time.sleep(0.05)
            yield


@contextmanager
def _writing() -> Iterator[None]:
    """Say in a sentence why a file cannot be written."""
    try:
        yield
    except OSError as error:
        raise refuse("not_writable", reason=error.strerror or type(error).__name__) from error


def _write(path: Path, content: bytes) -> None:
    """Write a file so that it outlives a loss of power."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _fresh(path: Path) -> Path:
    """Where the new content of a file waits until it is whole."""
    return path.with_name(f".{path.name}.new")


def _replace(path: Path, content: bytes) -> None:
    """Put a whole new file in the place of another: readers see the one or the other."""
    fresh = _fresh(path)
    # It may have been written already, while there was room.
    if not fresh.exists() or fresh.read_bytes() != content:
        _write(fresh, content)
    if path.exists():
        shutil.copymode(path, fresh)
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _version(number: int, record: Record) -> Version:
    # What is under way is shown by what it will be.
    state: State = {"applying": "applied", "undoing": "undone"}.get(record["state"], record["state"])  # type: ignore[assignment]
    return Version(
        number,
        state,
        record["name"],
        record["by"],
        dt.datetime.fromisoformat(record["at"]),
        Counts(**record["counts"]),
    )
