"""The numbers people ask for: figures of the whole country by topic, what is said, and why sources differ."""

import asyncio

from aiogram import Bot, Router
from aiogram.types import BufferedInputFile, CallbackQuery

from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.figures import COUNTRY
from guidance.catalogue.happenings import Disagreement
from guidance.catalogue.national import TopicPage, national_topics, topic_page, yearly
from guidance.catalogue.regional import Figure
from guidance.pictures.bars import Bar, bar_chart
from handlers.callbacks import OpenNumbers, OpenRoutes, OpenTopic, ShowChart
from handlers.gone import gone_screen
from handlers.region_parts import amount, figure_line, statement_line
from handlers.screen import Screen, back_and_home, button, page_of, pager, show
from handlers.services import Services
from handlers.sources import source_link
from handlers.translation import Words

router = Router(name=__name__)

_PAGE = 8
_A_ROW = 2
# A chart of fewer years tells no more than its line of text.
_FEWEST_YEARS = 3


@router.callback_query(OpenNumbers.filter())
async def numbers(query: CallbackQuery, services: Services, words: Words) -> None:
    """The topics."""
    await show(query, numbers_screen(services, words))


@router.callback_query(OpenTopic.filter())
async def topic(query: CallbackQuery, callback_data: OpenTopic, services: Services, words: Words) -> None:
    """One topic."""
    await show(query, topic_screen(services, callback_data.topic, callback_data.page, words) or gone_screen(words))


@router.callback_query(ShowChart.filter())
async def chart(
    _: CallbackQuery, callback_data: ShowChart, bot: Bot, services: Services, words: Words, chat_id: int
) -> None:
    """The first figure of a topic that is known of several years, as a picture; its caption says the same."""
    figure = charted(services.catalogue, callback_data.topic)
    if figure is None:
        gone = gone_screen(words)
        await bot.send_message(chat_id, gone.text, reply_markup=gone.keyboard)
        return
    metric = figure.metric
    name = metric.name(words.language)
    values = [(one, amount(one, metric, words)) for one in yearly(figure)]
    bars = [Bar(str(one.year), one.value, shown) for one, shown in values]
    picture = await asyncio.to_thread(bar_chart, name, bars)
    lines = [
        f"{words.html('chart.line', year=one.year, value=shown)} ({source_link(one, words)})" for one, shown in values
    ]
    await bot.send_photo(
        chat_id,
        BufferedInputFile(picture, "temirqazyq.jpg"),
        caption="\n".join([words.html("chart.title", name=name), *lines]),
    )


def numbers_screen(services: Services, words: Words) -> Screen:
    """The questions people ask, and the topics."""
    topics = [
        button(words.text(f"topic_button.{one}"), OpenTopic(topic=one)) for one in national_topics(services.catalogue)
    ]
    return Screen(
        words.html("numbers.text"),
        [
            *(topics[start : start + _A_ROW] for start in range(0, len(topics), _A_ROW)),
            back_and_home(words, OpenRoutes()),
        ],
    )


def topic_screen(services: Services, topic: str, page_number: int, words: Words) -> Screen | None:
    """Figures with year and source, what is said of the topic, and why sources differ; ``None`` for no such topic."""
    catalogue = services.catalogue
    if topic not in national_topics(catalogue):
        return None
    lines = _lines(topic_page(catalogue, topic), catalogue, words)
    page = page_of(lines, page_number, _PAGE)
    title = words.html("numbers.topic", name=words.text(f"topic_button.{topic}"))
    charts = [button(words.text("button.chart"), ShowChart(topic=topic))] if charted(catalogue, topic) else []
    return Screen(
        "\n\n".join([title, *page.of(lines), words.html("numbers.care")]),
        [
            *pager(page, lambda number: OpenTopic(topic=topic, page=number)),
            *([charts] if charts else []),
            back_and_home(words, OpenNumbers()),
        ],
    )


def charted(catalogue: Catalogue, topic: str) -> Figure | None:
    """The figure of a topic that is known of the most years, if they are enough for a chart."""
    figures = topic_page(catalogue, topic).figures
    longest = max(figures, key=lambda one: len(yearly(one)), default=None)
    return longest if longest and len(yearly(longest)) >= _FEWEST_YEARS else None


def _lines(page: TopicPage, catalogue: Catalogue, words: Words) -> list[str]:
    return [
        *(_disagreement(one, words) for one in page.disagreements),
        *(figure_line(one, words) for one in page.figures),
        *(statement_line(one, words, _place(one.region, catalogue, words)) for one in page.statements),
    ]


def _disagreement(one: Disagreement, words: Words) -> str:
    return (
        words.html("numbers.disagreement", question=one.question(words.language), why=one.why(words.language))
        + f" <i>({source_link(one, words)})</i>"
    )


def _place(region: str, catalogue: Catalogue, words: Words) -> str:
    return "" if region == COUNTRY else catalogue.regions[region].name(words.language) + ". "
