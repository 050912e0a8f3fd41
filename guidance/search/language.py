"""In which of the two languages a text is written, where its letters tell."""

from guidance.catalogue.cells import Language

# Letters that the other language does not have, or hardly needs.
_LETTERS: dict[Language, frozenset[str]] = {"kk": frozenset("әғқңөұүһі"), "ru": frozenset("щъьэё")}


def language_of(text: str) -> Language | None:
    """The language of a text; ``None`` where it could be either, as Kazakh without its letters could."""
    letters = set(text.casefold())
    found: list[Language] = [language for language, own in _LETTERS.items() if not own.isdisjoint(letters)]
    return found[0] if len(found) == 1 else None
