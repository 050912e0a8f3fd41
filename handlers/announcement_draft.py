"""How a draft of an announcement looks: what is written, whom it reaches, and how fast."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser

from aiogram.types import InlineKeyboardButton

from guidance.catalogue.cells import Language
from guidance.outreach.audience import Audience
from guidance.outreach.broadcasts import FREE_RATE, STARS_EACH, Broadcast, Content
from guidance.people.roles import ROLES
from guidance.people.staff import Member
from handlers.callbacks import (
    AimAnnouncement,
    CorrectAnnouncement,
    DropAnnouncement,
    OpenAnnouncement,
    OpenAnnouncements,
    OpenAnnouncementText,
    PaceAnnouncement,
    PreviewAnnouncement,
    SendAnnouncement,
)
from handlers.mistakes import card_name
from handlers.regions import short_name
from handlers.screen import Buttons, Screen, back_and_home, button
from handlers.services import Services
from handlers.translation import LANGUAGES, Words

_BEGINNING, _ENDING = 160, 60
_NAMED = 4
_MINUTE, _HOUR = 60, 3600


def may_change(member: Member, one: Broadcast) -> bool:
    """Whether a member of the staff may write, aim and send this: regional editors only what is for their region."""
    if member.role == "regional":
        return member.region is not None and one.audience.regions == {member.region}
    return member.role in ("owner", "editor")


def plain_text(markup: str) -> str:
    """What people read of a text in Telegram's HTML."""
    parts: list[str] = []
    parser = HTMLParser()
    parser.handle_data = parts.append  # type: ignore[assignment, method-assign]
    parser.feed(markup)
    parser.close()
    return "".join(parts).strip()


def visible_length(markup: str) -> int:
    """How long Telegram takes a text in its HTML for, in UTF-16 units."""
    return len(plain_text(markup).encode("utf-16-le")) // 2


def beginning(markup: str, length: int = _BEGINNING) -> str:
    """The first words of a text in Telegram's HTML, plain, on one line."""
    text = " ".join(plain_text(markup).split())
    return text if len(text) <= length else text[:length].rstrip() + "…"


def ending(markup: str, length: int = _ENDING) -> str:
    """The last words of a text in Telegram's HTML, plain, on one line."""
    text = " ".join(plain_text(markup).split())
    return text if len(text) <= length else "…" + text[-length:].lstrip()


def missing_language(one: Broadcast) -> Language | None:
    """The language that somebody of the audience reads and in which nothing is written, where there is a text."""
    wanted = one.audience.languages or LANGUAGES
    missing = [language for language in LANGUAGES if language in wanted and language not in one.content]
    return missing[0] if one.content and missing else None


def length_in_words(seconds: float, words: Words) -> str:
    """How long it takes, in whole minutes, or in hours and minutes."""
    if seconds < _MINUTE:
        return words.text("announce.under_a_minute")
    if seconds < _HOUR:
        return words.plural("count.minutes", round(seconds / _MINUTE))
    hours, minutes = divmod(round(seconds / _MINUTE), 60)
    return " ".join(
        [words.plural("count.hours", hours), *([words.plural("count.minutes", minutes)] if minutes else [])]
    )


def people(count: int, words: Words) -> str:
    """So many people, plain."""
    return words.plural("count.people", count)


def pace(rate: float, words: Words) -> str:
    """Messages a second, plain."""
    return words.text("announce.a_second", rate=words.number(rate))


def stars(count: int, rate: float) -> int:
    """What a paid pace costs at the most, in Telegram Stars: free is what Telegram's free rate would carry."""
    return round(max(0.0, 1 - FREE_RATE / rate) * count * STARS_EACH)


async def reach(services: Services, one: Broadcast) -> int:
    """How many would get a draft now; before anything is written, how many there are to write for."""
    whole = one if one.content else replace(one, content=dict.fromkeys(LANGUAGES, Content("")))
    return await services.broadcasts.reach(whole, dt.datetime.now(dt.UTC))


async def audience_text(services: Services, audience: Audience, words: Words) -> str:
    """Who is chosen, in words; plain, a line each way."""
    catalogue = services.catalogue
    lines = []
    if audience.languages:
        lines.append(" ".join(words.text(f"announce.reads.{one}") for one in sorted(audience.languages)))
    if audience.regions:
        names = [short_name(catalogue, one, words) for one in sorted(audience.regions) if one in catalogue.regions]
        lines.append(words.text("announce.of_regions", names=_some(names or sorted(audience.regions))))
    if audience.roles:
        roles = [words.text(f"announce.role.{role}") for role in ROLES if role in audience.roles]
        lines.append(words.text("announce.roles", names=", ".join(roles)))
    if audience.grades:
        lines.append(words.text("announce.grades", grades=", ".join(map(str, sorted(audience.grades)))))
    if audience.saved:
        saved = [card_name(services, kind, key, words.language) or key for kind, key in sorted(audience.saved)]
        lines.append(words.text("announce.saved", names=_some(saved)))
    if audience.events:
        names = [await event_name(services, number, words) for number in sorted(audience.events)]
        lines.append(words.text("announce.interested", names=_some(names)))
    if audience.active_days:
        lines.append(words.text("announce.active", days=words.plural("count.days", audience.active_days)))
    return "\n".join(f"• {line}" for line in lines) or words.text("announce.everybody")


async def event_name(services: Services, number: int, words: Words) -> str:
    """What an event is called."""
    event = await services.events.find(number)
    name = event.text("name", words.language) if event else ""
    return name or words.text("editor.no_name", number=number)


