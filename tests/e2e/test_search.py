"""Searching by words, in the chat and inline: what a person types, presses and reads."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from guidance.catalogue.cells import Language
from handlers import search
from handlers.services import Services
from sandbox import Person, Sandbox
from tests.e2e.conftest import running_bot
from tests.e2e.test_wrong_input import errors
from tests.e2e.walking import answer_all, begin_test, buttons, choose_language


@pytest.fixture(autouse=True)
def offers_of_its_own() -> Iterator[None]:
    """To whom another language was offered is remembered while the program runs."""
    search.forget_offers()
    yield
    search.forget_offers()


async def reader(sandbox: Sandbox, services: Services, language: Language = "ru") -> Person:
    person = sandbox.person(language=language)
    await choose_language(person, services, language)
    return person


def labels(person: Person) -> list[str]:
    return [label for row in person.screen.buttons for label in row]


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_a_whole_sentence_is_understood(sandbox: Sandbox, services: Services, language: Language) -> None:
    words = services.translations[language]
    person = await reader(sandbox, services, language)

    await person.sends("дочь хочет на медсестру, шымкент, бесплатно")

    assert "медсестру" in person.screen.text
    first = person.screen.text.split("1. ")[1].split("2. ")[0]
    assert services.catalogue.towns["1518980"].name(language) in first
    crossed = [label for label in labels(person) if label.endswith("✕")]
    assert {words.text("filter.free") + " ✕", services.catalogue.towns["1518980"].name(language) + " ✕"} < set(crossed)
    assert words.html("search.free_care") in person.screen.text


async def test_a_result_opens_and_leads_back(sandbox: Sandbox, services: Services) -> None:
    words = services.translations["ru"]
    person = await reader(sandbox, services)
    await person.sends("повар алматы")
    found = person.screen.text

    await person.presses("1")
    assert "📍" in person.screen.text or "Алматы" in person.screen.text
    assert words.text("button.save") in labels(person)
    await person.presses(words.text("button.back"))

    assert person.screen.text == found


async def test_a_part_can_be_taken_out(sandbox: Sandbox, services: Services) -> None:
    person = await reader(sandbox, services)
    await person.sends("сварщик актау")
    before = person.screen.text
    assert "Актау ✕" in labels(person)

    await person.presses("Актау ✕")

    assert "Актау ✕" not in labels(person)
    assert "сварщик ✕" in labels(person)
    assert person.screen.text != before


async def test_only_free_and_more_pages(sandbox: Sandbox, services: Services) -> None:
    words = services.translations["kk"]
    person = await reader(sandbox, services, "kk")
    await person.sends("алматы колледж")
    first = person.screen.text

    await person.presses("▶️")
    assert person.screen.text != first
    await person.presses(words.text("button.only_free"))

    assert words.html("search.free_care") in person.screen.text
    assert words.text("filter.free") + " ✕" in labels(person)


async def test_near_home(sandbox: Sandbox, services: Services) -> None:
    person = await reader(sandbox, services)
    await services.people.consent(person.id)
    await services.people.choose_region(person.id, "KZ-55")
    await person.sends("бухгалтер")

    await person.presses(next(label for label in labels(person) if label.startswith("📍")))

    colleges = [line for line in person.screen.text.split("\n") if "🏫" in line]
    names = {one.name("ru") for one in services.catalogue.colleges_in("KZ-55")}
    assert colleges
    assert all(any(name in line for name in names) for line in colleges)


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("кем стать", "button.agree"),
        ("кім болсам екен", "button.agree"),
        ("как учиться бесплатно", "button.wizard"),
        ("какие документы нужны", "button.dates"),
        ("сколько колледжей в казахстане", "topic_button.network"),
        ("какие льготы мне положены", "button.begin"),
        ("когда подавать документы", "path.grade9"),
        ("құжатты қашан тапсырады", "path.grade9"),
    ],
)
async def test_a_question_opens_its_screen(sandbox: Sandbox, services: Services, question: str, key: str) -> None:
    words = services.translations["ru"]
    person = await reader(sandbox, services)
    await person.sends(question)
    assert words.text(key) in labels(person)


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_nonsense_gets_examples(sandbox: Sandbox, services: Services, language: Language) -> None:
    words = services.translations[language]
    person = await reader(sandbox, services, language)
    await person.sends("ыфвлоды 😂 1234567")
    assert "дәнекерлеуші" in person.screen.text or "сварщик" in person.screen.text
    assert words.text("button.test") in labels(person)
    assert [one.query for one in await services.queries.without_hits(5)] == []


async def test_the_other_language_is_offered_once(sandbox: Sandbox, services: Services) -> None:
    offer = services.translations["kk"].text("button.answer_in")
    person = await reader(sandbox, services)
    await person.sends("дәнекерлеуші павлодар")
    assert offer in labels(person)
    await person.sends("шаштараз қостанай")
    assert offer not in labels(person)


async def test_taking_the_offer_answers_in_it(sandbox: Sandbox, services: Services) -> None:
    words = services.translations["kk"]
    person = await reader(sandbox, services)
    await person.sends("дәнекерлеуші павлодар")
    await person.presses(words.text("button.answer_in"))
    assert words.text("button.home") in labels(person)
    known = await services.people.find(person.id)
    assert known is not None
    assert known.language == "kk"


async def test_what_is_not_found_is_counted_for_the_owner_only(sandbox: Sandbox, services: Services) -> None:
    person = await reader(sandbox, services)
    for _ in range(3):
        await person.sends("гренландия")
    (lost,) = await services.queries.without_hits(5)
    assert (lost.query, lost.asked, lost.hits) == ("гренландиа", 3, 0)
    await person.sends("повар астана")
    await person.presses("2")
    assert [one.query for one in await services.queries.without_hits(5)] == ["гренландиа"]


async def test_a_text_in_the_middle_of_the_questionnaire(sandbox: Sandbox, services: Services) -> None:
    """What is understood is answered, with the way back to the item; what is not, asks the item again."""
    words = services.translations["ru"]
    person = sandbox.person(language="ru")
    await begin_test(person, services, "ru")
    await person.presses(words.text("answer.3"))

    await person.sends("медколледж шымкент")
    assert words.text("button.resume") in labels(person)
    await person.presses(words.text("button.resume"))
    assert words.text("answer.3") in labels(person)

    await person.sends("ну незнаю")
    assert words.text("unknown.answering") in person.screen.text


async def test_old_and_forged_buttons(sandbox: Sandbox, services: Services) -> None:
    words = services.translations["ru"]
    person = await reader(sandbox, services)
    await person.sends("повар астана")
    for data in ("q2:4294967295:1:KZ-99:99", "q2:0:0::999999999999", "q3:college:none:1:0:0:", "q2:-1:0::0", "q4:en"):
        await person.presses_data(data)
        assert labels(person)
    assert not errors(sandbox)
    # The first screen replies to nothing.
    await person.sends("/start")
    await person.presses_data("q2:0:0::0")
    assert words.text("search.lost") in person.screen.text


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_inline_cards_in_any_chat(sandbox: Sandbox, services: Services, language: Language) -> None:
    person = await reader(sandbox, services, language)

    answer = await person.asks_inline("колледж алматы")

    assert len(answer.results) == 20
    assert answer.next_offset == "20"
    more = await person.asks_inline("колледж алматы", answer.next_offset)
    assert more.results
    assert not {one["id"] for one in answer.results} & {one["id"] for one in more.results}
    assert not (await person.asks_inline("фывапр")).results
    assert not errors(sandbox)


async def test_the_walk_from_words_to_a_profile_is_not_broken(sandbox: Sandbox, services: Services) -> None:
    person = sandbox.person(language="kk")
    await begin_test(person, services, "kk")
    await person.sends("тест")
    await person.presses(services.translations["kk"].text("button.resume"))
    await answer_all(person, services, "kk")
    assert person.screen.photo
    assert buttons(person.screen)


async def test_the_admin_reads_what_was_not_found(sandbox: Sandbox, tmp_path: Path) -> None:
    admin = sandbox.person(language="ru", role="admin")
    async with running_bot(sandbox, tmp_path / "bot.db", admin_ids=frozenset({admin.id})) as services:
        words = services.translations["ru"]
        person = await reader(sandbox, services)
        await person.sends("гренландия")
        await choose_language(admin, services, "ru")
        await admin.sends("/admin")
        await admin.presses(words.text("button.lost_queries"))
        assert "гренландиа" in admin.screen.text
        assert words.plural("count.times", 1) in admin.screen.text
