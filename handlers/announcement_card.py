"""How an announcement looks that has been let go: how far it has come, and what can be done about it."""

import datetime as dt
from typing import Any, get_args

from aiogram.types import InlineKeyboardButton

from guidance.outreach.broadcasts import MOVING, RECALLABLE, Broadcast, State
from guidance.people.staff import Member
from handlers.announcement_draft import beginning, length_in_words, may_change, pace, state_text
from handlers.callbacks import CorrectAnnouncement, OpenAnnouncement, OpenAnnouncements, SendReport, SteerAnnouncement
from handlers.questionnaire import progress_bar
from handlers.screen import Buttons, Screen, back_and_home, button
from handlers.services import Services
from handlers.translation import Words

MARK = "📡"
"""Every card begins with it, and nothing else that the bot sends does."""
WORKING: frozenset[State] = frozenset({"running", "correcting", "recalling"})
"""Messages are being sent, rewritten or deleted."""
ENDED: frozenset[State] = frozenset(get_args(State)) - MOVING - {"draft"}

_NAME = 60
_CORRECTABLE = ("paused", "stopped", "finished", "cancelled", "correcting", "corrected")
_RECALLABLE = ("running", *_CORRECTABLE)


def card_screen(
    services: Services, one: Broadcast, words: Words, *, member: Member | None = None, speed: float | None = None
) -> Screen:
    """The card of an announcement that is no draft.

    ``member`` is who looks, ``None`` stands for somebody who may steer; ``speed`` is what was measured, in messages a
    second.
    """
    content = one.content.get(words.language) or next(iter(one.content.values()), None)
    name = (beginning(content.text, _NAME) if content else "") or "🖼"
    parts = [words.html("card.head", mark=MARK, number=one.id, state=state_text(one, words), name=name)]
    if one.started_at is not None:
        parts.append(_progress(one, words))
    if one.state in WORKING:
        parts += _time_left(one, speed, words)
    parts += _moments(one, services.timezone, words)
    if one.state == "stopped":
        parts.append(words.html("card.stopped", reason=one.reason))
    elif one.state == "corrected" and one.reason:
        parts.append(words.html("card.correction_refused", reason=one.reason))
    elif one.state == "confirming" and one.corrects is not None:
        parts.append(words.html("card.confirming_correction", number=one.corrects))
    elif one.state == "confirming":
        parts.append(words.html("card.confirming"))
    elif one.state == "paused":
        parts.append(words.html("card.paused"))
    return Screen("\n\n".join(parts), [*_buttons(one, words, member), back_and_home(words, OpenAnnouncements())])


def is_card(text: str | None) -> bool:
    """Whether a message with this text is a card."""
    return text is not None and text.startswith(MARK)


def is_recallable(one: Broadcast, now: dt.datetime) -> bool:
    """Whether something was sent that Telegram still lets the bot delete."""
    return _is_fresh(one, now) and one.state in _RECALLABLE and one.received > 0


def is_correctable(one: Broadcast, now: dt.datetime) -> bool:
    """Whether something was sent that may still be rewritten, or waits in the middle to be sent otherwise."""
    is_halfway = one.state in ("paused", "stopped")
    return _is_fresh(one, now) and one.state in _CORRECTABLE and (is_halfway or one.received > 0)


def steps(one: Broadcast) -> tuple[int, int]:
    """How many deliveries are over, of how many: sent or given up, or while that is the work, rewritten or deleted.

    Whoever has left the bot meanwhile counts no more.
    """
    counts = one.counts
    if one.state in ("recalling", "recalled"):
        over = counts.get("recalled", 0) + counts.get("unrecalled", 0)
        return over, over + counts.get("sent", 0) + counts.get("sending", 0)
    if one.state == "correcting":
        over = counts.get("corrected", 0) + counts.get("uncorrected", 0)
        return over, one.received + counts.get("sending", 0)
    return sum(counts.values()) - one.left, sum(counts.values())


def counts_text(one: Broadcast, words: Words) -> str:
    """How many got it, and what became of the others; only of what there is any."""
    counts, lines = one.counts, []
    if one.state in ("recalling", "recalled"):
        lines.append(words.html("card.recalled", count=words.number(counts.get("recalled", 0))))
        if still := counts.get("sent", 0) + counts.get("sending", 0):
            lines.append(words.html("card.not_recalled", count=words.number(still)))
        if kept := counts.get("unrecalled", 0):
            lines.append(words.html("card.unrecalled", count=words.number(kept)))
    else:
        there = one.received + (counts.get("sending", 0) if one.state == "correcting" else 0)
        lines.append(words.html("card.sent", count=words.number(there), total=words.number(one.total)))
        lines += _corrected(one, words)
    if one.left and one.state in ("running", "paused", "stopped"):
        lines.append(words.html("card.left", count=words.number(one.left)))
    elif counts.get("waiting"):
        lines.append(words.html("card.not_sent", count=words.number(counts["waiting"])))
    if counts.get("unreachable"):
        lines.append(words.html("card.unreachable", count=words.number(counts["unreachable"])))
    if counts.get("failed"):
        lines.append(words.html("card.failed", count=words.number(counts["failed"])))
    if counts.get("unknown"):
        lines.append(words.html("card.unknown", count=words.number(counts["unknown"])))
    return "\n".join(lines)


