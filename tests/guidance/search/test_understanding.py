"""What a text asks for, part by part."""

from collections.abc import Mapping
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidance.catalogue.catalogue import Catalogue
from guidance.funding.routes import Route
from guidance.search.index import Index
from guidance.search.phrases import Kind
from guidance.search.understanding import Understanding, understand
from guidance.search.vocabulary import Vocabulary
from guidance.search.words import words_of


@pytest.fixture(scope="module")
def index(catalogue: Catalogue, routes: Mapping[str, Route], vocabulary: Vocabulary) -> Index:
    return Index(catalogue, routes, vocabulary)


def _understood(text: str, index: Index) -> Understanding:
    return understand(text, index.lexicon, index.phrases)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("сварщик караганда", ("wish", "place")),
        ("қарағандыда дәнекерлеуші", ("place", "wish")),
        ("тегін IT павлодар", ("filter", "wish", "place")),
        ("после 9 класса", ("filter",)),
        ("9 сыныптан кейін", ("filter",)),
        ("повар с общежитием", ("wish", "filter")),
        ("кем стать", ("question",)),
        ("медколледж", ("wish", "institution")),
        ("колледж", ("institution",)),
        ("ыфвап", (None,)),
        ("алматинская область", ("place",)),
        ("усть-каменогорск повар", ("place", "wish")),
        ("", ()),
    ],
)
def test_each_part_has_its_kind(text: str, kinds: tuple[Kind | None, ...], index: Index) -> None:
    found = _understood(text, index)

    assert tuple(segment.kind for segment in found.segments if segment.kind != "stop") == kinds


@pytest.mark.parametrize(
    ("typed", "reading"),
    [
        ("ghjuhfvvbcn fkvfns", "программист алматы"),
        ("vtlctcnhf", "медсестра"),
        ("0останай 09рылыс", "қостанай құрылыс"),
        ("l2ytrthktei3", "дәнекерлеуші"),
        ("цудвук", "welder"),
        # What is known as it stands is left alone, though other keys would make words too.
        ("medkolledj shymkent", "medkolledj shymkent"),
        ("повар после 9", "повар после 9"),
        ("it алматы", "it алматы"),
        ("welder", "welder"),
        ("qwertyui", "qwertyui"),
    ],
)
def test_a_text_is_read_as_it_was_meant(typed: str, reading: str, index: Index) -> None:
    assert _understood(typed, index).reading == reading


def test_a_place_and_a_trade_of_one_name_are_both_meant(index: Index, catalogue: Catalogue) -> None:
    (segment,) = _understood("мунайшы", index).segments

    place, wish = segment.meant("place"), segment.meant("wish")

    assert place is not None
    assert [catalogue.towns[id_].name_ru for id_ in place.meaning.values] == ["Мунайшы"]
    assert wish is not None
    assert segment.meant("filter") is None


def test_the_longer_phrase_wins(index: Index) -> None:
    (segment,) = _understood("дизайнер одежды", index).segments

    assert len(segment.words) == 2
    assert segment.meanings[0].meaning.label == "дизайнер одежды"


def test_words_written_apart_are_joined_where_that_makes_a_known_one(index: Index) -> None:
    apart, joined = _understood("караг анда", index), _understood("караганда", index)

    assert apart.of("place")[0].meaning == joined.of("place")[0].meaning


def test_a_number_is_never_another_one(index: Index) -> None:
    assert _understood("после 9", index).of("filter")
    assert not _understood("после 8", index).of("filter")


@settings(deadline=None)
@given(text=st.text(max_size=500) | st.lists(st.sampled_from(["повар", "алматы", "9", "ыы", "тегін"])).map(" ".join))
def test_no_word_is_lost_or_taken_twice(text: str, index: Index) -> None:
    found = _understood(text, index)
    words = [word for segment in found.segments for word in segment.words]

    # Nobody asks in more words; what comes after is left out.
    assert len(words) <= 24
    assert "".join(words_of(found.reading)).startswith("".join(words))
    assert all(len(segment.words) == len(segment.likes) for segment in found.segments)
    spans = [segment.meanings[0] for segment in found.segments if segment.meanings]
    assert all(one.end <= other.start for one, other in pairwise(spans))


def test_of_a_very_long_text_the_beginning_is_read(index: Index) -> None:
    found = _understood("повар " + "ы" * 100_000, index)

    assert found.of("wish")
    assert len(found.reading) < 1_000
