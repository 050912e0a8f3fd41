"""Every browse screen, with the real catalogue and with 800 more colleges of ten specialties each."""

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from bot.settings import ROOT
from guidance.catalogue.loading import load_catalogue
from guidance.register.source import Source
from guidance.register.versions import Versions
from handlers.callbacks import OpenCollege, OpenColleges, OpenRegion, OpenTeaching, Origin
from handlers.college import college_screen
from handlers.colleges import colleges_screen, place_fields_screen
from handlers.professions import field_screen
from handlers.region_parts import employers_screen, figures_screen
from handlers.regions import region_screen, regions_screen
from handlers.services import Services
from handlers.specialty import specialty_screen
from handlers.teaching import teaching_screen, where_screen
from handlers.translation import Translations
from tests.guidance.register.made_up import make_up, rows_of, xlsx

_ROUNDS = 300
_BOUND = 1.5
"""A screen may show a little more of a larger catalogue; it must not look through all of it."""


def main() -> None:
    """Measure each screen with both catalogues; the medians' ratio is what counts."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data"
        shutil.copytree(ROOT / "data", folder, ignore=shutil.ignore_patterns("imports"))
        small = _services(folder)
        versions = Versions(folder)
        content = xlsx(rows_of(make_up(small.catalogue, 800, 10)))
        versions.apply(versions.stage(content, "x", Source("made up", "2026-11-01"), "bench").number, "bench")
        large = replace(small, catalogue=load_catalogue(folder))
    slow = []
    for screen, draw in _screens(small).items():
        before, after = _medians(draw, small, large)
        print(f"browsing: {screen:12} {before * 1e6:7.0f} us -> {after * 1e6:7.0f} us, {after / before:.2f} times")
        if after / before > _BOUND:
            slow.append(screen)
    if slow:
        sys.exit(f"browsing: more than {_BOUND:.0f} times as slow with the large catalogue: {', '.join(slow)}")


def _services(folder: Path) -> Services:
    made = Services.__new__(Services)
    for name in Services.__dataclass_fields__:
        object.__setattr__(made, name, None)
    object.__setattr__(made, "catalogue", load_catalogue(folder))
    object.__setattr__(made, "translations", Translations(ROOT / "locales"))
    return made


def _screens(services: Services) -> Mapping[str, Callable[[Services], object]]:
    words = services.translations["kk"]
    # Here the real catalogue fills a page of every list too: a longer list is no slower one.
    region, code = "KZ-15", "07150500"
    wish = OpenTeaching(code=code, region=region, origin=Origin.FIELDS)
    card = OpenCollege(college="71-004")
    return {
        "regions": lambda one: regions_screen(one, 0, words),
        "region": lambda one: region_screen(one, OpenRegion(region=region), words),
        "figures": lambda one: figures_screen(one, "KZ-75", 0, words),
        "employers": lambda one: employers_screen(one, "KZ-63", 0, words),
        "colleges": lambda one: colleges_screen(one, OpenColleges(region=region), words),
        "fields": lambda one: place_fields_screen(one, region, "", words),
        "by field": lambda one: colleges_screen(one, OpenColleges(region=region, field="07"), words),
        "college": lambda one: college_screen(one, one.catalogue.colleges["71-004"], words, card),
        "field": lambda one: field_screen(one, "07", 0, words),
        "specialty": lambda one: specialty_screen(one, one.catalogue.specialties[code], words, Origin.FIELDS),
        "where": lambda one: where_screen(one, [code], wish, words),
        "teaching": lambda one: teaching_screen(one, [code], wish, region, words),
    }


def _medians(draw: Callable[[Services], object], *compared: Services) -> list[float]:
    """Seconds a screen takes with each; by turns, so that what else the machine does falls on all of them."""
    times: list[list[float]] = [[] for _ in compared]
    for turn in range(_ROUNDS + 1):
        for one, taken in zip(compared, times, strict=True):
            start = time.perf_counter()
            draw(one)
            # The first turn builds the indexes.
            if turn:
                taken.append(time.perf_counter() - start)
    return [statistics.median(taken) for taken in times]


if __name__ == "__main__":
    main()
