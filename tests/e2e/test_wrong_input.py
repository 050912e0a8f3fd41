"""Whatever a person sends or presses at any point of the path, the answer is sensible and nothing is lost."""

import datetime as dt
from collections.abc import Awaitable, Callable

import pytest

from guidance.catalogue.cells import Language
from handlers import questionnaire
from handlers.services import Services
from sandbox import Person, Sandbox
from tests.e2e.walking import answer_all, begin_test, buttons, choose_language, data_of, shown_item

Act = Callable[[Person], Awaitable[None]]

# The smallest picture there is: one white pixel as GIF is refused, so a JPEG made by hand would be long; a PNG.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c63f8ffff3f0005fe02fea735818400"
    "00000049454e44ae426082"
)

WRONG: dict[str, Act] = {
    "a word": lambda person: person.sends("колледж"),
    "4,096 characters": lambda person: person.sends("ә" * 4096),
    "markup": lambda person: person.sends("<b>қалай</b> <a href='x'>?</a> & <"),
    "an unknown command": lambda person: person.sends("/nonsense"),
    "a sticker": lambda person: person.sends_sticker(),
    "a photo": lambda person: person.sends_photo(PIXEL, caption="<i>фото"),
    "a file": lambda person: person.sends_document("a.txt", b"text"),
    "a place": lambda person: person.sends_location(43.24, 76.95),
    "an unknown button": lambda person: person.presses_data("zz9:1:2"),
    "an empty-looking button": lambda person: person.presses_data(":"),
    "a button of another version": lambda person: person.presses_data("a0:1:R01:5"),
    "a broken answer": lambda person: person.presses_data("a1:nonsense"),
    "an answer of somebody else": lambda person: person.presses_data("a1:999999:R01:5"),
    "an answer out of range": lambda person: person.presses_data("a1:1:R01:9"),
    "a college of nowhere": lambda person: person.presses_data("k1:99-999::0:f"),
    "a specialty of nowhere": lambda person: person.presses_data("s1:99999999:f"),
    "a region of nowhere": lambda person: person.presses_data("c1:KZ-00:0"),
    "a field of nowhere": lambda person: person.presses_data("g1:99:0"),
    "a page of nowhere": lambda person: person.presses_data("c1:KZ-71:99999999999999999999"),
    "a route of nowhere": lambda person: person.presses_data("u1:nowhere"),
    "a link to nowhere": lambda person: person.sends("/start c_99-999"),
    "a hostile link": lambda person: person.sends("/start <b>' OR 1=1 --"),
}


async def nothing(person: Person, services: Services) -> None:  # noqa: ARG001
    """A person who has never pressed a button."""
    await person.sends("/start")


async def home(person: Person, services: Services) -> None:
    await choose_language(person, services, "kk")


async def question(person: Person, services: Services) -> None:
    await begin_test(person, services, "kk")


async def result(person: Person, services: Services) -> None:
    await begin_test(person, services, "kk")
    await answer_all(person, services, "kk")


@pytest.mark.parametrize("reach", [nothing, home, question, result])
async def test_every_wrong_input_is_answered(
    sandbox: Sandbox, services: Services, reach: Callable[[Person, Services], Awaitable[None]]
) -> None:
    pupil = sandbox.person(language="kk", first_name="<b>Ы & ы</b>")
    await reach(pupil, services)
    for what, act in WRONG.items():
        # BotSilent is raised when nothing comes back.
        await act(pupil)
        assert services.translations["kk"].text("error.text", code="").split("<")[0] not in pupil.screen.text, what
        assert pupil.screen.buttons, what
    assert not errors(sandbox)


async def test_a_text_in_the_middle_asks_the_same_item_again(sandbox: Sandbox, services: Services) -> None:
    words = services.translations["ru"]
    pupil = sandbox.person(language="ru")
    await begin_test(pupil, services, "ru")
    await pupil.presses(words.text("answer.5"))
    second = shown_item(pupil, services, "ru")

    await pupil.sends("не знаю")

    assert words.text("unknown.answering") in pupil.screen.text
    assert shown_item(pupil, services, "ru") == second
    # Old and new message carry the same question; the answer counts once, wherever it is pressed.
    await pupil.presses(words.text("answer.2"))
    assert shown_item(pupil, services, "ru") != second


