"""The card of a college, and its place on the map."""

from collections.abc import Sequence

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery
from aiogram.utils.callback_answer import CallbackAnswer

from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.cells import Language
from guidance.catalogue.figures import Employer
from guidance.catalogue.models import College, Programme
from handlers.callbacks import (
    Compare,
    OpenCardRoutes,
    OpenCollege,
    OpenColleges,
    OpenSaved,
    OpenSearch,
    OpenTeaching,
    Origin,
    RegionPart,
    RemindOf,
    ReportMistake,
    Save,
    ShowOnMap,
)
from handlers.durations import duration
from handlers.gone import gone_screen
from handlers.region_parts import basis
from handlers.saved import mark_saved
from handlers.screen import Buttons, Screen, back_and_home, button, page_of, pager, show
from handlers.services import Services
from handlers.sources import source_line, source_link
from handlers.translation import Words

router = Router(name=__name__)

# A card stays within a screen or two of a phone, and far below Telegram's 4,096 characters.
_PROGRAMMES, _EMPLOYERS, _SOURCES = 14, 4, 3


@router.callback_query(OpenCollege.filter())
async def college(
    query: CallbackQuery, callback_data: OpenCollege, services: Services, words: Words, chat_id: int
) -> None:
    """The card of a college."""
    found = services.catalogue.colleges.get(callback_data.college)
    if found is None:
        await show(query, gone_screen(words))
        return
    screen = college_screen(services, found, words, callback_data)
    await show(query, mark_saved(screen, await services.favourites.of(chat_id), words))


@router.callback_query(ShowOnMap.filter())
async def show_on_map(
    query: CallbackQuery,
    callback_data: ShowOnMap,
    services: Services,
    words: Words,
    callback_answer: CallbackAnswer,
) -> None:
    """The middle of the college's town as a pin: the building is not known so exactly."""
    found = services.catalogue.colleges.get(callback_data.college)
    town = services.catalogue.town_of(found) if found else None
    if found is None or town is None or town.point is None or query.message is None:
        callback_answer.text = words.text("map.unknown")
        callback_answer.show_alert = True
        return
    latitude, longitude = town.point
    name = town.name(words.language)
    await query.message.answer_venue(
        latitude=latitude,
        longitude=longitude,
        title=found.name(words.language),
        address=words.text("map.address", town=name),
    )


def college_screen(
    services: Services, college: College, words: Words, wish: OpenCollege, back: CallbackData | None = None
) -> Screen:
    """Everything known of a college, what is not known, and where it is known from.

    ``back`` leads where it is not the place of ``wish`` that one returns to.
    """
    catalogue, language = services.catalogue, words.language
    programmes = catalogue.programmes_at(college.id)
    page = page_of(programmes, wish.part, _PROGRAMMES)
    parts = [_title(college, words)]
    if college.status == "closed":
        parts.append(words.html("college.closed"))
    elif college.status == "unknown":
        parts.append(words.html("college.status_unknown"))
    if note := college.note(language):
        parts.append(words.html("college.note", note=note))
    parts.append(_facts(catalogue, college, words))
    if programmes:
        lines = [_programme_line(catalogue, one, words) for one in page.of(programmes)]
        care = [words.html("college.duration_care")] if any("⏳" in line for line in lines) else []
        parts.append("\n".join([words.html("college.teaches"), *lines, *care]))
    if around := _around(catalogue, college, words):
        parts.append(around)
    unknown = [words.text(f"college.unknown.{name}") for name in _unknown(college, programmes)]
    if unknown and college.status != "closed":
        parts.append(words.html("college.not_known", names=", ".join(unknown)))
    parts.append(_basis(catalogue, college, page.of(programmes), words))
    turn = pager(page, lambda number: wish.model_copy(update={"part": number}))
    return Screen(
        "\n\n".join(parts),
        [*turn, *_ways_on(catalogue, college, words), back_and_home(words, back or _back(college, wish))],
    )


def _ways_on(catalogue: Catalogue, college: College, words: Words) -> Buttons:
    town = catalogue.town_of(college)
    first = [button(words.text("button.save"), Save(kind="college", key=college.id, wish="add"))]
    if college.status != "closed":
        first.append(button(words.text("button.compare"), Compare(colleges=college.id, step="pick")))
    second = [button(words.text("button.free_here"), OpenCardRoutes(kind="college", key=college.id, below=True))]
    if town and town.point:
        second.insert(0, button(words.text("button.map"), ShowOnMap(college=college.id)))
    mistake = ReportMistake(kind="college", key=college.id)
    third = [button(words.text("button.mistake"), mistake)]
    if college.status != "closed":
        remind = RemindOf(kind="college", key=college.id, wish="set")
        third.insert(0, button(words.text("button.remind_admission"), remind))
    return [first, second, third]


