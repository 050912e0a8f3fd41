"""What a typed text asks for: places, wishes, filters, questions, and words that may be of a name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from guidance.search.layout import readings
from guidance.search.lexicon import Lexicon, Likeness
from guidance.search.phrases import Kind, Phrases, Span
from guidance.search.words import words_of

# Nobody asks in more; what comes after is left out, so that the time stays bounded.
_MOST_SIGNS, _MOST_WORDS = 300, 24
# The reading as typed goes before others that are but a little better known.
_AS_TYPED = 0.15
_WELL_KNOWN = 0.85
# A second meaning of the same words has to be nearly as close as the first.
_AS_CLOSE = 0.03
_FIRST: tuple[Kind, ...] = ("filter", "question", "place", "wish", "institution", "stop")


@dataclass(frozen=True)
class Segment:
    """Words that belong together. Without a meaning they may be of a name only.

    ``meanings`` are of one kind, or a place and a wish that are called the same.
    """

    words: tuple[str, ...]
    likes: tuple[tuple[Likeness, ...], ...]
    meanings: tuple[Span, ...] = ()

    @property
    def kind(self) -> Kind | None:
        """What kind of thing it means most likely."""
        return self.meanings[0].meaning.kind if self.meanings else None

    def meant(self, kind: Kind) -> Span | None:
        """Its meaning of a kind."""
        return next((span for span in self.meanings if span.meaning.kind == kind), None)

    @property
    def tells(self) -> bool:
        """Whether it says what is looked for, or where."""
        return self.kind in (None, "place", "wish")

    @property
    def hints(self) -> bool:
        """Whether it says nothing by itself, but may be of a name: «государственный»."""
        return self.kind == "stop"


@dataclass(frozen=True)
class Understanding:
    """A text as it was understood. ``reading`` is the text, with the keyboard's language put right."""

    reading: str
    segments: tuple[Segment, ...]

    def of(self, kind: Kind) -> list[Span]:
        """All that was understood of a kind."""
        return [span for segment in self.segments if (span := segment.meant(kind))]


def understand(text: str, lexicon: Lexicon, phrases: Phrases) -> Understanding:
    """Read a text, whatever it is, in bounded time."""
    text = text[:_MOST_SIGNS]
    best, best_known = text, -1.0
    for number, reading in enumerate(readings(text)):
        known = _known(_words(reading, lexicon), lexicon) + (_AS_TYPED if number == 0 else 0.0)
        if known > best_known:
            best, best_known = reading, known
        if number == 0 and known > _WELL_KNOWN + _AS_TYPED:
            break
    words = _words(best, lexicon)
    likes = [lexicon.like(word) for word in words]
    return Understanding(best, tuple(_segments(words, likes, phrases)))


def _words(text: str, lexicon: Lexicon) -> list[str]:
    found = words_of(text)[:_MOST_WORDS]
    joined = next(
        (
            at
            for at, (one, other) in enumerate(pairwise(found))
            if one + other in lexicon and not (one in lexicon and other in lexicon)
        ),
        None,
    )
    if joined is not None:
        found[joined : joined + 2] = [found[joined] + found[joined + 1]]
    return found


def _known(words: Sequence[str], lexicon: Lexicon) -> float:
    """What share of the letters is of known words, 0 to 1."""
    letters = sum(map(len, words))
    # One letter is a known word by chance.
    known = sum(len(word) for word in words if len(word) > 1 and lexicon.recognises(word))
    return known / letters if letters else 0.0


def _segments(words: Sequence[str], likes: Sequence[tuple[Likeness, ...]], phrases: Phrases) -> Iterator[Segment]:
    """Longer phrases go before shorter ones, closer before less close; each word is of one segment."""
    chosen: dict[int, list[Span]] = {}
    free = set(range(len(words)))
    for span in sorted(
        phrases.spans(likes),
        key=lambda one: (one.start - one.end, -one.closeness, _FIRST.index(one.meaning.kind), one.start),
    ):
        inside = range(span.start, span.end)
        if free.issuperset(inside):
            free.difference_update(inside)
            chosen[span.start] = [span]
        elif (there := chosen.get(span.start)) and there[0].end == span.end:
            kinds = {one.meaning.kind for one in there}
            is_other = kinds <= {"place", "wish"} and span.meaning.kind in {"place", "wish"} - kinds
            # «Кентау» is no «кен».
            if is_other and span.closeness >= there[0].closeness - _AS_CLOSE:
                there.append(span)
    at = 0
    while at < len(words):
        meanings = tuple(chosen.get(at, ()))
        end = meanings[0].end if meanings else at + 1
        segment = Segment(tuple(words[at:end]), tuple(likes[at:end]), meanings)
        if wish := segment.meant("wish"):
            fitting = (tuple(like for like in one if phrases.fits(like, wish.meaning)) for one in segment.likes)
            segment = replace(segment, likes=tuple(fitting))
        yield segment
        at = end
