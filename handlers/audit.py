"""The log of what the staff did, page by page, and whole as a file; only for owners."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence

from aiogram import Bot, Router
from aiogram.types import BufferedInputFile, CallbackQuery

from guidance.people.staff import Entry, Member
from handlers.appointing import is_owner
from handlers.callbacks import OpenAudit, OpenStaff, SendAudit
from handlers.screen import PAGE, Screen, back_and_home, button, show
from handlers.services import Services
from handlers.translation import Words

router = Router(name=__name__)

MOST_EXPORTED = 100_000
"""Entries in a file: some 10 MB, which Telegram takes."""
_FARTHEST_PAGE = MOST_EXPORTED // PAGE
_DETAILS = 120
_COMMAND_LINE = 0
# A cell that begins with one of these is a formula to a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@router.callback_query(OpenAudit.filter(), is_owner)
async def audit(
    query: CallbackQuery, callback_data: OpenAudit, services: Services, words: Words, owner: Member
) -> None:
    """A page of it."""
    page = min(max(callback_data.page, 0), _FARTHEST_PAGE)
    # One more than is shown tells whether there are older ones.
    entries = await services.audit.newest(PAGE + 1, page * PAGE)
    await show(query, audit_screen(services, entries, page, owner.chat_id, words))


@router.callback_query(SendAudit.filter(), is_owner)
async def send_audit(_: CallbackQuery, bot: Bot, services: Services, words: Words, owner: Member) -> None:
    """All of it."""
    entries = await services.audit.newest(MOST_EXPORTED)
    file = BufferedInputFile(audit_table(entries), "temirqazyq-log.csv")
    caption = words.html("audit.caption", count=words.number(len(entries)))
    keyboard = Screen("", [back_and_home(words, OpenAudit())]).keyboard
    await bot.send_document(owner.chat_id, file, caption=caption, reply_markup=keyboard)
    await services.audit.note(owner.chat_id, "audit.export", details=str(len(entries)))


def audit_screen(services: Services, entries: Sequence[Entry], page: int, me: int, words: Words) -> Screen:
    """Entries of a page, the newest first; those behind the page only say that there are older ones."""
    lines = [_entry_line(one, services.timezone, me, words) for one in entries[:PAGE]]
    turns = [button("◀️", OpenAudit(page=page - 1))] if page else []
    if len(entries) > PAGE:
        turns += [button("▶️", OpenAudit(page=page + 1))]
    return Screen(
        "\n\n".join([words.html("audit.title"), *(lines or [words.html("audit.none")])]),
        [
            *([turns] if turns else []),
            [button(words.text("button.send_audit"), SendAudit())],
            back_and_home(words, OpenStaff()),
        ],
    )


def audit_table(entries: Iterable[Entry]) -> bytes:
    """The log as CSV in UTF-8 with a mark that Excel wants; moments in UTC, acts as the program calls them."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["at_utc", "actor", "act", "subject", "details"])
    for one in entries:
        at = f"{one.at.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S}"
        writer.writerow([at, one.actor, *map(_plain, (one.act, one.subject, one.details))])
    return out.getvalue().encode("utf-8-sig")


def _entry_line(one: Entry, zone: dt.tzinfo, me: int, words: Words) -> str:
    actor = words.text("audit.somebody", number=str(one.actor))
    if one.actor == _COMMAND_LINE:
        actor = words.text("audit.command_line")
    elif one.actor == me:
        actor = words.text("audit.you")
    key = f"act.{one.act}"
    # What an older or newer version noted stands there as it called it.
    act = words.text(f"act.{one.act}", subject=one.subject)
    details = one.details if len(one.details) <= _DETAILS else f"{one.details[:_DETAILS]}…"
    return words.html(
        "audit.line",
        at=f"{one.at.astimezone(zone):%d.%m.%Y %H:%M}",
        actor=actor,
        act=f"{one.act} {one.subject}".strip() if act == key else act,
        details=f" ({details})" if details else "",
    )


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