async def test_a_double_press_answers_once(sandbox: Sandbox, services: Services) -> None:
    words = services.translations["kk"]
    pupil = sandbox.person(language="kk")
    await begin_test(pupil, services, "kk")
    first, item = data_of(pupil.screen, words.text("answer.4")), shown_item(pupil, services, "kk")
    await pupil.presses(words.text("answer.4"))
    shown = pupil.screen.text

    await pupil.presses_data(first)

    assert pupil.screen.text == shown
    attempt = await services.attempts.open(pupil.id)
    assert attempt is not None
    assert attempt.answers == {item.id: 4}


async def test_a_button_of_a_finished_questionnaire_changes_nothing(sandbox: Sandbox, services: Services) -> None:
    words = services.translations["kk"]
    pupil = sandbox.person(language="kk")
    await begin_test(pupil, services, "kk")
    old, message_id = data_of(pupil.screen, words.text("answer.1")), pupil.screen.message["message_id"]
    await answer_all(pupil, services, "kk")
    finished = await services.attempts.latest_finished(pupil.id)
    messages = len(pupil.messages)

    await pupil.presses_data(old, message_id=message_id)

    assert pupil.alerts == []
    assert len(pupil.messages) == messages
    assert await services.attempts.latest_finished(pupil.id) == finished


async def test_back_changes_an_answer_and_goes_on_where_the_person_was(sandbox: Sandbox, services: Services) -> None:
    words = services.translations["ru"]
    pupil = sandbox.person(language="ru")
    await begin_test(pupil, services, "ru")
    await pupil.presses(words.text("answer.5"))
    await pupil.presses(words.text("answer.5"))
    third = shown_item(pupil, services, "ru")

    await pupil.presses(words.text("button.back"))
    assert "✔️ " + words.text("answer.5") in buttons(pupil.screen)
    await pupil.presses(words.text("answer.1"))

    # Where it goes on may depend on the new answer, but never back to what is answered.
    assert words.text("answer.1") in buttons(pupil.screen)
    assert third is not None
    attempt = await services.attempts.open(pupil.id)
    assert attempt is not None
    assert list(attempt.answers.values()) == [5, 1]
    await pupil.presses(words.text("button.back"))
    await pupil.presses(words.text("button.back"))
    await pupil.presses(words.text("button.back"))
    assert words.text("button.agree") in buttons(pupil.screen)


async def test_pause_language_switch_and_resume(sandbox: Sandbox, services: Services) -> None:
    kazakh, russian = services.translations["kk"], services.translations["ru"]
    pupil = sandbox.person(language="kk")
    await begin_test(pupil, services, "kk")
    for _ in range(3):
        await pupil.presses(kazakh.text("answer.3"))
    fourth = shown_item(pupil, services, "kk")

    await pupil.presses(kazakh.text("button.later"))
    assert "3" in pupil.screen.text
    await pupil.sends("/settings")
    await pupil.presses(kazakh.text("button.language"))
    await pupil.presses(russian.text("language.name"))
    await pupil.presses(russian.text("button.resume"))

    assert shown_item(pupil, services, "ru") == fourth


async def test_beginning_anew_forgets_the_answers(sandbox: Sandbox, services: Services) -> None:
    words = services.translations["kk"]
    pupil = sandbox.person(language="kk")
    await begin_test(pupil, services, "kk")
    first = shown_item(pupil, services, "kk")
    await pupil.presses(words.text("answer.3"))

    await pupil.sends("/test")
    await pupil.presses(words.text("button.again"))

    assert shown_item(pupil, services, "kk") == first
    assert not [text for text in buttons(pupil.screen) if text.startswith("✔️")]


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_a_flat_profile_opens_many_doors(sandbox: Sandbox, services: Services, language: Language) -> None:
    words = services.translations[language]
    pupil = sandbox.person(language=language)
    await begin_test(pupil, services, language)
    while not pupil.screen.photo:
        await pupil.presses(words.text("answer.3"))

    assert words.text("profile.flat") in pupil.screen.text
    await pupil.presses(words.text("button.my_specialties"))
    assert words.html("fits.flat").removeprefix("<b>").split("<")[0] in pupil.screen.text
    assert words.text("button.professions") in buttons(pupil.screen)


