"""The report of an announcement as a file, with its main figures as the caption."""

import asyncio
import datetime as dt
from typing import get_args

from aiogram.types import BufferedInputFile

from guidance.outreach.broadcasts import Broadcast
from guidance.outreach.report import COLUMNS, Cause, Report, workbook
from handlers.announcement_card import counts_text
from handlers.announcement_draft import audience_text, beginning, length_in_words, state_text
from handlers.services import Services
from handlers.translation import LANGUAGES, Words

_TITLES = (
    *("sheet_totals", "sheet_regions", "sheet_languages", "sheet_reasons", "what", "people"),
    *("region", "no_region", "language", "state", "cause", "reason"),
    *(f"state_{column}" for column in COLUMNS),
    *(f"cause_{cause}" for cause in get_args(Cause)),
)
_NAME = 60
_MOST_CAUSES = 4


async def report_file(services: Services, report: Report, words: Words) -> tuple[BufferedInputFile, str]:
    """The file, and its caption in Telegram's HTML."""
    one = report.broadcast
    titles = {title: words.text(f"report.{title}") for title in _TITLES}
    names = {iso: region.name(words.language) for iso, region in services.catalogue.regions.items()}
    names |= {language: services.translations[language].text("language.name") for language in LANGUAGES}
    facts = await _facts(services, one, words)
    content = await asyncio.to_thread(workbook, report, facts, names, titles)
    return BufferedInputFile(content, f"temirqazyq-announcement-{one.id}.xlsx"), _caption(report, words)


def stopped_text(one: Broadcast, words: Words) -> str:
    """That Telegram has refused an announcement, in Telegram's HTML."""
    head = words.html("report.head", number=one.id, state=state_text(one, words))
    return f"{head}\n\n{words.html('card.stopped', reason=one.reason)}"


def _caption(report: Report, words: Words) -> str:
    one = report.broadcast
    parts = [words.html("report.head", number=one.id, state=state_text(one, words)), counts_text(one, words)]
    causes: dict[Cause, int] = {}
    for failure in report.failures:
        causes[failure.cause] = causes.get(failure.cause, 0) + failure.count
    most = sorted(causes.items(), key=lambda pair: -pair[1])[:_MOST_CAUSES]
    if most:
        lines = [f"• {words.html(f'report.cause_{cause}')}: {words.number(count)}" for cause, count in most]
        parts.append("\n".join([words.html("report.why"), *lines]))
    if one.started_at and one.finished_at:
        length = length_in_words((one.finished_at - one.started_at).total_seconds(), words)
        parts.append(words.html("report.lasted", length=length))
    return "\n\n".join(parts)


async def _facts(services: Services, one: Broadcast, words: Words) -> list[tuple[str, str | int]]:
    """What the announcement was, for the first lines of the file."""

    def moment(at: dt.datetime | None) -> str:
        return words.moment(at.astimezone(services.timezone)) if at else ""

    content = one.content.get(words.language) or next(iter(one.content.values()), None)
    facts: list[tuple[str, str | int]] = [
        (words.text("report.number"), str(one.id)),
        (words.text("report.begins_with"), beginning(content.text, _NAME) if content else ""),
        (words.text("report.audience"), await audience_text(services, one.audience, words)),
        (words.text("report.state"), state_text(one, words)),
        (words.text("report.began"), moment(one.started_at)),
        (words.text("report.ended"), moment(one.finished_at)),
        (words.text("report.answer"), one.reason),
        (words.text("report.frozen"), one.total),
    ]
    return [(name, value) for name, value in facts if value]
