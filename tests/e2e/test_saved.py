"""The person's list, and colleges side by side."""

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from aiogram import Bot
from aiogram.types import BufferedInputFile, InlineKeyboardMarkup, Message
from PIL import Image

from bot.application import make_bot
from guidance.catalogue.cells import Language
from guidance.people.favourites import MOST_FAVOURITES
from handlers.callbacks import Compare, OpenCollege, OpenHome, OpenSaved, RemoveSaved, Save, ShareSaved
from handlers.screen import button
from handlers.services import Services
from sandbox import Person, Sandbox
from tests.e2e.test_wrong_input import errors
from tests.e2e.walking import buttons, choose_language, data_of, number_buttons

# Four colleges of one city, and one far away.
NEAR = ["71-001", "71-002", "71-003", "71-004"]
FAR = "75-001"
WELDING = "07150500"


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    """To put a card into a chat as any conversation may."""
    async with make_bot(sandbox.token, sandbox.url) as bot:
        yield bot


async def reader(sandbox: Sandbox, services: Services, language: Language = "kk", *, consented: bool = True) -> Person:
    person = sandbox.person(language=language)
    await choose_language(person, services, language)
    if consented:
        await services.people.consent(person.id)
    return person


async def card(bot: Bot, person: Person, services: Services, language: Language, college: str = NEAR[0]) -> Message:
    """A card with a button to save, one to compare and one home."""
    words = services.translations[language]
    rows = [
        [
            button(words.text("button.save"), Save(kind="college", key=college, wish="add")),
            button(words.text("button.compare"), Compare(colleges=college, step="pick")),
        ],
        [button(words.text("button.home"), OpenHome())],
    ]
    return await bot.send_message(person.id, "<b>card</b>", reply_markup=InlineKeyboardMarkup(inline_keyboard=rows))


async def kept(services: Services, person: Person) -> list[tuple[str, str]]:
    return [(one.kind, one.key) for one in await services.favourites.of(person.id)]


async def save_all(services: Services, person: Person, keys: list[str]) -> None:
    """So that the first of them is the newest."""
    for key in reversed(keys):
        assert await services.favourites.add(person.id, "college", key)


def names(services: Services, language: Language, keys: list[str]) -> list[str]:
    return [services.catalogue.colleges[key].name(language) for key in keys]


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_the_first_save_asks_and_keeps_nothing_before_it_is_answered(
    sandbox: Sandbox, services: Services, bot: Bot, language: Language
) -> None:
    words, name = services.translations[language], names(services, language, NEAR)[0]
    person = await reader(sandbox, services, language, consented=False)
    await card(bot, person, services, language)

    await person.presses(words.text("button.save"))

    assert name in person.screen.text
    assert "/delete" in person.screen.text
    assert data_of(person.screen, words.text("button.back")) == OpenCollege(college=NEAR[0]).pack()
    assert await kept(services, person) == []

    await person.presses(words.text("button.agree_save"))

    assert name in person.screen.text
    assert await kept(services, person) == [("college", NEAR[0])]
    found = await services.people.find(person.id)
    assert found is not None
    assert found.consented_at is not None

    await person.presses(words.text("button.my_list"))
    assert name in person.screen.text
    await person.presses("1")
    assert name in person.screen.text
    assert not errors(sandbox)


async def test_who_has_chosen_no_language_yet_may_save_too(sandbox: Sandbox, services: Services) -> None:
    words = services.translations["kk"]
    person = sandbox.person(language="kk")
    await person.sends(f"/start c_{NEAR[0]}")

    await person.presses_data(Save(kind="college", key=NEAR[0], wish="add").pack())
    assert await services.people.find(person.id) is None
    await person.presses(words.text("button.agree_save"))

    assert await kept(services, person) == [("college", NEAR[0])]
    found = await services.people.find(person.id)
    assert found is not None
    assert found.language == "kk"


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_the_button_turns_over_in_its_place_and_back(
    sandbox: Sandbox, services: Services, bot: Bot, language: Language
) -> None:
    words = services.translations[language]
    person = await reader(sandbox, services, language)
    sent = await card(bot, person, services, language)
    before = person.screen

    await person.presses(words.text("button.save"))

    after = person.screen
    assert after.message["message_id"] == sent.message_id
    assert person.alerts[-1] == words.text("saved.added")
    assert after.text == before.text
    assert after.message["entities"] == before.message["entities"]
    assert after.buttons == [[words.text("button.saved"), *before.buttons[0][1:]], *before.buttons[1:]]
    assert data_of(after, words.text("button.compare")) == data_of(before, words.text("button.compare"))
    assert await kept(services, person) == [("college", NEAR[0])]

    await person.presses(words.text("button.saved"))

    assert person.screen.message["reply_markup"] == before.message["reply_markup"]
    assert person.alerts[-1] == words.text("saved.removed")
    assert await kept(services, person) == []
    assert not errors(sandbox)


