"""Reporting a mistake, and what admins make of the reports."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from guidance.catalogue.cells import Language
from guidance.catalogue.mistakes import MOST_OPEN_REPORTS, MOST_WORDS, About, MistakeReport
from handlers.callbacks import (
    DecideReport,
    DescribeMistake,
    OpenAdmin,
    OpenRegister,
    OpenReportedCard,
    OpenReports,
    ReportMistake,
)
from handlers.services import Services
from sandbox import Person, Sandbox
from sandbox.formatting import parse_html
from tests.e2e.conftest import running_bot
from tests.e2e.walking import buttons, choose_language, data_of

CARD = "71-004"


@pytest.fixture
def admin(sandbox: Sandbox) -> Person:
    return sandbox.person(language="ru", first_name="Админ", role="admin")


@pytest.fixture
def colleague(sandbox: Sandbox, admin: Person) -> Person:  # noqa: ARG001 (the numbers go up in this order)
    return sandbox.person(language="kk", first_name="Әріптес", role="admin")


@pytest.fixture
async def services(sandbox: Sandbox, admin: Person, colleague: Person, tmp_path: Path) -> AsyncIterator[Services]:
    async with running_bot(sandbox, tmp_path / "bot.db", admin_ids=frozenset({admin.id, colleague.id})) as services:
        yield services


async def at_work(admin: Person, services: Services, language: Language = "ru") -> None:
    await choose_language(admin, services, language)
    await admin.sends("/admin")


async def a_report(services: Services, author: Person, about: About = "contacts") -> MistakeReport:
    """Filed long ago, so that nobody is told now."""
    report = await services.mistakes.add(author.id, "college", CARD, about)
    assert report is not None
    return report


async def answers(person: Person, text: str) -> None:
    """Answer the message that the bot has shown last."""
    await person.sends(text, reply_to=person.screen.message["message_id"])


def name_of_card(services: Services) -> str:
    return services.catalogue.colleges[CARD].name_kk


@pytest.mark.parametrize("language", ["kk", "ru"])
async def test_a_report_goes_to_the_admins_and_back_to_its_author(
    sandbox: Sandbox, services: Services, admin: Person, language: Language
) -> None:
    words = services.translations[language]
    college = services.catalogue.colleges[CARD]
    await at_work(admin, services)
    pupil = sandbox.person(language=language)
    await choose_language(pupil, services, language)
    await pupil.sends(f"/start c_{CARD}")
    card = pupil.screen.message["message_id"]

    await pupil.presses_data(ReportMistake(kind="college", key=CARD).pack())
    assert pupil.screen.message["message_id"] > card
    assert college.name(language) in pupil.screen.text
    await pupil.presses(words.text("mistake.about.college.contacts"))

    report = (await services.mistakes.open())[0]
    assert f"№ {report.id}" in pupil.screen.text
    assert (report.chat_id, report.key, report.about, report.words) == (pupil.id, CARD, "contacts", "")
    # A colleague who has never written cannot be told, and that is no error of anybody.
    russian = services.translations["ru"]
    assert admin.screen.text == russian.text("queue.news")
    await admin.presses(russian.text("button.reports"))
    assert college.name_ru in admin.screen.text
    assert russian.text("mistake.about.college.contacts") in admin.screen.text
    assert russian.text("queue.no_words") in admin.screen.text

    await admin.presses(russian.text("button.accept"))

    assert await services.mistakes.open() == []
    assert admin.screen.text == russian.text("queue.empty")
    about = words.text("mistake.about.college.contacts")
    thanks = words.html("mistake.accepted", number=report.id, name=college.name(language), about=about)
    assert pupil.screen.text == parse_html(thanks).text


async def test_own_words_are_put_to_the_report_as_they_were_written(
    sandbox: Sandbox, services: Services, admin: Person
) -> None:
    words = services.translations["kk"]
    await at_work(admin, services)
    pupil = sandbox.person(language="kk")
    await choose_language(pupil, services, "kk")
    await pupil.presses_data(ReportMistake(kind="college", key=CARD, about="closed").pack())
    await pupil.presses(words.text("button.add_words"))
    report = (await services.mistakes.open())[0]
    assert f"№ {report.id}" in pupil.screen.text

    await answers(pupil, "2023 жылы <b>жабылған</b> & біріккен {name}")

    assert f"№ {report.id}" in pupil.screen.text
    await admin.presses(services.translations["ru"].text("button.reports"))
    assert "2023 жылы <b>жабылған</b> & біріккен {name}" in admin.screen.text
    await admin.presses(services.translations["ru"].text("button.decline"))
    about = words.text("mistake.about.college.closed")
    answer = words.html("mistake.declined", number=report.id, name=name_of_card(services), about=about)
    assert pupil.screen.text == parse_html(answer).text


async def test_a_press_more_files_no_second_report(sandbox: Sandbox, services: Services) -> None:
    pupil = sandbox.person(language="kk")
    await choose_language(pupil, services, "kk")
    about = ReportMistake(kind="specialty", key="07150500", about="teaches").pack()
    await pupil.presses_data(about)
    message = pupil.screen.message["message_id"]

    await pupil.presses_data(about, message_id=message)

    assert len(await services.mistakes.open()) == 1
    assert pupil.screen.message["message_id"] == message


async def test_cancelling_files_nothing_and_takes_the_question_away(sandbox: Sandbox, services: Services) -> None:
    words = services.translations["kk"]
    pupil = sandbox.person(language="kk")
    await choose_language(pupil, services, "kk")
    shown = len(pupil.messages)
    await pupil.presses_data(ReportMistake(kind="route", key="state-order").pack())

    await pupil.presses(words.text("button.cancel"))

    assert pupil.alerts == [words.text("mistake.cancelled")]
    assert len(pupil.messages) == shown
    assert await services.mistakes.open() == []


async def test_a_long_text_is_cut_and_said_to_be(sandbox: Sandbox, services: Services) -> None:
    pupil = sandbox.person(language="ru")
    await choose_language(pupil, services, "ru")
    report = await a_report(services, pupil)
    await pupil.presses_data(DescribeMistake(report=report.id).pack())

    await answers(pupil, "ж" * (MOST_WORDS + 1))

    assert str(MOST_WORDS) in pupil.screen.text
    assert (await services.mistakes.open())[0].words == "ж" * MOST_WORDS


async def test_only_words_are_taken_for_an_answer(sandbox: Sandbox, services: Services) -> None:
    words = services.translations["ru"]
    pupil = sandbox.person(language="ru")
    await choose_language(pupil, services, "ru")
    report = await a_report(services, pupil)
    await pupil.presses_data(DescribeMistake(report=report.id).pack())
    asked = pupil.screen.message
    sticker = {"file_id": "s", "file_unique_id": "s", "width": 512, "height": 512, "type": "regular"}

    pupil._begin()
    sandbox.world.updates.add(
        "message",
        {
            "message_id": 9999,
            "date": sandbox.world.now(),
            "reply_to_message": asked,
            "from": sandbox.world.person(pupil.id).user(),
            "chat": asked["chat"],
            "sticker": {**sticker, "is_animated": False, "is_video": False},
        },
    )
    await pupil._reaction()

    assert words.text("mistake.words_wanted") in [shown.text for shown in pupil.messages]
    # It asks again, so that the person need not look for the question.
    assert pupil.screen.message["message_id"] > asked["message_id"]
    await answers(pupil, "/cancel")
    assert words.text("button.professions") in buttons(pupil.screen)
    await pupil.sends("телефон другой", reply_to=asked["message_id"])
    assert (await services.mistakes.open())[0].words == "телефон другой"


async def test_words_that_come_too_late_are_declined(sandbox: Sandbox, services: Services) -> None:
    words = services.translations["ru"]
    pupil = sandbox.person(language="ru")
    await choose_language(pupil, services, "ru")
    report = await a_report(services, pupil)
    await pupil.presses_data(DescribeMistake(report=report.id).pack())
    await services.mistakes.decide(report.id, "accepted")

    await answers(pupil, "ещё слово")

    assert pupil.screen.text == words.text("mistake.decided_before")
    await pupil.presses_data(DescribeMistake(report=report.id).pack())
    assert pupil.alerts == [words.text("mistake.decided_before")]


async def test_too_many_reports_are_declined_kindly(sandbox: Sandbox, services: Services) -> None:
    pupil = sandbox.person(language="kk")
    await choose_language(pupil, services, "kk")
    for key in list(services.catalogue.colleges)[:MOST_OPEN_REPORTS]:
        await services.mistakes.add(pupil.id, "college", key, "name")

    await pupil.presses_data(ReportMistake(kind="college", key=CARD, about="other").pack())

    assert pupil.screen.text == services.translations["kk"].text("mistake.too_many", number=MOST_OPEN_REPORTS)
    assert len(await services.mistakes.open()) == MOST_OPEN_REPORTS


async def test_admins_are_told_once_until_the_queue_is_empty(
    sandbox: Sandbox, services: Services, admin: Person, colleague: Person
) -> None:
    await at_work(admin, services)
    await at_work(colleague, services, "kk")
    pupil = sandbox.person(language="kk")
    await choose_language(pupil, services, "kk")
    abouts: tuple[About, ...] = ("name", "place", "contacts")
    for about in abouts:
        await pupil.presses_data(ReportMistake(kind="college", key=CARD, about=about).pack())

    for one, words in ((admin, services.translations["ru"]), (colleague, services.translations["kk"])):
        assert [shown.text for shown in one.messages].count(words.text("queue.news")) == 1
    requests = [event.data["params"] for event in sandbox.world.events.since(0) if event.type == "request"]
    told = [params for params in requests if params.get("text") == services.translations["ru"].text("queue.news")]
    assert [str(params["disable_notification"]).lower() for params in told] == ["true"]

    # What is left for later comes round again.
    words = services.translations["ru"]
    await admin.presses(words.text("button.reports"))
    for about in (*abouts, abouts[0]):
        assert words.text(f"mistake.about.college.{about}") in admin.screen.text
        await admin.presses(words.text("button.next_report"))


async def test_of_two_admins_the_second_is_told(
    sandbox: Sandbox, services: Services, admin: Person, colleague: Person
) -> None:
    await at_work(admin, services)
    await at_work(colleague, services, "kk")
    pupil = sandbox.person(language="kk")
    await choose_language(pupil, services, "kk")
    await a_report(services, pupil)
    for one in (admin, colleague):
        await one.presses_data(OpenReports().pack())
    accept = data_of(admin.screen, services.translations["ru"].text("button.accept"))
    decline = data_of(colleague.screen, services.translations["kk"].text("button.decline"))

    await asyncio.gather(admin.presses_data(accept), colleague.presses_data(decline))

    told = [
        admin.alerts == [services.translations["ru"].text("queue.decided")],
        colleague.alerts == [services.translations["kk"].text("queue.decided")],
    ]
    assert sorted(told) == [False, True]
    later = colleague if told[0] else admin
    assert later.alerts == [
        services.translations["kk" if later is colleague else "ru"].text("queue.decided_before"),
    ]
    thanks = [shown.text for shown in pupil.messages if name_of_card(services) in shown.text]
    assert len(thanks) == 1


async def test_an_author_who_blocked_the_bot_stops_nothing(sandbox: Sandbox, services: Services, admin: Person) -> None:
    words = services.translations["ru"]
    await at_work(admin, services)
    pupil = sandbox.person(language="kk")
    await choose_language(pupil, services, "kk")
    first, second = await a_report(services, pupil), await a_report(services, pupil, "name")
    await pupil.blocks()

    await admin.presses_data(DecideReport(report=first.id, decision="accepted").pack())

    assert admin.alerts == [words.text("queue.decided")]
    assert [report.id for report in await services.mistakes.open()] == [second.id]
    assert words.text("mistake.about.college.name") in admin.screen.text


async def test_the_card_of_a_report_opens_below_it(sandbox: Sandbox, services: Services, admin: Person) -> None:
    words = services.translations["ru"]
    await at_work(admin, services)
    pupil = sandbox.person(language="kk")
    await choose_language(pupil, services, "kk")
    await a_report(services, pupil)
    await admin.presses_data(OpenReports().pack())
    queue = admin.screen.message["message_id"]

    await admin.presses(words.text("button.open_card"))

    assert admin.screen.message["message_id"] > queue
    assert services.catalogue.colleges[CARD].name_ru in admin.screen.text


async def test_a_report_of_a_card_that_is_gone_can_still_be_decided(
    sandbox: Sandbox, services: Services, admin: Person
) -> None:
    words = services.translations["ru"]
    await at_work(admin, services)
    pupil = sandbox.person(language="kk")
    await choose_language(pupil, services, "kk")
    report = await services.mistakes.add(pupil.id, "college", "99-999", "closed")
    assert report is not None

    await admin.presses_data(OpenReports().pack())

    assert words.text("queue.lost_card", code="99-999") in admin.screen.text
    assert words.text("button.open_card") not in buttons(admin.screen)
    await admin.presses_data(OpenReportedCard(report=report.id).pack())
    assert words.text("gone.text") in admin.screen.text
    await admin.presses(words.text("button.decline"))
    assert "99-999" in pupil.screen.text


async def test_others_and_former_admins_get_what_everybody_gets(sandbox: Sandbox, services: Services) -> None:
    words = services.translations["ru"]
    pupil = sandbox.person(language="ru")
    await choose_language(pupil, services, "ru")
    report = await a_report(services, pupil)

    await pupil.sends("/admin")
    assert words.text("button.register") not in buttons(pupil.screen)
    for data in (
        OpenAdmin(),
        OpenRegister(),
        OpenReports(),
        OpenReportedCard(report=report.id),
        DecideReport(report=report.id, decision="accepted"),
    ):
        await pupil.presses_data(data.pack())
        assert pupil.screen.text == words.text("unknown.button")
    assert [one.id for one in await services.mistakes.open()] == [report.id]


async def test_forged_buttons_do_no_harm(sandbox: Sandbox, services: Services, admin: Person) -> None:
    words = services.translations["ru"]
    await at_work(admin, services)
    pupil, other = sandbox.person(language="ru"), sandbox.person(language="kk")
    await choose_language(pupil, services, "ru")
    await choose_language(other, services, "kk")
    report = await a_report(services, other)

    for data in ("r2:college:99-999:name", "r2:route:" + "x" * 50 + ":", "r2:specialty:' OR 1=1:other"):
        await pupil.presses_data(data)
        assert words.text("gone.text") in pupil.screen.text
    # What a card of this kind cannot have wrong is asked again.
    for data in ("r2:route:state-order:place", f"r2:college:{CARD}:nonsense"):
        await pupil.presses_data(data)
        assert words.text("button.cancel") in buttons(pupil.screen)
    for number in (report.id, 2**63 - 1):
        await pupil.presses_data(DescribeMistake(report=number).pack())
    assert pupil.alerts == [words.text("mistake.decided_before")] * 2
    for data in ("r2:person:1:name", "r4:-1", f"r4:{2**63}", "a4:1:maybe", "a3:x"):
        await admin.presses_data(data)
        assert admin.screen.text == words.text("unknown.button")
    for data in (
        DecideReport(report=2**63 - 1, decision="declined").pack(),
        OpenReports(after=2**63 - 1).pack(),
    ):
        await admin.presses_data(data)
        assert f"№ {report.id}" in admin.screen.text
    assert await services.mistakes.open() == [report]


async def test_who_has_chosen_no_language_is_asked_for_it_first(sandbox: Sandbox, services: Services) -> None:
    pupil = sandbox.person(language="kk")
    await pupil.sends(f"/start c_{CARD}")
    card = pupil.screen.message

    await pupil.presses_data(ReportMistake(kind="college", key=CARD, about="name").pack())

    assert buttons(pupil.screen) == ["Қазақша", "Русский"]
    assert card in [shown.message for shown in pupil.messages]
    assert await services.mistakes.open() == []


async def test_only_admins_find_the_command_in_their_menu(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        admin, pupil = sandbox.person(role="admin"), sandbox.person()
        sandbox.world.person(admin.id).started = True
        async with running_bot(sandbox, tmp_path / "bot.db", admin_ids=frozenset({admin.id, 999_999})):
            menus = [
                {command["command"] for command in sandbox.world.profile.commands_for(one.id, "kk")}
                for one in (admin, pupil)
            ]
    assert menus[0] - menus[1] == {"admin"}


async def test_rights_are_looked_up_at_every_press(services: Services, admin: Person) -> None:
    await at_work(admin, services)
    reports = data_of(admin.screen, services.translations["ru"].text("button.reports"))
    object.__setattr__(services, "admins", frozenset())

    await admin.presses_data(reports)

    assert admin.screen.text == services.translations["ru"].text("unknown.button")
