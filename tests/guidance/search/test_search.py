"""What a person gets who types something: spellings, wishes, closed colleges, questions, and nonsense."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.models import College
from guidance.funding.routes import Route
from guidance.search.finding import FILTERS
from guidance.search.search import SearchEngine
from guidance.search.vocabulary import Filter, Vocabulary
from tests.guidance.search.asked import colleges_of, values_of
from tests.search.asking import shown
from tests.search.judging import fits

WELDING, COOKING, SPORT, TAILORING = "07150500", "10130300", "01140500", "07230100"
AKTOBE = "610611"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("ghjuhfvvbcn fkvfns", "town:Алматы+taught:06130100"),
        ("medkolledj shymkent", "town:Шымкент+called:медиц"),
        ("0останай 09рылыс", "town:Костанай+called:строит"),
        ("0останай курылыс", "town:Костанай+called:строит"),
        ("Qostanai qurylys kolleji", "town:Костанай+called:строит"),
        ("сваршик актобе", f"town:Актобе+specialty:{WELDING}"),
        ("актобеде данекерлеуши", f"town:Актобе+specialty:{WELDING}"),
        ("Aqtóbe dánekerleýshi", f"town:Актобе+specialty:{WELDING}"),
        ("aqtobe svarshik", f"town:Актобе+specialty:{WELDING}"),
        ("fr,j,t cdfhobr", f"town:Актобе+specialty:{WELDING}"),
        ("повор", f"specialty:{COOKING}"),
        ("поваром", f"specialty:{COOKING}"),
        (WELDING, f"specialty:{WELDING}"),
    ],
)
def test_any_spelling_is_read(text: str, wanted: str, engine: SearchEngine, catalogue: Catalogue) -> None:
    assert fits(shown(engine.search(text))[0], wanted, catalogue)


@pytest.mark.parametrize(
    ("text", "word", "codes"),
    [
        ("спорт", "спорт", SPORT),
        ("портной", "швей", TAILORING),
        ("питание", "питан", "1013"),
    ],
)
def test_a_word_is_not_found_inside_another(
    text: str, word: str, codes: str, engine: SearchEngine, catalogue: Catalogue
) -> None:
    """«Спорт» is not of «транспорт», «портной» not of «транспортный», «питание» not of «воспитание»."""
    wanted = [f"called:{word}", *(f"taught:{code}" for code in codes.split("|"))]
    found = shown(engine.search(text))

    specialties = [catalogue.specialties[hit.id] for hit in found if hit.kind == "specialty"]
    assert specialties
    for specialty in specialties:
        assert specialty.code.startswith(tuple(codes.split("|"))), specialty.name_ru
    for hit in found:
        if hit.kind == "college":
            assert any(fits(hit, one, catalogue) for one in wanted), catalogue.colleges[hit.id].name_ru


def test_without_a_place_the_specialties_come_first(engine: SearchEngine) -> None:
    kinds = [hit.kind for hit in engine.search("повар").hits]

    assert kinds[0] == "specialty"
    assert "college" in kinds


@pytest.mark.parametrize("text", ["колледж поваров", "повар актобе"])
def test_where_a_college_is_asked_for_colleges_come_first(text: str, engine: SearchEngine) -> None:
    assert engine.search(text).hits[0].kind == "college"


def test_a_college_tells_which_of_the_wished_specialties_it_teaches(engine: SearchEngine, catalogue: Catalogue) -> None:
    for hit in engine.search("сварщик").hits:
        if hit.kind == "college":
            teaches = WELDING in {one.specialty for one in catalogue.programmes_at(hit.id)}
            assert hit.teaches == ((WELDING,) if teaches else ())


def test_a_closed_college_is_found_by_its_name(engine: SearchEngine, catalogue: Catalogue) -> None:
    closed = [one for one in catalogue.colleges.values() if one.status == "closed"]

    assert closed
    for college in closed:
        assert college.id in colleges_of(engine.search(f"{college.name_ru} {college.city_ru}"))


def test_a_closed_college_comes_after_an_open_one_of_the_same_name(
    catalogue: Catalogue, routes: Mapping[str, Route], vocabulary: Vocabulary
) -> None:
    closed = next(one for one in catalogue.colleges.values() if one.status == "closed")
    others = {one.id: one for one in catalogue.colleges.values() if one.id != closed.id}
    heir = closed.model_copy(update={"id": "99-999", "status": "open"})
    engine = SearchEngine(replace(catalogue, colleges={closed.id: closed, heir.id: heir, **others}), routes, vocabulary)

    found = colleges_of(engine.search(closed.name_ru))

    assert found[0] == heir.id
    assert closed.id in found


def test_a_closed_college_is_not_shown_to_who_asks_for_a_place_or_a_filter(
    engine: SearchEngine, catalogue: Catalogue
) -> None:
    for text in ("общежитие", "государственный колледж", "повар кокшетау"):
        assert all(_is_open(catalogue.colleges[id_]) for id_ in colleges_of(engine.search(text, limit=1_000))), text


def _is_open(college: College) -> bool:
    return college.status != "closed"


@pytest.mark.parametrize(
    ("text", "screen"),
    [
        ("как учиться бесплатно", "free"),
        ("тегін қалай оқуға болады", "free"),
        ("кем стать", "questionnaire"),
        ("не знаю кем быть", "questionnaire"),
        ("кім болсам екен", "questionnaire"),
        ("rtv ,snm", "questionnaire"),
        ("когда подавать документы", "dates"),
        ("құжат қашан тапсырады", "dates"),
        ("колледж", "colleges"),
        ("колледждер", "colleges"),
    ],
)
def test_a_question_is_answered_by_a_screen(text: str, screen: str, engine: SearchEngine) -> None:
    assert engine.search(text).screen == screen


def test_a_question_about_something_is_answered_with_it(engine: SearchEngine) -> None:
    answer = engine.search("когда подавать документы на повара в актобе")

    assert answer.screen == "dates"
    assert answer.hits[0].teaches == (COOKING,)


@pytest.mark.parametrize(
    ("text", "route"),
    [
        ("целевое обучение", "targeted-training"),
        ("дуальное обучение", "dual-training"),
        ("стипендия", "state-stipend"),
        ("шәкіртақы", "state-stipend"),
        ("квота для сирот", "quota-orphans"),
        ("госзаказ", "state-order"),
    ],
)
def test_a_route_is_found_by_what_people_call_it(text: str, route: str, engine: SearchEngine) -> None:
    first = engine.search(text).hits[0]

    assert (first.kind, first.id) == ("route", route)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "?!",
        "🤔🤔",
        "привет",
        "сәлем",
        "спасибо",
        "ыфвафыва",
        "asdfgh qwerty",
        "погода завтра",
        "купить диван недорого",
        "87011234567",
        "'; DROP TABLE colleges; --",
        "/start",
        "\u202eабвгд",
        "مرحبا",
        "\x00\x01",
    ],
)
def test_nonsense_is_refused(text: str, engine: SearchEngine) -> None:
    answer = engine.search(text)

    assert answer.is_refused
    assert answer.hits == ()
    assert answer.understood == ()


_WORDS = [
    "повар", "сварщик", "мед", "алматы", "караганда", "қостанай", "область", "абай", "колледж", "имени", "№", "1", "9",
    "класса", "после", "тегін", "общежитие", "дуальное", "частный", "кем", "стать", "когда", "ыыы", "ghjuh", "🙂",
]  # fmt: skip
_ANY_TEXT = (
    st.text(max_size=4_096)
    | st.builds(lambda part, times: (part * times)[:4_096], st.text(min_size=1, max_size=40), st.integers(1, 4_096))
    | st.binary(max_size=400).map(lambda raw: raw.decode("utf-8", errors="replace"))
    | st.text(st.sampled_from("🙂🇰🇿👩\u200d🍳אبпоқ\u202e\u0301 "), max_size=100)
    | st.lists(st.sampled_from(_WORDS), max_size=30).map(" ".join)
)


@settings(deadline=None, max_examples=200)
@given(
    text=_ANY_TEXT,
    without=st.frozensets(st.integers(0, 5), max_size=3),
    also=st.lists(st.sampled_from(sorted(FILTERS)), max_size=3),
    near=st.sampled_from([None, AKTOBE, "KZ-15", "KZ-75"]),
    limit=st.integers(0, 60),
)
def test_whatever_is_typed_gets_a_sound_answer(
    text: str,
    without: frozenset[int],
    also: Sequence[Filter],
    near: str | None,
    limit: int,
    engine: SearchEngine,
    catalogue: Catalogue,
    routes: Mapping[str, Route],
) -> None:
    answer = engine.search(text, without=without, also=also, near=near, limit=limit)

    assert answer == engine.search(text, without=without, also=also, near=near, limit=limit)
    assert answer.query == text
    known = {"college": catalogue.colleges, "specialty": catalogue.specialties, "route": routes}
    assert all(hit.id in known[hit.kind] for hit in answer.hits)
    assert len({(hit.kind, hit.id) for hit in answer.hits}) == len(answer.hits) <= limit
    assert all(code in catalogue.specialties or code in catalogue.fields for hit in answer.hits for code in hit.teaches)
    assert without.isdisjoint(part.number for part in answer.understood)
    assert near is None or not values_of(answer, "place")


@given(words=st.lists(st.sampled_from(["повар", "алматы", "тегін", "общежитие", "караганда", "мед"]), max_size=6))
def test_with_all_parts_taken_out_nothing_is_left(words: Sequence[str], engine: SearchEngine) -> None:
    answer = engine.search(" ".join(words), without=frozenset(range(len(words))))

    assert answer.understood == ()
    assert answer.hits == ()
