"""Colleges by region, and the card of a college."""

from collections.abc import Callable, Sequence

from aiogram import Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.coverage import region_coverage
from guidance.catalogue.models import College, Programme
from guidance.people.person import Person
from handlers.callbacks import OpenCollege, OpenColleges, OpenRegions, OpenRoutes, OpenTeaching
from handlers.gone import gone_screen
from handlers.screen import Buttons, Screen, back_and_home, button, numbered, page_of, pager, show
from handlers.services import Services
from handlers.sources import source_line
from handlers.translation import Words

router = Router(name=__name__)

_REGIONS_A_ROW = 2
# A card stays within one screen and far below Telegram's 4,096 characters.
_PROGRAMMES = 14


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


@router.callback_query(OpenColleges.filter())
async def colleges(
    query: CallbackQuery, callback_data: OpenColleges, services: Services, words: Words, person: Person | None
) -> None:
    """The colleges of a region."""
    if callback_data.region not in services.catalogue.regions:
        await show(query, gone_screen(words))
        return
    if person and person.region is None:
        await services.people.choose_region(person.chat_id, callback_data.region)
    await show(query, colleges_screen(services, callback_data.region, callback_data.page, words))


@router.callback_query(OpenCollege.filter())
async def college(query: CallbackQuery, callback_data: OpenCollege, services: Services, words: Words) -> None:
    """The card of a college."""
    found = services.catalogue.colleges.get(callback_data.college)
    if found is None:
        await show(query, gone_screen(words))
        return
    back: CallbackData = OpenColleges(region=found.region, page=callback_data.page)
    if callback_data.code:
        back = OpenTeaching(
            code=callback_data.code,
            region=found.region,
            page=callback_data.page,
            origin=callback_data.origin,
        )
    await show(query, college_screen(services, found, words, back))


def regions_screen(services: Services, page_number: int, words: Words, home: str | None = None) -> Screen:
    """All regions with the number of colleges, the person's own first."""
    counted = counted_regions(services, words, home)
    page = page_of(counted, page_number)
    buttons = region_buttons(services, page.of(counted), lambda iso: OpenColleges(region=iso), words)
    turn = pager(page, lambda number: OpenRegions(page=number))
    return Screen(words.html("regions.title"), [*buttons, *turn, back_and_home(words)])


def counted_regions(services: Services, words: Words, home: str | None = None) -> list[tuple[str, int]]:
    """All regions by name with their number of colleges; ``home`` stands first."""
    regions = services.catalogue.regions.values()
    order = sorted(regions, key=lambda region: (region.iso != home, region.name(words.language)))
    return [(region.iso, len(services.catalogue.colleges_in(region.iso))) for region in order]


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
    return [buttons[start : start + _REGIONS_A_ROW] for start in range(0, len(buttons), _REGIONS_A_ROW)]


def colleges_screen(services: Services, region: str, page_number: int, words: Words) -> Screen:
    """The colleges of one region."""
    catalogue = services.catalogue
    found = catalogue.colleges_in(region)
    page = page_of(found, page_number)
    lines = [
        words.html("list.line", number=number, name=one.name(words.language), detail=one.city(words.language))
        for number, one in enumerate(page.of(found), start=page.start + 1)
    ]
    title = words.html("colleges.title", region=catalogue.regions[region].name(words.language))
    buttons = [
        *numbered(
            page.of(found),
            lambda one: OpenCollege(college=one.id, page=page.number),
            first=page.start + 1,
        ),
        *pager(page, lambda number: OpenColleges(region=region, page=number)),
        back_and_home(words, OpenRegions()),
    ]
    return Screen("\n".join([title, "", *lines, "", coverage_line(catalogue, region, words)]), buttons)


def coverage_line(catalogue: Catalogue, region: str, words: Words) -> str:
    """What part of the region the catalogue holds, said plainly; Telegram's HTML."""
    known = region_coverage(catalogue, region)
    return words.html(
        "coverage.line",
        colleges=words.plural("count.colleges", known.colleges),
        with_programmes=known.colleges_with_programmes,
    )


def college_screen(services: Services, college: College, words: Words, back: CallbackData) -> Screen:
    """Everything known of a college, what is not known, and where it is known from."""
    catalogue, language = services.catalogue, words.language
    parts = [words.html("college.title", name=college.name(language))]
    if college.status == "closed":
        parts.append(words.html("college.closed"))
    elif college.status == "unknown":
        parts.append(words.html("college.status_unknown"))
    if note := college.note(language):
        parts.append(words.html("college.note", note=note))
    parts.append(_facts(catalogue, college, words))
    if programmes := catalogue.programmes_at(college.id):
        parts.append(_programmes(catalogue, programmes, words))
    unknown = [words.text(f"college.unknown.{name}") for name in _unknown(college, programmes)]
    if unknown and college.status != "closed":
        parts.append(words.html("college.not_known", names=", ".join(unknown)))
    basis = [source_line(college, catalogue, words)]
    # A college and its programmes may be known from different places.
    basis += [
        words.html("source.programmes") + " " + line
        for line in dict.fromkeys(source_line(p, catalogue, words) for p in programmes[:1])
        if line not in basis
    ]
    if college.certainty == "doubtful":
        basis.append(words.html("college.doubtful"))
    if college.name_is_translated(language):
        basis.append(words.html("name.translated"))
    parts.append("<i>" + "\n".join(basis) + "</i>")
    return Screen("\n\n".join(parts), [[button(words.text("button.free"), OpenRoutes())], back_and_home(words, back)])


def _facts(catalogue: Catalogue, college: College, words: Words) -> str:
    """One line for each fact that is known."""
    region = catalogue.regions[college.region].name(words.language)
    place = ", ".join(
        dict.fromkeys(part for part in (region, college.city(words.language), college.address_ru) if part)
    )
    languages = ", ".join(words.text(f"study_language.{code}") for code in college.languages)
    known = {
        "place": place,
        "ownership": words.text(f"college.ownership.{college.ownership}") if college.ownership else "",
        "dormitory": _yes_no(college.dormitory, words),
        "dual": _yes_no(college.dual, words),
        "languages": languages,
        "after_grade": ", ".join(college.after_grade),
        "partners": ", ".join(college.partners),
        "founded": college.founded,
        "phone": ", ".join(college.phone),
        "email": college.email,
        "website": college.website,
    }
    return "\n".join(words.html(f"college.{name}", value=value) for name, value in known.items() if value)


def _yes_no(known: bool | None, words: Words) -> str:
    if known is None:
        return ""
    return words.text("yes_no.true" if known else "yes_no.false")


def _programmes(catalogue: Catalogue, programmes: Sequence[Programme], words: Words) -> str:
    lines = [words.html("college.teaches")]
    for programme in programmes[:_PROGRAMMES]:
        specialty = catalogue.specialties.get(programme.specialty or "")
        name = specialty.name(words.language) if specialty else programme.name_ru
        line = words.html("college.programme", name=name, code=programme.specialty or "")
        lines.append(line + (words.html("college.programme_doubtful") if programme.certainty == "doubtful" else ""))
    if len(programmes) > _PROGRAMMES:
        lines.append(words.html("college.more_programmes", number=len(programmes) - _PROGRAMMES))
    return "\n".join(lines)


def _unknown(college: College, programmes: Sequence[Programme]) -> list[str]:
    return [
        name
        for name, missing in {
            "programmes": not programmes,
            "dormitory": college.dormitory is None,
            "ownership": college.ownership is None,
            "languages": not college.languages,
            "phone": not college.phone,
            "website": college.website is None,
        }.items()
        if missing
    ]
