"""An official register comes in: 100 and 800 colleges with ten specialties each."""

import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

from bot.settings import ROOT
from guidance.catalogue.loading import load_catalogue
from guidance.register.source import Source
from guidance.register.versions import Versions
from tests.guidance.register.made_up import make_up, rows_of, xlsx

_BOUND = 12.0
"""The larger register has eight times the rows; more than this many times the work would not be linear."""


def main() -> None:
    """Measure both, and compare."""
    with tempfile.TemporaryDirectory() as name:
        seconds = [_import(Path(name) / str(size), size) for size in (100, 800)]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    ratio = seconds[1] / seconds[0]
    print(f"register: 100 x 10 in {seconds[0]:.2f} s, 800 x 10 in {seconds[1]:.2f} s, {ratio:.1f} times as long")
    print(f"register: {memory:.0f} MB at most in the whole process")
    if ratio > _BOUND:
        sys.exit(f"register: more than {_BOUND:.0f} times as long")


def _import(folder: Path, size: int) -> float:
    shutil.copytree(ROOT / "data", folder, ignore=shutil.ignore_patterns("imports"))
    content = xlsx(rows_of(make_up(load_catalogue(folder), size, 10)))
    versions = Versions(folder)
    start = time.perf_counter()
    versions.apply(versions.stage(content, "register.xlsx", Source("made up", "2026-11-01"), "bench").number, "bench")
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