def _back(college: College, wish: OpenCollege) -> CallbackData:
    if wish.code:
        return OpenTeaching(code=wish.code, region=college.region, page=wish.page, origin=wish.origin)
    if wish.origin is Origin.SAVED:
        return OpenSaved(page=wish.page)
    if wish.origin is Origin.SEARCH:
        return OpenSearch()
    if wish.origin is Origin.EMPLOYERS:
        return RegionPart(region=college.region, part="employers", page=wish.page)
    return OpenColleges(region=college.region, town=wish.town, field=wish.field, page=wish.page)


def _title(college: College, words: Words) -> str:
    """The name, and below it the one in the other language and those by which people also know the college."""
    language: Language = words.language
    other: Language = "ru" if language == "kk" else "kk"
    lines = [words.html("college.title", name=college.name(language))]
    if college.name(other) != college.name(language):
        ours = college.name_is_translated(other)
        lines.append(
            words.html("college.other_name_translated" if ours else "college.other_name", name=college.name(other))
        )
    if college.name_is_missing(language):
        lines.append(words.html("name.missing"))
    if college.aliases:
        lines.append(words.html("college.aliases", names="; ".join(college.aliases)))
    return "\n".join(lines)


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
        "students": college.students,
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


def _programme_line(catalogue: Catalogue, programme: Programme, words: Words) -> str:
    specialty = catalogue.specialties.get(programme.specialty or "")
    name = specialty.name(words.language) if specialty else programme.name_ru
    # Where no code is known nothing stands in its place.
    line = words.html("college.programme", name=name, code=programme.specialty or programme.code).rstrip()
    known = {"9": specialty.months_after_9, "11": specialty.months_after_11} if specialty else {}
    for grade in programme.base_grade or known:
        if months := known.get(grade):
            line += words.html("college.programme_duration", grade=grade, duration=duration(months, words))
            # One is enough in a line; the card of the specialty has both.
            break
    return line + (words.html("college.programme_doubtful") if programme.certainty == "doubtful" else "")


def _around(catalogue: Catalogue, college: College, words: Words) -> str:
    """Employers and the competence centre."""
    language = words.language
    employers = catalogue.employers_of(college.id)[:_EMPLOYERS]
    lines = [
        words.html("college.employer", name=one.name(language), does=one.does(language)) + _in_brackets(one, words)
        for one in employers
    ]
    told = {one.name("ru") for one in employers}
    if partners := [one for one in college.partners if one not in told]:
        lines.append(words.html("college.partners", value=", ".join(partners)))
    if centre := catalogue.competence_centre_of(college.id):
        line = words.html("college.centre", name=centre.name(language), about=centre.about(language))
        lines.append(f"{line} <i>({source_link(centre, words)})</i>")
    return "\n".join(lines)


def _in_brackets(employer: Employer, words: Words) -> str:
    doubt = words.html("figure.doubtful") if employer.certainty == "doubtful" else ""
    return f" <i>({basis(employer, words)}){doubt}</i>"


def _basis(catalogue: Catalogue, college: College, programmes: Sequence[Programme], words: Words) -> str:
    lines = [source_line(college, catalogue, words)]
    # A college and its programmes may be known from different places.
    others = list(dict.fromkeys(source_line(one, catalogue, words) for one in programmes))[:_SOURCES]
    lines += [words.html("source.programmes") + " " + line for line in others if line not in lines]
    if college.certainty == "doubtful":
        lines.append(words.html("college.doubtful"))
    if college.name_is_translated(words.language):
        lines.append(words.html("name.translated"))
    return "<i>" + "\n".join(lines) + "</i>"


def _unknown(college: College, programmes: Sequence[Programme]) -> list[str]:
    return [
        name
        for name, missing in {
            "programmes": not programmes,
            "dormitory": college.dormitory is None,
            "dual": college.dual is None,
            "ownership": college.ownership is None,
            "languages": not college.languages,
            "phone": not college.phone,
            "website": college.website is None,
        }.items()
        if missing
    ]
