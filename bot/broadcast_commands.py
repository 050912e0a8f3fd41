"""``temirqazyq broadcast``: make an announcement, look how far it has come, pause, resume or cancel it."""

import asyncio
import datetime as dt
import json
import re
from collections.abc import Awaitable, Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Annotated, Any, TypeVar

from cyclopts import App, Parameter
from cyclopts.validators import Number
from rich.console import Console
from rich.table import Table

from bot.settings import StartError, read_settings
from guidance.catalogue.cells import Language
from guidance.outreach.audience import AudienceError, read_audience
from guidance.outreach.broadcasts import (
    DELIVERY_STATES,
    FREE_RATE,
    PAID_RATE,
    Broadcast,
    Content,
    Draft,
    Missing,
    OnCrash,
    StaleError,
    Wish,
)
from guidance.storage.broadcasts import StoredBroadcasts
from guidance.storage.database import DatabaseUnavailableError, migrate, open_database
from guidance.storage.staff import StoredAudit

broadcast_app = App(name="broadcast", help="Announcements to many: a running bot or worker sends them.")

Json = Annotated[bool, Parameter(name="--json")]
_Result = TypeVar("_Result")
# Telegram's limit of a message, after the markup is read (core.telegram.org/bots/api#sendmessage).
_LONGEST = 4096
_COMMAND_LINE = 0
"""The author of what was made here: whoever may run the program."""


@broadcast_app.command
def create(
    *,
    text_kk: Path | None = None,
    text_ru: Path | None = None,
    audience: str = "",
    at: str = "",
    missing: Missing = "skip",
    on_crash: OnCrash = "report",
    rate: Annotated[float, Parameter(validator=Number(gt=0, lte=PAID_RATE))] = FREE_RATE,
    paid: bool = False,
    json_: Json = False,
) -> None:
    """Make an announcement that begins at once or at a moment; a running bot or worker sends it.

    Args:
        text_kk: a file with the text in Kazakh, in Telegram's HTML.
        text_ru: the same in Russian.
        audience: who gets it, like "language=ru region=KZ-35,KZ-75 role=pupil grade=9,11 saved=college:ID event=5
            active=30"; everybody by default.
        at: when it begins, like 2026-12-01T10:00; with no zone, in that of TIMEZONE. At once by default.
        missing: with a text in one language only, who reads the other is left out (skip) or gets this one (other).
        on_crash: messages that were on their way when a process died are reported as unknown, or sent again.
        rate: messages a second, up to Telegram's 30, or with --paid up to 1000.
        paid: pay Telegram Stars for what is beyond its free rate.
        json_: print one JSON document.
    """
    settings = read_settings()
    draft = _draft(text_kk, text_ru, audience, missing, on_crash, rate, paid=paid)
    now = dt.datetime.now(dt.UTC)
    begins = _moment(at, settings.timezone) if at else now

    async def make(broadcasts: StoredBroadcasts, audit: StoredAudit) -> tuple[Broadcast, int]:
        reach = await broadcasts.reach(draft, now)
        made = await broadcasts.create(draft, now)
        made = await broadcasts.schedule(made.id, made.version, begins)
        await audit.note(
            _COMMAND_LINE, "announcement.send", str(made.id), f"{reach} {at or 'now'} {draft.audience}".strip()
        )
        return made, reach

    made, reach = _run(make)
    if json_:
        print(json.dumps({**_shown(made), "audience_now": reach}, ensure_ascii=False))  # noqa: T201
    else:
        when = "now" if begins <= now else f"at {begins:%Y-%m-%d %H:%M} UTC"
        print(f"Announcement {made.id}: {reach} people now; begins {when}.")  # noqa: T201


@broadcast_app.command
def status(number: int, /, *, json_: Json = False) -> None:
    """Tell how far an announcement has come.

    Args:
        number: which one.
        json_: print one JSON document.
    """

    async def find(broadcasts: StoredBroadcasts, _: StoredAudit) -> Broadcast | None:
        return await broadcasts.find(number)

    found = _run(find)
    if found is None:
        raise StartError(f"there is no announcement {number}")
    if json_:
        print(json.dumps(_shown(found), ensure_ascii=False))  # noqa: T201
        return
    table = Table("", "", show_header=False)
    for name, value in _shown(found).items():
        table.add_row(name, "" if value is None else str(value))
    Console().print(table)


@broadcast_app.command
def pause(number: int, /, *, json_: Json = False) -> None:
    """Send no more of it for now; what is on its way arrives.

    Args:
        number: which one.
        json_: print one JSON document.
    """
    _wish(number, "pause", json_=json_)


