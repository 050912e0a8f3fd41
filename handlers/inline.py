"""The inline mode: ``@bot сварщик караганда`` in any chat gives cards that open here."""

from aiogram import Bot, Router
from aiogram.types import (
    ChosenInlineResult,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
)

from guidance.search.answer import Hit
from handlers.found import hit_detail, hit_name
from handlers.links import linked_screen
from handlers.search import logged
from handlers.services import Services
from handlers.translation import Words

router = Router(name=__name__)

_PAGE = 20
# Seconds for which Telegram answers the same person's same query by itself.
_CACHED = 300
_LINKS = {"college": "c", "specialty": "s", "route": "r"}


@router.inline_query()
async def inline(query: InlineQuery, bot: Bot, services: Services, words: Words) -> None:
    """A page of cards; above them, or alone where nothing is found, the way to the bot."""
    start = int(query.offset) if query.offset.isascii() and query.offset.isdigit() else 0
    answer = services.search.search(query.query)
    username = (await bot.me()).username or ""
    page = answer.hits[start : start + _PAGE]
    follows = start + _PAGE < len(answer.hits)
    above = words.text("inline.open") if page else words.text("inline.examples")
    await query.answer(
        [card for hit in page if (card := await _card(services, hit, words, username))],
        cache_time=_CACHED,
        is_personal=True,
        next_offset=str(start + _PAGE) if follows else "",
        button=InlineQueryResultsButton(text=above, start_parameter="inline"),
    )


@router.chosen_inline_result()
async def chosen(result: ChosenInlineResult, services: Services) -> None:
    """Count which place of the list was sent on."""
    answer = services.search.search(result.query)
    ids = [_id(hit) for hit in answer.hits]
    if result.result_id in ids:
        await services.queries.tapped(*logged(answer), ids.index(result.result_id) + 1)


async def _card(services: Services, hit: Hit, words: Words, username: str) -> InlineQueryResultArticle | None:
    screen = await linked_screen(_id(hit), services, words)
    if screen is None:
        return None
    link = f"https://t.me/{username}?start={_id(hit)}"
    return InlineQueryResultArticle(
        id=_id(hit),
        title=hit_name(services, hit, words),
        description=hit_detail(services, hit, words),
        input_message_content=InputTextMessageContent(message_text=screen.text),
        reply_markup=InlineKeyboardMarkup(
            inline_keyboard=[[InlineKeyboardButton(text=words.text("inline.open"), url=link)]]
        ),
    )


def _id(hit: Hit) -> str:
    return f"{_LINKS[hit.kind]}_{hit.id}"
