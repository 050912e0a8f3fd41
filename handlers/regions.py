"""The regions, the page of one, and what figures and employers say of it."""

import html
from collections.abc import Callable, Sequence

from aiogram import Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from guidance.catalogue.catalogue import NO_TOWN, Catalogue
from guidance.catalogue.coverage import region_coverage
from guidance.catalogue.figures import Employer, NewSpecialty, Statistic
from guidance.catalogue.regional import (
    Figure,
    employers_in,
    figures_of,
    key_figures,
    new_specialties_in,
    number_of_colleges,
)
from guidance.people.person import Person
from handlers.callbacks import (
    OpenCollege,
    OpenColleges,
    OpenPlaceFields,
    OpenRegion,
    OpenRegions,
    OpenSpecialty,
    Origin,
    RegionPart,
)
from handlers.gone import gone_screen
from handlers.screen import Buttons, Screen, back_and_home, button, page_of, pager, show
from handlers.services import Services
from handlers.sources import source_link
from handlers.translation import Words

router = Router(name=__name__)

_A_ROW = 2
_NUMBERS_A_ROW = 4
# What stands for a unit after a number; the other metrics say in their names what they count.
_UNITS = frozenset({"percent", "tenge", "times", "mci"})


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
    await show(query, region_screen(services, callback_data.region, callback_data.page, words))


@router.callback_query(RegionPart.filter())
async def region_part(query: CallbackQuery, callback_data: RegionPart, services: Services, words: Words) -> None:
    """Figures, employers or new specialties."""
    if callback_data.region not in services.catalogue.regions:
        await show(query, gone_screen(words))
        return
    screen_of = {"figures": figures_screen, "employers": employers_screen, "new": new_specialties_screen}
    await show(query, screen_of[callback_data.part](services, callback_data.region, callback_data.page, words))


def regions_screen(services: Services, page_number: int, words: Words, home: str | None = None) -> Screen:
    """All regions with the number of colleges, the person's own first."""
    counted = counted_regions(services, words, home)
    page = page_of(counted, page_number)
    buttons = region_buttons(services, page.of(counted), lambda iso: OpenRegion(region=iso), words)
    turn = pager(page, lambda number: OpenRegions(page=number))
    return Screen(words.html("regions.title"), [*buttons, *turn, back_and_home(words)])


def counted_regions(services: Services, words: Words, home: str | None = None) -> list[tuple[str, int]]:
    """All regions by name with their number of colleges; ``home`` stands first."""
    found = services.catalogue.regions.values()
    order = sorted(found, key=lambda one: (one.iso != home, one.name(words.language)))
    return [(one.iso, len(services.catalogue.colleges_in(one.iso))) for one in order]


def region_buttons(
    services: Services,
    counted: Sequence[tuple[str, int]],
    target: Callable[[str], CallbackData],
    words: Words,
) -> Buttons:
    """A button a region with the number of colleges in it, two a row."""
    buttons = [
        button(
            f"{words.short_region(services.catalogue.regions[iso].name(words.language))} · {count}",
            target(iso),
        )
        for iso, count in counted
    ]
    return [buttons[start : start + _A_ROW] for start in range(0, len(buttons), _A_ROW)]


def region_screen(services: Services, region: str, page_number: int, words: Words) -> Screen:
    """A region: what of it the catalogue holds, its main figures, its towns."""
    catalogue = services.catalogue
    towns = catalogue.towns_in(region)
    page = page_of(towns, page_number)
    parts = [
        words.html("region.title", name=catalogue.regions[region].name(words.language)),
        coverage_line(catalogue, region, words),
    ]
    if figures := key_figures(catalogue, region):
        parts.append("\n".join(_figure_line(one.metric.name(words.language), one, words) for one in figures))
    parts.append(words.html("region.choose") if towns else words.html("region.no_colleges"))
    buttons = [
        button(
            f"{town.name(words.language) if town else words.text('place.unknown')} · {count}",
            OpenColleges(region=region, town=town.id if town else NO_TOWN),
        )
        for town, count in page.of(towns)
    ]
    rows = [buttons[start : start + _A_ROW] for start in range(0, len(buttons), _A_ROW)]
    rows += pager(page, lambda number: OpenRegion(region=region, page=number))
    if towns:
        rows.append(
            [
                button(words.text("button.all_colleges"), OpenColleges(region=region)),
                button(words.text("button.by_field"), OpenPlaceFields(region=region)),
            ]
        )
    rows.append(
        [
            button(words.text(f"button.region_{part}"), RegionPart(region=region, part=part))
            for part, there in (
                ("figures", catalogue.statistics_of(region)),
                ("employers", employers_in(catalogue, region)),
                ("new", new_specialties_in(catalogue, region)),
            )
            if there
        ]
    )
    return Screen("\n\n".join(parts), [*filter(None, rows), back_and_home(words, OpenRegions())])


