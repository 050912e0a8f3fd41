"""Every statement of the founding texts leads to a screen that shows it with its source: ``docs/coverage.md``."""

import html
import re
from pathlib import Path

import pytest

from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.cells import Language
from handlers.services import Services
from handlers.translation import LANGUAGES, Words
from sandbox import Person, Sandbox
from tests.e2e.walking import buttons

MAP = Path(__file__).parents[2] / "docs" / "coverage.md"
_ROW = re.compile(r"^\| ([A-E]\d{1,2}) \| .+? \| .+? \| (.+?) \| (.+?) \|$", re.MULTILINE)
# How many statements each of the founding texts has.
COUNTS = {"A": 20, "B": 16, "C": 12, "D": 15, "E": 16}
STATEMENTS = [f"{text}{number}" for text, count in COUNTS.items() for number in range(1, count + 1)]


def rows() -> list[tuple[str, list[str], list[str]]]:
    """Each statement with the links that open its screens, and what they show."""
    found = _ROW.findall(MAP.read_text(encoding="utf-8"))
    return [(name, re.findall(r"`([^`]+)`", links), re.findall(r"`([^`]+)`", shows)) for name, links, shows in found]


def test_every_statement_has_a_row() -> None:
    assert [name for name, _, _ in rows()] == STATEMENTS
    assert all(links and shows for _, links, shows in rows())


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_row_opens_a_screen_that_shows_it(sandbox: Sandbox, services: Services, language: Language) -> None:
    words = services.translations[language]
    person = sandbox.person(language=language)
    await services.people.choose_language(person.id, language)
    pages: dict[str, str] = {}
    for name, links, shows in rows():
        for link in links:
            if link not in pages:
                pages[link] = await _all_pages(person, link)
        text = "\n".join(pages[link] for link in links)
        for one in shows:
            for sentence in _shown(one, services.catalogue, words):
                assert sentence in text, f"{name}: {one} is not on {links}: {sentence}"
        # Something is linked below every page of them.
        assert "http" in text or set(shows) <= {"questionnaire"}, name


def _shown(what: str, catalogue: Catalogue, words: Words) -> list[str]:
    """What must stand on the screen."""
    kind, _, key = what.partition(":")
    language = words.language
    if kind == "metric":
        code, _, rest = key.partition("@")
        region, _, value = rest.partition("=")
        known = [one for one in catalogue.statistics_of(region) if one.metric == code]
        assert any(one.value == float(value) for one in known), f"no such figure: {what}"
        return [catalogue.metrics[code].name(language), words.number(float(value))]
    of_tables: dict[str, dict[str, list[str]]] = {
        "statement": {one.id: [one.text(language)] for one in catalogue.statements},
        "employer": {one.id: [one.name(language)] for one in catalogue.employers},
        "centre": {one.id: [one.name(language)] for one in catalogue.competence_centres},
        "event": {one.id: [one.name(language)] for one in catalogue.past_events},
        "new": {iso: [one.name(language) for one in catalogue.new_specialties_in(iso)] for iso in catalogue.regions},
        "route": {"": []},
        "questionnaire": {"": []},
    }
    return of_tables[kind][key]


async def _all_pages(person: Person, link: str) -> str:
    """The text of a screen and of all its pages, with the addresses of its links."""
    await person.sends(f"/start {link}")
    texts = []
    while True:
        screen = person.screen
        addresses = [one.get("url", "") for one in screen.message.get("entities", [])]
        texts.append("\n".join([html.unescape(screen.text), *addresses]))
        if "▶️" not in buttons(screen):
            return "\n".join(texts)
        await person.presses("▶️")
