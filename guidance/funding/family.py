"""What a family says of itself when it asks which routes are open to it. Never stored: it travels in the buttons."""

from dataclasses import dataclass
from typing import Literal

Grade = Literal["grade9", "grade11", "left", "college"]
Settlement = Literal["village", "town"]
Work = Literal["wants", "no"]
Marks = Literal["excellent", "good", "fair", "unknown"]
Circumstance = Literal[
    "orphan",
    "disability",
    "disability-family",
    "large-family",
    "single-parent",
    "kandas",
    "low-income",
    "served",
    "veteran",
    "resettling",
]


@dataclass(frozen=True)
class Family:
    """The answers to the six questions.

    ``region`` is an ISO code, ``None`` where it was skipped; ``circumstances`` are those that were ticked, ``None``
    where the question was skipped, which is not the same as ticking none.
    """

    grade: Grade
    region: str | None
    settlement: Settlement
    circumstances: frozenset[Circumstance] | None
    work: Work
    marks: Marks