def _corrected(one: Broadcast, words: Words) -> list[str]:
    """How many have what it says now, and how many what it said before."""
    done = one.counts.get("corrected", 0)
    lines = [words.html("card.corrected", count=words.number(done))] if done or one.state == "correcting" else []
    if one.state == "corrected":
        before = one.counts.get("uncorrected", 0) + one.counts.get("sent", 0)
    else:
        before = one.counts.get("uncorrected", 0)
    return [*lines, words.html("card.uncorrected", count=words.number(before))] if before else lines


def _is_fresh(one: Broadcast, now: dt.datetime) -> bool:
    return one.started_at is not None and (one.last_sent_at is None or now < one.last_sent_at + RECALLABLE)


def _progress(one: Broadcast, words: Words) -> str:
    over, total = steps(one)
    share = over / total if total else 1.0
    return f"{progress_bar(share)} {int(share * 100)} %\n{counts_text(one, words)}"


def _time_left(one: Broadcast, speed: float | None, words: Words) -> list[str]:
    over, total = steps(one)
    if over == total:
        return []
    length = length_in_words((total - over) / (speed or one.pace), words)
    left = words.html("card.time_left", length=length)
    return [left if speed is None else f"{words.html('card.speed', speed=pace(round(speed, 1), words))}\n{left}"]


def _moments(one: Broadcast, zone: dt.tzinfo, words: Words) -> list[str]:
    lines = []
    if one.state in ("confirming", "scheduled") and one.starts_at and one.corrects is None:
        if one.starts_at > dt.datetime.now(dt.UTC):
            lines.append(words.html("card.starts", moment=words.moment(one.starts_at.astimezone(zone))))
        else:
            lines.append(words.html("card.starts_agreed" if one.state == "confirming" else "card.starts_now"))
    if one.started_at:
        lines.append(words.html("card.began", moment=words.moment(one.started_at.astimezone(zone))))
    if one.finished_at and one.state in ENDED:
        lines.append(words.html("card.ended", moment=words.moment(one.finished_at.astimezone(zone))))
    if one.last_sent_at and is_recallable(one, dt.datetime.now(dt.UTC)):
        until = (one.last_sent_at + RECALLABLE).astimezone(zone)
        lines.append(words.html("card.recallable", moment=words.moment(until)))
    return ["\n".join(lines)] if lines else []


def _buttons(one: Broadcast, words: Words, member: Member | None) -> Buttons:
    row = []
    if one.started_at:
        row.append(button(words.text("button.report"), SendReport(number=one.id)))
    if one.state in MOVING:
        row.append(button(words.text("button.refresh"), OpenAnnouncement(number=one.id)))
    rows = [row]
    if member is None or may_change(member, one):
        is_own = member is not None and member.chat_id == one.confirmed_by
        rows = [*_steering(one, words, may_agree=not is_own), row]
    return [row for row in rows if row]


def _steering(one: Broadcast, words: Words, *, may_agree: bool) -> Buttons:
    """What may be done with it now; rows may be empty."""

    def wish(label: str, what: Any) -> InlineKeyboardButton:
        return button(label, SteerAnnouncement(number=one.id, version=one.version, wish=what))

    agreeing, going, afterwards, now = [], [], [], dt.datetime.now(dt.UTC)
    if one.state == "confirming" and may_agree:
        agreeing.append(wish(words.text("button.look_and_agree"), "ask_confirm"))
    if one.state == "running":
        going.append(wish(words.text("button.pause"), "pause"))
    elif one.state in ("paused", "stopped"):
        going.append(wish(words.text("button.send_further"), "resume"))
    elif one.state in ("confirming", "scheduled"):
        going.append(wish(words.text("button.redraft"), "redraft"))
    if one.state in ("confirming", "scheduled", "running", "paused", "stopped") and one.corrects is None:
        going.append(wish(words.text("button.end"), "ask_cancel"))
    if is_correctable(one, now):
        begin = CorrectAnnouncement(number=one.id, version=one.version, step="begin")
        afterwards.append(button(words.text("button.correct"), begin))
    if is_recallable(one, now):
        afterwards.append(wish(words.text("button.recall"), "ask_recall"))
    return [agreeing, going, afterwards]