async def test_everything_kept_can_be_fetched_and_erased(sandbox: Sandbox, services: Services) -> None:
    words = services.translations["ru"]
    pupil = sandbox.person(language="ru")
    await begin_test(pupil, services, "ru")
    await pupil.presses(words.text("answer.5"))

    await pupil.sends("/mydata")
    assert pupil.screen.message["document"]["file_name"].endswith(".json")
    await pupil.sends("/delete")
    await pupil.presses(words.text("button.erase_now"))

    assert words.plural("count.answers", 1) in pupil.screen.text
    assert await services.people.find(pupil.id) is None
    await pupil.presses(words.text("button.home"))
    assert buttons(pupil.screen) == ["Русский", "Қазақша"]


async def test_nothing_but_the_chat_and_its_language_is_kept_before_consent(
    sandbox: Sandbox, services: Services
) -> None:
    words = services.translations["kk"]
    pupil = sandbox.person(language="kk")
    await choose_language(pupil, services, "kk")
    await pupil.presses(words.text("button.colleges"))
    await pupil.presses("Ақмола")

    kept = await services.people.everything_about(pupil.id)

    assert kept["person"]["region"] is None
    assert kept["person"]["consented_at"] is None
    assert kept["attempts"] == kept["answers"] == []


def errors(sandbox: Sandbox) -> list[str]:
    """What the sandbox refused, but for edits that change nothing."""
    requests = (event.data for event in sandbox.world.events.since(0) if event.type == "request")
    return [
        f"{request['method']}: {request['description']}"
        for request in requests
        if not request["ok"] and "not modified" not in request["description"]
    ]


async def test_answers_at_random_are_met_with_a_kind_question(sandbox: Sandbox, services: Services) -> None:
    words = services.translations["ru"]
    pupil = sandbox.person(language="ru")
    await begin_test(pupil, services, "ru")
    # As contradictory as can be: each scale is loved and hated in turn.
    answered: dict[str, int] = {}
    while words.text("button.all_right") not in buttons(pupil.screen):
        item = shown_item(pupil, services, "ru")
        answered[item.scale] = 6 - answered.get(item.scale, 1)
        await pupil.presses(words.text(f"answer.{answered[item.scale]}"))
        assert not pupil.screen.photo

    await pupil.presses(words.text("button.all_right"))

    assert pupil.screen.photo


async def test_answers_faster_than_reading_are_met_with_a_kind_question(
    sandbox: Sandbox, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questionnaire, "HASTY", dt.timedelta(seconds=0.8))
    words = services.translations["kk"]
    pupil = sandbox.person(language="kk")
    await begin_test(pupil, services, "kk")
    while words.text("answer.5") in buttons(pupil.screen):
        item = shown_item(pupil, services, "kk")
        await pupil.presses(words.text("answer.5" if item.scale == "S" else "answer.2"))

    assert words.text("careless.ask") in pupil.screen.text
    await pupil.presses(words.text("button.again"))
    assert words.text("answer.5") in buttons(pupil.screen)


async def test_a_few_more_questions_when_it_is_close(sandbox: Sandbox, services: Services) -> None:
    words = services.translations["kk"]
    pupil = sandbox.person(language="kk")
    await begin_test(pupil, services, "kk")
    while not pupil.screen.photo:
        item = shown_item(pupil, services, "kk")
        await pupil.presses(words.text("answer.4" if item.scale in "RSA" else "answer.2"))
    assert words.text("profile.more") in pupil.screen.text
    finished = await services.attempts.latest_finished(pupil.id)
    assert finished is not None

    await pupil.presses(words.text("button.more_questions"))
    more = data_of(pupil.screen, words.text("answer.5"))
    while words.text("answer.5") in buttons(pupil.screen):
        await pupil.presses(words.text("answer.5"))

    extended = await services.attempts.latest_finished(pupil.id)
    assert extended is not None
    assert extended.id == finished.id
    assert len(extended.answers) > len(finished.answers)
    # An old button of it does no harm, and it is not offered again.
    await pupil.presses_data(more)
    assert words.text("button.more_questions") not in buttons(pupil.screen)
