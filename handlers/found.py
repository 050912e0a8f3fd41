"""How the results of a search look."""

from collections.abc import Sequence

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from guidance.catalogue.catalogue import Catalogue
from guidance.search.answer import Answer, Hit, Relaxed, Understood
from handlers.callbacks import (
    OpenDates,
    OpenDocuments,
    OpenEvents,
    OpenFields,
    OpenFound,
    OpenHome,
    OpenNumbers,
    OpenRegions,
    OpenRoutes,
    OpenSearch,
    OpenSteps,
    TestStep,
)
from handlers.screen import Buttons, Screen, back_and_home, button, numbered, page_of, pager
from handlers.services import Services
from handlers.translation import Words

# Each result takes two or three lines of a phone.
_PAGE = 6
# Wished specialties that are named in the line of a college; parts that can be taken out in one row.
_TEACHES, _PARTS_A_ROW = 2, 2
# The bits of OpenSearch.without.
_MOST_PARTS = 32
# What a message quotes of a text; the rest of a letter is not repeated.
_QUOTED = 100


def found_screen(
    services: Services, answer: Answer, wish: OpenSearch, words: Words, region: str | None = None
) -> Screen:
    """A page of what was found, with what was understood and how to change it; ``region`` is the person's own."""
    catalogue = services.catalogue
    page = page_of(answer.hits, wish.page, _PAGE)
    parts = [words.html("search.title", query=_short(answer.query))]
    if answer.reading != answer.query[: len(answer.reading)]:
        parts[0] += "\n" + words.html("search.read_as", reading=_short(answer.reading))
    if answer.relaxed:
        parts.append(_given_way(answer, wish, catalogue, words))
    lines = [
        words.html(
            "list.line", number=number, name=hit_name(services, hit, words), detail=hit_detail(services, hit, words)
        )
        for number, hit in enumerate(page.of(answer.hits), start=page.start + 1)
    ]
    parts.append("\n".join(lines) if lines else words.html("search.nothing"))
    if _asks(answer, "free") or wish.free:
        parts.append(words.html("search.free_care"))
    ranks = {hit: rank for rank, hit in enumerate(answer.hits, start=1)}
    state = {"without": wish.without, "free": wish.free, "near": wish.near}
    rows = [
        *_screen_row(answer, words),
        *numbered(
            page.of(answer.hits),
            lambda hit: OpenFound(kind=hit.kind, key=hit.id, rank=ranks[hit], **state),
            first=page.start + 1,
        ),
        *pager(page, lambda number: wish.model_copy(update={"page": number})),
        *_parts(answer, wish, catalogue, words),
        *_narrowings(answer, wish, catalogue, words, region),
        back_and_home(words),
    ]
    return Screen("\n\n".join(parts), rows)


def refused_screen(words: Words) -> Screen:
    """Nothing was understood: examples of what is."""
    rows = [
        [button(words.text("button.test"), TestStep(step="intro"))],
        [
            button(words.text("button.professions"), OpenFields()),
            button(words.text("button.colleges"), OpenRegions()),
        ],
        [button(words.text("button.free"), OpenRoutes()), button(words.text("button.home"), OpenHome())],
    ]
    return Screen(words.html("search.refused"), rows)


def lost_screen(words: Words) -> Screen:
    """The text that was searched for is not there any more."""
    return Screen(words.html("search.lost"), [back_and_home(words)])


def place_name(catalogue: Catalogue, values: Sequence[str], words: Words) -> str:
    """The name of an understood place: the first of the towns and regions that it may be."""
    for value in values:
        if place := catalogue.towns.get(value) or catalogue.regions.get(value):
            return place.name(words.language)
    return ""


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _QUOTED else text[:_QUOTED].rstrip() + "…"


def _asks(answer: Answer, wanted: str) -> bool:
    return any(one.kind == "filter" and wanted in one.values for one in answer.understood)


def _given_way(answer: Answer, wish: OpenSearch, catalogue: Catalogue, words: Words) -> str:
    places = [one for one in answer.understood if one.kind == "place"]
    values = (wish.near,) if wish.near else places[0].values if places else ()
    wishes = [one.label for one in answer.understood if one.kind == "wish"]
    match answer.relaxed:
        case Relaxed.PLACE if wishes:
            return words.html("search.not_there", place=place_name(catalogue, values, words), wish=wishes[0])
        case Relaxed.PLACE:
            return words.html("search.no_colleges_there", place=place_name(catalogue, values, words))
        case Relaxed.WISH:
            return words.html(
                "search.nobody_teaches",
                place=place_name(catalogue, values, words),
                wish=wishes[0] if wishes else answer.query,
            )
        case _:
            return words.html("search.filters_given_up")


