"""The person's own list: saving a card, the list itself, and the list as a message to forward."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import replace

import structlog
from aiogram import Bot, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.utils.callback_answer import CallbackAnswer

from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.cells import Language
from guidance.matching.comparison import FEWEST_COMPARED, MOST_COMPARED
from guidance.people.favourites import MOST_FAVOURITES, Favourite, FavouriteKind
from guidance.people.person import Person
from handlers.callbacks import (
    Compare,
    EditSaved,
    OpenCollege,
    OpenFields,
    OpenRegions,
    OpenSaved,
    OpenSpecialty,
    Origin,
    RemoveSaved,
    Save,
    ShareSaved,
)
from handlers.screen import Buttons, Screen, back_and_home, button, page_of, pager, show
from handlers.services import Services
from handlers.translation import Words

router = Router(name=__name__)
log = structlog.get_logger()

_NUMBERS_A_ROW = 4
# A message to forward stays below Telegram's 4,096 characters with its head and its last line.
_SHARED_CHARACTERS = 3500

Card = tuple[FavouriteKind, str]


@router.callback_query(Save.filter())
async def save(
    query: CallbackQuery,
    callback_data: Save,
    services: Services,
    words: Words,
    person: Person | None,
    chat_id: int,
    callback_answer: CallbackAnswer,
) -> None:
    """Put a card on the list or take it off; before the first one, say what is kept and ask."""
    card = callback_data
    if card.wish == "remove":
        await _remove(services, chat_id, card.kind, card.key)
        callback_answer.text = words.text("saved.removed")
        await _mark_message(query, (card.kind, card.key), words, saved=False)
        return
    name = card_name(services.catalogue, card.kind, card.key, words.language)
    if name is None:
        callback_answer.text = words.text("gone.text")
        return
    if card.wish == "agree":
        if person is None:
            # The question was asked, and agreed to, in this language.
            await services.people.choose_language(chat_id, words.language)
        await services.people.consent(chat_id)
    elif person is None or person.consented_at is None:
        await show(query, consent_screen(card.kind, card.key, name, words))
        return
    if not await services.favourites.add(chat_id, card.kind, card.key):
        callback_answer.text = words.text("saved.full", cards=words.plural("count.cards", MOST_FAVOURITES))
        callback_answer.show_alert = True
    elif card.wish == "agree":
        await show(query, agreed_screen(card.kind, card.key, name, words))
    else:
        callback_answer.text = words.text("saved.added")
        await _mark_message(query, (card.kind, card.key), words, saved=True)


@router.message(Command("saved"))
@router.callback_query(OpenSaved.filter())
async def saved(
    event: Message | CallbackQuery,
    services: Services,
    words: Words,
    chat_id: int,
    callback_data: OpenSaved | None = None,
) -> None:
    """The list."""
    mine = await services.favourites.of(chat_id)
    await show(event, saved_screen(services.catalogue, mine, callback_data.page if callback_data else 0, words))


@router.callback_query(EditSaved.filter())
async def edit_saved(
    query: CallbackQuery, callback_data: EditSaved, services: Services, words: Words, chat_id: int
) -> None:
    """The list with its numbers taking cards off."""
    mine = await services.favourites.of(chat_id)
    await show(query, saved_screen(services.catalogue, mine, callback_data.page, words, removing=True))


@router.callback_query(RemoveSaved.filter())
async def remove_saved(
    query: CallbackQuery,
    callback_data: RemoveSaved,
    services: Services,
    words: Words,
    chat_id: int,
    callback_answer: CallbackAnswer,
) -> None:
    """Take a card off, and show what is left."""
    await _remove(services, chat_id, callback_data.kind, callback_data.key)
    callback_answer.text = words.text("saved.removed")
    mine = await services.favourites.of(chat_id)
    await show(query, saved_screen(services.catalogue, mine, callback_data.page, words, removing=True))


@router.callback_query(ShareSaved.filter())
async def share_saved(
    query: CallbackQuery,
    bot: Bot,
    services: Services,
    words: Words,
    chat_id: int,
    callback_answer: CallbackAnswer,
) -> None:
    """The list as a message of its own, with links that open the cards."""
    mine = await services.favourites.of(chat_id)
    username = (await bot.me()).username or ""
    text = shared_text(services.catalogue, mine, username, words)
    if text is None:
        await show(query, saved_screen(services.catalogue, mine, 0, words))
        return
    await bot.send_message(chat_id, text)
    callback_answer.text = words.text("shared.forward")


def consent_screen(kind: FavouriteKind, key: str, name: str, words: Words) -> Screen:
    """What is kept when something is saved, before the first time."""
    agree = button(words.text("button.agree_save"), Save(kind=kind, key=key, wish="agree"))
    back = _card(kind, key, Origin.FIELDS)
    return Screen(words.html("saved.consent", name=name), [[agree], back_and_home(words, back)])


def agreed_screen(kind: FavouriteKind, key: str, name: str, words: Words) -> Screen:
    """The first card is saved."""
    ways = [
        button(words.text("button.open_card"), _card(kind, key, Origin.SAVED)),
        button(words.text("button.my_list"), OpenSaved()),
    ]
    return Screen(words.html("saved.agreed", name=name), [ways, back_and_home(words)])


def saved_screen(
    catalogue: Catalogue, mine: Sequence[Favourite], page_number: int, words: Words, *, removing: bool = False
) -> Screen:
    """A page of the list, the newest first; ``removing`` makes its numbers take cards off."""
    if not mine:
        ways = [
            button(words.text("button.colleges"), OpenRegions()),
            button(words.text("button.professions"), OpenFields()),
        ]
        return Screen(words.html("saved.empty"), [ways, back_and_home(words)])
    page = page_of(mine, page_number)
    lines, numbers = [], []
    for number, one in enumerate(page.of(mine), start=page.start + 1):
        line = _line(catalogue, one, number, words)
        lines.append(line or words.html("saved.lost", number=number, code=one.key))
        if removing or line is None:
            numbers.append(button(f"✕ {number}", RemoveSaved(kind=one.kind, key=one.key, page=page.number)))
        else:
            numbers.append(button(str(number), _card(one.kind, one.key, Origin.SAVED)))
    rows = [numbers[start : start + _NUMBERS_A_ROW] for start in range(0, len(numbers), _NUMBERS_A_ROW)]
    rows += pager(page, lambda number: EditSaved(page=number) if removing else OpenSaved(page=number))
    if removing:
        rows.append([button(words.text("button.done"), OpenSaved(page=page.number))])
    else:
        rows += _ways_on(catalogue, mine, page.number, words)
    title = words.html("saved.removing" if removing else "saved.title")
    return Screen("\n\n".join([title, "\n".join(lines)]), [*rows, back_and_home(words)])


def shared_text(catalogue: Catalogue, mine: Sequence[Favourite], username: str, words: Words) -> str | None:
    """The list with links to its cards, Telegram's HTML; ``None`` when nothing of it is in the catalogue."""
    lines: list[str] = []
    length = 0
    known = [(one, name) for one in mine if (name := card_name(catalogue, one.kind, one.key, words.language))]
    for one, name in known:
        address = f"https://t.me/{username}?start={one.kind[0]}_{one.key}"
        detail = ", " + city if (city := _detail(catalogue, one, words)) and one.kind == "college" else ""
        length += len(name) + len(detail) + 3
        if length > _SHARED_CHARACTERS:
            lines.append(words.html("list.more", number=len(known) - len(lines)))
            break
        lines.append(f'• <a href="{html.escape(address)}">{html.escape(name)}</a>{html.escape(detail)}')
    return "\n\n".join([words.html("shared.title"), "\n".join(lines)]) if lines else None


