"""Six questions, and which routes to free study are open: you may, perhaps, not for you, each with its reason.

The answers live in the buttons alone; nothing about the family is kept.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Literal, get_args

from aiogram import Router
from aiogram.types import CallbackQuery

from guidance.funding.calendar import Confirmations, next_dates
from guidance.funding.eligibility import Finding, findings
from guidance.funding.family import Circumstance, Family, Grade, Marks, Settlement, Work
from guidance.funding.routes import Verdict
from guidance.people.person import Person
from handlers.callbacks import OpenDates, OpenRoutes, OpenWizardRoute, Wizard
from handlers.regions import region_choice
from handlers.route import show_route
from handlers.screen import Buttons, Screen, back_and_home, button, numbered, page_of, pager, show
from handlers.services import Services
from handlers.translation import Words
from handlers.windows import period

router = Router(name=__name__)

Step = Literal["intro", "grade", "region", "place", "family", "work", "marks", "may", "ask", "not"]

QUESTIONS: tuple[Step, ...] = ("grade", "region", "place", "family", "work", "marks")
CIRCUMSTANCES: tuple[Circumstance, ...] = get_args(Circumstance)
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
SKIPPED = -1
# What the short codes of the buttons stand for.
_GRADES: dict[str, Grade] = {"9": "grade9", "11": "grade11", "l": "left", "c": "college"}
_PLACES: dict[str, Settlement] = {"v": "village", "t": "town"}
_WORKS: dict[str, Work] = {"w": "wants", "n": "no"}
_MARKS: dict[str, Marks] = {"5": "excellent", "4": "good", "3": "fair", "u": "unknown"}
# The answers are long: a name, a reason, papers and days.
_PAGE = 4


@router.callback_query(OpenWizardRoute.filter())
async def wizard_route(query: CallbackQuery, callback_data: OpenWizardRoute, services: Services, words: Words) -> None:
    """The card of a route; "back" leads to the answers."""
    await show_route(query, callback_data.route, services, words, _answers(callback_data))


@router.callback_query(Wizard.filter())
async def wizard(
    query: CallbackQuery, callback_data: Wizard, services: Services, words: Words, person: Person | None
) -> None:
    """The next question, or what came out."""
    await show(query, await wizard_screen(services, callback_data, words, person.region if person else None))


async def wizard_screen(services: Services, wish: Wizard, words: Words, home: str | None = None) -> Screen:
    """What a button of the wizard leads to; where an answer is missing, its question."""
    if wish.step == "intro":
        begin = [button(words.text("button.begin"), Wizard(step="grade"))]
        return Screen(words.html("wizard.intro"), [begin, back_and_home(words, OpenRoutes())])
    if wish.step not in QUESTIONS:
        family = family_of(wish)
        if family is not None:
            return found_screen(services, wish, family, await services.windows.all(), words)
        wish = Wizard(step="grade")
    return question_screen(services, wish, words, home)


def question_screen(services: Services, wish: Wizard, words: Words, home: str | None = None) -> Screen:
    """One question with its answers, each of which carries the answers before."""
    number = QUESTIONS.index(wish.step)
    text = words.html(
        "wizard.question", number=number + 1, count=len(QUESTIONS), text=words.text(f"wizard.{wish.step}")
    )
    hint = words.html("wizard.not_kept") if wish.step == "family" else ""
    back = _to(wish, QUESTIONS[number - 1]) if number else Wizard(step="intro")
    answers = {
        "grade": lambda: _choices(wish, "grade", _GRADES, words),
        "region": lambda: _regions(services, wish, words, home),
        "place": lambda: _choices(wish, "place", _PLACES, words),
        "family": lambda: _family_choices(wish, words),
        "work": lambda: _choices(wish, "work", _WORKS, words),
        "marks": lambda: _choices(wish, "marks", _MARKS, words),
    }[wish.step]()
    return Screen("\n\n".join(filter(None, [text, hint])), [*answers, back_and_home(words, back)])


def found_screen(services: Services, wish: Wizard, family: Family, confirmed: Confirmations, words: Words) -> Screen:
    """The routes of one verdict, each with the reason, the papers and the days."""
    found = findings(services.routes.values(), family)
    counts = {verdict: sum(one.verdict == verdict for one in found) for verdict in VERDICTS}
    chosen = [one for one in found if one.verdict == wish.step]
    page = page_of(chosen, wish.page, _PAGE)
    lines = [
        _finding(services, number, one, family, confirmed, words)
        for number, one in enumerate(page.of(chosen), start=page.start + 1)
    ]
    parts = [
        words.html("wizard.found", may=counts["may"], ask=counts["ask"], not_=counts["not"]),
        words.html(f"wizard.{wish.step}"),
        *(lines or [words.html("wizard.none")]),
        words.html("routes.care"),
    ]
    answers = wish.model_dump(exclude={"step", "page", "route"})
    tabs = [
        button(f"{words.text(f'verdict.{verdict}')} {counts[verdict]}", Wizard(**answers, step=verdict))
        for verdict in VERDICTS
    ]
    return Screen(
        "\n\n".join(parts),
        [
            *numbered(
                page.of(chosen),
                lambda one: OpenWizardRoute(**answers, step=wish.step, page=page.number, route=one.route.id),
                page.start + 1,
            ),
            *pager(page, lambda number: Wizard(**answers, step=wish.step, page=number)),
            tabs,
            [
                button(words.text("button.dates"), OpenDates(path=_path(family))),
                button(words.text("button.ask_again"), Wizard(step="grade")),
            ],
            back_and_home(words, _to(wish, "marks")),
        ],
    )


def family_of(wish: Wizard) -> Family | None:
    """The answers as a family; ``None`` while one is missing."""
    if not (wish.grade and wish.place and wish.work and wish.marks):
        return None
    ticked = frozenset(one for bit, one in enumerate(CIRCUMSTANCES) if wish.ticks >> bit & 1)
    return Family(
        _GRADES[wish.grade],
        wish.region or None,
        _PLACES[wish.place],
        None if wish.ticks == SKIPPED else ticked,
        _WORKS[wish.work],
        _MARKS[wish.marks],
    )


def _finding(
    services: Services, number: int, one: Finding, family: Family, confirmed: Confirmations, words: Words
) -> str:
    language, admission = words.language, services.funding.admission
    route = one.route
    lines = [
        words.html(
            "wizard.line", number=number, name=route.name.text(language), because=one.rule.because.text(language)
        )
    ]
    if one.verdict != "not" and route.documents:
        names = [admission.documents[document].name.text(language) for document in route.documents]
        lines.append(words.html("wizard.documents", names="; ".join(names)))
    if one.verdict != "not" and route.windows:
        today = dt.datetime.now(services.timezone).date()
        windows = [admission.windows[window] for window in route.windows]
        # The first of those that are for this grade: a record names the usual one first.
        usual = next((window for window in windows if window.concerns(_audience(family))), windows[0])
        lines.append(words.html("wizard.dates", period=period(next_dates(usual, today, confirmed), words)))
    return "\n".join(lines)


def _choices(wish: Wizard, name: str, codes: Mapping[str, str], words: Words) -> Buttons:
    """One answer a row."""
    following = _following(wish.step)
    return [
        [button(words.text(f"wizard.{name}.{meaning}"), wish.model_copy(update={name: code, "step": following}))]
        for code, meaning in codes.items()
    ]


def _regions(services: Services, wish: Wizard, words: Words, home: str | None) -> Buttons:
    """All regions, one's own first, and the way past the question."""

    def chosen(iso: str) -> Wizard:
        return wish.model_copy(update={"region": iso, "step": _following("region"), "page": 0})

    def turned(number: int) -> Wizard:
        return wish.model_copy(update={"page": number})

    regions = region_choice(services, words, wish.page, chosen, turned, home)
    return [*regions, [button(words.text("button.skip"), chosen(""))]]


