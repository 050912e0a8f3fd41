"""A delivery as a row: when it is claimed, and after something came of it."""

import datetime as dt
from typing import Any

from guidance.outreach.broadcasts import MOST_ATTEMPTS, Broadcast, Delivery
from guidance.outreach.outcomes import (
    Later,
    NotTried,
    Outcome,
    Refused,
    Sent,
    TooFast,
    Undeliverable,
    Unknown,
    Unreachable,
)

_LONGEST_ERROR = 120
# Seconds after a first failure; doubled after each further one.
_PAUSE = 2.0


def claimed(number: int, row: Any) -> Delivery:
    """The row of a delivery of this announcement."""
    message_ids = tuple(int(one) for one in (row.message_ids or "").split(",") if one)
    return Delivery(number, row.chat_id, row.language, row.attempts, message_ids, row.error or "")


def settled(of: Broadcast, one: Delivery, outcome: Outcome, now: dt.datetime) -> dict[str, Any]:
    """What stands in a delivery after this."""
    row = {"chat": one.chat_id, "to": "waiting", "tried": one.attempts, "due": now, "messages": None, "why": None}
    match outcome:
        case Sent(message_ids):
            row |= {"to": "sent", "tried": one.attempts + 1, "messages": ",".join(map(str, message_ids))}
        case Unreachable(reason):
            row |= {"to": "unreachable", "tried": one.attempts + 1, "why": why(reason)}
        case TooFast(seconds) | NotTried(seconds):
            row |= {"due": now + dt.timedelta(seconds=seconds)}
        case Refused(reason):
            row |= {"why": why(reason)}
        case Undeliverable(reason):
            row |= {"to": "failed", "tried": one.attempts + 1, "why": why(reason)}
        case Later(reason) | Unknown(reason):
            tried = one.attempts + 1
            pause = dt.timedelta(seconds=_PAUSE * 2**one.attempts)
            row |= {"tried": tried, "due": now + pause, "why": why(reason)}
            if isinstance(outcome, Unknown) and of.on_crash == "report":
                row |= {"to": "unknown"}
            elif tried >= MOST_ATTEMPTS:
                row |= {"to": "failed"}
    return row


def corrected(_: Broadcast, one: Delivery, outcome: Outcome, now: dt.datetime) -> dict[str, Any]:
    """What stands in a delivery after its message was to be rewritten: what may be done twice is tried again."""
    row = _kept(one, now)
    match outcome:
        case Sent():
            row |= {"to": "corrected"}
        case TooFast(seconds) | NotTried(seconds):
            row |= {"due": now + dt.timedelta(seconds=seconds)}
        case Unreachable(reason) | Undeliverable(reason):
            row |= {"to": "uncorrected", "why": why(reason)}
        case Refused(reason):
            row |= {"why": why(reason)}
        case Later(reason) | Unknown(reason):
            row |= _once_more(one, reason, "uncorrected", now)
    return row


def recalled(_: Broadcast, one: Delivery, outcome: Outcome, now: dt.datetime) -> dict[str, Any]:
    """What stands in a delivery after its messages were to be deleted: what may be done twice is tried again."""
    row = _kept(one, now)
    match outcome:
        case Sent():
            row |= {"to": "recalled"}
        case TooFast(seconds) | NotTried(seconds):
            row |= {"due": now + dt.timedelta(seconds=seconds)}
        case Unreachable(reason) | Refused(reason) | Undeliverable(reason):
            row |= {"to": "unrecalled", "why": why(reason)}
        case Later(reason) | Unknown(reason):
            row |= _once_more(one, reason, "unrecalled", now)
    return row


def why(reason: str) -> str:
    """As much of a reason as is kept."""
    return reason[:_LONGEST_ERROR]


def _kept(one: Delivery, now: dt.datetime) -> dict[str, Any]:
    """A delivery whose messages stand in the chat as they were."""
    kept = ",".join(map(str, one.message_ids))
    return {"chat": one.chat_id, "to": "sent", "tried": one.attempts, "due": now, "messages": kept, "why": None}


def _once_more(one: Delivery, reason: str, at_last: str, now: dt.datetime) -> dict[str, Any]:
    """Later again, or given up after so many times; the one in which it was sent counts too."""
    tried = one.attempts + 1
    pause = dt.timedelta(seconds=_PAUSE * 2**one.attempts)
    to = at_last if tried > MOST_ATTEMPTS else "sent"
    return {"to": to, "tried": tried, "due": now + pause, "why": why(reason)}
