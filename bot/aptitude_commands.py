"""``temirqazyq aptitude calibrate`` and ``temirqazyq aptitude replay``."""

import asyncio
import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from cyclopts import App, Parameter
from rich.console import Console
from rich.table import Table

from bot.catalogue_commands import load_configured_catalogue
from bot.settings import Settings, StartError, read_settings
from guidance.aptitude.answer_table import AnswerTable, AnswerTableError, read_answers
from guidance.aptitude.bank import BankError, load_bank
from guidance.aptitude.calibration import calibrate as fit_parameters
from guidance.aptitude.item_analysis import BankReport
from guidance.aptitude.parameters import Parameters, ParametersError
from guidance.aptitude.replay import Replay
from guidance.aptitude.replay import replay as ask_again
from guidance.matching.stability import half_bank_stability
from guidance.storage.attempts import StoredAttempts
from guidance.storage.database import DatabaseUnavailableError, migrate, open_database

aptitude_app = App(name="aptitude", help="The questionnaire: fit it to recorded answers, and see how good it is.")

Json = Annotated[bool, Parameter(name="--json")]
_AGES = re.compile(r"(\d{1,3})-(\d{1,3})")


@aptitude_app.command
def calibrate(
    *,
    answers: Path | None = None,
    from_db: bool = False,
    out: Path,
    ages: str | None = None,
    half: Literal[1, 2] | None = None,
    seed: int = 0,
    json_: Json = False,
) -> None:
    """Fit the engine's parameters to recorded answers, and report on the items.

    Args:
        answers: a CSV file, plain or gzip, with columns R1..C8 (1-5, 0 missing), optionally age, language, gender.
        from_db: take the bot's own finished questionnaires, all made with consent, in place of a file.
        out: where to write the parameters; the bot reads them from data/aptitude/parameters.json at its next start.
        ages: whom the questionnaire is for, like 13-18; others then weigh a quarter.
        half: use only this random half of the people.
        seed: which random halves.
        json_: print the report as one JSON document.
    """
    try:
        if from_db == (answers is not None):
            raise StartError("name one source: either --answers FILE or --from-db")
        people = _people(answers, half, seed) if answers else asyncio.run(own_answers(read_settings())).usable()
        calibration = fit_parameters(people, _ages(ages))
        calibration.parameters.save(out)
    except (AnswerTableError, ParametersError) as error:
        raise StartError(str(error)) from error
    report = calibration.report
    if json_:
        print(json.dumps(asdict(report) | {"to_drop": report.to_drop}, ensure_ascii=False))  # noqa: T201
    else:
        _show_report(report)


@aptitude_app.command
def replay(
    *,
    answers: Path,
    params: Path | None = None,
    items: str = "6,12,18,24",
    ages: str | None = None,
    half: Literal[1, 2] | None = None,
    seed: int = 0,
    json_: Json = False,
) -> None:
    """Ask people again who answered the whole bank, and compare with all their answers.

    Args:
        answers: a CSV file, plain or gzip, with columns R1..C8 (1-5, 0 missing) and optionally age.
        params: the engine's parameters; without them it is shown as it works with no calibration.
        items: after how many answers to compare, like 6,12,18,24.
        ages: only people of these ages, like 13-18.
        half: only this random half of the people: calibrate on the other with the same seed.
        seed: which random halves.
        json_: print one JSON document.
    """
    try:
        table = _people(answers, half, seed)
        table = table.rows(table.aged(_ages(ages)))
        parameters = Parameters.load(params) if params else Parameters.default(table.scales)
        found = ask_again(parameters, table, _lengths(items))
    except (AnswerTableError, ParametersError) as error:
        raise StartError(str(error)) from error
    if json_:
        print(json.dumps(asdict(found)))  # noqa: T201
    else:
        _show_replay(found)


