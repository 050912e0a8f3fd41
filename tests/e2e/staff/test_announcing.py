"""Announcements written in the chat: from an empty draft to what people receive, and all that must not happen."""

import asyncio
import datetime as dt
from dataclasses import replace
from typing import Literal

import pytest

from guidance.catalogue.cells import Language
from guidance.outreach.audience import Audience
from guidance.outreach.broadcasts import Broadcast, Content, Draft, Link, Media
from handlers.announcement_content import MOST_CAPTION, MOST_FILES, MOST_LABEL, MOST_LINKS
from handlers.callbacks import (
    OpenAnnouncement,
    OpenAnnouncements,
    OpenAnnouncementText,
    PreviewAnnouncement,
    SendAnnouncement,
    WriteAnnouncement,
)
from handlers.services import Services
from sandbox import Person, Sandbox
from sandbox.events import Json
from sandbox.files import FileKind
from sandbox.gestures import edits
from tests.e2e.staff.office import (
    COLLEGE,
    REQUEST,
    SAID,
    a_draft,
    a_forum,
    acts,
    album,
    answers,
    asked,
    bots,
    file,
    found,
    send_all,
    sends,
)
from tests.e2e.test_wrong_input import PIXEL, errors
from tests.e2e.walking import buttons, data_of

# Addresses that no browser opens, or that lead elsewhere than they look.
DOUBTFUL = [
    f"Запись {one}"
    for one in (
        *("https://example.kz:port", "https://example.kz:99999", "https://-example.kz", "https://example..kz"),
        *(
            "https://kz",
            "http://[x.kz",
            "https://edu.gov.kz@example.kz",
            "ftp://example.kz",
            "https://exa mple",
            "https://example.kz,",
        ),
    )
]


def marks(entities: list[Json]) -> set[tuple[str, int]]:
    """The formatting of each sign, however it is cut into pieces."""
    return {(one["type"], place) for one in entities for place in range(one["offset"], one["offset"] + one["length"])}


async def test_two_of_the_staff_write_one_announcement_and_everybody_gets_it_in_their_language(
    sandbox: Sandbox, services: Services, owner: Person, editor: Person, pupil: Person
) -> None:
    russian, kazakh = services.translations["ru"], services.translations["kk"]
    await owner.sends("/admin")
    await owner.presses(russian.text("button.announcements"))
    assert russian.text("announce.none") in owner.screen.text
    await owner.presses(russian.text("button.new_announcement"))
    (draft,) = await services.broadcasts.newest(9)
    # For an editor who is no admin, announcements are all there is.
    await editor.sends("/admin")
    await editor.presses(f"№ {draft.id}")

    async def writes(person: Person, language: Language) -> None:
        words = services.translations[person_language(person)]
        await person.presses(services.translations[language].text("language.name"))
        await person.presses(words.text("button.announcement_text"))
        bold = {"type": "bold", "offset": 0, "length": 9}
        await sends(person, {"text": SAID[language], "entities": [bold]}, asked(person))
        await person.presses(words.text("button.announcement_link"))
        await person.presses(words.text("button.to_the_web"))
        await answers(person, f"{SAID[language][:9]} — https://example.kz/?a=1&b=2")

    def person_language(person: Person) -> Language:
        return "ru" if person is owner else "kk"

    await asyncio.gather(writes(owner, "ru"), writes(editor, "kk"))

    await owner.presses_data(OpenAnnouncement(number=draft.id).pack())
    assert SAID["kk"] in owner.screen.text
    assert SAID["ru"] in owner.screen.text
    assert "3 человека" in owner.screen.text
    for label in (f"👁 {kazakh.text('language.name')}", f"👁 {russian.text('language.name')}"):
        await owner.presses(label)
    await owner.presses(russian.text("button.test_announcement"))
    copies = [one for one in owner.messages if one.text in SAID.values() and one.message["from"]["is_bot"]]
    assert [one.text for one in copies] == [SAID["kk"], SAID["ru"], SAID["ru"]]

    await owner.presses(russian.text("button.send_announcement"))
    await owner.presses(russian.text("button.send_now"))
    await answers(owner, "3")

    sent = await found(services, draft.id)
    assert (sent.state, sent.version > draft.version) == ("scheduled", True)
    (card,) = await services.broadcasts.cards()
    assert (card.broadcast_id, card.chat_id, card.message_id) == (
        draft.id,
        owner.id,
        owner.screen.message["message_id"],
    )
    await send_all(sandbox, services)
    assert pupil.screen.text == SAID["kk"]
    assert [one["type"] for one in pupil.screen.message["entities"]] == ["bold"]
    (((link,),),) = [pupil.screen.message["reply_markup"]["inline_keyboard"]]
    assert (link["text"], link["url"]) == (SAID["kk"][:9].strip(), "https://example.kz/?a=1&b=2")
    assert (owner.screen.text, editor.screen.text) == (SAID["ru"], SAID["kk"])
    done = await acts(services)
    subject = str(draft.id)
    assert done[0] == (owner.id, "announcement.create", subject)
    assert done[-1] == (owner.id, "announcement.send", subject)
    assert done.count((editor.id, "announcement.write", subject)) == 2
    assert done.count((owner.id, "announcement.preview", subject)) == 3
    assert not errors(sandbox)