def hit_name(services: Services, hit: Hit, words: Words) -> str:
    """What a result is called, with a sign of its kind."""
    if hit.kind == "route":
        return f"🎓 {services.routes[hit.id].name.text(words.language)}"
    if hit.kind == "specialty":
        return f"🛠 {services.catalogue.specialties[hit.id].name(words.language)}"
    return f"🏫 {services.catalogue.colleges[hit.id].name(words.language)}"


def hit_detail(services: Services, hit: Hit, words: Words) -> str:
    """Where it is and why it is here, or how many teach it."""
    catalogue = services.catalogue
    if hit.kind == "route":
        return words.text("search.route")
    if hit.kind == "specialty":
        count = sum(len(colleges) for colleges in catalogue.colleges_of(hit.id).values())
        return words.plural("search.taught_by", count) if count else words.text("search.taught_by_none")
    college = catalogue.colleges[hit.id]
    details = [college.city(words.language) or catalogue.regions[college.region].name(words.language)]
    if college.status == "closed":
        details.append(words.text("search.closed"))
    known = [catalogue.specialties[code] for code in hit.teaches if code in catalogue.specialties]
    # «(по видам)» belongs to the card.
    taught = [one.name(words.language).partition(" (")[0] for one in known]
    if taught:
        more = "…" if len(taught) > _TEACHES else ""
        details.append(words.text("search.teaches", names=", ".join(taught[:_TEACHES]) + more))
    if hit.is_promised:
        details.append(words.text("search.promised"))
    if hit.unknown:
        names = ", ".join(words.text(f"filter.{name}") for name in hit.unknown)
        details.append(words.text("search.unknown", names=names))
    return "; ".join(details)


def _screen_row(answer: Answer, words: Words) -> Buttons:
    """The way to the screen that answers a question, above results that do so in part."""
    ways: dict[str, CallbackData] = {
        "dates": OpenDates(),
        "documents": OpenDocuments(),
        "steps": OpenSteps(path="grade9"),
        "events": OpenEvents(),
        "numbers": OpenNumbers(),
    }
    target = ways.get(answer.screen or "")
    return [[button(words.text(f"button.{answer.screen}"), target)]] if target else []


def _parts(answer: Answer, wish: OpenSearch, catalogue: Catalogue, words: Words) -> Buttons:
    """What was understood, each part with a cross that takes it out."""
    buttons = [
        button(
            f"{_label(one, catalogue, words)} ✕",
            wish.model_copy(update={"without": wish.without | 1 << one.number, "page": 0}),
        )
        for one in answer.understood
        if one.number < _MOST_PARTS
    ]
    if wish.free and not _asks(answer, "free"):
        buttons.append(button(f"{words.text('filter.free')} ✕", wish.model_copy(update={"free": False, "page": 0})))
    if wish.near:
        name = words.short_region(catalogue.regions[wish.near].name(words.language))
        buttons.append(button(f"{name} ✕", wish.model_copy(update={"near": "", "page": 0})))
    return [buttons[start : start + _PARTS_A_ROW] for start in range(0, len(buttons), _PARTS_A_ROW)]


def _label(one: Understood, catalogue: Catalogue, words: Words) -> str:
    if one.kind == "place":
        return place_name(catalogue, one.values, words)
    return words.text(f"filter.{one.values[0]}") if one.kind == "filter" else one.label


def _narrowings(
    answer: Answer, wish: OpenSearch, catalogue: Catalogue, words: Words, region: str | None
) -> list[list[InlineKeyboardButton]]:
    """What one might ask besides: free study, one's own region."""
    if not any(hit.kind == "college" for hit in answer.hits):
        return []
    row = []
    if not wish.free and not _asks(answer, "free"):
        row.append(button(words.text("button.only_free"), wish.model_copy(update={"free": True, "page": 0})))
    has_place = any(one.kind == "place" for one in answer.understood)
    if region in catalogue.regions and region is not None and not wish.near and not has_place:
        name = words.short_region(catalogue.regions[region].name(words.language))
        row.append(
            button(words.text("button.in_region", region=name), wish.model_copy(update={"near": region, "page": 0}))
        )
    return [row] if row else []
