"""A screen: what a person sees at one moment, and how it reaches them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from aiogram.exceptions import TelegramBadRequest
from aiogram.filters.callback_data import CallbackData
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InaccessibleMessage,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)

from handlers.callbacks import OpenHome
from handlers.translation import Words

Buttons = list[list[InlineKeyboardButton]]
Item = TypeVar("Item")

PAGE = 8
_NUMBERS_A_ROW = 4


@dataclass(frozen=True)
class Screen:
    """A text in Telegram's HTML with its buttons; a photo (JPEG) makes the text its caption."""

    text: str
    buttons: Buttons = field(default_factory=list)
    photo: bytes | None = None

    @property
    def keyboard(self) -> InlineKeyboardMarkup | None:
        """The buttons as Telegram takes them."""
        return InlineKeyboardMarkup(inline_keyboard=self.buttons) if self.buttons else None


def button(text: str, data: CallbackData) -> InlineKeyboardButton:
    """A button that carries its data."""
    return InlineKeyboardButton(text=text, callback_data=data.pack())


def back_and_home(words: Words, back: CallbackData | None = None) -> list[InlineKeyboardButton]:
    """The last row of every screen."""
    row = [button(words.text("button.back"), back)] if back else []
    return [*row, button(words.text("button.home"), OpenHome())]


@dataclass(frozen=True)
class Page:
    """One page of a list: its slice, its number from 0, and how many pages there are."""

    start: int
    number: int
    count: int
    size: int = PAGE

    def of(self, items: Sequence[Item]) -> Sequence[Item]:
        """The items of this page."""
        return items[self.start : self.start + self.size]


def page_of(items: Sequence[object], number: int, size: int = PAGE) -> Page:
    """The page with this number, or the nearest there is: buttons may be older than the list."""
    count = max(1, -(-len(items) // size))
    number = min(max(number, 0), count - 1)
    return Page(number * size, number, count, size)


def pager(page: Page, turn: Callable[[int], CallbackData]) -> Buttons:
    """Arrows to the neighbouring pages with the position between them; nothing for a single page."""
    if page.count == 1:
        return []
    row = []
    if page.number > 0:
        row.append(button("◀️", turn(page.number - 1)))
    # The position is a button too (Telegram has no plain label); pressing it shows the same page.
    row.append(button(f"{page.number + 1}/{page.count}", turn(page.number)))
    if page.number + 1 < page.count:
        row.append(button("▶️", turn(page.number + 1)))
    return [row]


def numbered(items: Sequence[Item], target: Callable[[Item], CallbackData], first: int = 1) -> Buttons:
    """Buttons 1, 2, 3, ... for a numbered list whose names are too long for buttons."""
    row = [button(str(number), target(item)) for number, item in enumerate(items, start=first)]
    return [row[start : start + _NUMBERS_A_ROW] for start in range(0, len(row), _NUMBERS_A_ROW)]


async def show(event: Message | CallbackQuery, screen: Screen) -> int | None:
    """Show a screen: in place of the message whose button was pressed where that can be, else as a new message.

    Gives the number of the message that shows it, ``None`` where there is no chat to show it in.
    """
    if isinstance(event, Message):
        return await _send(event, screen)
    if isinstance(event.message, Message) and event.message.text is not None and screen.photo is None:
        return await _edit(event.message, screen)
    # A photo cannot become a text; and a message that is too old is known by its chat only.
    return await _send(event.message, screen) if event.message is not None else None


async def _edit(message: Message, screen: Screen) -> int:
    try:
        await message.edit_text(screen.text, reply_markup=screen.keyboard)
    except TelegramBadRequest as error:
        if "message is not modified" not in error.message:
            # Too old to be edited, or deleted meanwhile.
            return await _send(message, screen)
    return message.message_id


async def _send(message: Message | InaccessibleMessage, screen: Screen) -> int:
    if screen.photo is None:
        sent = await message.answer(screen.text, reply_markup=screen.keyboard)
    else:
        photo = BufferedInputFile(screen.photo, "temirqazyq.jpg")
        sent = await message.answer_photo(photo, caption=screen.text, reply_markup=screen.keyboard)
    return sent.message_id