async def test_a_photo_with_a_button_to_save_stays_a_photo(sandbox: Sandbox, services: Services, bot: Bot) -> None:
    words = services.translations["kk"]
    person = await reader(sandbox, services)
    picture = BytesIO()
    Image.new("RGB", (90, 90)).save(picture, "JPEG")
    rows = [[button(words.text("button.save"), Save(kind="specialty", key=WELDING, wish="add"))]]
    keyboard = InlineKeyboardMarkup(inline_keyboard=rows)
    await bot.send_photo(
        person.id, BufferedInputFile(picture.getvalue(), "card.jpg"), caption="card", reply_markup=keyboard
    )

    await person.presses(words.text("button.save"))

    assert person.screen.photo
    assert person.screen.text == "card"
    assert person.screen.buttons == [[words.text("button.saved")]]
    assert await kept(services, person) == [("specialty", WELDING)]


async def test_two_fast_presses_save_once_and_break_nothing(sandbox: Sandbox, services: Services, bot: Bot) -> None:
    words = services.translations["kk"]
    person = await reader(sandbox, services)
    sent = await card(bot, person, services, "kk")
    data = Save(kind="college", key=NEAR[0], wish="add").pack()

    await asyncio.gather(
        person.presses_data(data, message_id=sent.message_id), person.presses_data(data, message_id=sent.message_id)
    )

    assert await kept(services, person) == [("college", NEAR[0])]
    assert words.text("button.saved") in buttons(person.screen)
    assert not errors(sandbox)


async def test_a_message_out_of_reach_hinders_no_saving(sandbox: Sandbox, services: Services) -> None:
    words = services.translations["kk"]
    person = await reader(sandbox, services)

    await person.presses_data(Save(kind="college", key=NEAR[0], wish="add").pack(), message_id=10**6)

    assert await kept(services, person) == [("college", NEAR[0])]
    assert person.alerts[-1] == words.text("saved.added")
    assert not errors(sandbox)


async def test_a_full_list_says_so(sandbox: Sandbox, services: Services, bot: Bot) -> None:
    words = services.translations["ru"]
    person = await reader(sandbox, services, "ru")
    await save_all(services, person, [f"{FAR[:2]}-{number}" for number in range(500, 500 + MOST_FAVOURITES)])
    await card(bot, person, services, "ru")

    await person.presses(words.text("button.save"))

    assert str(MOST_FAVOURITES) in person.alerts[-1]
    assert words.text("button.save") in buttons(person.screen)
    assert len(await kept(services, person)) == MOST_FAVOURITES