def card_name(catalogue: Catalogue, kind: FavouriteKind, key: str, language: Language) -> str | None:
    """The name of a card; ``None`` when the catalogue does not hold it (any more)."""
    found = catalogue.colleges.get(key) if kind == "college" else catalogue.specialties.get(key)
    return found.name(language) if found else None


def mark_saved(screen: Screen, mine: Sequence[Favourite], words: Words) -> Screen:
    """The same screen, with its buttons to save showing what is on the list already."""
    states = {(one.kind, one.key): True for one in mine}
    return replace(screen, buttons=_marked(screen.buttons, states, words))


def _marked(rows: Buttons, states: Mapping[Card, bool], words: Words) -> Buttons:
    """The rows with the buttons to save these cards put right; all others stay as they are."""

    def marked(one: InlineKeyboardButton) -> InlineKeyboardButton:
        try:
            card = Save.unpack(one.callback_data or "")
        except (TypeError, ValueError):
            return one
        is_saved = states.get((card.kind, card.key))
        if is_saved is None or card.wish == "agree":
            return one
        if is_saved:
            return button(words.text("button.saved"), Save(kind=card.kind, key=card.key, wish="remove"))
        return button(words.text("button.save"), Save(kind=card.kind, key=card.key, wish="add"))

    return [[marked(one) for one in row] for row in rows]