async def test_formatting_survives_as_telegram_gave_it(sandbox: Sandbox, services: Services, owner: Person) -> None:
    draft = await a_draft(services, owner, "kk")
    text = "қалың сілтеме print() жасырын"
    entities = [
        {"type": "bold", "offset": 0, "length": 13},
        {"type": "italic", "offset": 6, "length": 7},
        {"type": "text_link", "offset": 6, "length": 7, "url": 'https://example.kz/?lt=1&gt=2&q="x"'},
        {"type": "pre", "offset": 14, "length": 7, "language": "python"},
        {"type": "spoiler", "offset": 22, "length": 7},
    ]
    await owner.presses_data(WriteAnnouncement(number=draft.id, language="kk", part="text").pack())
    await sends(owner, {"text": text, "entities": entities}, asked(owner))
    await owner.presses_data(PreviewAnnouncement(number=draft.id, language="kk").pack())

    (received,) = [one.message for one in owner.messages if one.text == text and one.message["from"]["is_bot"]]
    assert marks(received["entities"]) == marks(entities)
    (link,) = [one["url"] for one in received["entities"] if one["type"] == "text_link"]
    assert link.startswith("https://example.kz/?lt=1&gt=2&q=")
    assert [one["language"] for one in received["entities"] if one["type"] == "pre"] == ["python"]
    assert not errors(sandbox)


@pytest.mark.parametrize(
    ("replies", "kind"), [("all", "document"), ("first", "photo"), ("one by one", "photo")], ids=str
)
async def test_an_album_is_gathered_and_answered_once(
    sandbox: Sandbox, services: Services, owner: Person, replies: str, kind: FileKind
) -> None:
    words, draft = services.translations["ru"], await a_draft(services, owner, "kk")
    await owner.presses_data(WriteAnnouncement(number=draft.id, language="ru", part="files").pack())
    request, group = asked(owner), {} if replies == "one by one" else album()
    before = len(bots(owner))
    for place in range(3):
        caption = {"caption": SAID["ru"]} if place == 0 else {}
        reply_to = request if replies != "first" or place == 0 else None
        await sends(owner, {**file(owner, kind), **caption, **group}, reply_to)
    content = (await found(services, draft.id)).content["ru"]
    assert [one.kind for one in content.media] == [kind] * 3
    assert len({one.file_id for one in content.media}) == 3
    assert len(bots(owner)) - before == (3 if replies == "one by one" else 1)
    assert words.html("announce.with_files", count=3) in owner.screen.text

    await owner.presses(words.text("button.preview"))
    shown = [one.message for one in owner.messages if one.message["from"]["is_bot"] and kind in one.message]
    assert len(shown) == 3
    assert [one.get("caption") for one in shown] == [SAID["ru"], None, None]
    # The other language may have the same files, and then its own text.
    await owner.presses_data(OpenAnnouncementText(number=draft.id, language="kk").pack())
    await owner.presses(words.text("button.same_files"))
    one = await found(services, draft.id)
    assert one.content["kk"].media == content.media
    assert one.content["kk"].text
    assert not errors(sandbox)


class Writing:
    """Somebody who writes the Russian text of a draft."""

    def __init__(self, services: Services, person: Person, draft: Broadcast) -> None:
        self.words, self.person, self.number = services.translations["ru"], person, draft.id
        self.services = services

    async def wants(self, part: Literal["text", "files", "link"], target: str = "") -> None:
        wish = WriteAnnouncement(number=self.number, language="ru", part=part, target=target)
        await self.person.presses_data(wish.pack())

    def is_refused(self, fault: str, limit: int = 0) -> None:
        assert bots(self.person)[-2] == self.words.html(f"announce.fault.{fault}", number=limit)
        assert REQUEST.match(bots(self.person)[-1])

    async def content(self) -> Content | None:
        return (await found(self.services, self.number)).content.get("ru")


