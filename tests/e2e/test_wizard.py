"""Six questions about a family, and the routes to free study that come of them."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import get_args

import pytest

from guidance.catalogue.cells import Language
from guidance.funding.eligibility import findings
from guidance.funding.family import Circumstance, Family
from handlers.callbacks import OpenWizardRoute, Wizard
from handlers.services import Services
from handlers.translation import LANGUAGES
from sandbox import Person, Sandbox
from tests.e2e.conftest import running_bot
from tests.e2e.test_register import document
from tests.e2e.test_wrong_input import errors
from tests.e2e.walking import buttons, choose_language, number_buttons

CIRCUMSTANCES = get_args(Circumstance)


@pytest.fixture
async def services(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[Services]:
    async with running_bot(sandbox, tmp_path / "bot.db") as services:
        yield services


async def names_shown(person: Person, services: Services) -> set[str]:
    """The routes on all pages of the verdict that is shown."""
    shown = set[str]()
    while True:
        here = {one.id for one in services.routes.values() if one.name.kk in person.screen.text}
        shown |= here
        if "▶️" not in buttons(person.screen):
            return shown
        await person.presses("▶️")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_six_questions_lead_to_routes_with_reasons_and_back(
    sandbox: Sandbox, services: Services, language: Language
) -> None:
    pupil = sandbox.person(language=language)
    words = services.translations[language]
    await choose_language(pupil, services, language)
    await pupil.sends("/free")
    await pupil.presses(words.text("button.wizard"))
    await pupil.presses(words.text("button.begin"))
    await pupil.presses(words.text("wizard.grade.grade9"))
    await pupil.presses(words.text("button.skip"))
    await pupil.presses(words.text("wizard.place.village"))
    assert words.text("wizard.not_kept") in pupil.screen.text
    assert words.text("button.nothing_applies") in buttons(pupil.screen)
    orphan = words.text("circumstance.orphan")
    await pupil.presses(f"⬜️ {orphan}")
    await pupil.presses(f"✅ {orphan}")
    assert words.text("button.nothing_applies") in buttons(pupil.screen)
    await pupil.presses(f"⬜️ {orphan}")
    await pupil.presses(words.text("button.go_on"))
    await pupil.presses(words.text("wizard.work.wants"))
    await pupil.presses(words.text("wizard.marks.good"))

    family = Family("grade9", None, "village", frozenset({"orphan"}), "wants", "good")
    found = findings(services.routes.values(), family)
    for verdict in ("may", "ask", "not"):
        await pupil.presses(words.text(f"verdict.{verdict}"))
        expected = [one for one in found if one.verdict == verdict]
        assert expected
        assert all(one.rule.because.text(words.language) in pupil.screen.text for one in expected[:4])
        first = pupil.screen.text
        await pupil.presses("1")
        assert expected[0].route.name.text(words.language) in pupil.screen.text
        await pupil.presses(words.text("button.back"))
        # The same answers, the same page.
        assert pupil.screen.text == first
    # From the answers all the way back to the first question, none lost on the way.
    for question in ("marks", "work", "family", "place", "region", "grade"):
        await pupil.presses(words.text("button.back"))
        assert words.text(f"wizard.{question}") in pupil.screen.text
        if question == "family":
            assert f"✅ {orphan}" in buttons(pupil.screen)
    assert not errors(sandbox)


async def test_what_was_answered_is_kept_nowhere(sandbox: Sandbox, services: Services, tmp_path: Path) -> None:
    pupil = sandbox.person(language="kk")
    await choose_language(pupil, services, "kk")
    answers = Wizard(step="may", grade="9", region="KZ-35", place="v", ticks=1, work="w", marks="4")
    await pupil.presses_data(answers.pack())
    assert number_buttons(pupil.screen)

    await pupil.sends("/mydata")
    said = json.dumps(json.loads(document(sandbox, pupil)))
    assert not [one for one in (*CIRCUMSTANCES, "village", "KZ-35") if one in said]
    kept = await asyncio.to_thread(lambda: b"".join(path.read_bytes() for path in tmp_path.glob("bot.db*")))
    assert not [one for one in (*CIRCUMSTANCES, "village") if one.encode() in kept]


async def test_questions_passed_over_leave_routes_to_ask_about(sandbox: Sandbox, services: Services) -> None:
    pupil = sandbox.person(language="kk")
    await choose_language(pupil, services, "kk")
    answers = Wizard(step="ask", grade="9", place="t", ticks=-1, work="n", marks="u")
    await pupil.presses_data(answers.pack())
    unknown = findings(services.routes.values(), Family("grade9", None, "town", None, "no", "unknown"))
    assert await names_shown(pupil, services) == {one.route.id for one in unknown if one.verdict == "ask"}
    # Nobody is refused a quota for having kept silent about their family.
    nothing = findings(services.routes.values(), Family("grade9", None, "town", frozenset(), "no", "unknown"))
    assert {one.route.id for one in unknown if one.verdict == "not"} < {
        one.route.id for one in nothing if one.verdict == "not"
    }


async def test_forged_and_unfinished_answers_are_asked_for(sandbox: Sandbox, services: Services) -> None:
    pupil = sandbox.person(language="kk")
    words = services.translations["kk"]
    await choose_language(pupil, services, "kk")
    whole = Wizard(step="may", grade="9", place="v", work="w", marks="5")
    for lacking in ({"grade": ""}, {"place": ""}, {"work": ""}, {"marks": ""}):
        await pupil.presses_data(whole.model_copy(update=lacking).pack())
        assert words.text("wizard.grade") in pupil.screen.text
    for strange in ({"page": 99}, {"page": -5}, {"ticks": 2**16 - 1}, {"region": "KZ-00"}):
        await pupil.presses_data(whole.model_copy(update=strange).pack())
        assert number_buttons(pupil.screen)
    await pupil.presses_data(OpenWizardRoute(**whole.model_dump(), route="none").pack())
    assert words.text("gone.text") in pupil.screen.text
    for nonsense in ("f2:may:9", "f2:done:9::v:0:w:5:0", "f2:may:9::v:70000:w:5:0"):
        await pupil.presses_data(nonsense)
        assert words.text("unknown.button") in pupil.screen.text
    assert not errors(sandbox)
