"""A comparison of colleges in words: the same values for the text and for the picture."""

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.models import College
from guidance.matching.comparison import Comparison, Fact, FactRow, Standing, Taught
from handlers.sources import KNOWN_KINDS
from handlers.translation import Words

# By these the colleges are called beside their values.
LETTERS = "ABCD"
# So many names of specialties stand in one comparison, of each group some of the first.
_NAMES, _FEWEST_NAMES, _MOST_NAMES = 24, 2, 6
# What official names add in brackets ("by kinds and branches") tells no two specialties apart.
_BRACKETS = re.compile(r" \([^()]*\)$")
_MARKS = {"doubtful": "⚠️", "closed": "⛔️"}


def legend(colleges: Iterable[College], words: Words) -> list[str]:
    """A line a college under its letter; Telegram's HTML."""
    return [
        f"<b>{letter}</b> — {html.escape(' '.join([college.name(words.language), *_marks(college)]), quote=False)}"
        for letter, college in zip(LETTERS, colleges, strict=False)
    ]


def letters(places: Iterable[int], between: str = " + ") -> str:
    """The letters of colleges by their places."""
    return between.join(LETTERS[place] for place in places)


@dataclass(frozen=True)
class Wording:
    """How one comparison reads in one language."""

    catalogue: Catalogue
    comparison: Comparison
    words: Words

    def label(self, row: FactRow) -> str:
        """The name of a fact; plain."""
        words = self.words
        return words.text(f"compare.fact.{row.fact}")

    def value(self, row: FactRow, place: int, unknown: str) -> str:
        """The fact of one college; ``unknown`` where it is not known. Plain."""
        words, known = self.words, row.values[place]
        shown = str(known)
        match row.fact, known:
            case _, None:
                shown = unknown
            case Fact.PLACE, _:
                shown = self._place(self.comparison.colleges[place])
            case Fact.OWNERSHIP, _:
                shown = words.text(f"college.ownership.{known}")
            case Fact.LANGUAGES, tuple(codes):
                shown = ", ".join(words.text(f"study_language.{code}") for code in codes)
            case Fact.SOURCE_DATE, _:
                shown = words.date(shown)
            case Fact.WEBSITE, _:
                shown = shown.partition("://")[2].removeprefix("www.").rstrip("/")
            case _, bool(has):
                shown = words.text("yes_no.true" if has else "yes_no.false")
            case _, tuple(several):
                shown = ", ".join(several)
        return shown

    def lines(self, row: FactRow) -> str:
        """A fact with a line a college; Telegram's HTML."""
        words, parts = self.words, [f"<b>{html.escape(self.label(row), quote=False)}</b>"]
        for place, value in enumerate(row.values):
            shown = html.escape(self.value(row, place, words.text("unknown")), quote=False)
            if row.fact is Fact.WEBSITE and value is not None:
                shown = f'<a href="{html.escape(str(value))}">{shown}</a>'
            parts.append(f"{LETTERS[place]}: {shown}")
        return "\n".join(parts)

    def same(self, rows: Iterable[FactRow]) -> str:
        """What is alike, a line a fact; Telegram's HTML."""
        words, lines = self.words, [f"• {self.label(row)}: {self.value(row, 0, '')}" for row in rows]
        return "\n".join([words.html("compare.same"), *(html.escape(line, quote=False) for line in lines)])

    def taught(self) -> str:
        """What is known to be taught, a line a group of colleges; Telegram's HTML."""
        comparison, words = self.comparison, self.words
        lines = [words.html("compare.taught")]
        for places, taught in comparison.taught:
            who = letters(places) if len(places) > 1 else words.text("compare.only", letter=letters(places))
            names = "; ".join(self.names(taught, _MARKS["doubtful"]))
            lines.append(f"<b>{who}:</b> {html.escape(names, quote=False)}")
        silent = [place for place in range(len(comparison.colleges)) if not comparison.is_known_what_teaches(place)]
        if silent:
            lines.append(f"<b>{letters(silent, ', ')}:</b> {words.html('unknown')}")
        return "\n".join(lines)

    def unknown(self) -> list[str]:
        """What is not known of any of them; plain."""
        words = self.words
        labels = [] if self.comparison.taught else [words.text("compare.fact.taught")]
        labels += [self.label(row) for row in self.comparison.facts if row.standing is Standing.UNKNOWN]
        return [label.lower() for label in labels]

    def names(self, taught: Sequence[Taught], doubtful: str) -> list[str]:
        """The first names of what is taught, with a mark at the doubtful ones, and how many more there are; plain."""
        words, groups = self.words, max(1, len(self.comparison.taught))
        limit = min(max(_NAMES // groups, _FEWEST_NAMES), _MOST_NAMES)
        names = []
        for one in taught[:limit]:
            specialty = self.catalogue.specialties.get(one.specialty or "")
            name = specialty.name(words.language) if specialty else one.name_ru
            name = _BRACKETS.sub("", name)
            names.append(f"{name} {doubtful}" if one.doubtful else name)
        if len(taught) > limit:
            names.append(words.text("list.more", number=len(taught) - limit))
        return names

    def basis(self) -> str:
        """Where each college is known from, what the marks mean, when it was collected; Telegram's HTML."""
        words, colleges = self.words, self.comparison.colleges
        sources = []
        for letter, college in zip(LETTERS, colleges, strict=False):
            name = words.html(f"source.{college.source_kind if college.source_kind in KNOWN_KINDS else 'other'}")
            if college.source_url:
                name = f'<a href="{html.escape(college.source_url[0])}">{name}</a>'
            date = words.date(college.source_date) if college.source_date else words.text("source.undated")
            sources.append(f"{letter} — {name}, {date}")
        lines = [words.html("compare.sources") + " " + "; ".join(sources) + "."]
        marks = {mark for college in colleges for mark in _marks(college)}
        if any(one.doubtful for _, taught in self.comparison.taught for one in taught):
            marks.add(_MARKS["doubtful"])
        lines += [words.html(f"compare.mark.{name}") for name, mark in _MARKS.items() if mark in marks]
        lines.append(words.html("source.collected", month=words.month(self.catalogue.collected)))
        return "\n".join(lines)

    def _place(self, college: College) -> str:
        """The town; with its region where that tells the colleges apart, or where the town is not known."""
        town, region = (
            college.city(self.words.language),
            self.catalogue.regions[college.region].name(self.words.language),
        )
        if not town or town == region:
            return region
        regions = {one.region for one in self.comparison.colleges}
        return f"{town} ({region})" if len(regions) > 1 else town


def _marks(college: College) -> list[str]:
    found = {"doubtful": college.certainty == "doubtful", "closed": college.status == "closed"}
    return [mark for name, mark in _MARKS.items() if found[name]]