@pytest.fixture
async def writing(services: Services, owner: Person) -> Writing:
    return Writing(services, owner, await a_draft(services, owner, "kk"))


async def test_a_text_that_telegram_could_not_send_is_refused_and_asked_for_again(
    writing: Writing, owner: Person
) -> None:
    await writing.wants("text")
    sticker = {"file_id": "s", "file_unique_id": "s", "width": 512, "height": 512, "type": "regular"}
    for unwanted in (
        {"sticker": {**sticker, "is_animated": False, "is_video": False}},
        {"location": {"latitude": 43.2, "longitude": 76.9}},
        file(owner, "animation", "dance.gif", PIXEL),
    ):
        await sends(owner, unwanted, asked(owner))
        writing.is_refused("text_or_file_wanted")
    await sends(owner, {**file(owner, "photo"), "caption": "ә" * (MOST_CAPTION + 1)}, asked(owner))
    writing.is_refused("caption_too_long", MOST_CAPTION)
    assert await writing.content() is None
    await answers(owner, "ә" * 4096)
    assert await writing.content() == Content("ә" * 4096)
    # A longer text comes in parts of that length, and only the first of them is an answer.
    assert writing.words.html("announce.perhaps_cut", number=4096, end="…" + "ә" * 60) in owner.screen.text
    await writing.wants("files")
    await sends(owner, file(owner, "photo"), asked(owner))
    writing.is_refused("caption_too_long", MOST_CAPTION)


async def test_whoever_edits_an_answer_is_told_that_the_draft_keeps_the_first(
    sandbox: Sandbox, writing: Writing, owner: Person
) -> None:
    await writing.wants("text")
    await answers(owner, "Ярмарка в четверг")
    answer = next(one.message for one in reversed(owner.messages) if not one.message["from"]["is_bot"])
    owner._begin()
    edits(sandbox.world, owner.id, answer["message_id"], "Ярмарка в пятницу")
    await owner._reaction()
    assert await writing.content() == Content("Ярмарка в четверг")
    assert writing.words.html("announce.edited_too_late") in bots(owner)
    assert writing.words.text("button.send_announcement") in buttons(owner.screen)
    # Of what has gone it changes nothing, and that is what is said.
    draft = await found(writing.services, writing.number)
    await writing.services.broadcasts.schedule(draft.id, draft.version, dt.datetime.now(dt.UTC))
    owner._begin()
    edits(sandbox.world, owner.id, answer["message_id"], "Ярмарка в субботу")
    await owner._reaction()
    assert bots(owner)[-2] == writing.words.html("announce.edited_no_draft")
    assert writing.words.text("announce_state.scheduled") in owner.screen.text
    # What is no answer may be edited without a word.
    await owner.sends("/start")
    start = next(one.message for one in reversed(owner.messages) if not one.message["from"]["is_bot"])
    said = len(bots(owner))
    owner._begin()
    edits(sandbox.world, owner.id, start["message_id"], "/help")
    await owner._reaction(silent=True)
    assert len(bots(owner)) == said


async def test_a_button_needs_words_and_an_address(writing: Writing, owner: Person) -> None:
    await writing.wants("link")
    assert owner.alerts == [writing.words.text("announce.fault.text_first")]
    await writing.wants("text")
    await answers(owner, "Ярмарка")
    await writing.wants("link", "url")
    for text in ("Запись", "Запись example.kz", "https://example.kz ещё", *DOUBTFUL):
        await answers(owner, text)
        writing.is_refused("address_wanted")
    await answers(owner, "https://example.kz")
    writing.is_refused("label_wanted")
    await answers(owner, "ә" * (MOST_LABEL + 1) + " https://example.kz")
    writing.is_refused("label_too_long", MOST_LABEL)
    for place in range(MOST_LINKS):
        await answers(owner, f"{place} {'hTTps' if place else 'https'}://Example.kz/A?b=C")
    # However it was typed; Telegram knows addresses in small letters only.
    links = tuple(Link(str(place), "https://example.kz/A?b=C") for place in range(MOST_LINKS))
    assert await writing.content() == Content("Ярмарка", links=links)
    await writing.wants("link")
    assert owner.alerts[-1] == writing.words.text("announce.fault.too_many_links", number=MOST_LINKS)