@pytest.mark.parametrize("wish", ["add", "agree", "remove"])
async def test_a_forged_key_is_neither_kept_nor_taken_amiss(sandbox: Sandbox, services: Services, wish: str) -> None:
    person = await reader(sandbox, services)
    for key in ("99-999", "", "\0", "<b>", "' OR 1=1", "ә" * 20):
        await person.presses_data(f"v2:college:{key}:{wish}")
        assert await kept(services, person) == [], key
    await person.presses_data(f"v2:route:state-order:{wish}")
    assert services.translations["kk"].text("unknown.button") in person.screen.text
    assert not errors(sandbox)


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_an_empty_list_says_what_it_is_for(sandbox: Sandbox, services: Services, language: Language) -> None:
    words = services.translations[language]
    person = await reader(sandbox, services, language, consented=False)

    await person.sends("/saved")

    assert words.text("button.save") in person.screen.text
    assert {words.text("button.colleges"), words.text("button.professions")} <= set(buttons(person.screen))
    await person.presses_data(ShareSaved().pack())
    assert words.text("button.save") in person.screen.text


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_the_list_shows_eight_a_page_and_takes_cards_off(
    sandbox: Sandbox, services: Services, language: Language
) -> None:
    words = services.translations[language]
    person = await reader(sandbox, services, language)
    keys = list(services.catalogue.colleges)[:9]
    await save_all(services, person, keys)
    await services.favourites.add(person.id, "specialty", WELDING)
    await person.presses(words.text("button.my_list"))
    assert services.catalogue.specialties[WELDING].name(language) in person.screen.text
    assert all(name in person.screen.text for name in names(services, language, keys[:7]))
    assert number_buttons(person.screen) == list("12345678")

    await person.presses("▶️")
    assert number_buttons(person.screen) == ["9", "10"]
    await person.presses(words.text("button.take_off"))
    await person.presses("✕ 10")
    assert keys[8] not in [key for _, key in await kept(services, person)]
    assert person.alerts[-1] == words.text("saved.removed")
    await person.presses("✕ 9")
    # The second page is empty now, so the first one is shown.
    assert "✕ 8" in buttons(person.screen)
    await person.presses(words.text("button.done"))
    assert number_buttons(person.screen) == list("12345678")
    await person.presses("1")
    assert services.catalogue.specialties[WELDING].work(language) in person.screen.text
    assert not errors(sandbox)


async def test_what_the_catalogue_lost_is_said_to_be_lost_and_can_be_taken_off(
    sandbox: Sandbox, services: Services
) -> None:
    words = services.translations["ru"]
    person = await reader(sandbox, services, "ru")
    await save_all(services, person, ["99-998", NEAR[0]])

    await person.sends("/saved")

    assert "99-998" in person.screen.text
    assert words.text("button.compare") not in buttons(person.screen)
    await person.presses("✕ 1")
    assert await kept(services, person) == [("college", NEAR[0])]
    assert "99-998" not in person.screen.text


async def test_the_list_can_be_forwarded_and_its_links_open_the_cards(sandbox: Sandbox, services: Services) -> None:
    words = services.translations["kk"]
    person = await reader(sandbox, services)
    await save_all(services, person, ["99-998", *NEAR])
    await services.favourites.add(person.id, "specialty", WELDING)
    await person.sends("/saved")

    await person.presses(words.text("button.share"))

    shared = person.screen
    assert not shared.buttons, "buttons are lost when a message is forwarded"
    links = [one["url"] for one in shared.message["entities"] if one["type"] == "text_link"]
    starts = [link.partition("?start=")[2] for link in links]
    assert all(link.startswith("https://t.me/temirqazyq_sandbox_bot?start=") for link in links)
    assert starts == [f"s_{WELDING}", *(f"c_{key}" for key in NEAR)]
    friend = sandbox.person(language="kk")
    await friend.sends(f"/start {starts[1]}")
    assert names(services, "kk", NEAR)[0] in friend.screen.text


