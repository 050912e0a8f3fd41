"""The card of a specialty."""

from collections.abc import Iterable

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery

from guidance.aptitude.profile import Profile
from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.models import Specialty
from guidance.matching.colleges import regions_teaching
from guidance.matching.specialties import explain
from guidance.matching.work_interests import strongest_interests
from guidance.people.person import Person
from handlers.callbacks import (
    OpenCardRoutes,
    OpenField,
    OpenNewSpecialty,
    OpenResult,
    OpenSaved,
    OpenSearch,
    OpenSpecialty,
    OpenTeaching,
    Origin,
    RegionPart,
    ReportMistake,
    Save,
)
from handlers.durations import duration
from handlers.gone import gone_screen
from handlers.regions import short_name
from handlers.result import profile_of, reason
from handlers.saved import mark_saved
from handlers.screen import Screen, back_and_home, button, show
from handlers.services import Services
from handlers.sources import source_line
from handlers.translation import Words

router = Router(name=__name__)

_QUALIFICATIONS = 6
_REGIONS = 5


@router.callback_query(OpenSpecialty.filter())
async def specialty(
    query: CallbackQuery,
    callback_data: OpenSpecialty,
    services: Services,
    words: Words,
    person: Person | None,
    chat_id: int,
) -> None:
    """The card of a specialty."""
    found = services.catalogue.specialties.get(callback_data.code)
    if found is None:
        await show(query, gone_screen(words))
        return
    profile = await profile_of(services, person)
    screen = specialty_screen(services, found, words, callback_data.origin, profile)
    await show(query, mark_saved(screen, await services.favourites.of(chat_id), words))


@router.callback_query(OpenNewSpecialty.filter())
async def new_specialty(
    query: CallbackQuery,
    callback_data: OpenNewSpecialty,
    services: Services,
    words: Words,
    person: Person | None,
    chat_id: int,
) -> None:
    """The card of a specialty that is new in a region; "back" leads to that list."""
    found = services.catalogue.specialties.get(callback_data.code)
    if found is None:
        await show(query, gone_screen(words))
        return
    back = RegionPart(region=callback_data.region, part="new", page=callback_data.page)
    screen = specialty_screen(services, found, words, Origin.FIELDS, await profile_of(services, person), back)
    await show(query, mark_saved(screen, await services.favourites.of(chat_id), words))


def specialty_screen(
    services: Services,
    specialty: Specialty,
    words: Words,
    origin: Origin,
    profile: Profile | None = None,
    back: CallbackData | None = None,
) -> Screen:
    """What one does, how long one studies, where it is taught, and where that is known from.

    ``back`` leads where it is not the origin that one returns to.
    """
    catalogue, language = services.catalogue, words.language
    parts = [words.html("specialty.title", name=specialty.name(language), code=specialty.code)]
    parts.append(words.html("specialty.work", work=specialty.work(language)))
    if profile and (why := _why(profile, specialty, words)):
        parts.append(words.html("specialty.why", reason=why))
    facts = [
        words.html("specialty.field", name=catalogue.fields[specialty.field].name(language)),
        words.html(
            "specialty.duration",
            after_9=duration(specialty.months_after_9, words),
            after_11=duration(specialty.months_after_11, words),
        ),
        words.html("specialty.interests", names=interest_names([specialty], words)),
        words.html("specialty.entry_test", test=words.text(f"entry_test.{specialty.entry_test or 'unknown'}")),
    ]
    if qualifications := catalogue.qualifications_of(specialty.code):
        names = [one.name(language) for one in qualifications[:_QUALIFICATIONS]]
        more = "…" if len(qualifications) > len(names) else ""
        facts.append(words.html("specialty.qualifications", names="; ".join(names) + more))
    parts.append("\n".join(facts))
    parts.append(_where(catalogue, specialty, words))
    basis = [source_line(specialty, catalogue, words)]
    if language == "kk" and specialty.name_kk_basis == "project":
        basis.append(words.html("name.translated"))
    basis.append(
        words.html(
            f"specialty.interests_{specialty.interest_match}",
            occupation=specialty.interest_occupation,
            soc=specialty.interest_soc,
        )
    )
    parts.append("<i>" + "\n".join(basis) + "</i>")
    mistake = ReportMistake(kind="specialty", key=specialty.code)
    buttons = [
        [
            button(words.text("button.where"), OpenTeaching(code=specialty.code, origin=origin)),
            button(words.text("button.free_here"), OpenCardRoutes(kind="specialty", key=specialty.code, below=True)),
        ],
        [
            button(words.text("button.save"), Save(kind="specialty", key=specialty.code, wish="add")),
            button(words.text("button.mistake"), mistake),
        ],
        back_and_home(words, back or _back(specialty, origin)),
    ]
    return Screen("\n\n".join(parts), buttons)


def interest_names(specialties: Iterable[Specialty], words: Words) -> str:
    """The interests that the work of these specialties suits, in words."""
    return ", ".join(words.text(f"interest.{interest}.label") for interest in strongest_interests(specialties))


def _where(catalogue: Catalogue, specialty: Specialty, words: Words) -> str:
    """In how many colleges of which regions it is taught."""
    regions = regions_teaching(catalogue, [specialty.code])
    if not regions:
        return words.html("specialty.not_known_where")
    names = [
        words.text("specialty.region", name=short_name(catalogue, iso, words), count=count)
        for iso, count in regions[:_REGIONS]
    ]
    return words.html(
        "specialty.taught",
        colleges=words.plural("count.colleges", sum(count for _, count in regions)),
        regions=words.plural("count.regions", len(regions)),
        names=", ".join(names) + (" …" if len(regions) > len(names) else ""),
    )


def _back(specialty: Specialty, origin: Origin) -> CallbackData:
    match origin:
        case Origin.RESULT:
            return OpenResult(part="specialties")
        case Origin.SAVED:
            return OpenSaved()
        case Origin.SEARCH:
            return OpenSearch()
        case _:
            return OpenField(field=specialty.field)


def _why(profile: Profile, specialty: Specialty, words: Words) -> str | None:
    match = explain(profile, specialty)
    if match is None:
        return None
    return reason(match, words) if match.agreement > 0 else words.text("reason.apart")