async def test_files_that_do_not_go_together_are_refused_once(
    services: Services, writing: Writing, owner: Person
) -> None:
    words, mine = writing.words, OpenAnnouncementText(number=writing.number, language="ru").pack()
    draft, link = await found(services, writing.number), Link("1", "t")
    await services.broadcasts.write(draft.id, draft.version, "ru", Content("Ярмарка", links=(link,)))
    await writing.wants("files")
    await sends(owner, file(owner, "photo"), asked(owner))
    await sends(owner, file(owner, "photo"), asked(owner))
    writing.is_refused("album_with_links")
    await sends(owner, file(owner, "document"), asked(owner))
    writing.is_refused("kinds_mixed")
    await owner.presses_data(mine)
    await owner.presses(words.text("button.no_links"))
    await writing.wants("files")
    request, before, group, before_it = asked(owner), len(bots(owner)), album(), await writing.content()
    for place in range(MOST_FILES + 2):
        # There was one before; what is beyond is refused once for the whole album.
        await sends(owner, {**file(owner, "photo"), **group}, request, silent=place >= MOST_FILES)
    content = await writing.content()
    # Nothing of it is kept, and the file from before is there still.
    assert content == before_it
    assert bots(owner)[before + 1] == words.html("announce.fault.too_many_files", number=MOST_FILES)
    assert len(bots(owner)) == before + 3
    assert words.html("announce.with_files", count=1) in bots(owner)[before]
    await sends(owner, file(owner, "photo"), asked(owner))
    await writing.wants("link")
    assert owner.alerts[-1] == words.text("announce.fault.album_with_links")

    await owner.presses_data(mine)
    await owner.presses(words.text("button.no_files"))
    assert await writing.content() == Content("Ярмарка")
    await owner.presses(words.text("button.nothing"))
    assert await writing.content() is None
    assert (await found(services, writing.number)).content.keys() == {"kk"}


async def test_a_refused_album_takes_nothing_along_that_others_wrote(
    services: Services, writing: Writing, owner: Person
) -> None:
    await writing.wants("files")
    request, picture = asked(owner), file(owner, "photo")
    await sends(owner, picture, request)
    before = await writing.content()
    # The same picture once more, and more than there may be; another of the staff writes the text meanwhile.
    group = album()
    await sends(owner, {**picture, **group, "caption": "Ярмарка"}, request)
    draft = await found(services, writing.number)
    there = draft.content["ru"]
    assert (there.text, len(there.media)) == ("Ярмарка", 2)
    await services.broadcasts.write(draft.id, draft.version, "ru", replace(there, text="Форум"))
    for place in range(MOST_FILES):
        await sends(owner, {**file(owner, "photo"), **group}, request, silent=place >= MOST_FILES - 1)
    assert before is not None
    assert await writing.content() == replace(before, text="Форум")
    written = [entry.details for entry in await services.audit.newest(100) if entry.act == "announcement.write"]
    assert written[0] == "ru files refused"


async def test_a_text_that_another_rewrote_meanwhile_is_not_lost(
    services: Services, owner: Person, editor: Person
) -> None:
    words, draft = services.translations["kk"], await a_draft(services, owner, "ru")
    wish = WriteAnnouncement(number=draft.id, language="ru", part="text").pack()
    await asyncio.gather(owner.presses_data(wish), editor.presses_data(wish))
    await answers(owner, "Первый")
    await answers(editor, "Второй")
    assert (await found(services, draft.id)).content["ru"].text == "Первый"
    assert words.text("announce.fault.text_changed") in bots(editor)
    # The new request knows of the newer text.
    await answers(editor, "Второй")
    assert (await found(services, draft.id)).content["ru"].text == "Второй"


