"""Two to four colleges side by side: choosing them, and the comparison as a text and as a picture."""

import asyncio
from collections.abc import Iterable, Sequence

from aiogram import Router
from aiogram.types import CallbackQuery

from guidance.catalogue.catalogue import Catalogue
from guidance.matching.comparison import (
    FEWEST_COMPARED,
    MOST_COMPARED,
    OWN_FACTS,
    Candidate,
    Fact,
    FactRow,
    Standing,
    candidates,
    compare,
)
from guidance.pictures.comparison import Row, comparison_picture
from handlers.callbacks import Compare, OpenCollege, OpenRegions, OpenSaved, Origin
from handlers.compared import LETTERS, Wording, legend, letters
from handlers.screen import Buttons, Screen, back_and_home, button, numbered, page_of, pager, show
from handlers.services import Services
from handlers.translation import Words

router = Router(name=__name__)

# In the picture, whose letters know no emoji, these mark what is not known and what is not well founded.
_UNKNOWN, _DOUBTFUL = "—", "(?)"


@router.callback_query(Compare.filter())
async def comparing(
    query: CallbackQuery, callback_data: Compare, services: Services, words: Words, chat_id: int
) -> None:
    """Choose, compare, or draw. With less than two colleges there is only the choice."""
    catalogue = services.catalogue
    chosen = chosen_colleges(catalogue, callback_data.colleges)
    if callback_data.step == "pick" or len(chosen) < FEWEST_COMPARED:
        saved = [one.key for one in await services.favourites.of(chat_id) if one.kind == "college"]
        await show(query, pick_screen(catalogue, chosen, saved, callback_data.page, words))
        return
    wording = Wording(catalogue, compare(catalogue, chosen), words)
    if callback_data.step == "show":
        await show(query, comparison_screen(wording))
    else:
        # Drawing takes a twentieth of a second, in which others would wait.
        photo = await asyncio.to_thread(draw, wording)
        await show(query, picture_screen(wording, photo))


def chosen_colleges(catalogue: Catalogue, ids: str) -> list[str]:
    """The colleges that a button names: known ones, each once, four at most."""
    return [key for key in dict.fromkeys(ids.split(".")) if key in catalogue.colleges][:MOST_COMPARED]


def pick_screen(
    catalogue: Catalogue, chosen: Sequence[str], saved: Sequence[str], page_number: int, words: Words
) -> Screen:
    """The colleges chosen so far, and what else could stand beside them."""
    there = candidates(catalogue, chosen, saved) if len(chosen) < MOST_COMPARED else []
    page = page_of(there, page_number)
    parts = [words.html("compare.pick")]
    buttons: Buttons = []
    if chosen:
        colleges = [catalogue.colleges[key] for key in chosen]
        parts.append("\n".join([words.html("compare.chosen"), *legend(colleges, words)]))
        buttons.append(
            [
                button(f"✕ {letter}", Compare(colleges=_packed(other for other in chosen if other != key), step="pick"))
                for letter, key in zip(LETTERS, chosen, strict=False)
            ]
        )
    if len(chosen) >= FEWEST_COMPARED:
        buttons.append([button(words.text("button.compare_now"), Compare(colleges=_packed(chosen), step="show"))])
    if there:
        lines = [
            words.html("list.line", number=number, name=_candidate_name(one, words), detail=_detail(one, words))
            for number, one in enumerate(page.of(there), start=page.start + 1)
        ]
        parts += [words.html("compare.add"), "\n".join(lines)]
        # The fourth makes the choice complete.
        step = "show" if len(chosen) == MOST_COMPARED - 1 else "pick"
        buttons += numbered(
            page.of(there),
            lambda one: Compare(colleges=_packed([*chosen, one.college.id]), step=step),
            first=page.start + 1,
        )
        buttons += pager(page, lambda number: Compare(colleges=_packed(chosen), step="pick", page=number))
    elif len(chosen) == MOST_COMPARED:
        parts.append(words.html("compare.enough"))
    else:
        parts.append(words.html("compare.nothing"))
        buttons.append([button(words.text("button.colleges"), OpenRegions())])
    back = OpenCollege(college=chosen[0]) if len(chosen) == 1 else OpenSaved()
    return Screen("\n\n".join(parts), [*buttons, back_and_home(words, back)])


