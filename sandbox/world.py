"""The state of the sandbox and what people do in it; no HTTP here."""

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.chats import Chat, buttons
from sandbox.entities import FormattedText, tidy
from sandbox.errors import NotHere, WrongStep, bad_request, forbidden
from sandbox.events import EventLog, Json
from sandbox.files import FileKind, FileStore, Upload
from sandbox.inline import MAX_QUERY, InlineAnswer, InlineMode, InlineQuery
from sandbox.people import LANGUAGES, ROLES, Bot, Person, Role, first_people
from sandbox.profile import BotProfile
from sandbox.updates import UpdateQueue

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_PEOPLE = 100_000
_MAX_OPEN_QUERIES = 10_000
_MAX_NAME = 64


@dataclass(frozen=True, slots=True)
class Query:
    """A press on a button that the bot has not answered yet."""

    id: str
    chat_id: int


class World:
    """People, their chats with the one bot, files, updates, events."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.bot = Bot()
        self.profile = BotProfile()
        self.files = FileStore()
        self.inline = InlineMode(clock)
        self.updates = UpdateQueue()
        self.events = EventLog()
        self.people: dict[int, Person] = {person.id: person for person in first_people()}
        self.chats: dict[int, Chat] = {person_id: Chat() for person_id in self.people}
        self._queries: OrderedDict[str, Query] = OrderedDict()
        self._clock = clock

    def now(self) -> int:
        """Unix seconds."""
        return int(self._clock())

    # What people do

    def person(self, person_id: int) -> Person:
        """The person; raises `NotHere`."""
        if person_id not in self.people:
            raise NotHere(f"there is no person {person_id}")
        return self.people[person_id]

    def add_person(self, first_name: str, language: str, role: Role = "other") -> Person:
        """Somebody new, with the next free id."""
        if not first_name.strip() or len(first_name) > _MAX_NAME:
            raise WrongStep(f"first_name must have 1-{_MAX_NAME} characters")
        if language not in LANGUAGES:
            raise WrongStep(f"language_code must be one of {', '.join(LANGUAGES)}")
        if role not in ROLES:
            raise WrongStep(f"role must be one of {', '.join(ROLES)}")
        if len(self.people) >= MAX_PEOPLE:
            raise WrongStep(f"there are {MAX_PEOPLE} people already")
        person = Person(max(self.people) + 1, first_name.strip(), language, role)
        self.people[person.id] = person
        self.chats[person.id] = Chat()
        self.events.publish("person", person=person.control())
        return person

    def says(self, person_id: int, text: str, reply_to: int | None = None) -> Json:
        """The person sends a text."""
        formatted = tidy(FormattedText(text))
        if not formatted.text or len(formatted.text) > MAX_TEXT:
            raise WrongStep(f"text must have 1-{MAX_TEXT} characters")
        content: Json = {"text": formatted.text}
        if formatted.entities:
            content["entities"] = formatted.entities
        return self._arrives(person_id, content, reply_to)

    def uploads(self, person_id: int, kind: FileKind, upload: Upload, caption: str = "") -> Json:
        """The person sends a photo, document, sticker or voice message."""
        formatted = tidy(FormattedText(caption))
        if len(formatted.text) > MAX_CAPTION:
            raise WrongStep(f"caption must have at most {MAX_CAPTION} characters")
        self._able_to_write(person_id)
        content = self.files.add(kind, upload).media()
        if formatted.text:
            content["caption"] = formatted.text
        if formatted.entities:
            content["caption_entities"] = formatted.entities
        return self._arrives(person_id, content)

    def sends_location(self, person_id: int, latitude: float, longitude: float, reply_to: int | None = None) -> Json:
        """The person sends a place on the map, in degrees."""
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):  # noqa: PLR2004 - the Earth
            raise WrongStep("latitude must be within -90..90 and longitude within -180..180")
        return self._arrives(person_id, {"location": {"latitude": latitude, "longitude": longitude}}, reply_to)

    def presses(self, person_id: int, message_id: int, data: str, *, force: bool = False) -> str:
        """The person presses the button with this callback data; the id of the query.

        `force` presses a button that is no longer there, as an old client can.
        """
        person = self._able_to_write(person_id)
        message = self.chats[person_id].messages.get(message_id)
        there = message is not None and any(button.get("callback_data") == data for button in buttons(message))
        if not there and not force:
            raise WrongStep(f"message {message_id} has no button with this data")
        query = Query(secrets.token_hex(8), person_id)
        self._queries[query.id] = query
        while len(self._queries) > _MAX_OPEN_QUERIES:
            self._queries.popitem(last=False)
        gone = {"chat": person.chat(), "message_id": message_id, "date": 0}
        self.updates.add(
            "callback_query",
            {
                "id": query.id,
                "from": person.user(),
                "message": message or gone,
                "chat_instance": str(person_id * 1_000_003),
                "data": data,
            },
        )
        return query.id

    def asks_inline(self, person_id: int, query: str, offset: str = "") -> str:
        """The person types this after the bot's name; the id of the query. The answer comes as an event."""
        person = self.person(person_id)
        if len(query) > MAX_QUERY:
            raise WrongStep(f"an inline query must have at most {MAX_QUERY} characters")
        asked, kept = self.inline.ask(person_id, query, offset)
        if kept is not None:
            self._inline_answered(asked, kept)
        else:
            told: Json = {"id": asked.id, "from": person.user(), "query": query, "offset": offset}
            self.updates.add("inline_query", {**told, "chat_type": "sender"})
        return asked.id

    def chooses_inline(self, person_id: int, query_id: str, result_id: str) -> Json:
        """The person sends one of the results into their chat with the bot."""
        result = self.inline.result(person_id, query_id, result_id)
        if result is None:
            raise NotHere("this person was shown no such result")
        return self._arrives(person_id, {"via_bot": self.bot.user(), **result["message"]})

    def set_blocked(self, person_id: int, *, blocked: bool) -> Person:
        """The person blocks or unblocks the bot, which is told when it is news."""
        person = self.person(person_id)
        if person.blocked == blocked:
            return person
        person.blocked = blocked
        bot = self.bot.user()
        member: Json = {"user": bot, "status": "member"}
        kicked: Json = {"user": bot, "status": "kicked", "until_date": 0}
        self.updates.add(
            "my_chat_member",
            {
                "chat": person.chat(),
                "from": person.user(),
                "date": self.now(),
                "old_chat_member": member if blocked else kicked,
                "new_chat_member": kicked if blocked else member,
            },
        )
        self.events.publish("person", person=person.control())
        return person

    def _able_to_write(self, person_id: int) -> Person:
        person = self.person(person_id)
        if person.blocked:
            raise WrongStep("this person has blocked the bot: unblock it first")
        return person

    def _arrives(self, person_id: int, content: Json, reply_to: int | None = None) -> Json:
        person = self._able_to_write(person_id)
        chat = self.chats[person_id]
        if reply_to is not None and reply_to not in chat.messages:
            raise NotHere(f"there is no message {reply_to} to reply to")
        if not person.started:
            person.started = True
            self.events.publish("person", person=person.control())
        message: Json = {
            "message_id": chat.next_id(),
            "from": person.user(),
            "chat": person.chat(),
            "date": self.now(),
            **replied(chat, reply_to),
            **content,
        }
        self._show(person_id, message)
        self.updates.add("message", message)
        return message

    # What the bot does

    def chat_for_bot(self, chat_id: int | str) -> Chat:
        """The chat, when the bot may write to it; raises `TelegramError` as Telegram does."""
        person = self.people.get(self.chat_id(chat_id))
        if person is None:
            raise bad_request("chat not found")
        if not person.started:
            raise forbidden("bot can't initiate conversation with a user")
        if person.blocked:
            raise forbidden("bot was blocked by the user")
        return self.chats[person.id]

    def chat_id(self, given: int | str) -> int:
        """The number of a chat, however it is given; raises `TelegramError`."""
        if isinstance(given, str) and not given.strip():
            raise bad_request("chat_id is empty")
        try:
            return int(given)
        except ValueError:
            raise bad_request("chat not found") from None

    def send(self, chat_id: int, content: Json, markup: Json | None, reply_to: int | None = None) -> Json:
        """The bot's new message; `markup` has been checked."""
        chat = self.chats[chat_id]
        message: Json = {
            "message_id": chat.next_id(),
            "from": self.bot.user(),
            "chat": self.people[chat_id].chat(),
            "date": self.now(),
            **replied(chat, reply_to),
            **content,
        }
        if markup and "inline_keyboard" in markup:
            message["reply_markup"] = markup
        elif markup:
            chat.locked.add(message["message_id"])
            chat.reply_keyboard = markup if "keyboard" in markup else None
            self.events.publish("commands")
        self._show(chat_id, message, force_reply=bool(markup and markup.get("force_reply")))
        return message

    def edit(self, chat_id: int, message: Json) -> Json:
        """Put the edited form of a message in its place."""
        message = {**message, "edit_date": self.now()}
        self.chats[chat_id].put(message)
        self.events.publish("edited", chat_id=chat_id, message=message)
        return message

    def delete(self, chat_id: int, message_ids: list[int]) -> None:
        """Take messages away; those that are not there are passed over."""
        chat = self.chats[chat_id]
        gone = [message_id for message_id in dict.fromkeys(message_ids) if message_id in chat.messages]
        for message_id in gone:
            chat.remove(message_id)
        if gone:
            self.events.publish("deleted", chat_id=chat_id, message_ids=gone)

    def open_query(self, query_id: str) -> Query | None:
        """The press with this id, while it waits for an answer."""
        return self._queries.get(query_id)

    def answer(self, query: Query, text: str | None, url: str | None, *, show_alert: bool) -> None:
        """Show the bot's answer to a press, which is then closed."""
        del self._queries[query.id]
        self.events.publish(
            "callback_answer",
            chat_id=query.chat_id,
            callback_query_id=query.id,
            text=text,
            show_alert=show_alert,
            url=url,
        )

    def answer_inline(self, asked: InlineQuery, answer: InlineAnswer, seconds: int, *, is_personal: bool) -> None:
        """The bot's results for what a person typed after its name."""
        self.inline.answer(asked, answer, seconds, is_personal=is_personal)
        self._inline_answered(asked, answer)

    def _inline_answered(self, asked: InlineQuery, answer: InlineAnswer) -> None:
        self.events.publish(
            "inline_answer",
            chat_id=asked.person_id,
            inline_query_id=asked.id,
            query=asked.query,
            offset=asked.offset,
            results=list(answer.results),
            next_offset=answer.next_offset,
            button=answer.button,
        )

    def _show(self, chat_id: int, message: Json, *, force_reply: bool = False) -> None:
        self.chats[chat_id].put(message)
        asks = {"force_reply": True} if force_reply else {}
        self.events.publish("message", chat_id=chat_id, message=message, **asks)


def replied(chat: Chat, reply_to: int | None) -> Json:
    """The field `reply_to_message`, one level deep as in Telegram; nothing when there is none."""
    if reply_to is None:
        return {}
    shown = {key: value for key, value in chat.messages[reply_to].items() if key != "reply_to_message"}
    return {"reply_to_message": shown}
