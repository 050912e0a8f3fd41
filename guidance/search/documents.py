"""What can be found, word by word: how well each item is called what was typed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

from guidance.search.lexicon import Likeness

Credits = Mapping[str, float]
"""Ids of items, each with how well it answers to something (0 to 1)."""


@dataclass(frozen=True)
class Item:
    """Something to be found: its names as folded words, and further words with their weights (0 to 1)."""

    id: str
    names: tuple[tuple[str, ...], ...]
    further: Mapping[str, float]


class Documents:
    """Items of one kind. Immutable."""

    def __init__(self, items: Iterable[Item], idle: frozenset[str] = frozenset()) -> None:
        """Index the items; ``idle`` words tell nothing of a name that has others."""
        self._postings: dict[str, dict[str, float]] = defaultdict(dict)
        self._names: dict[str, list[frozenset[str]]] = {}
        for item in items:
            for word, weight in item.further.items():
                self._postings[word][item.id] = weight
            self._names[item.id] = names = []
            for name in item.names:
                names.append(frozenset(name) - idle or frozenset(name))
                for word in name:
                    self._postings[word][item.id] = 1.0
        self._rarity = {word: self._rarity_of(len(found)) for word, found in self._postings.items()}

    @property
    def words(self) -> Iterable[str]:
        """All words that an item may be found by."""
        return self._postings.keys()

    def __len__(self) -> int:
        """The number of items."""
        return len(self._names)

    def _rarity_of(self, found: int) -> float:
        return max(0.1, log((1 + len(self._names)) / found) / log(1 + len(self._names))) if self._names else 1.0

    def credits(self, likes: Sequence[Likeness]) -> dict[str, float]:
        """The items that a typed word may be of, each with how well."""
        found: dict[str, float] = {}
        for like in likes:
            for id_, weight in self._postings.get(like.word, {}).items():
                credit = weight * like.closeness
                if credit > found.get(id_, 0.0):
                    found[id_] = credit
        return found

    def rarity(self, likes: Sequence[Likeness]) -> float:
        """How much a typed word tells: 0.1 where nearly all items have it, 1 where one has."""
        known = [(like.closeness, self._rarity[like.word]) for like in likes if like.word in self._rarity]
        return max(known, default=(0.0, 0.0))[1]

    def completeness(self, id_: str, closest: Mapping[str, float]) -> float:
        """How much of its best matching name was typed, 0 to 1; ``closest`` is how close each known word came."""
        return max((self._share(name, closest) for name in self._names[id_]), default=0.0)

    def _share(self, name: frozenset[str], closest: Mapping[str, float]) -> float:
        weights = {word: self._rarity[word] for word in name}
        return sum(weight * closest.get(word, 0.0) for word, weight in weights.items()) / sum(weights.values())
