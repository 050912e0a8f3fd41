"""Steps that several walks through the bot share."""

from guidance.aptitude.bank import Item
from guidance.catalogue.cells import Language
from handlers.services import Services
from sandbox import Person
from sandbox.testkit import Shown


async def choose_language(person: Person, services: Services, language: Language) -> None:
    await person.sends("/start")
    await person.presses(services.translations[language].text("language.name"))


async def begin_test(person: Person, services: Services, language: Language) -> None:
    words = services.translations[language]
    await choose_language(person, services, language)
    await person.presses(words.text("button.test"))
    await person.presses(words.text("button.agree"))


async def answer_all(person: Person, services: Services, language: Language) -> None:
    """Answer as somebody who likes to work with their hands and to keep order, and little else."""
    words = services.translations[language]
    asked: set[str] = set()
    while not person.screen.photo:
        item = shown_item(person, services, language)
        assert item.id not in asked
        asked.add(item.id)
        likes = {"R": 5, "C": 4}.get(item.scale, 1 if len(asked) % 2 else 2)
        await person.presses(words.text(f"answer.{likes}"))


def shown_item(person: Person, services: Services, language: Language) -> Item:
    """The item that a person is asked about now."""
    text = person.screen.text
    return next(item for item in services.questionnaire.items if item.text(language) in text)


def buttons(shown: Shown) -> list[str]:
    return [text for row in shown.buttons for text in row]


def number_buttons(shown: Shown) -> list[str]:
    return [text for text in buttons(shown) if text.isdigit()]


def data_of(shown: Shown, label: str) -> str:
    """What the button with this text carries."""
    rows = shown.message["reply_markup"]["inline_keyboard"]
    return next(str(one["callback_data"]) for row in rows for one in row if label in one["text"])
