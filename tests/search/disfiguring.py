"""Names of colleges as hurried people type them: blind queries, made from every open college by chance.

The chance is seeded for each name by itself: the queries of a college stay the same when others come and go.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from random import Random
from typing import TypeAlias

from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.cells import Language
from guidance.catalogue.models import College
from tests.search.alphabets import (
    BY_EAR_KAZAKH,
    BY_EAR_RUSSIAN,
    LATIN_2018,
    LATIN_2021,
    LOOK_ALIKE,
    Alphabet,
    has_kazakh_letters,
    respelt,
)
from tests.search.judging import Query
from tests.search.keyboards import Layout, mistyped

Disfigure: TypeAlias = Callable[[str, Random], str | None]
"""Makes a query of a plain name; ``None`` where the name does not lend itself to it, or stays what it is."""

_LEGAL_FORMS = re.compile(
    r"\b(?:КГКП|ГККП|КГУ|ТОО|АО|(?:КГП|ГКП|РГП)(?: на ПХВ)?|(?:частное )?учреждение(?: образования)?"
    r"|КМҚК|МКҚК|КММ|ЖШС|АҚ|ШЖҚ (?:КМК|МКК))(?=\s|$)",
    re.IGNORECASE,
)
_LONG_WORD = 4
_NEIGHBOURS = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")


def disfigured(catalogue: Catalogue, *, each: int = 3, seed: int = 2026) -> list[Query]:
    """Blind queries: for every open college, ``each`` of different kinds from its name in each language.

    A query is answered by any college that shares the name (legal forms, quotes and what stands in brackets aside);
    one of a town and a word by any college of that town with the word in a name.
    """
    colleges = [college for _, college in sorted(catalogue.colleges.items()) if college.status == "open"]
    sharing = _by_name(colleges)
    queries = []
    for language in ("ru", "kk"):
        frequency = Counter(word for college in colleges for word in set(_words(college.name(language))))
        for college in colleges:
            if college.name_is_missing(language):
                continue
            random = Random(f"{seed} {language} {college.id}")  # noqa: S311 - chance that can be repeated is meant
            name = plain(college.name(language))
            alike = sharing[_key(college.name(language))]
            made = [
                Query(text, kind, _alternatives(alike), college.name(language))
                for kind, disfigure in KINDS[language].items()
                if (text := disfigure(name, random))
            ]
            if query := _town_and_word(college, language, frequency, colleges, random):
                made.append(query)
            queries += random.sample(made, min(each, len(made)))
    return queries


def plain(name: str) -> str:
    """A name as it is typed: small letters; no quotes, brackets, stops or legal forms."""
    return " ".join(re.findall(r"[\w№-]+", _LEGAL_FORMS.sub(" ", name))).casefold()


def swapped(name: str, random: Random) -> str | None:
    """Two neighbouring letters of a word change places."""
    return _at_some_letter(name, random, lambda word, at: word[:at] + word[at : at + 2][::-1] + word[at + 2 :])


def dropped(name: str, random: Random) -> str | None:
    """A letter is missing."""
    return _at_some_letter(name, random, lambda word, at: word[:at] + word[at + 1 :])


def doubled(name: str, random: Random) -> str | None:
    """A letter is typed twice."""
    return _at_some_letter(name, random, lambda word, at: word[: at + 1] + word[at:])


def slipped(name: str, random: Random) -> str | None:
    """The key beside the right one is struck."""

    def strike(word: str, at: int) -> str:
        row = next((row for row in _NEIGHBOURS if word[at] in row), "")
        place = row.find(word[at])
        beside = [row[near] for near in (place - 1, place + 1) if 0 <= near < len(row)] if row else []
        return word[:at] + random.choice(beside) + word[at + 1 :] if beside else word

    return _at_some_letter(name, random, strike)


def in_alphabet(alphabet: Alphabet, name: str, random: Random) -> str:
    """The name in another alphabet."""
    return respelt(name, alphabet, random)


def without_kazakh_letters(name: str, random: Random) -> str | None:
    """Kazakh with Russian letters."""
    return respelt(name, LOOK_ALIKE, random) if has_kazakh_letters(name) else None


def on_layout(meant: Layout, active: Layout, name: str, random: Random) -> str | None:  # noqa: ARG001 - a Disfigure
    """The name typed while the keyboard is set to another language."""
    text = name if meant == "ru" else name.replace("-", " ")
    return mistyped(text.replace("№ ", ""), meant, active)


def bare(name: str, random: Random) -> str:  # noqa: ARG001 - a Disfigure
    """The plain name, with nothing but spaces between its words."""
    return name.replace("-", " ").replace("№ ", "")


KINDS: dict[Language, dict[str, Disfigure]] = {
    "ru": {
        "swapped": swapped,
        "dropped": dropped,
        "doubled": doubled,
        "slipped": slipped,
        "latin_by_ear": partial(in_alphabet, BY_EAR_RUSSIAN),
        "wrong_layout_ru_en": partial(on_layout, "ru", "en"),
        "bare": bare,
    },
    "kk": {
        "swapped": swapped,
        "dropped": dropped,
        "doubled": doubled,
        "slipped": slipped,
        "no_kazakh_letters": without_kazakh_letters,
        "latin_2018": partial(in_alphabet, LATIN_2018),
        "latin_2021": partial(in_alphabet, LATIN_2021),
        "latin_by_ear": partial(in_alphabet, BY_EAR_KAZAKH),
        "wrong_layout_kk_en": partial(on_layout, "kk", "en"),
        "wrong_layout_kk_ru": partial(on_layout, "kk", "ru"),
        "bare": bare,
    },
}


def _at_some_letter(name: str, random: Random, change: Callable[[str, int], str]) -> str | None:
    """The name with one change in one of its longer words; ``None`` when no change makes a difference."""
    words = name.split()
    places = [(which, at) for which, word in enumerate(words) if len(word) >= _LONG_WORD for at in range(len(word))]
    for which, at in random.sample(places, len(places)):
        changed = change(words[which], at)
        if changed != words[which]:
            return " ".join([*words[:which], changed, *words[which + 1 :]])
    return None


def _town_and_word(
    college: College, language: Language, frequency: Counter[str], colleges: Iterable[College], random: Random
) -> Query | None:
    """The town and the rarest word of the name that does not itself say the town."""
    town = college.city(language)
    words = [word for word in _words(college.name(language)) if not _says_town(word, town)]
    if not town or not words:
        return None
    word = min(words, key=lambda word: (frequency[word], -len(word)))
    alike = [
        other.id
        for other in colleges
        if (other.region, other.city_ru) == (college.region, college.city_ru)
        and any(word in _words(name) for name in _names(other))
    ]
    text = " ".join(random.sample([town.casefold(), word], 2))
    return Query(text, "town_and_word", _alternatives(alike), college.name(language))


def _words(name: str) -> list[str]:
    """The words of a name that are long enough to tell something, in small letters."""
    return [word for word in re.findall(r"\w+", name.casefold()) if len(word) >= _LONG_WORD]


def _says_town(word: str, town: str) -> bool:
    """Whether a word is made from the name of the town: Аксуатский, Ақтөбенің."""
    return any(word[:_LONG_WORD] == part[:_LONG_WORD] for part in _words(town))


def _names(college: College) -> Iterator[str]:
    yield from (college.name_ru, college.name_kk, *college.aliases)


def _key(name: str) -> str:
    """What two names have in common that people cannot tell apart."""
    return plain(re.sub(r"\(.*?\)", " ", name)).replace("-", " ")


def _by_name(colleges: Iterable[College]) -> dict[str, set[str]]:
    sharing: dict[str, set[str]] = defaultdict(set)
    for college in colleges:
        for name in filter(None, _names(college)):
            sharing[_key(name)].add(college.id)
    return sharing


def _alternatives(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"college:{one}" for one in sorted(ids))