def state_text(one: Broadcast, words: Words) -> str:
    """Draft, scheduled, running, …"""
    if one.corrects is not None and one.state == "draft":
        return words.text("announce_state.correction", number=one.corrects)
    return words.text(f"announce_state.{one.state}")


async def draft_screen(services: Services, one: Broadcast, member: Member, words: Words) -> Screen:
    """Both languages side by side, the audience with its count of this moment, and what can be done.

    Of a correction: the languages that were sent, and whose copies it changes.
    """
    if one.corrects is not None:
        return _correction_screen(services, one, member, words)
    count = await reach(services, one)
    parts = [words.html("announce.head", number=one.id, state=state_text(one, words))]
    parts.append("\n".join(_written(services, one.content.get(language), language, words) for language in LANGUAGES))
    if language := missing_language(one):
        parts.append(words.html(f"announce.missing_{one.missing}.{language}"))
    aim = await audience_text(services, one.audience, words)
    length = length_in_words(count / one.rate, words)
    reached = words.html("announce.reach", people=people(count, words), length=length)
    parts.append("\n".join([words.html("announce.audience", audience=aim), reached]))
    parts.append(how_text(one, words) if one.on_crash == "resend" else pace_text(one, words))
    if not may_change(member, one):
        parts.append(words.html("announce.only_look"))
    return Screen(
        "\n\n".join(parts), [*_buttons(services, one, member, words), back_and_home(words, OpenAnnouncements())]
    )


def _correction_screen(services: Services, one: Broadcast, member: Member, words: Words) -> Screen:
    sent = [language for language in LANGUAGES if language in one.content]
    parts = [words.html("announce.head", number=one.id, state=state_text(one, words))]
    parts.append("\n".join(_written(services, one.content[language], language, words) for language in sent))
    parts.append(words.html("announce.correction", number=one.corrects))
    rows: Buttons = looks(services, one, words)
    if may_change(member, one):
        put = CorrectAnnouncement(number=one.id, version=one.version, step="ask")
        drop = DropAnnouncement(number=one.id, version=one.version, step="ask")
        rows = [
            [_language_button(services, one, language) for language in sent],
            *rows,
            [button(words.text("button.put_correction"), put)],
            [button(words.text("button.remove_event"), drop)],
        ]
    back = OpenAnnouncement(number=one.corrects) if one.corrects else OpenAnnouncements()
    return Screen("\n\n".join(parts), [*rows, back_and_home(words, back)])


async def summary(services: Services, one: Broadcast, count: int, words: Words) -> str:
    """Whom it is for, how many that is, how long it takes and what it costs: what is to be weighed before it goes."""
    aim = await audience_text(services, one.audience, words)
    length = length_in_words(count / one.rate, words)
    parts = [words.html("announce.audience", audience=aim)]
    if language := missing_language(one):
        parts.append(words.html(f"announce.missing_{one.missing}.{language}"))
    parts.append(words.html("announce.reach", people=people(count, words), length=length))
    if one.is_paid:
        parts.append(words.html("announce.costs", stars=words.number(stars(count, one.rate))))
    return "\n".join(parts)


def pace_text(one: Broadcast, words: Words) -> str:
    """The pace, as a sentence."""
    return words.html("announce.pace", pace=pace(one.rate, words))


def how_text(one: Broadcast, words: Words) -> str:
    """The pace, and what becomes of messages that were under way in a crash."""
    return f"{pace_text(one, words)}\n{words.html(f'announce.on_crash.{one.on_crash}')}"


def _written(services: Services, content: Content | None, language: Language, words: Words) -> str:
    name = services.translations[language].text("language.name")
    if content is None:
        return words.html("announce.not_written", language=name)
    details = [words.text("announce.length", length=visible_length(content.text))] if content.text else []
    details += [words.text("announce.files", count=len(content.media))] if content.media else []
    details += [words.text("announce.links", count=len(content.links))] if content.links else []
    return words.html(
        "announce.written", language=name, beginning=beginning(content.text) or "🖼", details="; ".join(details)
    )


def _some(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f", … +{more}" if more > 0 else "")


def _buttons(services: Services, one: Broadcast, member: Member, words: Words) -> Buttons:
    number, version = one.id, one.version
    look = looks(services, one, words)
    if not may_change(member, one):
        return look
    rows: Buttons = [[_language_button(services, one, language) for language in LANGUAGES]]
    rows.append(
        [
            button(words.text("button.audience"), AimAnnouncement(number=number, version=version)),
            button(words.text("button.pace"), PaceAnnouncement(number=number, version=version)),
        ]
    )
    if look:
        send = SendAnnouncement(number=number, version=version, step="begin")
        rows += [*look, [button(words.text("button.send_announcement"), send)]]
    drop = DropAnnouncement(number=number, version=version, step="ask")
    return [*rows, [button(words.text("button.remove_event"), drop)]]


def _language_button(services: Services, one: Broadcast, language: Language) -> InlineKeyboardButton:
    name = services.translations[language].text("language.name")
    mark = "✅" if language in one.content and one.corrects is None else "✏️"
    return button(f"{mark} {name}", OpenAnnouncementText(number=one.id, language=language))


def looks(services: Services, one: Broadcast, words: Words) -> Buttons:
    """Look at it in each language that is written, and as it would come to oneself; no row where there is none."""
    names = {language: services.translations[language].text("language.name") for language in LANGUAGES}
    buttons = [
        button(f"👁 {names[language]}", PreviewAnnouncement(number=one.id, language=language))
        for language in LANGUAGES
        if language in one.content
    ]
    me = PreviewAnnouncement(number=one.id, language="me")
    return [[*buttons, button(words.text("button.test_announcement"), me)]] if buttons else []
