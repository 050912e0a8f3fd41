"""The search engine as the judge sees it: an answer as the list of what a person is shown, best first."""

from guidance.search.answer import Answer
from guidance.search.search import SearchEngine
from tests.search.judging import Hit, Search


def search_of(engine: SearchEngine) -> Search:
    """A search that puts the screen, where one answers the question, before everything else."""
    return lambda text: shown(engine.search(text))


def shown(answer: Answer) -> list[Hit]:
    """What is shown of an answer."""
    screens = [Hit("screen", answer.screen, 1.0)] if answer.screen else []
    return [*screens, *(Hit(hit.kind, hit.id, hit.score) for hit in answer.hits)]
