"""A person's attempts at the questionnaire, and what has to be kept of them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from guidance.catalogue.cells import Language


@dataclass(frozen=True)
class Attempt:
    """One run through the questionnaire; open until ``finished_at`` is set.

    ``answers`` stand in the order in which the items were first answered; ``touched_at`` is the moment of the
    newest answer, or of the start while there is none. ``extended`` means that the person asked for a few more
    items after the first result.
    """

    id: int
    chat_id: int
    language: Language
    started_at: dt.datetime
    finished_at: dt.datetime | None
    touched_at: dt.datetime
    extended: bool
    answers: Mapping[str, int]


class Attempts(Protocol):
    """Where attempts are kept. A person has at most one open attempt."""

    async def start(self, chat_id: int, language: Language) -> Attempt:
        """Open an attempt, or return the one that is open already."""
        ...

    async def open(self, chat_id: int) -> Attempt | None:
        """The open attempt, with its answers so far."""
        ...

    async def answer(self, attempt_id: int, chat_id: int, item_id: str, value: int) -> bool:
        """Keep one answer (1 to 5), replacing an earlier one to the same item.

        Returns False, and keeps nothing, unless the attempt is this person's and open.
        """
        ...

    async def finish(self, attempt_id: int, chat_id: int) -> None:
        """Close an attempt; closing it twice changes nothing."""
        ...

    async def discard(self, attempt_id: int, chat_id: int) -> None:
        """Forget an attempt that is this person's and open, with its answers; any other stays."""
        ...

    async def extend(self, attempt_id: int, chat_id: int) -> Attempt | None:
        """Open a finished attempt once more, for a few items beyond.

        Returns the attempt as it then is; None, and nothing changes, when it is not this person's, was extended
        before, or another attempt is open.
        """
        ...

    async def latest_finished(self, chat_id: int) -> Attempt | None:
        """The attempt finished last."""
        ...

    async def finished(self, chat_id: int, limit: int) -> list[Attempt]:
        """At most ``limit`` finished attempts, the newest first."""
        ...

    async def all_finished(self) -> list[Attempt]:
        """Every finished attempt of everybody, for calibration: all were made with consent."""
        ...

    async def forget(self, attempt_id: int, chat_id: int) -> None:
        """Remove a finished attempt of this person with its answers."""
        ...
