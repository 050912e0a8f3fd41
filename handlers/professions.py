"""Fields of study, the specialties in them, and the card of a specialty."""

from collections.abc import Sequence

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from guidance.aptitude.profile import Profile
from guidance.catalogue.models import Specialty
from guidance.matching.colleges import regions_teaching
from guidance.matching.specialties import explain
from guidance.people.person import Person
from handlers.callbacks import (
    OpenField,
    OpenFields,
    OpenResult,
    OpenRoutes,
    OpenSpecialty,
    OpenTeaching,
    Origin,
)
from handlers.gone import gone_screen
from handlers.result import profile_of, reason
from handlers.screen import Screen, back_and_home, button, numbered, page_of, pager, show
from handlers.services import Services
from handlers.sources import source_line
from handlers.translation import Words

router = Router(name=__name__)

_QUALIFICATIONS = 6


@router.message(Command("professions"))
@router.callback_query(OpenFields.filter())
async def fields(event: Message | CallbackQuery, services: Services, words: Words) -> None:
    """The fields of study."""
    await show(event, fields_screen(services, words))


@router.callback_query(OpenField.filter())
async def field(query: CallbackQuery, callback_data: OpenField, services: Services, words: Words) -> None:
    """The specialties of a field."""
    known = callback_data.field in services.catalogue.fields
    screen = field_screen(services, callback_data.field, callback_data.page, words) if known else gone_screen(words)
    await show(query, screen)


@router.callback_query(OpenSpecialty.filter())
async def specialty(
    query: CallbackQuery,
    callback_data: OpenSpecialty,
    services: Services,
    words: Words,
    person: Person | None,
) -> None:
    """The card of a specialty."""
    found = services.catalogue.specialties.get(callback_data.code)
    if found is None:
        await show(query, gone_screen(words))
        return
    profile = await profile_of(services, person)
    await show(query, specialty_screen(services, found, words, callback_data.origin, profile))


def fields_screen(services: Services, words: Words) -> Screen:
    """All fields that have specialties, with how many."""
    counted = [(one, len(services.catalogue.specialties_of(one.code))) for one in services.catalogue.fields.values()]
    buttons = [
        [button(f"{one.name(words.language)} · {count}", OpenField(field=one.code))] for one, count in counted if count
    ]
    return Screen(words.html("fields.title"), [*buttons, back_and_home(words)])


def field_screen(services: Services, code: str, page_number: int, words: Words) -> Screen:
    """The specialties of one field."""
    specialties = services.catalogue.specialties_of(code)
    page = page_of(specialties, page_number)
    lines = [
        words.html("list.line", number=number, name=one.name(words.language), detail=one.work(words.language))
        for number, one in enumerate(page.of(specialties), start=page.start + 1)
    ]
    title = words.html("field.title", name=services.catalogue.fields[code].name(words.language))
    return Screen(
        "\n\n".join([title, *lines]),
        [
            *numbered(
                page.of(specialties),
                lambda one: OpenSpecialty(code=one.code, origin=Origin.FIELDS),
                first=page.start + 1,
            ),
            *pager(page, lambda number: OpenField(field=code, page=number)),
            back_and_home(words, OpenFields()),
        ],
    )


def specialty_screen(
    services: Services, specialty: Specialty, words: Words, origin: Origin, profile: Profile | None = None
) -> Screen:
    """What one does, how long one studies, where it is taught, and where that is known from."""
    catalogue, language = services.catalogue, words.language
    parts = [words.html("specialty.title", name=specialty.name(language), code=specialty.code)]
    parts.append(words.html("specialty.work", work=specialty.work(language)))
    if profile and (why := _why(profile, specialty, words)):
        parts.append(words.html("specialty.why", reason=why))
    facts = [
        words.html("specialty.field", name=catalogue.fields[specialty.field].name(language)),
        words.html(
            "specialty.duration",
            after_9=_duration(specialty.months_after_9, words),
            after_11=_duration(specialty.months_after_11, words),
        ),
        words.html("specialty.entry_test", test=words.text(f"entry_test.{specialty.entry_test or 'unknown'}")),
    ]
    if qualifications := catalogue.qualifications_of(specialty.code):
        names = [one.name(language) for one in qualifications[:_QUALIFICATIONS]]
        more = "…" if len(qualifications) > len(names) else ""
        facts.append(words.html("specialty.qualifications", names="; ".join(names) + more))
    parts.append("\n".join(facts))
    regions = regions_teaching(catalogue, [specialty.code])
    colleges = words.plural("count.colleges", sum(count for _, count in regions))
    parts.append(
        words.html("specialty.taught", colleges=colleges, regions=words.plural("count.regions", len(regions)))
        if regions
        else words.html("specialty.not_known_where")
    )
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
    back = OpenResult(part="specialties") if origin is Origin.RESULT else OpenField(field=specialty.field)
    buttons = [
        [
            button(words.text("button.where"), OpenTeaching(code=specialty.code, origin=origin)),
            button(words.text("button.free"), OpenRoutes()),
        ],
        back_and_home(words, back),
    ]
    return Screen("\n\n".join(parts), buttons)


def _why(profile: Profile, specialty: Specialty, words: Words) -> str | None:
    match = explain(profile, specialty)
    if match is None:
        return None
    return reason(match, words) if match.agreement > 0 else words.text("reason.apart")


def _duration(months: Sequence[int], words: Words) -> str:
    if not months:
        return words.text("unknown")
    return " / ".join(
        " ".join(
            part
            for part in (
                words.plural("count.years", number // 12) if number >= 12 else "",  # noqa: PLR2004
                words.plural("count.months", number % 12) if number % 12 else "",
            )
            if part
        )
        for number in months
    )
