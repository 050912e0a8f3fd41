"""The regions, and the page of one."""

from collections.abc import Callable, Sequence

from aiogram import Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from guidance.catalogue.catalogue import NO_TOWN, Catalogue
from guidance.catalogue.coverage import region_coverage
from guidance.catalogue.models import Region
from guidance.catalogue.regional import key_figures, number_of_colleges
from guidance.people.person import Person
from handlers.callbacks import OpenColleges, OpenPlaceFields, OpenRegion, OpenRegions, RegionPart
from handlers.gone import gone_screen
from handlers.region_parts import figure_line
from handlers.screen import PAGE, Buttons, Screen, back_and_home, button, page_of, pager, show
from handlers.services import Services
from handlers.sources import source_link
from handlers.translation import Words

router = Router(name=__name__)

_A_ROW = 2


@router.message(Command("colleges"))
@router.callback_query(OpenRegions.filter())
async def regions(
    event: Message | CallbackQuery,
    services: Services,
    words: Words,
    person: Person | None,
    callback_data: OpenRegions | None = None,
) -> None:
    """Which region?"""
    page = callback_data.page if callback_data else 0
    await show(event, regions_screen(services, page, words, person.region if person else None))


@router.callback_query(OpenRegion.filter())
async def region(
    query: CallbackQuery, callback_data: OpenRegion, services: Services, words: Words, person: Person | None
) -> None:
    """The page of a region; the first one that somebody opens is taken for theirs."""
    if callback_data.region not in services.catalogue.regions:
        await show(query, gone_screen(words))
        return
    if person and person.region is None:
        await services.people.choose_region(person.chat_id, callback_data.region)
    # What was just taken for theirs, if they let it be kept, stands first in the list that "back" leads to.
    home = (person.region or (callback_data.region if person.consented_at else None)) if person else None
    await show(query, region_screen(services, callback_data, words, home))


def regions_screen(services: Services, page_number: int, words: Words, home: str | None = None) -> Screen:
    """All regions with the number of colleges, the person's own first."""
    counted = counted_regions(services, words, home)
    page = page_of(counted, page_number)
    buttons = region_buttons(services, page.of(counted), lambda iso: OpenRegion(region=iso), words)
    turn = pager(page, lambda number: OpenRegions(page=number))
    return Screen(words.html("regions.title"), [*buttons, *turn, back_and_home(words)])


def counted_regions(services: Services, words: Words, home: str | None = None) -> list[tuple[str, int]]:
    """All regions by name with their number of colleges; ``home`` stands first."""

    def place(region: Region) -> tuple[bool, list[int], str]:
        name = region.name(words.language)
        # The word for region stands before some names and behind others.
        return region.iso != home, words.alphabetical(words.short_region(name)), name

    order = sorted(services.catalogue.regions.values(), key=place)
    return [(one.iso, len(services.catalogue.colleges_in(one.iso))) for one in order]


def region_buttons(
    services: Services,
    counted: Sequence[tuple[str, int]],
    target: Callable[[str], CallbackData],
    words: Words,
) -> Buttons:
    """A button a region with the number of colleges in it, two a row."""
    buttons = [button(f"{short_name(services.catalogue, iso, words)} · {count}", target(iso)) for iso, count in counted]
    return [buttons[start : start + _A_ROW] for start in range(0, len(buttons), _A_ROW)]


def region_choice(
    services: Services,
    words: Words,
    page_number: int,
    target: Callable[[str], CallbackData],
    turn: Callable[[int], CallbackData],
    home: str | None = None,
) -> Buttons:
    """All regions by name, two a row, ``home`` first, page by page."""
    regions = [iso for iso, _ in counted_regions(services, words, home)]
    page = page_of(regions, page_number)
    buttons = [button(short_name(services.catalogue, iso, words), target(iso)) for iso in page.of(regions)]
    return [*(buttons[start : start + _A_ROW] for start in range(0, len(buttons), _A_ROW)), *pager(page, turn)]


def short_name(catalogue: Catalogue, region: str, words: Words) -> str:
    """The name of a region without the word for region, unless a city is called like that too."""
    name = catalogue.regions[region].name(words.language)
    short = words.short_region(name)
    return name if any(one.name(words.language) == short != name for one in catalogue.regions.values()) else short


def region_screen(services: Services, wish: OpenRegion, words: Words, home: str | None = None) -> Screen:
    """A region: what of it the catalogue holds, its main figures, its towns."""
    catalogue, region = services.catalogue, wish.region
    towns = catalogue.towns_in(region)
    if catalogue.regions[region].kind == "city" and len(towns) == 1:
        # The city is the region: one button would say the same as "all colleges".
        towns = []
    page = page_of(towns, wish.page)
    parts = [
        words.html("region.title", name=catalogue.regions[region].name(words.language)),
        coverage_line(catalogue, region, words),
    ]
    if figures := key_figures(catalogue, region):
        parts.append("\n".join(figure_line(one, words) for one in figures))
    if not catalogue.colleges_in(region):
        parts.append(words.html("region.no_colleges"))
    elif towns:
        parts.append(words.html("region.choose"))
    buttons = [
        button(
            f"{town.name(words.language) if town else words.text('place.unknown')} · {count}",
            OpenColleges(region=region, town=town.id if town else NO_TOWN),
        )
        for town, count in page.of(towns)
    ]
    rows = [buttons[start : start + _A_ROW] for start in range(0, len(buttons), _A_ROW)]
    rows += pager(page, lambda number: OpenRegion(region=region, page=number))
    if catalogue.colleges_in(region):
        rows.append(
            [
                button(words.text("button.all_colleges"), OpenColleges(region=region)),
                button(words.text("button.by_field"), OpenPlaceFields(region=region)),
            ]
        )
    parts_known = (
        ("figures", catalogue.statistics_of(region)),
        ("employers", catalogue.employers_in(region)),
        ("new", catalogue.new_specialties_in(region)),
    )
    more = [
        button(words.text(f"button.region_{part}"), RegionPart(region=region, part=part))
        for part, known in parts_known
        if known
    ]
    rows += [more[start : start + _A_ROW] for start in range(0, len(more), _A_ROW)]
    order = [iso for iso, _ in counted_regions(services, words, home)]
    back = OpenRegions(page=order.index(region) // PAGE)
    return Screen("\n\n".join(parts), [*rows, back_and_home(words, back)])


def coverage_line(catalogue: Catalogue, region: str, words: Words) -> str:
    """What part of the region the catalogue holds, said plainly; Telegram's HTML."""
    known = region_coverage(catalogue, region)
    line = words.html(
        "coverage.line",
        colleges=words.plural("count.colleges", known.colleges),
        with_programmes=known.colleges_with_programmes,
    )
    there = number_of_colleges(catalogue, region)
    # A figure below what the catalogue holds is of a year, or of a kind of colleges, that says nothing here.
    if there is None or there.value < known.colleges:
        return line
    year = there.year or words.html("figure.no_year")
    of_all = words.text(
        "coverage.of_all", number=words.number(there.value), basis=f"{year}, {source_link(there, words)}"
    )
    return f"{line} {of_all}"