def coverage_line(catalogue: Catalogue, region: str, words: Words) -> str:
    """What part of the region the catalogue holds, said plainly; Telegram's HTML."""
    known = region_coverage(catalogue, region)
    line = words.html(
        "coverage.line",
        colleges=words.plural("count.colleges", known.colleges),
        with_programmes=known.colleges_with_programmes,
    )
    if there := number_of_colleges(catalogue, region):
        of_all = words.text(
            "coverage.of_all",
            number=words.number(there.value),
            basis=_basis(there, words),
        )
        return f"{line} {of_all}"
    return line


def figures_screen(services: Services, region: str, page_number: int, words: Words) -> Screen:
    """Everything that is counted for a region, by topic."""
    catalogue = services.catalogue
    figures = figures_of(catalogue, region)
    page = page_of(figures, page_number)
    parts = [words.html("figures.title", region=catalogue.regions[region].name(words.language))]
    topic = ""
    for one in page.of(figures):
        line = _figure_line(one.metric.name(words.language), one, words, every=True)
        if one.metric.topic != topic:
            topic = one.metric.topic
            line = f"{words.html(f'topic.{topic}')}\n{line}"
        parts.append(line)
    parts.append(words.html("figures.care") if figures else words.html("figures.none"))
    turn = pager(page, lambda number: RegionPart(region=region, part="figures", page=number))
    return Screen("\n\n".join(parts), [*turn, back_and_home(words, OpenRegion(region=region))])


def employers_screen(services: Services, region: str, page_number: int, words: Words) -> Screen:
    """What enterprises do for colleges in a region."""
    catalogue, language = services.catalogue, words.language
    employers = employers_in(catalogue, region)
    page = page_of(employers, page_number)
    lines, numbers = [], []
    for number, one in enumerate(page.of(employers), start=page.start + 1):
        doubt = words.html("figure.doubtful") if one.certainty == "doubtful" else ""
        lines.append(
            words.html("list.line", number=number, name=one.name(language), detail=one.does(language))
            + f"\n<i>{_basis(one, words)}{doubt}</i>"
        )
        if one.college:
            numbers.append(button(f"🏫 {number}", OpenCollege(college=one.college)))
    title = words.html("employers.title", region=catalogue.regions[region].name(language))
    text = "\n\n".join([title, *lines] if lines else [title, words.html("employers.none")])
    turn = pager(page, lambda number: RegionPart(region=region, part="employers", page=number))
    return Screen(text, [*_in_rows(numbers), *turn, back_and_home(words, OpenRegion(region=region))])


def new_specialties_screen(services: Services, region: str, page_number: int, words: Words) -> Screen:
    """The specialties newly opened or planned in a region."""
    catalogue, language = services.catalogue, words.language
    found = new_specialties_in(catalogue, region)
    page = page_of(found, page_number)
    lines, numbers = [], []
    for number, one in enumerate(page.of(found), start=page.start + 1):
        college = catalogue.colleges.get(one.college or "")
        state = words.text(f"new_specialty.{one.status}")
        detail = f"{state} · {college.name(language)}" if college else state
        lines.append(
            words.html("list.line", number=number, name=one.name(language), detail=detail)
            + f"\n<i>{_basis(one, words)}</i>"
        )
        if one.specialty:
            numbers.append(button(f"🛠 {number}", OpenSpecialty(code=one.specialty, origin=Origin.FIELDS)))
    title = words.html("new_specialties.title", region=catalogue.regions[region].name(language))
    text = "\n\n".join([title, *lines] if lines else [title, words.html("new_specialties.none")])
    turn = pager(page, lambda number: RegionPart(region=region, part="new", page=number))
    return Screen(text, [*_in_rows(numbers), *turn, back_and_home(words, OpenRegion(region=region))])


def _in_rows(buttons: list[InlineKeyboardButton]) -> Buttons:
    return [buttons[start : start + _NUMBERS_A_ROW] for start in range(0, len(buttons), _NUMBERS_A_ROW)]


def _figure_line(name: str, figure: Figure, words: Words, *, every: bool = False) -> str:
    """What is counted, then its newest value or all of them, each with year and source; Telegram's HTML."""
    values = [_value(one, figure, words) for one in figure.statistics[: None if every else 1]]
    if len(values) == 1:
        line = words.text("figure.line", name=html.escape(name, quote=False), value=values[0])
    else:
        line = "\n".join([words.html("figure.name", name=name), *(f"  – {value}" for value in values)])
    return f"{line}\n<i>{words.html('figures.differ')}</i>" if every and figure.disagree else line


def _value(one: Statistic, figure: Figure, words: Words) -> str:
    unit = figure.metric.unit
    number = words.number(one.value)
    shown = words.text(f"unit.{unit}", number=number) if unit in _UNITS else number
    doubt = words.html("figure.doubtful") if one.certainty == "doubtful" else ""
    note = f" {html.escape(one.note(words.language), quote=False)}" if one.note(words.language) else ""
    return f"<b>{shown}</b> ({_basis(one, words)}){doubt}{note}"


def _basis(one: Statistic | Employer | NewSpecialty, words: Words) -> str:
    """Year and source of a figure; Telegram's HTML."""
    link = source_link(one, words)
    return f"{one.year}, {link}" if one.year else link