def _family_choices(wish: Wizard, words: Words) -> Buttons:
    """The circumstances to tick, and the way on with them or without."""
    ticks = max(wish.ticks, 0)
    boxes = [
        button(
            f"{'✅' if ticks >> bit & 1 else '⬜️'} {words.text(f'circumstance.{one}')}",
            wish.model_copy(update={"ticks": ticks ^ 1 << bit}),
        )
        for bit, one in enumerate(CIRCUMSTANCES)
    ]
    following = _following("family")
    go_on = wish.model_copy(update={"ticks": ticks, "step": following})
    skip = wish.model_copy(update={"ticks": SKIPPED, "step": following})
    return [
        *([box] for box in boxes),
        [button(words.text("button.go_on" if ticks else "button.nothing_applies"), go_on)],
        [button(words.text("button.skip"), skip)],
    ]


def _following(step: Step) -> Step:
    number = QUESTIONS.index(step) + 1
    return QUESTIONS[number] if number < len(QUESTIONS) else "may"


def _to(wish: Wizard, step: Step) -> Wizard:
    return _answers(wish).model_copy(update={"step": step, "page": 0})


def _answers(wish: Wizard) -> Wizard:
    return Wizard(**wish.model_dump(exclude={"route"}))


def _audience(family: Family) -> Literal["grade9", "grade11", "college"]:
    return "grade11" if family.grade == "left" else family.grade


def _path(family: Family) -> Literal["", "grade9", "grade11"]:
    audience = _audience(family)
    return "" if audience == "college" else audience