@broadcast_app.command
def resume(number: int, /, *, json_: Json = False) -> None:
    """Go on with what was paused, or was stopped because Telegram refused it.

    Args:
        number: which one.
        json_: print one JSON document.
    """
    _wish(number, "resume", json_=json_)


@broadcast_app.command
def cancel(number: int, /, *, json_: Json = False) -> None:
    """Send no more of it, for good.

    Args:
        number: which one.
        json_: print one JSON document.
    """
    _wish(number, "cancel", json_=json_)


def _wish(number: int, wish: Wish, *, json_: bool) -> None:
    async def change(broadcasts: StoredBroadcasts, audit: StoredAudit) -> Broadcast:
        found = await broadcasts.find(number)
        if found is None:
            raise StartError(f"there is no announcement {number}")
        try:
            changed = await broadcasts.wish(number, None, wish, dt.datetime.now(dt.UTC))
        except StaleError as error:
            raise StartError(f"announcement {number} is {found.state}: {error}") from error
        await audit.note(_COMMAND_LINE, f"announcement.{wish}", str(number), f"{changed.received}/{changed.total}")
        return changed

    changed = _run(change)
    print(json.dumps(_shown(changed), ensure_ascii=False) if json_ else f"Announcement {number}: {changed.state}.")  # noqa: T201


def _draft(
    text_kk: Path | None,
    text_ru: Path | None,
    audience: str,
    missing: Missing,
    on_crash: OnCrash,
    rate: float,
    *,
    paid: bool,
) -> Draft:
    content: dict[Language, Content] = {}
    if text_kk is not None:
        content["kk"] = _text(text_kk)
    if text_ru is not None:
        content["ru"] = _text(text_ru)
    if not content:
        raise StartError("there is no text: give --text-kk FILE, --text-ru FILE, or both")
    if rate > FREE_RATE and not paid:
        raise StartError(f"--rate {rate:g} is beyond Telegram's free rate: at the most {FREE_RATE:g}, or add --paid")
    try:
        chosen = read_audience(audience)
    except AudienceError as error:
        raise StartError(str(error)) from error
    return Draft(_COMMAND_LINE, content, chosen, missing, on_crash, rate, is_paid=paid)


def _text(path: Path) -> Content:
    try:
        text = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise StartError(f"{path} cannot be read as a text in UTF-8: {error}") from error
    length = _visible_length(text)
    if not 0 < length <= _LONGEST:
        raise StartError(f"{path} has {length} characters after its markup is read; Telegram takes 1 to {_LONGEST}")
    return Content(text)


def _visible_length(text: str) -> int:
    """Length in UTF-16 units, which is never less than what Telegram counts."""
    parts: list[str] = []
    parser = HTMLParser()
    parser.handle_data = parts.append  # type: ignore[assignment, method-assign]
    parser.feed(text)
    parser.close()
    return len("".join(parts).strip().encode("utf-16-le")) // 2


def _moment(text: str, zone: dt.tzinfo) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise StartError(f"--at {text} is not understood; write it like 2026-12-01T10:00") from error
    if not re.match(r"\d{4}-?\d{2}-?\d{2}[T ]", text):
        raise StartError(f"--at {text} has no hour; write it like 2026-12-01T10:00")
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(dt.UTC)


def _shown(one: Broadcast) -> dict[str, Any]:
    def moment(at: dt.datetime | None) -> str | None:
        return at.isoformat() if at else None

    return {
        "id": one.id,
        "state": one.state,
        "languages": sorted(one.content),
        "audience": str(one.audience),
        "total": one.total,
        **{state: one.counts.get(state, 0) for state in DELIVERY_STATES},
        "rate": one.rate,
        "paid": one.is_paid,
        "on_crash": one.on_crash,
        "missing": one.missing,
        "starts_at": moment(one.starts_at),
        "started_at": moment(one.started_at),
        "finished_at": moment(one.finished_at),
        "seconds_left": round(one.seconds_left),
        "reason": one.reason,
    }


def _run(work: Callable[[StoredBroadcasts, StoredAudit], Awaitable[_Result]]) -> _Result:
    async def run() -> _Result:
        engine = open_database(read_settings().database_url)
        try:
            await migrate(engine)
            return await work(StoredBroadcasts(engine), StoredAudit(engine))
        finally:
            await engine.dispose()

    try:
        return asyncio.run(run())
    except DatabaseUnavailableError as error:
        raise StartError(str(error)) from error
