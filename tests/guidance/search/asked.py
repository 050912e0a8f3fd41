"""Reading an answer in tests."""

from guidance.search.answer import Answer
from guidance.search.phrases import Kind


def values_of(answer: Answer, kind: Kind) -> list[tuple[str, ...]]:
    """What was understood of a kind."""
    return [part.values for part in answer.understood if part.kind == kind]


def colleges_of(answer: Answer) -> list[str]:
    """The ids of the colleges found, best first."""
    return [hit.id for hit in answer.hits if hit.kind == "college"]
