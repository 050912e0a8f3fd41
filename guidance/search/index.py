"""Everything that is searched, prepared once for a catalogue: items, places, who teaches what, all known words."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.models import College
from guidance.funding.routes import Route
from guidance.search.documents import Documents, Item
from guidance.search.folding import fold
from guidance.search.lexicon import Lexicon
from guidance.search.phrases import phrases_of
from guidance.search.stems import hardened, stems
from guidance.search.vocabulary import ROUTE, Doublet, Vocabulary

# How much a word counts that is not of a name itself.
_DOUBLET, _JOINED, _INITIALS, _PROGRAMME, _QUALIFICATION, _ROUTE_TEXT = 0.9, 1.0, 1.0, 0.65, 0.85, 0.4
_SHORTEST_INITIALS = 3
# The digits of a specialty's code that stand for its narrow field: all of medicine, not all of engineering.
_GROUP = 3
_SCHOOL = fold("колледж")[:5]
# Words that may be left out of initials: «ВКЭиК», «АТЭК».
_SMALL = frozenset({"и", "мен", "және", "им", "имени", "атындағы", "при", "на", "по", "в"})
_NAMED_AFTER = re.compile(r"\b(?:имени|им\.?)\s.*|.*\bатындағы\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_HYPHENATED = re.compile(r"\w+(?:-\w+)+")


class Index:
    """What a search looks into. Immutable; the parts of it that other modules use are plain attributes."""

    def __init__(self, catalogue: Catalogue, routes: Mapping[str, Route], vocabulary: Vocabulary) -> None:
        """Prepare the catalogue, the routes and the vocabulary for searching: some tenths of a second."""
        self.catalogue = catalogue
        self.phrases = phrases_of(vocabulary, catalogue)
        idle = frozenset(word for stop in vocabulary.stop_words for word in fold(stop.words).split())
        doublets = _Doublets(vocabulary.doublets)
        self.colleges = Documents((_college(one, catalogue, doublets) for one in catalogue.colleges.values()), idle)
        self.specialties = Documents(_specialties(catalogue), idle)
        self.routes = Documents(_routes(routes, vocabulary), idle)
        self.lexicon = Lexicon({*self.phrases.words, *self.colleges.words, *self.specialties.words, *self.routes.words})
        self.located = _located(catalogue)
        self.taught = _taught(catalogue)
        self.standing = {one.id: _standing(one, catalogue) for one in catalogue.colleges.values()}
        self.named_for = _named_for(catalogue, vocabulary)


def _college(college: College, catalogue: Catalogue, doublets: "_Doublets") -> Item:
    names = [name for name in (college.name_ru, college.name_kk, *college.aliases) if name]
    further: dict[str, float] = {}
    for programme in catalogue.programmes_at(college.id):
        further |= dict.fromkeys(doublets.of(programme.name_ru), _PROGRAMME * _DOUBLET)
        further |= dict.fromkeys(fold(programme.name_ru).split(), _PROGRAMME)
    for name in names:
        further |= dict.fromkeys(doublets.of(name), _DOUBLET)
        further |= dict.fromkeys(_initials(name), _INITIALS)
        further |= {
            fold(part.replace("-", "")): _JOINED for part in _HYPHENATED.findall(name) if _SCHOOL not in fold(part)
        }
    return Item(college.id, tuple(tuple(fold(name).split()) for name in names), further)


def _initials(name: str) -> Iterator[str]:
    for part in {name, _NAMED_AFTER.sub(" ", name), re.sub(r"[«\"(].*?[»\")]", " ", name)}:
        words = [word.casefold() for word in _WORD.findall(part)]
        whole = {word.casefold() for word in _WORD.findall(part) if word.isupper()}
        telling = [word for word in words if word not in _SMALL]
        for chosen in (words, telling, [word for word in telling if fold(word)[:5] != _SCHOOL]):
            if len(chosen) >= _SHORTEST_INITIALS:
                yield fold("".join(word[0] for word in chosen))
                # «AITU» of "Astana IT University".
                yield fold("".join(word if word in whole else word[0] for word in chosen))
                # «КазНУ», «ҚазҰУ», «КазГАСА».
                yield fold(
                    "".join(
                        word[:3] if fold(word).startswith("казак") or fold(word).startswith("казах") else word[0]
                        for word in chosen
                    )
                )


def _specialties(catalogue: Catalogue) -> Iterator[Item]:
    for specialty in catalogue.specialties.values():
        names = (specialty.name_ru, specialty.name_kk)
        further: dict[str, float] = {}
        for qualification in catalogue.qualifications_of(specialty.code):
            for name in (qualification.name_ru, qualification.name_kk):
                further |= dict.fromkeys(fold(name).split(), _QUALIFICATION)
        # «(по видам)» is of many names and typed by nobody.
        plain = (re.sub(r"\(.*?\)", " ", name) for name in names)
        folded = tuple(tuple(fold(name).split()) for name in plain)
        yield Item(specialty.code, folded, further | {specialty.code: 1.0})


def _routes(routes: Mapping[str, Route], vocabulary: Vocabulary) -> Iterator[Item]:
    asked: dict[str, list[str]] = defaultdict(list)
    for question in vocabulary.questions:
        if question.screen.startswith(ROUTE):
            asked[question.screen.removeprefix(ROUTE)].append(question.words)
    for route in routes.values():
        names = [route.name.ru, route.name.kk]
        further = dict.fromkeys(fold(f"{route.short.ru} {route.short.kk}").split(), _ROUTE_TEXT)
        further |= {word: 1.0 for words in asked[route.id] for word in fold(words).split()}
        yield Item(route.id, tuple(tuple(fold(name).split()) for name in names), further)


def _located(catalogue: Catalogue) -> dict[str, frozenset[str]]:
    """The colleges of each region and town, closed ones too."""
    found: dict[str, set[str]] = defaultdict(set)
    for college in catalogue.colleges.values():
        found[college.region].add(college.id)
        if town := catalogue.town_of(college):
            found[town.id].add(college.id)
    return {place: frozenset(ids) for place, ids in found.items()}


def _taught(catalogue: Catalogue) -> dict[str, dict[str, float]]:
    """The colleges that teach each specialty, and each field: 1 where it is well-founded, less where doubtful."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for programme in catalogue.programmes:
        strength = 1.0 if programme.certainty == "good" else 0.8
        code = programme.specialty or ""
        for key in filter(None, (code, (code or programme.code)[:2])):
            found[key][programme.college] = max(strength, found[key].get(programme.college, 0.0))
    return dict(found)