async def test_erasing_tells_of_the_list_too(sandbox: Sandbox, services: Services) -> None:
    words = services.translations["kk"]
    person = await reader(sandbox, services)
    await save_all(services, person, NEAR)
    await person.sends("/delete")

    await person.presses(words.text("button.erase_now"))

    assert words.plural("count.cards", 4) in person.screen.text
    assert await kept(services, person) == []


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_from_a_card_to_four_side_by_side(
    sandbox: Sandbox, services: Services, bot: Bot, language: Language
) -> None:
    words = services.translations[language]
    person = await reader(sandbox, services, language)
    await save_all(services, person, [FAR])
    await card(bot, person, services, language)
    await person.presses(words.text("button.compare"))
    first, far = names(services, language, [NEAR[0], FAR])
    assert first in person.screen.text
    assert words.text("button.compare_now") not in buttons(person.screen)

    # The saved one is proposed before those of the same city.
    await person.presses("1")
    assert f"B — {far}" in person.screen.text
    await person.presses("▶️")
    await person.presses("◀️")
    await person.presses("1")
    await person.presses(words.text("button.compare_now"))
    assert f"A — {first}" in person.screen.text
    assert person.screen.text.count("\nC — ") == 1

    await person.presses(words.text("button.change_choice"))
    await person.presses("2")
    # The fourth makes the choice complete.
    assert "🏫 D" in buttons(person.screen)

    await person.presses(words.text("button.change_choice"))
    assert number_buttons(person.screen) == []
    await person.presses("✕ A")
    assert f"A — {far}" in person.screen.text
    await person.presses(words.text("button.compare_now"))
    await person.presses("🏫 A")
    assert far in person.screen.text
    assert not errors(sandbox)


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("number", [2, 3, 4])
async def test_saved_colleges_are_compared_by_text_and_by_picture(
    sandbox: Sandbox, services: Services, language: Language, number: int
) -> None:
    words = services.translations[language]
    person = await reader(sandbox, services, language)
    await save_all(services, person, NEAR[:number])
    await person.sends("/saved")

    await person.presses(words.text("button.compare"))
    text = person.screen
    assert all(name in text.text for name in names(services, language, NEAR[:number]))
    assert len(text.text) < 4096

    await person.presses(words.text("button.picture"))
    assert person.screen.photo
    assert person.screen.message["message_id"] != text.message["message_id"]
    assert all(name in person.screen.text for name in names(services, language, NEAR[:number]))
    await person.presses(words.text("button.as_text"))
    assert not person.screen.photo
    assert person.screen.text == text.text
    await person.presses(words.text("button.my_list"))
    assert names(services, language, NEAR)[0] in person.screen.text
    assert not errors(sandbox)


async def test_of_more_than_four_saved_ones_the_person_chooses(sandbox: Sandbox, services: Services) -> None:
    words = services.translations["kk"]
    person = await reader(sandbox, services)
    await save_all(services, person, [*NEAR, FAR])
    await person.sends("/saved")

    await person.presses(words.text("button.compare"))

    assert number_buttons(person.screen) == list("12345")


@pytest.mark.parametrize("step", ["pick", "show", "picture"])
async def test_forged_choices_are_taken_for_what_is_right_in_them(
    sandbox: Sandbox, services: Services, step: str
) -> None:
    person = await reader(sandbox, services)
    first, second = NEAR[:2]
    for colleges in ("", ".", "99-999", "99-999.98-999", first, f"{first}.{first}", f"{first}.99-999", "<b>", "\0"):
        await person.presses_data(f"x2:{colleges}:{step}:0")
        assert not person.screen.photo, colleges
        assert "🏫 A" not in buttons(person.screen), colleges
    for page in (-1, 10**9):
        await person.presses_data(f"x2:{first}:{step}:{page}")
        assert person.screen.buttons
    for colleges in (f"{first}.{second}.{first}.99-999", f"{first}..{second}"):
        await person.presses_data(f"x2:{colleges}:show:0")
        assert {"🏫 A", "🏫 B"} <= set(buttons(person.screen))
        assert "🏫 C" not in buttons(person.screen)
    await person.presses_data(f"x2:{'.'.join([*NEAR, FAR])}:show:0")
    assert "🏫 D" in buttons(person.screen)
    assert names(services, "kk", [FAR])[0] not in person.screen.text
    assert not errors(sandbox)


async def test_lists_of_two_people_do_not_mix(sandbox: Sandbox, services: Services) -> None:
    mine, other = await reader(sandbox, services), await reader(sandbox, services, "ru")
    await save_all(services, mine, NEAR)

    await other.sends("/saved")
    assert services.translations["ru"].text("button.save") in other.screen.text
    await other.presses_data(RemoveSaved(kind="college", key=NEAR[0]).pack())
    await other.presses_data(Save(kind="college", key=NEAR[0], wish="remove").pack())
    assert len(await kept(services, mine)) == 4
    await mine.sends("/mydata")
    documents = [shown.message for shown in mine.messages if "document" in shown.message]
    assert len(documents) == 1
    await mine.presses_data(OpenSaved(page=10**9).pack())
    assert names(services, "kk", NEAR)[0] in mine.screen.text
