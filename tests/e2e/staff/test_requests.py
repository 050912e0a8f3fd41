"""Requests for words: only those of the bot itself are answered, in the chat that they were sent to."""

from guidance.catalogue.cells import Language
from guidance.outreach.broadcasts import Broadcast, Content
from handlers.callbacks import AppointMember, PreviewAnnouncement, SendAnnouncement, WriteAnnouncement
from handlers.services import Services
from sandbox import Person, Sandbox
from tests.e2e.staff.office import a_draft, acts, answers, asked, bots, found
from tests.e2e.test_wrong_input import errors


async def previews(services: Services, person: Person, one: Broadcast, language: Language, text: str) -> int:
    """Let the bot send this text as a draft's; gives the number of its message."""
    await services.broadcasts.write(one.id, one.version, language, Content(text))
    await person.presses_data(PreviewAnnouncement(number=one.id, language=language).pack())
    return int([shown.message["message_id"] for shown in person.messages if shown.text == text][-1])


async def is_ordinary(person: Person, text: str, reply_to: int) -> None:
    """What is answered here is taken for what it would be if it answered nothing."""
    await person.sends(text)
    expected = person.screen
    await person.sends(text, reply_to=reply_to)
    assert person.screen.message["message_id"] > expected.message["message_id"]
    assert (person.screen.text, person.screen.buttons) == (expected.text, expected.buttons)


def signature_of(request: str) -> str:
    """What ends the first line of a real request."""
    return request.partition("\n")[0].rpartition(" · ")[2]


async def test_what_the_staff_writes_is_no_request_however_it_looks(
    sandbox: Sandbox, services: Services, owner: Person, pupil: Person
) -> None:
    draft = await a_draft(services, owner, "ru")
    await owner.presses_data(WriteAnnouncement(number=draft.id, language="ru", part="text").pack())
    real = signature_of(bots(owner)[-1])
    for signature in ("", " · ", " · 0123456789", f" · {real}"):
        # The version that the draft has when this is written.
        before = await found(services, draft.id)
        head = f"📢 № {draft.id} · send · v{before.version + 1} · 1 · now"
        await is_ordinary(owner, "1", await previews(services, owner, before, "ru", f"{head}{signature}\n1"))
        after = await found(services, draft.id)
        assert (after.state, after.version) == ("draft", before.version + 1)
        text = f"👤 · owner{signature}\n{pupil.id}"
        await is_ordinary(owner, str(pupil.id), await previews(services, owner, after, "ru", text))
        assert services.translations["ru"].text("role.owner") not in owner.screen.text
    assert {act for _, act, _ in await acts(services)} == {"announcement.preview"}
    assert not errors(sandbox)


async def test_a_request_counts_in_its_own_chat(services: Services, owner: Person, editor: Person) -> None:
    draft, other = await a_draft(services, owner, "kk", "ru"), await a_draft(services, owner, "kk")
    wish = WriteAnnouncement(number=draft.id, language="kk", part="text").pack()
    send = SendAnnouncement(number=draft.id, version=draft.version, step="now").pack()
    for pressed, text in ((send, "2"), (wish, "Жұмада")):
        await owner.presses_data(pressed)
        real = bots(owner)[-1]
        other = await found(services, other.id)
        await is_ordinary(editor, text, await previews(services, editor, other, "kk", real))
        assert await found(services, draft.id) == draft
    # In the chat that it was sent to, it still waits.
    await answers(owner, "Жұмада")
    assert (await found(services, draft.id)).content["kk"].text == "Жұмада"


async def test_a_request_that_is_answered_twice(
    sandbox: Sandbox, services: Services, owner: Person, pupil: Person
) -> None:
    words, draft = services.translations["ru"], await a_draft(services, owner, "ru")

    async def twice(pressed: str, *texts: str) -> None:
        await owner.presses_data(pressed)
        request = int(owner.screen.message["message_id"])
        for text in texts:
            await owner.sends(text, reply_to=request)

    # A button more with each; one text; one sending; one name after the other.
    link = WriteAnnouncement(number=draft.id, language="ru", part="link", target="t").pack()
    await twice(link, "Тест", "Ещё тест")
    content = (await found(services, draft.id)).content["ru"]
    assert [one.text for one in content.links] == ["Тест", "Ещё тест"]
    await twice(WriteAnnouncement(number=draft.id, language="ru", part="text").pack(), "Первый", "Второй")
    assert words.text("announce.fault.text_changed") in bots(owner)
    one = await found(services, draft.id)
    assert one.content["ru"].text == "Первый"
    await twice(SendAnnouncement(number=one.id, version=one.version, step="now").pack(), "1", "1")
    assert bots(owner)[-2] == words.text("announce.fault.no_draft")
    assert [act for _, act, _ in await acts(services)].count("announcement.send") == 1
    await twice(AppointMember(role="viewer", step="number").pack(), "1", str(pupil.id))
    assert sandbox.world.person(pupil.id).first_name in owner.screen.text
    assert words.text("role.viewer") in owner.screen.text


async def test_a_bare_command_is_no_answer(sandbox: Sandbox, services: Services, owner: Person) -> None:
    draft = await a_draft(services, owner, "kk")
    await owner.presses_data(WriteAnnouncement(number=draft.id, language="ru", part="text").pack())
    for command in ("/help", f"/start@{sandbox.world.bot.username}", "/nonsense", "/help "):
        await is_ordinary(owner, command, asked(owner))
        assert "ru" not in (await found(services, draft.id)).content
    # What only begins with a stroke is an answer.
    for text in ("/2026/ Forum on Friday", "/ — Forum", "/forum\nOn Friday"):
        await owner.presses_data(WriteAnnouncement(number=draft.id, language="ru", part="text").pack())
        await answers(owner, text)
        assert (await found(services, draft.id)).content["ru"].text == text
    assert not errors(sandbox)
