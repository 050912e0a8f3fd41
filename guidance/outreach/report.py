"""What became of an announcement: in all, by region and language, and why it did not arrive."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Literal, Protocol

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from guidance.catalogue.cells import Language
from guidance.outreach.broadcasts import DELIVERY_STATES, RECEIVED, Broadcast, Counts, DeliveryState

Cause = Literal["blocked", "gone", "no_chat", "crash", "network", "telegram", "other"]
"""Why a message did not arrive: the person blocked the bot, left Telegram, or never began; the program died on the
way; the connection broke; Telegram was in trouble."""
Column = Literal[
    "total", "sent", "unreachable", "failed", "unknown", "left", "corrected", "uncorrected", "recalled", "unrecalled"
]
COLUMNS: dict[Column, tuple[DeliveryState, ...]] = {
    "total": DELIVERY_STATES,
    "sent": RECEIVED,
    "unreachable": ("unreachable",),
    "failed": ("failed",),
    "unknown": ("unknown",),
    "left": ("waiting", "sending"),
    "corrected": ("corrected",),
    "uncorrected": ("uncorrected",),
    "recalled": ("recalled",),
    "unrecalled": ("unrecalled",),
}
"""What is counted of people, and the deliveries that count for it; whoever has a corrected one was sent it too."""

# Parts of what Telegram says or the engine notes, in small letters; the first that is there tells the cause.
_CAUSES: tuple[tuple[str, Cause], ...] = (
    ("blocked", "blocked"),
    ("deactivated", "gone"),
    ("not found", "no_chat"),
    ("can't initiate", "no_chat"),
    ("peer_id_invalid", "no_chat"),
    ("crash", "crash"),
    ("networkerror", "network"),
    ("clientdecodeerror", "network"),
    ("connect", "network"),
    ("gateway", "telegram"),
    ("internal server error", "telegram"),
    ("servererror", "telegram"),
)
# What may be the number of a chat.
_LONG_NUMBER = re.compile(r"-?\d{5,}")
_WIDE, _NARROW = 44, 16


@dataclass(frozen=True)
class Failure:
    """So many deliveries that stand in a state for a reason, in the words of Telegram or of the engine."""

    state: DeliveryState
    reason: str
    count: int

    @property
    def cause(self) -> Cause:
        """What kind of reason that is."""
        reason = self.reason.lower()
        return next((cause for part, cause in _CAUSES if part in reason), "other")


@dataclass(frozen=True)
class Report:
    """What became of an announcement, with nothing in it that tells one person from another.

    ``regions`` are those that people have chosen (ISO 3166-2), ``None`` where they have not; ``languages`` those in
    which it went to them. ``failures`` are what did not arrive, the most frequent first.
    """

    broadcast: Broadcast
    regions: Mapping[str | None, Counts]
    languages: Mapping[Language, Counts]
    failures: Sequence[Failure]


class Reports(Protocol):
    """Where reports come from."""

    async def of(self, number: int) -> Report | None:
        """What has become of an announcement until now; ``None`` where there is none, or it has not begun."""
        ...

    async def take_ended(self, now: dt.datetime) -> list[int]:
        """The announcements that came to an end, or were stopped by Telegram, and nobody has been told.

        Each end is handed out once, whoever asks; one that is older than a day is news no more.
        """
        ...


def failures(counted: Iterable[tuple[DeliveryState, str, int]]) -> tuple[Failure, ...]:
    """What did not arrive, out of counts by state and reason: without numbers of chats, the most frequent first."""
    sums: dict[tuple[DeliveryState, str], int] = {}
    for state, reason, count in counted:
        key = state, _LONG_NUMBER.sub("…", reason)
        sums[key] = sums.get(key, 0) + count
    found = [Failure(state, reason, count) for (state, reason), count in sums.items()]
    return tuple(sorted(found, key=lambda one: (-one.count, one.state, one.reason)))


def people(counts: Counts, column: Column) -> int:
    """How many people of these counts there are in a column of the report."""
    return sum(counts.get(state, 0) for state in COLUMNS[column])


def workbook(
    report: Report, facts: Sequence[tuple[str, str | int]], names: Mapping[str, str], titles: Mapping[str, str]
) -> bytes:
    """The report as an .xlsx of four sheets.

    ``facts`` stand first: what else is to be known, each with its name. ``names`` are those of regions and languages;
    ``titles`` hold the words of the reader's language: ``sheet_totals``, ``sheet_regions``, ``sheet_languages``,
    ``sheet_reasons``, ``what``, ``people``, ``region``, ``language``, ``no_region``, ``state``, ``cause``, ``reason``,
    ``state_<column>`` for each of `COLUMNS` and ``cause_<cause>`` for each `Cause`.
    """
    book = Workbook(write_only=True)
    heads = [titles[f"state_{column}"] for column in COLUMNS]
    totals: list[Sequence[str | int]] = [
        (titles[f"state_{column}"], people(report.broadcast.counts, column)) for column in COLUMNS
    ]
    _add_sheet(book, titles["sheet_totals"], [titles["what"], titles["people"]], [*facts, *totals])
    regions = sorted(report.regions.items(), key=lambda one: -people(one[1], "total"))
    rows = [[names.get(region or "", region or titles["no_region"]), *_row(counts)] for region, counts in regions]
    _add_sheet(book, titles["sheet_regions"], [titles["region"], *heads], rows)
    rows = [[names.get(language, language), *_row(counts)] for language, counts in sorted(report.languages.items())]
    _add_sheet(book, titles["sheet_languages"], [titles["language"], *heads], rows)
    reasons = [
        (titles[f"cause_{one.cause}"], titles[f"state_{one.state}"], one.count, one.reason) for one in report.failures
    ]
    heads = [titles["cause"], titles["state"], titles["people"], titles["reason"]]
    _add_sheet(book, titles["sheet_reasons"], heads, reasons)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _row(counts: Counts) -> list[str | int]:
    return [people(counts, column) for column in COLUMNS]


def _add_sheet(book: Workbook, name: str, header: Sequence[str], rows: Iterable[Sequence[str | int]]) -> None:
    # The stubs do not know what a sheet that is written row by row can do.
    sheet: Any = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for place in range(1, len(header) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = _WIDE if place == 1 else _NARROW
    cells = [_cell(sheet, title) for title in header]
    for cell in cells:
        cell.font = Font(bold=True)
    sheet.append(cells)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet: Any, value: str | int) -> Any:
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        # A text that begins with a sign of arithmetic stays a text.
        cell.data_type = "s"
    return cell