@aptitude_app.command
def halves(*, answers: Path, ages: str | None = None, seed: int = 0, json_: Json = False) -> None:
    """Ask two halves of the items of the same people, and compare which families and specialties they suggest.

    Args:
        answers: a CSV file, plain or gzip, with columns R1..C8 (1-5, 0 missing) and optionally age.
        ages: only people of these ages, like 13-18.
        seed: which random halves.
        json_: print one JSON document.
    """
    try:
        table = read_answers(answers).usable()
    except AnswerTableError as error:
        raise StartError(str(error)) from error
    found = half_bank_stability(table.rows(table.aged(_ages(ages))), load_configured_catalogue(), seed)
    if json_:
        print(json.dumps(asdict(found)))  # noqa: T201
        return
    shown = Table("", "share", title=f"{found.people} people, two halves of the items")
    shown.add_row("the first family of one half is among the other's three", f"{found.family_agrees:.0%}")
    shown.add_row("at least two of the three families are the same", f"{found.two_families_agree:.0%}")
    shown.add_row("specialties of one list that are in the other", f"{found.specialties_shared:.0%}")
    Console().print(shown)


async def own_answers(settings: Settings) -> AnswerTable:
    """The finished questionnaires of the bot, as a table: no more than items, answers and the language.

    Raises:
        AnswerTableError: nobody has finished one.
        StartError: bank or database cannot be used.
    """
    try:
        items = load_bank(settings.catalogue_dir / "aptitude" / "items.csv").items
        engine = open_database(settings.database_url)
        try:
            await migrate(engine)
            attempts = await StoredAttempts(engine).all_finished()
        finally:
            await engine.dispose()
    except (BankError, DatabaseUnavailableError) as error:
        raise StartError(str(error)) from error
    if not attempts:
        raise AnswerTableError("nobody has finished the questionnaire yet")
    return AnswerTable(
        scales={item.id: item.scale for item in items.values()},
        answers=np.array([[attempt.answers.get(item, 0) for item in items] for attempt in attempts], dtype=np.int64),
        ages=np.zeros(len(attempts), dtype=np.int64),
        groups={"language": tuple(attempt.language for attempt in attempts)},
    )


def _people(path: Path, half: Literal[1, 2] | None, seed: int) -> AnswerTable:
    # Repeated rows go before the halves are drawn: nobody may stand in both.
    table = read_answers(path).usable()
    return table.half(half, seed) if half else table


def _ages(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    found = _AGES.fullmatch(text)
    if not found or int(found[1]) > int(found[2]):
        raise StartError(f"--ages must be two ages, like 13-18, not {text!r}")
    return int(found[1]), int(found[2])


def _lengths(text: str) -> list[int]:
    try:
        return [int(part) for part in text.split(",")]
    except ValueError as error:
        raise StartError(f"--items must be numbers, like 6,12,18,24, not {text!r}") from error


def _show_report(report: BankReport) -> None:
    console = Console()
    scales = Table("Scale", "alpha", title=f"{report.people} people")
    for scale, alpha in report.alpha.items():
        scales.add_row(scale, _number(alpha))
    console.print(scales)
    items = Table("Item", "answered", "mean", "with the rest of its scale", "nearest other scale", "drop it: it …")
    for item in report.items:
        nearest = f"{item.nearest_other[0]} {item.nearest_other[1]:.2f}" if item.nearest_other else ""
        items.add_row(
            item.item, str(item.answered), _number(item.mean), _number(item.rest_correlation), nearest, item.drop or ""
        )
    console.print(items)
    dif = Table("Item", "groups", "effect (sd)", "size", title="Answered unlike by people of equal interest")
    for one in report.dif:
        dif.add_row(one.item, " - ".join(one.groups), f"{one.effect:+.2f}", one.size)
    console.print(dif)


def _show_replay(found: Replay) -> None:
    console = Console()
    table = Table("Answers", "profile r", "top 1", "top 2", "top 3", "code", "rmse", title=f"{found.people} people")
    for row in found.agreement:
        length = str(row.length) if row.length != "adaptive" else f"adaptive, {row.mean_items:.1f} on average"
        shares = (row.profile_r, row.top1, row.top2, row.top3, row.code, row.rmse)
        table.add_row(length, *(f"{share:.3f}" for share in shares))
    console.print(table)
    careless = Table("Answers", "random answering caught", "with the parameters' threshold", "people suspected by it")
    for one in found.carelessness:
        found_shares = (one.random_caught, one.caught_as_calibrated, one.suspected_as_calibrated)
        careless.add_row(str(one.length), *(f"{share:.1%}" for share in found_shares))
    console.print(careless)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