async def _mark_message(query: CallbackQuery, card: Card, words: Words, *, saved: bool) -> None:
    """Turn the pressed button over, where the message can still be changed; what was done stays done."""
    message = query.message
    if not isinstance(message, Message) or message.reply_markup is None:
        return
    before = message.reply_markup.inline_keyboard
    after = _marked(before, {card: saved}, words)
    if after == before:
        return
    try:
        await message.edit_reply_markup(reply_markup=InlineKeyboardMarkup(inline_keyboard=after))
    except TelegramBadRequest as error:
        # Pressed twice, too old, or deleted meanwhile.
        log.info("save_button_not_changed", reason=error.message)


async def _remove(services: Services, chat_id: int, kind: FavouriteKind, key: str) -> None:
    # Only what is on the list goes to the database: a forged key may hold what no database takes.
    if any((one.kind, one.key) == (kind, key) for one in await services.favourites.of(chat_id)):
        await services.favourites.remove(chat_id, kind, key)


def _card(kind: FavouriteKind, key: str, origin: Origin) -> CallbackData:
    return OpenCollege(college=key, origin=origin) if kind == "college" else OpenSpecialty(code=key, origin=origin)


def _line(catalogue: Catalogue, one: Favourite, number: int, words: Words) -> str | None:
    name = card_name(catalogue, one.kind, one.key, words.language)
    if name is None:
        return None
    icon = "🏫" if one.kind == "college" else "🛠"
    return words.html("list.line", number=number, name=f"{icon} {name}", detail=_detail(catalogue, one, words))


def _detail(catalogue: Catalogue, one: Favourite, words: Words) -> str:
    """The place of a college, the field of a specialty."""
    if one.kind == "specialty":
        return catalogue.fields[catalogue.specialties[one.key].field].name(words.language)
    college = catalogue.colleges[one.key]
    return college.city(words.language) or catalogue.regions[college.region].name(words.language)


def _ways_on(catalogue: Catalogue, mine: Sequence[Favourite], page: int, words: Words) -> Buttons:
    """To compare, where there is something to compare; to share; to take off."""
    colleges = [one.key for one in mine if one.kind == "college" and one.key in catalogue.colleges]
    row = []
    if FEWEST_COMPARED <= len(colleges) <= MOST_COMPARED:
        row.append(button(words.text("button.compare"), Compare(colleges=".".join(colleges), step="show")))
    elif len(colleges) > MOST_COMPARED:
        row.append(button(words.text("button.compare"), Compare(colleges="", step="pick")))
    row.append(button(words.text("button.share"), ShareSaved()))
    return [row, [button(words.text("button.take_off"), EditSaved(page=page))]]