async def test_buttons_lead_to_screens_of_the_bot(
    sandbox: Sandbox, services: Services, owner: Person, pupil: Person
) -> None:
    words, draft = services.translations["ru"], await a_draft(services, owner, "kk")
    event, college = await a_forum(services, owner), services.catalogue.colleges[COLLEGE]

    async def adds(*labels: str) -> None:
        await owner.presses_data(WriteAnnouncement(number=draft.id, language="kk", part="link").pack())
        for label in labels:
            await owner.presses(words.text(label))

    await adds("button.test")
    await answers(owner, "Сауалнама")
    await adds("button.to_an_event")
    assert "Форум" in owner.screen.text
    await owner.presses("1")
    await answers(owner, "Форум туралы")
    await adds("button.to_a_card")
    await answers(owner, "фывапролд йцукен")
    assert words.text("announce.found_nothing") in bots(owner)
    await answers(owner, college.name_ru)
    assert college.name_ru in owner.screen.text
    await owner.presses("1")
    await answers(owner, "Колледж")

    links = (await found(services, draft.id)).content["kk"].links
    assert links == (
        Link("Сауалнама", "t"),
        Link("Форум туралы", f"e_{event}"),
        Link("Колледж", f"c_{COLLEGE}"),
    )
    await owner.presses_data(PreviewAnnouncement(number=draft.id, language="kk").pack())
    (copy,) = [one for one in owner.messages if one.buttons == [[link.text] for link in links]]
    urls = [row[0]["url"] for row in copy.message["reply_markup"]["inline_keyboard"]]
    for url, expected in zip(urls, ("", "", college.name_kk), strict=True):
        before = pupil.screen.message["message_id"]
        await pupil.sends(f"/start {url.partition('?start=')[2]}")
        assert pupil.screen.message["message_id"] > before
        assert expected in pupil.screen.text
    assert not errors(sandbox)


async def test_a_missing_language_is_a_choice_that_is_asked_for_and_shown(
    sandbox: Sandbox, services: Services, owner: Person, pupil: Person
) -> None:
    words, draft = services.translations["ru"], await a_draft(services, owner, "kk")
    await owner.presses_data(OpenAnnouncement(number=draft.id).pack())
    assert words.text("announce.missing_skip.ru") in owner.screen.text
    await owner.presses(words.text("button.test_announcement"))
    assert owner.alerts[-1] == words.text("announce.fault.nothing_for_you")
    await owner.presses(words.text("button.send_announcement"))
    assert words.html("announce.missing.ru", people="1 человек") in owner.screen.text
    assert words.text("button.send_now") not in buttons(owner.screen)
    await owner.presses(words.text("button.missing_other.ru"))
    assert words.text("announce.missing_other.ru") in owner.screen.text
    assert (await found(services, draft.id)).missing == "other"
    await owner.presses_data(PreviewAnnouncement(number=draft.id, language="me").pack())
    assert SAID["kk"] in bots(owner)
    await owner.presses(words.text("button.send_announcement"))
    await owner.presses(words.text("button.missing_skip"))
    assert words.text("announce.missing_skip.ru") in owner.screen.text
    await owner.presses(words.text("button.send_now"))
    await answers(owner, "1")
    before = bots(owner)
    await send_all(sandbox, services)
    assert pupil.screen.text == SAID["kk"]
    assert bots(owner) == before

    # Who is not in the audience misses nothing.
    aimed = await services.broadcasts.create(
        Draft(owner.id, {"kk": Content("x")}, Audience(languages=frozenset({"kk"}))), dt.datetime.now(dt.UTC)
    )
    await owner.presses_data(SendAnnouncement(number=aimed.id, version=aimed.version, step="begin").pack())
    assert words.text("button.send_now") in buttons(owner.screen)


async def test_what_telegram_refuses_is_said_before_anybody_else_gets_it(services: Services, owner: Person) -> None:
    content = Content("текст", (Media("photo", "no-such-file"),))
    draft = await services.broadcasts.create(Draft(owner.id, {"ru": content}), dt.datetime.now(dt.UTC))
    await owner.presses_data(OpenAnnouncement(number=draft.id).pack())
    await owner.presses("👁")
    assert owner.screen.text.startswith("Telegram этого не принимает: Bad Request: ")


async def test_the_list_has_pages_and_says_what_each_has_come_to(services: Services, owner: Person) -> None:
    words = services.translations["ru"]
    for _ in range(8):
        last = await a_draft(services, owner, "kk")
    await services.broadcasts.wish(last.id, last.version, "cancel", dt.datetime.now(dt.UTC))
    await owner.presses_data(OpenAnnouncements().pack())
    assert words.text("announce_state.cancelled") in owner.screen.text
    assert SAID["kk"] in owner.screen.text
    numbers = [label for label in buttons(owner.screen) if label.startswith("№")]
    await owner.presses("▶️")
    numbers += [label for label in buttons(owner.screen) if label.startswith("№")]
    assert numbers == [f"№ {number}" for number in range(8, 0, -1)]
    assert words.text("button.back") in buttons(owner.screen)
    await owner.presses(f"№ {last.id}") if f"№ {last.id}" in buttons(owner.screen) else await owner.presses("◀️")
    assert data_of(owner.screen, f"№ {last.id}") == OpenAnnouncement(number=last.id).pack()
