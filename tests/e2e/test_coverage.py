"""Every statement of the founding texts leads to a screen that shows it with its source: ``docs/coverage.md``."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from guidance.catalogue.cells import Language
from guidance.catalogue.rows import Row
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
    person = sandbox.person(language=language)
    await services.people.choose_language(person.id, language)
    pages: dict[str, str] = {}
    for name, links, shows in rows():
        for link in links:
            if link not in pages:
                pages[link] = await _all_pages(person, link)
        for one in shows:
            # A route is the whole of its card; everything else stands with its source in one paragraph.
            whole = one.startswith("route:")
            blocks = [block for link in links for block in ([pages[link]] if whole else pages[link].split("\n\n"))]
            wanted = _shown(one, services, services.translations[language])
            assert any(all(text in block for text in wanted) for block in blocks), f"{name}: {one} is not on {links}"


def _shown(what: str, services: Services, words: Words) -> list[str]:
    """What must stand together on the screen: the figure or the sentence, and its source."""
    kind, _, key = what.partition(":")
    language, catalogue = words.language, services.catalogue
    if kind == "metric":
        code, _, rest = key.partition("@")
        region, _, value = rest.partition("=")
        known = [one for one in catalogue.statistics_of(region) if (one.metric, one.value) == (code, float(value))]
        assert known, f"no such figure: {what}"
        return [catalogue.metrics[code].name(language), words.number(float(value)), _source(known, words)]
    if kind == "route":
        route = services.routes[key]
        return [route.name.text(language), str(route.sources[0].url)]
    if kind == "questionnaire":
        return [words.text("button.agree")]
    if kind == "new":
        return (
            [found[0].name(language), _source(found, words)] if (found := catalogue.new_specialties_in(key)) else [key]
        )
    tables: dict[str, Mapping[str, tuple[Row, str]]] = {
        "statement": {one.id: (one, one.text(language)) for one in catalogue.statements},
        "employer": {one.id: (one, one.name(language)) for one in catalogue.employers},
        "centre": {one.id: (one, one.name(language)) for one in catalogue.competence_centres},
        "event": {one.id: (one, one.name(language)) for one in catalogue.past_events},
    }
    row, text = tables[kind][key]
    # The list of events names them; the source stands on the card.
    return [text] if kind == "event" else [text, _source([row], words)]


def _source(rows: Sequence[Row], words: Words) -> str:
    """The address of a source, or its kind where it has none."""
    addresses = [one.source_url[0] for one in rows if one.source_url]
    return addresses[0] if addresses and len(rows) == 1 else words.text(f"source.{rows[0].source_kind}")


async def _all_pages(person: Person, link: str) -> str:
    """All pages of a screen, the address of each link behind its words."""
    await person.sends(f"/start {link}")
    texts = []
    while True:
        screen = person.screen
        texts.append(_with_addresses(screen.message))
        if "▶️" not in buttons(screen):
            return "\n\n".join(texts)
        await person.presses("▶️")


def _with_addresses(message: dict[str, Any]) -> str:
    # Telegram counts in UTF-16 units of two bytes.
    raw = message["text"].encode("utf-16-le")
    for one in sorted(message.get("entities", []), key=lambda one: -one["offset"]):
        if one["type"] == "text_link":
            end = 2 * (one["offset"] + one["length"])
            raw = raw[:end] + f" <{one['url']}>".encode("utf-16-le") + raw[end:]
    return str(raw.decode("utf-16-le")) + "\n\n" + " ".join(buttons_of(message))


def buttons_of(message: dict[str, Any]) -> list[str]:
    """The texts of the buttons."""
    return [one["text"] for row in message.get("reply_markup", {}).get("inline_keyboard", []) for one in row]