def _standing(college: College, catalogue: Catalogue) -> float:
    """Among colleges that answer as well, those come first that are open and of which more is known."""
    status = {"open": 0.0, "unknown": -0.01, "closed": -0.08}[college.status]
    certainty = 0.002 if college.certainty == "good" else 0.0
    return status + certainty + 0.0005 * min(10, len(catalogue.programmes_at(college.id)))


def _named_for(catalogue: Catalogue, vocabulary: Vocabulary) -> dict[str, frozenset[str]]:
    """The colleges whose names promise a specialty, whatever is known of what they teach: a medical one, nursing."""
    promised: dict[str, set[str]] = defaultdict(set)
    for wish in vocabulary.wishes:
        of_fields = [one.code for field in wish.fields for one in catalogue.specialties_of(field)]
        codes = set(wish.specialties or of_fields)
        is_narrow = len({code[:_GROUP] for code in codes}) == 1
        if is_narrow and len(words := fold(wish.words).split()) == 1:
            promised[hardened(words[0])].update(codes)
    found: dict[str, set[str]] = defaultdict(set)
    for college in catalogue.colleges.values():
        for word in {word for name in (college.name_ru, college.name_kk) for word in fold(name).split()}:
            for stem in stems(word, 1):
                for code in promised.get(stem, ()):
                    found[code].add(college.id)
    return {code: frozenset(ids) for code, ids in found.items()}


class _Doublets:
    """Russian and Kazakh words that stand for each other in names."""

    def __init__(self, rows: Iterable[Doublet]) -> None:
        self._other: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for row in rows:
            for one, other in ((row.ru, row.kk), (row.kk, row.ru)):
                self._other[tuple(fold(one).split())] += fold(other).split()
        self._longest = max(map(len, self._other), default=0)

    def of(self, name: str) -> Iterator[str]:
        """The words of the other language for those of a name."""
        words = fold(name).split()
        for start in range(len(words)):
            for end in range(start + 1, min(len(words), start + self._longest) + 1):
                yield from self._other.get(tuple(words[start:end]), ())
