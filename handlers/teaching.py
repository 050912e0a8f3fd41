"""Where a specialty is taught: regions, then colleges."""

from collections.abc import Sequence

from aiogram import Router
from aiogram.types import CallbackQuery

from guidance.matching.colleges import CollegeMatch, colleges_teaching, regions_teaching
from guidance.matching.specialties import best_specialties
from guidance.people.person import Person
from handlers.callbacks import OpenCollege, OpenResult, OpenSpecialty, OpenTeaching
from handlers.gone import gone_screen
from handlers.regions import coverage_line, region_buttons
from handlers.result import MINE, no_result_screen, profile_of
from handlers.screen import Screen, back_and_home, button, numbered, page_of, pager, show
from handlers.services import Services
from handlers.translation import Words

router = Router(name=__name__)

ASK_REGION = "*"


@router.callback_query(OpenTeaching.filter())
async def teaching(
    query: CallbackQuery, callback_data: OpenTeaching, services: Services, words: Words, person: Person | None
) -> None:
    """Where a specialty, or any of those that fit the person, is taught."""
    codes: list[str]
    if callback_data.code == MINE:
        profile = await profile_of(services, person)
        if profile is None:
            await show(query, no_result_screen(words))
            return
        matches = best_specialties(profile, services.catalogue.specialties.values())
        codes = [match.specialty.code for match in matches]
    elif callback_data.code in services.catalogue.specialties:
        codes = [callback_data.code]
    else:
        await show(query, gone_screen(words))
        return
    region = callback_data.region or (person.region if person else None) or ASK_REGION
    if region in services.catalogue.regions:
        if person and person.region is None:
            # The first region that somebody looks into is taken for theirs; the settings change it.
            await services.people.choose_region(person.chat_id, region)
        screen = teaching_screen(services, codes, callback_data, region, words)
    else:
        screen = where_screen(services, codes, callback_data, words)
    await show(query, screen)


def where_screen(services: Services, codes: Sequence[str], wish: OpenTeaching, words: Words) -> Screen:
    """Only the regions where it is taught, with the number of colleges."""
    regions = regions_teaching(services.catalogue, codes)
    back = _back(wish)
    if not regions:
        return Screen(words.html("specialty.not_known_where"), [back_and_home(words, back)])
    page = page_of(regions, wish.page)
    buttons = region_buttons(
        services,
        page.of(regions),
        lambda region: OpenTeaching(code=wish.code, region=region, origin=wish.origin),
        words,
    )
    turn = pager(
        page,
        lambda number: OpenTeaching(code=wish.code, region=ASK_REGION, page=number, origin=wish.origin),
    )
    text = words.html("where.title", name=_subject(services, wish.code, words))
    return Screen(text, [*buttons, *turn, back_and_home(words, back)])


def teaching_screen(services: Services, codes: Sequence[str], wish: OpenTeaching, region: str, words: Words) -> Screen:
    """The colleges of one region that teach it; or an honest word that none is known there."""
    found = colleges_teaching(services.catalogue, codes, region)
    other = [button(words.text("button.other_region"), _asking(wish))]
    back = back_and_home(words, _back(wish))
    name = services.catalogue.regions[region].name(words.language)
    coverage = coverage_line(services.catalogue, region, words)
    subject = _subject(services, wish.code, words)
    if not found:
        text = words.html("teaching.none", name=subject, region=name)
        return Screen(f"{text}\n\n{coverage}", [other, back])
    page = page_of(found, wish.page)
    lines = [
        _college_line(number, match, services, words)
        for number, match in enumerate(page.of(found), start=page.start + 1)
    ]
    title = words.html("teaching.title", name=subject, region=name)
    buttons = [
        *numbered(
            page.of(found),
            lambda match: OpenCollege(college=match.college.id, code=wish.code, page=page.number, origin=wish.origin),
            first=page.start + 1,
        ),
        *pager(
            page,
            lambda number: OpenTeaching(code=wish.code, region=region, page=number, origin=wish.origin),
        ),
        other,
        back,
    ]
    return Screen("\n\n".join([title, *lines, coverage]), buttons)


def _college_line(number: int, match: CollegeMatch, services: Services, words: Words) -> str:
    codes = dict.fromkeys(programme.specialty for programme in match.programmes if programme.specialty)
    taught = "; ".join(services.catalogue.specialties[code].name(words.language) for code in codes)
    place = match.college.city(words.language)
    detail = f"{place} · {taught}" if place else taught
    line = words.html("list.line", number=number, name=match.college.name(words.language), detail=detail)
    return line if match.certain else f"{line}\n{words.html('programme.doubtful')}"


def _asking(wish: OpenTeaching) -> OpenTeaching:
    return OpenTeaching(code=wish.code, region=ASK_REGION, origin=wish.origin)


def _back(wish: OpenTeaching) -> OpenResult | OpenSpecialty:
    if wish.code == MINE:
        return OpenResult(part="specialties")
    return OpenSpecialty(code=wish.code, origin=wish.origin)


def _subject(services: Services, code: str, words: Words) -> str:
    if code == MINE:
        return words.text("teaching.mine")
    return services.catalogue.specialties[code].name(words.language)
