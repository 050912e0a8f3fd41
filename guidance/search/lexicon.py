"""The words that the search knows, and which of them a typed word may be."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

from rapidfuzz import process
from rapidfuzz.distance import OSA

from guidance.search.stems import SHORTEST, stems


class Rung(IntEnum):
    """How a typed word was recognised; the lower, the surer."""

    EXACT = 0
    STEM = 1
    TYPO = 2
    PREFIX = 3
    START = 4


@dataclass(frozen=True)
class Likeness:
    """A known word that a typed one may be. ``closeness`` is from 0 to 1."""

    word: str
    closeness: float
    rung: Rung


_Note: TypeAlias = Callable[[str, float, Rung], None]
"""Takes down a known word, how close it is, and how it was recognised."""

_SHORTEST_PREFIX = 3
_START = 6
# Letters that a word has at least to be read with one slip, and with two.
_ONE_SLIP, _OTHER_FIRST, _TWO_SLIPS = 4, 6, 8
_SLIPPED, _SLIPPED_SHORT, _SLIPPED_TWICE, _FIRST_LETTER, _SHORT_STEM = 0.88, 0.8, 0.72, 0.05, 0.08
_MOST_REMEMBERED = 4096


class Lexicon:
    """A closed set of folded words. Immutable; what was looked up is remembered."""

    def __init__(self, words: Iterable[str]) -> None:
        """Index the words by stem, by start and by first letter and length."""
        self._words = frozenset(words)
        self._stems: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self._starts: dict[str, list[str]] = defaultdict(list)
        self._sizes: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in sorted(self._words):
            for stem, cuts in stems(word, 1).items():
                self._stems[stem].append((word, cuts))
            if len(word) >= _SHORTEST_PREFIX:
                self._starts[word[:_SHORTEST_PREFIX]].append(word)
            self._sizes[word[:1], len(word)].append(word)
        self._remembered: dict[str, tuple[Likeness, ...]] = {}

    def __contains__(self, word: str) -> bool:
        """Whether the folded word is known as it stands."""
        return word in self._words

    def like(self, word: str) -> tuple[Likeness, ...]:
        """The known words that a folded word may be, the closest first."""
        found = self._remembered.get(word)
        if found is None:
            if len(self._remembered) >= _MOST_REMEMBERED:
                self._remembered.clear()
            found = self._remembered[word] = self._look_up(word)
        return found

    def recognises(self, word: str) -> bool:
        """Whether the folded word is known without a slip of the finger: itself, inflected, or the start of one."""
        if any(stem in self._stems for stem in stems(word)):
            return True
        return len(word) > _SHORTEST_PREFIX and any(
            known.startswith(word) for known in self._starts.get(word[:_SHORTEST_PREFIX], ())
        )

    def _look_up(self, word: str) -> tuple[Likeness, ...]:
        found: dict[str, Likeness] = {}

        def note(known: str, closeness: float, rung: Rung) -> None:
            if known not in found or found[known].closeness < closeness:
                found[known] = Likeness(known, closeness, rung)

        if word in self._words:
            note(word, 1.0, Rung.EXACT)
        for stem, cuts in stems(word).items():
            for known, known_cuts in self._stems.get(stem, ()):
                # With an ending of their own, known words have to keep more: «погода» is none of «погоны».
                if known != word and not (cuts and known_cuts and len(stem) <= SHORTEST and len(known) > len(stem) + 1):
                    closeness = 0.97 - 0.03 * (cuts + known_cuts) - (_SHORT_STEM if len(stem) < SHORTEST else 0.0)
                    note(known, closeness, Rung.STEM)
        if all(like.closeness < _SLIPPED for like in found.values()):
            self._add_typos(word, note)
        if len(word) >= _SHORTEST_PREFIX:
            self._add_starts(word, note)
        return tuple(sorted(found.values(), key=lambda one: (-one.closeness, one.word)))

    def _add_typos(self, word: str, note: _Note) -> None:
        """Slips of the finger: letters missing, too many, swapped or mistaken; the first one is mostly right."""
        most = 2 if len(word) >= _TWO_SLIPS else 1 if len(word) >= _ONE_SLIP else 0
        if not most or any(sign.isdigit() for sign in word):
            return
        sizes = range(len(word) - most, len(word) + most + 1)
        likely = [known for size in sizes for known in self._sizes.get((word[0], size), ())]
        found = process.extract(word, likely, scorer=OSA.distance, score_cutoff=most, limit=None)
        penalty = 0.0
        if (swapped := word[1] + word[0] + word[2:]) in self._words:
            note(swapped, _SLIPPED_SHORT, Rung.TYPO)
        elif not found and len(word) >= _OTHER_FIRST:
            sizes, penalty = range(len(word) - 1, len(word) + 2), _FIRST_LETTER
            others = [
                known
                for (first, size), words in self._sizes.items()
                if size in sizes and first != word[0]
                for known in words
            ]
            found = process.extract(word, others, scorer=OSA.distance, score_cutoff=1, limit=None)
        for known, slips, _ in found:
            if len(known) >= _ONE_SLIP:
                closeness = _SLIPPED_TWICE if slips > 1 else _SLIPPED if len(known) > _ONE_SLIP + 1 else _SLIPPED_SHORT
                note(known, closeness - penalty, Rung.TYPO)

    def _add_starts(self, word: str, note: _Note) -> None:
        """Longer words that begin with the typed one, or with what it is without its endings: «политехта»."""
        begins = {stem: cuts for stem, cuts in stems(word).items() if cuts == 0 or len(stem) > SHORTEST}
        for known in self._starts.get(word[:_SHORTEST_PREFIX], ()):
            stem = max((one for one in begins if known.startswith(one)), key=len, default="")
            if stem:
                note(known, 0.6 + 0.3 * len(stem) / len(known) - 0.03 * begins[stem], Rung.PREFIX)
            elif len(word) >= _START and known[:_START] == word[:_START]:
                note(known, 0.5, Rung.START)
