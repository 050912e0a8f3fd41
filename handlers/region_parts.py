"""What is known of a region besides its colleges: figures, employers, new specialties."""

import html

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardButton

from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.figures import Employer, Metric, NewSpecialty, Statistic
from guidance.catalogue.happenings import Statement
from guidance.catalogue.regional import Enterprise, Figure, Value, enterprises_in, figures_of, new_specialties_in
from handlers.callbacks import OpenCollege, OpenNewSpecialty, OpenRegion, Origin, RegionPart
from handlers.gone import gone_screen
from handlers.screen import Buttons, Screen, back_and_home, button, page_of, pager, show
from handlers.services import Services
from handlers.sources import source_link
from handlers.translation import Words

router = Router(name=__name__)

_NUMBERS_A_ROW = 4
# What stands for a unit after a number; the other metrics say in their names what they count.
_UNITS = frozenset({"percent", "tenge", "times", "mci"})


@router.callback_query(RegionPart.filter())
async def region_part(query: CallbackQuery, callback_data: RegionPart, services: Services, words: Words) -> None:
    """Figures, employers or new specialties."""
    if callback_data.region not in services.catalogue.regions:
        await show(query, gone_screen(words))
        return
    screen_of = {"figures": figures_screen, "employers": employers_screen, "new": new_specialties_screen}
    await show(query, screen_of[callback_data.part](services, callback_data.region, callback_data.page, words))


def figures_screen(services: Services, region: str, page_number: int, words: Words) -> Screen:
    """Everything that is counted for a region, by topic."""
    catalogue = services.catalogue
    figures: list[Figure | Statement] = [*figures_of(catalogue, region)]
    known = [*figures, *(one for one in catalogue.statements if one.region == region)]
    page = page_of(known, page_number)
    parts = [words.html("figures.title", region=catalogue.regions[region].name(words.language))]
    heading = ""
    for one in page.of(known):
        line = figure_line(one, words) if isinstance(one, Figure) else statement_line(one, words)
        above = words.html(f"topic.{one.metric.topic}") if isinstance(one, Figure) else words.html("figures.said")
        if above != heading:
            heading = above
            line = f"{above}\n{line}"
        parts.append(line)
    parts.append(words.html("figures.care") if known else words.html("figures.none"))
    turn = pager(page, lambda number: RegionPart(region=region, part="figures", page=number))
    return Screen("\n\n".join(parts), [*turn, back_and_home(words, OpenRegion(region=region))])


def employers_screen(services: Services, region: str, page_number: int, words: Words) -> Screen:
    """What enterprises do for colleges in a region."""
    catalogue = services.catalogue
    found = enterprises_in(catalogue, region)
    page = page_of(found, page_number)
    lines, numbers = [], []
    for number, one in enumerate(page.of(found), start=page.start + 1):
        lines.append(_enterprise(number, one, catalogue, words))
        if one.college:
            card = OpenCollege(college=one.college, page=page.number, origin=Origin.EMPLOYERS)
            numbers.append(button(f"🏫 {number}", card))
    title = words.html("employers.title", region=catalogue.regions[region].name(words.language))
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
        line = words.html("list.line", number=number, name=one.name(language), detail=detail)
        lines.append(f"{line}\n<i>{basis(one, words)}{_doubt(one, words)}</i>")
        if one.specialty:
            card = OpenNewSpecialty(code=one.specialty, region=region, page=page.number)
            numbers.append(button(f"🛠 {number}", card))
    title = words.html("new_specialties.title", region=catalogue.regions[region].name(language))
    text = "\n\n".join([title, *lines] if lines else [title, words.html("new_specialties.none")])
    turn = pager(page, lambda number: RegionPart(region=region, part="new", page=number))
    return Screen(text, [*_in_rows(numbers), *turn, back_and_home(words, OpenRegion(region=region))])


def figure_line(figure: Figure, words: Words) -> str:
    """What is counted, then its values, each with year and source; Telegram's HTML."""
    name = figure.metric.name(words.language)
    values = [_value(one, figure, words) for one in figure.values]
    if len(values) == 1:
        return words.text("figure.line", name=html.escape(name, quote=False), value=values[0])
    lines = [words.html("figure.name", name=name), *(f"  – {value}" for value in values)]
    if figure.disagree:
        lines.append(f"<i>{words.html('figures.differ')}</i>")
    return "\n".join(lines)


def basis(one: Statistic | Employer | NewSpecialty | Statement, words: Words) -> str:
    """Year and source of a row; Telegram's HTML."""
    link = source_link(one, words)
    return f"{one.year}, {link}" if one.year else link


def amount(one: Statistic, metric: Metric, words: Words) -> str:
    """The number of a figure, with its unit where the metric's name does not say what is counted; plain."""
    number = words.number(one.value)
    return words.text(f"unit.{metric.unit}", number=number) if metric.unit in _UNITS else number


def statement_line(one: Statement, words: Words, place: str = "") -> str:
    """What is said, of which region where it is not the one asked for, with year and source; Telegram's HTML."""
    return f"• {html.escape(place + one.text(words.language), quote=False)} <i>({basis(one, words)})</i>"


def _value(value: Value, figure: Figure, words: Words) -> str:
    """A number once, with all the sources that give it."""
    first = value[0]
    shown = amount(first, figure.metric, words)
    sources = [basis(first, words), *(source_link(one, words) for one in value[1:])]
    notes = dict.fromkeys(note for one in value if (note := one.note(words.language)))
    marked = min((_doubt(one, words) for one in value), key=len)
    written = "".join(f" <i>{html.escape(note, quote=False)}</i>" for note in notes)
    return f"<b>{shown}</b> ({', '.join(sources)}){marked}{written}"


def _enterprise(number: int, enterprise: Enterprise, catalogue: Catalogue, words: Words) -> str:
    """Its name, the college where it is known, and what it does for it, each deed with its source."""
    language = words.language
    college = catalogue.colleges.get(enterprise.college or "")
    name = enterprise.deeds[0].name(language)
    deeds = [
        f"{html.escape(one.does(language), quote=False)} <i>({basis(one, words)}){_doubt(one, words)}</i>"
        for one in enterprise.deeds
    ]
    lines = [f"{number}. <b>{html.escape(name, quote=False)}</b>", *deeds]
    if college:
        lines.append(f"🏫 {html.escape(college.name(language), quote=False)}")
    return "\n".join(lines)


def _doubt(one: Statistic | Employer | NewSpecialty, words: Words) -> str:
    return words.html("figure.doubtful") if one.certainty == "doubtful" else ""


def _in_rows(buttons: list[InlineKeyboardButton]) -> Buttons:
    return [buttons[start : start + _NUMBERS_A_ROW] for start in range(0, len(buttons), _NUMBERS_A_ROW)]
