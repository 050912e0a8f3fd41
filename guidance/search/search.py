"""Answering what somebody typed, in whatever spelling: colleges, specialties, free routes, and screens."""

from collections.abc import Mapping, Sequence

from guidance.catalogue.catalogue import Catalogue
from guidance.funding.routes import Route
from guidance.search.answer import Answer, Hit, Understood
from guidance.search.finding import FILTERS, Finding, by_filters
from guidance.search.index import Index
from guidance.search.lexicon import Rung
from guidance.search.phrases import INSTITUTIONS
from guidance.search.understanding import Segment, Understanding, understand
from guidance.search.vocabulary import ROUTE, Filter, Vocabulary

_KNOWN_SHARE = 0.5
"""Of the letters typed, this share has to be of known words, where neither a place nor a wish was understood."""
_FEWEST_LETTERS = 3
_BESIDE_RESULTS = frozenset({"dates", "documents", "steps", "events", "numbers"})
"""Screens that answer a question also where places or wishes were found besides."""
_MOST_SEGMENTS = 10
"""What is asked beyond so many things is left out, so that the time stays bounded."""
_SURE = 0.75
# A place or a wish so close is what was meant, whatever is asked besides.
_SURELY = 0.9
# How many more letters than the unknown ones a meaning needs that was not typed just so.
_MUCH_MORE = 1.5
# How many times more letters may be unknown beside one that was.
_FAR_MORE = 3


class SearchEngine:
    """The search over one catalogue. Immutable, and safe to use from several threads."""

    def __init__(self, catalogue: Catalogue, routes: Mapping[str, Route], vocabulary: Vocabulary) -> None:
        """Build the index: some tenths of a second."""
        self._index = Index(catalogue, routes, vocabulary)

    def search(
        self,
        text: str,
        *,
        without: frozenset[int] = frozenset(),
        also: Sequence[Filter] = (),
        near: str | None = None,
        limit: int = 50,
    ) -> Answer:
        """Find what a text asks for; whatever the text is, this raises nothing.

        ``without`` are numbers of understood parts that are to be left out of account, ``also`` filters added to
        those of the text, ``near`` a town's id or a region's code that stands in for the places of the text; one
        that is not known counts for none.
        """
        near = near if near in self._index.catalogue.regions or near in self._index.catalogue.towns else None
        understanding = understand(text, self._index.lexicon, self._index.phrases)
        parts = [
            Understood(span.meaning.kind, span.meaning.values, span.meaning.label, number, span)
            for number, span in enumerate(
                span
                for segment in understanding.segments
                for span in segment.meanings
                if span.meaning.kind in ("place", "wish", "filter")
            )
        ]
        kept = [one for one in parts if one.number not in without and not (near and one.kind == "place")]
        out = [one.span for one in parts if one not in kept]
        segments = [
            one for one in understanding.segments if one.tells and not any(span in out for span in one.meanings)
        ][:_MOST_SEGMENTS]
        named = [one.values[0] for one in kept if one.kind == "filter"]
        questions = [span.meaning.values[0] for span in understanding.of("question")]
        named += ["free"] if "free" in questions else []
        filters = [known for known in FILTERS if known in (*named, *also)]
        question = next(iter(questions), None)
        hits: list[Hit] = []
        relaxed, used, screen = None, [], None
        is_asked = (question or filters) and _outweighs(understanding, segments)
        if segments and self._is_understood(segments, understanding) and not (question and is_asked):
            hints = [one for one in understanding.segments if one.hints]
            finding = Finding(
                self._index, segments, hints, filters, near, has_institution=bool(understanding.of("institution"))
            )
            hits, relaxed, used = finding.hits, finding.relaxed, finding.used
            screen = question if question in _BESIDE_RESULTS else None
        elif not segments or is_asked:
            hits = by_filters(self._index, filters, near)
            screen = question or ("free" if "free" in filters else None)
            if screen is None and not hits and understanding.of("institution"):
                screen = "colleges"
        else:
            question = None
        if question and question.startswith(ROUTE):
            screen = None
            hits = [Hit("route", question.removeprefix(ROUTE), 1.0), *hits]
        understood = tuple(one for one in kept if one.kind == "filter" or one.span in used)
        unique = list({(hit.kind, hit.id): hit for hit in reversed(hits)}.values())[::-1]
        return Answer(text, understanding.reading, understood, tuple(unique[: max(0, limit)]), screen, relaxed)

    def _is_understood(self, segments: Sequence[Segment], understanding: Understanding) -> bool:
        """Whether enough is known of what was typed not to answer with the nearest noise."""
        meant = sum(len(word) for one in segments if one.meanings for word in one.words)
        unknown = sum(len(word) for one in segments if not one.meanings and not _is_known(one) for word in one.words)
        if meant:
            if {"place", "wish"} <= {one.kind for one in segments}:
                return True
            exact = any(span.closeness == 1.0 for one in segments for span in one.meanings)
            return meant >= _MUCH_MORE * unknown or (exact and meant > _FEWEST_LETTERS and _FAR_MORE * meant >= unknown)
        known = total = longest = 0
        numbered = any(word in INSTITUTIONS for one in understanding.segments for word in one.words)
        for segment in segments:
            word = segment.words[0]
            total += len(word)
            if numbered and word in self._index.lexicon and (word.isdigit() or len(word) == _FEWEST_LETTERS - 1):
                # «Колледж № 1»; «ЕҰУ колледжі», which folding makes two letters.
                return True
            if _is_known(segment) and len(word) >= _FEWEST_LETTERS:
                known += len(word)
                longest = max(longest, len(word))
        # Alone, three letters are initials; among other words, chance.
        return longest >= _FEWEST_LETTERS + (len(segments) > 1) and known > _KNOWN_SHARE * total


def _is_known(segment: Segment) -> bool:
    """Whether a word without a meaning is of a name, as far as one can tell from how it was recognised."""
    (closest, *_), word = segment.likes[0] or (None,), segment.words[0]
    if closest is None or closest.closeness < _SURE:
        return False
    return closest.rung <= Rung.TYPO or len(word) > _FEWEST_LETTERS


def _outweighs(understanding: Understanding, others: Sequence[Segment]) -> bool:
    """Whether a question or filters are what is asked: of the other words none tells surely, nor are they many more."""
    if any(span.closeness >= _SURELY for one in others for span in one.meanings):
        return False
    letters = {
        kind: sum(len(word) for one in understanding.segments if one.kind == kind for word in one.words)
        for kind in ("question", "filter")
    }
    return 2 * letters["question"] + letters["filter"] >= sum(len(word) for one in others for word in one.words)
