"""Language, region and who somebody is, changed at any time."""

import datetime as dt

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from guidance.people.person import Person
from handlers.about_me import who_text
from handlers.callbacks import ChooseRegion, ChooseRole, OpenPrivacy, OpenReminders, OpenSettings
from handlers.home import language_screen
from handlers.regions import counted_regions, region_buttons
from handlers.screen import Screen, back_and_home, button, page_of, pager, show
from handlers.services import Services
from handlers.translation import Words

router = Router(name=__name__)


@router.message(Command("settings"))
@router.callback_query(OpenSettings.filter())
async def settings(
    event: Message | CallbackQuery,
    services: Services,
    words: Words,
    person: Person | None,
    callback_data: OpenSettings | None = None,
) -> None:
    """The settings, or the choice of language."""
    if person is None or (callback_data and callback_data.page == "language"):
        await show(event, language_screen(services, words))
    else:
        await show(event, settings_screen(services, person, words))


@router.callback_query(ChooseRegion.filter())
async def choose_region(
    query: CallbackQuery, callback_data: ChooseRegion, services: Services, words: Words, person: Person | None
) -> None:
    """Which region is home? Kept only with the consent."""
    if person is None:
        await show(query, language_screen(services, words))
        return
    if callback_data.region not in services.catalogue.regions:
        await show(query, home_region_screen(services, callback_data.page, words))
        return
    await services.people.choose_region(person.chat_id, callback_data.region)
    changed = await services.people.find(person.chat_id)
    await show(query, settings_screen(services, changed or person, words))


def settings_screen(services: Services, person: Person, words: Words) -> Screen:
    """What is set, and how to change it."""
    region = services.catalogue.regions.get(person.region or "")
    day = dt.datetime.now(services.timezone).date()
    text = words.html(
        "settings.text",
        language=words.text("language.name"),
        region=region.name(words.language)
        if region
        else words.text("settings.no_region")
        if person.consented_at
        else words.text("settings.no_region_before_consent"),
    )
    changes = [[button(words.text("button.language"), OpenSettings(page="language"))]]
    if person.consented_at:
        text += "\n" + words.html("settings.who", who=who_text(person, day, words))
        changes[0].append(button(words.text("button.home_region"), ChooseRegion()))
        changes.append([button(words.text("button.about_me"), ChooseRole())])
    return Screen(
        text,
        [
            *changes,
            [button(words.text("button.reminders"), OpenReminders())],
            [button(words.text("button.erase"), OpenPrivacy(step="ask"))],
            back_and_home(words),
        ],
    )


def home_region_screen(services: Services, page_number: int, words: Words) -> Screen:
    """All regions, to choose one's own."""
    counted = counted_regions(services, words)
    page = page_of(counted, page_number)
    buttons = region_buttons(services, page.of(counted), lambda iso: ChooseRegion(region=iso), words)
    turn = pager(page, lambda number: ChooseRegion(page=number))
    return Screen(words.html("settings.which_region"), [*buttons, *turn, back_and_home(words, OpenSettings())])
