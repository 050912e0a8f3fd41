"""``temirqazyq recommend``: specialties and colleges for six numbers."""

import json
from typing import Annotated, Any, Literal

from cyclopts import Parameter
from rich.console import Console
from rich.table import Table

from bot.catalogue_commands import load_configured_catalogue
from bot.settings import ROOT, StartError, read_settings
from guidance.aptitude.interests import Interest
from guidance.aptitude.profile import Profile
from guidance.catalogue.cells import Language
from guidance.funding.records import RecordsError
from guidance.funding.routes import load_routes
from guidance.matching.colleges import colleges_teaching
from guidance.matching.specialties import best_specialties
from handlers.result import reason
from handlers.translation import Translations

_COLLEGES = 20


def recommend(
    *,
    profile: str,
    region: str | None = None,
    grade: Literal[9, 11] | None = None,
    lang: Language = "ru",
    json_: Annotated[bool, Parameter(name="--json")] = False,
) -> None:
    """Name the specialties that fit a profile, the colleges that teach them, and the free routes.

    Args:
        profile: six scores from 1 to 5 in the order R,I,A,S,E,C, like 4.5,3,2,1,2,4.
        region: only colleges of this region, like KZ-35.
        grade: only programmes not known to be closed to leavers of this grade.
        lang: the language of names and reasons.
        json_: print one JSON document.
    """
    catalogue = load_configured_catalogue()
    if region is not None and region not in catalogue.regions:
        raise StartError(f"region {region} is not known; one of {', '.join(catalogue.regions)}")
    words = Translations(ROOT / "locales")[lang]
    matches = best_specialties(_profile(profile), catalogue.specialties.values())
    by_code = {match.specialty.code: match for match in matches}
    colleges = []
    for found in colleges_teaching(catalogue, list(by_code), region):
        programmes = [p for p in found.programmes if grade is None or not p.base_grade or str(grade) in p.base_grade]
        codes = list(dict.fromkeys(p.specialty for p in programmes if p.specialty))
        if codes:
            names = "; ".join(by_code[code].specialty.name(lang) for code in codes)
            colleges.append(
                {
                    "id": found.college.id,
                    "name_ru": found.college.name_ru,
                    "name_kk": found.college.name_kk,
                    "region": found.college.region,
                    "specialties": codes,
                    "certain": any(p.certainty == "good" for p in programmes),
                    "reasons": [words.text("reason.teaches", names=names)],
                }
            )
    document: dict[str, list[dict[str, Any]]] = {
        "specialties": [
            {
                "code": match.specialty.code,
                "name_ru": match.specialty.name_ru,
                "name_kk": match.specialty.name_kk,
                "fit": round(match.agreement, 3),
                "reasons": [reason(match, words)],
            }
            for match in matches
        ],
        "colleges": colleges[:_COLLEGES],
        "routes": _routes(lang),
    }
    if json_:
        print(json.dumps(document, ensure_ascii=False))  # noqa: T201
    else:
        _print_table(document, lang)


def _print_table(document: dict[str, list[dict[str, Any]]], lang: Language) -> None:
    console = Console()
    specialties = Table("Code", "Specialty", "Fit", "Reason", title="Specialties")
    for one in document["specialties"]:
        specialties.add_row(one["code"], one[f"name_{lang}"], f"{one['fit']:.2f}", " ".join(one["reasons"]))
    colleges = Table("Region", "College", "Reason", title="Colleges")
    for one in document["colleges"]:
        colleges.add_row(one["region"], one[f"name_{lang}"], " ".join(one["reasons"]))
    routes = Table("Route", "What it is", title="Routes to free study")
    for one in document["routes"]:
        routes.add_row(one["name"], one["short"])
    for table in (specialties, colleges, routes):
        console.print(table)


def _profile(text: str) -> Profile:
    try:
        scores = [float(part) for part in text.split(",")]
        return Profile(dict(zip(Interest, scores, strict=True)))
    except ValueError as error:
        raise StartError(f"--profile must be six numbers from 1 to 5, like 4.5,3,2,1,2,4 ({error})") from error


def _routes(lang: Language) -> list[dict[str, Any]]:
    try:
        routes = load_routes(read_settings().catalogue_dir / "funding" / "routes")
    except RecordsError as error:
        raise StartError(str(error)) from error
    return [
        {"id": route.id, "name": route.name.text(lang), "short": route.short.text(lang)} for route in routes.values()
    ]
