"""The fields of study, and what one of them is about."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from guidance.catalogue.catalogue import Catalogue
from handlers.callbacks import OpenField, OpenFields, OpenSpecialty, Origin
from handlers.durations import duration
from handlers.gone import gone_screen
from handlers.screen import Screen, back_and_home, button, numbered, page_of, pager, show
from handlers.services import Services
from handlers.specialty import interest_names
from handlers.translation import Words

router = Router(name=__name__)


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


def fields_screen(services: Services, words: Words) -> Screen:
    """All fields that have specialties, with how many."""
    counted = [(one, len(services.catalogue.specialties_of(one.code))) for one in services.catalogue.fields.values()]
    buttons = [
        [button(f"{one.name(words.language)} · {count}", OpenField(field=one.code))] for one, count in counted if count
    ]
    return Screen(words.html("fields.title"), [*buttons, back_and_home(words)])


def field_screen(services: Services, code: str, page_number: int, words: Words) -> Screen:
    """What a field holds, whom it suits, and its specialties."""
    specialties = services.catalogue.specialties_of(code)
    page = page_of(specialties, page_number)
    lines = [
        words.html("list.line", number=number, name=one.name(words.language), detail=one.work(words.language))
        for number, one in enumerate(page.of(specialties), start=page.start + 1)
    ]
    title = words.html("field.title", name=services.catalogue.fields[code].name(words.language))
    return Screen(
        "\n\n".join([title, overview(services.catalogue, code, words), *lines]),
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


def overview(catalogue: Catalogue, code: str, words: Words) -> str:
    """How much of a field is taught where, how long it takes, and which interests it asks for; Telegram's HTML."""
    specialties = catalogue.specialties_of(code)
    counts = [count for region in catalogue.regions if (count := len(catalogue.colleges_in(region, field=code)))]
    lines = [
        words.html(
            "field.overview",
            specialties=words.plural("count.specialties", len(specialties)),
            colleges=words.plural("count.colleges", sum(counts)),
            regions=words.plural("count.regions", len(counts)),
        )
    ]
    if months := sorted({number for one in specialties for number in one.months_after_9}):
        shortest, longest = (duration([number], words) for number in (months[0], months[-1]))
        span = shortest if shortest == longest else words.text("field.span", shortest=shortest, longest=longest)
        lines.append(words.html("field.duration", span=span))
    if specialties:
        lines.append(words.html("field.interests", names=interest_names(specialties, words)))
    return "\n".join(lines)