def comparison_screen(wording: Wording) -> Screen:
    """The comparison as a text: what differs first, a line a college."""
    comparison, words = wording.comparison, wording.words
    # The dates stand beside the sources.
    facts = [row for row in comparison.facts if row.fact is not Fact.SOURCE_DATE]
    apart = [row for row in facts if row.standing in (Standing.DIFFERENT, Standing.PARTLY_KNOWN)]
    same = [row for row in facts if row.standing is Standing.SAME]
    unknown = wording.unknown()
    parts = [
        "\n".join([words.html("compare.title"), *legend(comparison.colleges, words)]),
        *(wording.lines(row) for row in apart if row.fact not in OWN_FACTS),
        *([wording.taught()] if comparison.taught else []),
        *([wording.same(same)] if same else []),
        *(wording.lines(row) for row in apart if row.fact in OWN_FACTS),
        *([words.html("compare.unknown", names=", ".join(unknown))] if unknown else []),
        f"<i>{wording.basis()}</i>",
    ]
    ids = _packed(college.id for college in comparison.colleges)
    ways = [
        button(words.text("button.picture"), Compare(colleges=ids, step="picture")),
        button(words.text("button.change_choice"), Compare(colleges=ids, step="pick")),
    ]
    return Screen("\n\n".join(parts), [ways, *_last_rows(wording)])


def picture_screen(wording: Wording, photo: bytes) -> Screen:
    """The comparison as a picture; the caption names the colleges and the sources."""
    words, colleges = wording.words, wording.comparison.colleges
    lines = [words.html("compare.title"), *legend(colleges, words), "", f"<i>{wording.basis()}</i>"]
    ids = _packed(college.id for college in colleges)
    as_text = button(words.text("button.as_text"), Compare(colleges=ids, step="show"))
    return Screen("\n".join(lines), [[as_text], *_last_rows(wording)], photo)


def draw(wording: Wording) -> bytes:
    """The picture of a comparison, JPEG."""
    comparison, words = wording.comparison, wording.words
    known = [row for row in comparison.facts if row.standing is not Standing.UNKNOWN]
    rows = [_fact_row(wording, row) for row in known if row.fact not in OWN_FACTS]
    for where, found in comparison.taught:
        if len(where) > 1:
            label = words.text("compare.taught_at", letters=letters(where))
            rows.append(Row(label, (_listed(wording.names(found, _DOUBTFUL)),)))
    if comparison.taught:
        alone = [_taught_alone(wording, place) for place in range(len(comparison.colleges))]
        rows.append(Row(words.text("compare.taught_only"), tuple(alone), differs=True))
    rows += [_fact_row(wording, row) for row in known if row.fact in OWN_FACTS]
    if unknown := wording.unknown():
        rows.append(Row(words.text("compare.unknown_heading"), (", ".join(unknown),)))
    heads = [f"{letter}. {one.name(words.language)}" for letter, one in zip(LETTERS, comparison.colleges, strict=False)]
    note = words.text("compare.picture_note", month=words.month(wording.catalogue.collected))
    return comparison_picture(words.text("compare.heading"), heads, rows, note)


def _fact_row(wording: Wording, row: FactRow) -> Row:
    # Of several phones each has its line.
    cells = [wording.value(row, place, _UNKNOWN).replace(", +", ",\n+") for place in range(len(row.values))]
    differs = row.standing is Standing.DIFFERENT and row.fact not in OWN_FACTS
    return Row(wording.label(row), tuple(cells), differs=differs)


def _taught_alone(wording: Wording, place: int) -> str:
    """The cell of what is known to be taught at one of them only."""
    words = wording.words
    if not wording.comparison.is_known_what_teaches(place):
        return _UNKNOWN
    names = wording.names(wording.comparison.taught_only_at(place), _DOUBTFUL)
    return _listed(names) or words.text("compare.all_shared")


def _listed(names: Sequence[str]) -> str:
    return "\n".join(f"• {name}" for name in names)


def _candidate_name(candidate: Candidate, words: Words) -> str:
    return ("⭐ " if candidate.saved else "") + candidate.college.name(words.language)


def _detail(candidate: Candidate, words: Words) -> str:
    """The town, and how much is known to be taught at both."""
    shared = words.plural("count.shared", candidate.shared) if candidate.shared else ""
    return " · ".join(filter(None, [candidate.college.city(words.language), shared]))


def _last_rows(wording: Wording) -> Buttons:
    """The card of each college, the list and the first screen."""
    words = wording.words
    cards = [
        button(f"🏫 {letter}", OpenCollege(college=college.id, origin=Origin.SAVED))
        for letter, college in zip(LETTERS, wording.comparison.colleges, strict=False)
    ]
    my_list = button(words.text("button.my_list"), OpenSaved())
    return [cards, [my_list, *back_and_home(words)]]


def _packed(ids: Iterable[str]) -> str:
    return ".".join(ids)
