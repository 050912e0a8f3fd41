"""The phrases of the vocabulary and the names of places, and finding them among typed words."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from guidance.catalogue.catalogue import Catalogue
from guidance.search.folding import fold
from guidance.search.lexicon import Likeness, Rung
from guidance.search.stems import hardened, stems
from guidance.search.vocabulary import Vocabulary
from guidance.search.words import words_of

Kind: TypeAlias = Literal["question", "filter", "place", "wish", "stop", "institution"]

# Kinds of schools: they say nothing of which school is meant, but that a school is.
INSTITUTIONS = frozenset(map(fold, ("колледж", "колледжі", "училище", "техникум", "лицей", "колледжи")))
_MOST_SKIPPED = 3
_REGION_WORDS = frozenset(map(fold, ("область", "облысы")))


@dataclass(frozen=True)
class Meaning:
    """What a phrase means.

    ``values`` are a screen or route of a question, a filter, the ids of towns and codes of regions, or codes of
    specialties and fields, the most meant first. ``label`` is the phrase as a person would write it.
    """

    kind: Kind
    values: tuple[str, ...]
    label: str


@dataclass(frozen=True)
class Span:
    """A phrase found at the typed words ``start`` to before ``end``, with how close it is (0 to 1)."""

    start: int
    end: int
    meaning: Meaning
    closeness: float


class Phrases:
    """All phrases, by their first word."""

    def __init__(self, phrases: Iterable[tuple[str, Meaning]]) -> None:
        """Index phrases, given as anybody writes them."""
        self._by_first: dict[str, list[tuple[tuple[str, ...], Meaning]]] = defaultdict(list)
        self.words: set[str] = set()
        self._idle: set[str] = set()
        self._wished: dict[str, set[str]] = defaultdict(set)
        for text, meaning in phrases:
            words = tuple(words_of(text))
            if meaning.kind == "wish":
                # «медколледж»: that a school is meant is known without it.
                words = tuple(word for word in words if word not in INSTITUTIONS)
            if meaning.kind == "question" and INSTITUTIONS.issuperset(words):
                # «колледжи» alone says no more than «колледж».
                continue
            if len(words) == 1 and meaning.kind == "wish":
                self._wished[hardened(words[0])] |= {code[:2] for code in meaning.values}
            if words:
                self._by_first[words[0]].append((words, meaning))
                self.words.update(words)
            if meaning.kind in ("stop", "institution"):
                self._idle.update(words)

    def spans(self, likes: Sequence[Sequence[Likeness]]) -> Iterator[Span]:
        """Every phrase found among typed words, each given by the known words that it may be, the closest first."""
        sure = [{like.word: like for like in one if like.rung <= Rung.TYPO} for one in likes]
        for start, firsts in enumerate(sure):
            for first in firsts.values():
                for words, meaning in self._by_first.get(first.word, ()):
                    found = self._follow(sure, start, words, meaning)
                    if found and all(_is_good_for(one, likes[start][0], meaning, len(words)) for _, one in found):
                        yield Span(start, found[-1][0] + 1, meaning, min(one.closeness for _, one in found))

    def fits(self, like: Likeness, wish: Meaning) -> bool:
        """Whether a known word may stand for a wish in a name: «мед» is of «медицинский», not of «медресе»."""
        if like.rung <= Rung.TYPO:
            return True
        fields = {code[:2] for code in wish.values}
        others = [self._wished[stem] for stem in stems(like.word) if stem in self._wished]
        return not others or any(not fields.isdisjoint(one) for one in others)

    def _follow(
        self, sure: Sequence[Mapping[str, Likeness]], start: int, words: tuple[str, ...], meaning: Meaning
    ) -> list[tuple[int, Likeness]]:
        """Where each word of a phrase stands; within a question there may be words that say nothing."""
        found: list[tuple[int, Likeness]] = []
        at = start
        for word in words:
            skipped = 0
            while at < len(sure) and word not in sure[at]:
                if meaning.kind != "question" or skipped == _MOST_SKIPPED or self._idle.isdisjoint(sure[at]):
                    return []
                at, skipped = at + 1, skipped + 1
            if at == len(sure):
                return []
            found.append((at, sure[at][word]))
            at += 1
        return found


def _is_good_for(like: Likeness, closest: Likeness, meaning: Meaning, words: int) -> bool:
    """Words that are left out of account have to be just these; a number is never another number."""
    if like.word.isdigit():
        return like.rung == Rung.EXACT
    if meaning.kind == "stop" and words == 1:
        # «Тұран» is a name before it is a form of «тұрамын».
        return like.rung == Rung.EXACT or (like.rung == Rung.STEM and closest.rung == Rung.STEM)
    if meaning.kind in ("filter", "question", "institution") and words == 1:
        return like.rung <= Rung.STEM or (meaning.kind == "institution" and closest.rung == Rung.TYPO)
    return True


def phrases_of(vocabulary: Vocabulary, catalogue: Catalogue) -> Phrases:
    """The phrases of the vocabulary, and the names of regions and towns."""
    found: list[tuple[str, Meaning]] = []
    for stop in vocabulary.stop_words:
        kind: Kind = "institution" if fold(stop.words) in INSTITUTIONS else "stop"
        found.append((stop.words, Meaning(kind, (), stop.words)))
    found += [
        (wish.words, Meaning("wish", (*wish.specialties, *wish.fields), wish.words)) for wish in vocabulary.wishes
    ]
    found += [(code, Meaning("wish", (code,), code)) for code in catalogue.specialties]
    found += [(one.words, Meaning("filter", (one.filter,), one.words)) for one in vocabulary.filters]
    found += [(one.words, Meaning("question", (one.screen,), one.words)) for one in vocabulary.questions]
    named: dict[str, dict[str, None]] = defaultdict(dict)
    labels: dict[str, str] = {}
    for text, ids in _place_names(vocabulary, catalogue):
        labels.setdefault(fold(text), text)
        named[fold(text)] |= dict.fromkeys(ids)
    found += [(text, Meaning("place", tuple(ids), labels[text])) for text, ids in named.items()]
    return Phrases(found)


def _place_names(vocabulary: Vocabulary, catalogue: Catalogue) -> Iterator[tuple[str, Sequence[str]]]:
    towns = set()
    for town in catalogue.towns.values():
        for name in (town.name_ru, town.name_kk, *town.aliases):
            if name:
                towns.add(fold(name))
                yield name, (town.id,)
    for region in catalogue.regions.values():
        for name in (region.name_ru, region.name_kk):
            yield name, (region.iso,)
            # «Қарағанды» alone is the town.
            bare = " ".join(word for word in fold(name).split() if word not in _REGION_WORDS)
            if bare != fold(name):
                yield f"{bare} обл", (region.iso,)
                if bare not in towns:
                    yield bare, (region.iso,)
    for words in vocabulary.places:
        yield words.words, words.place
