"""The state of the sandbox and what people do in it; no HTTP here."""

import secrets
from collections import OrderedDict
from dataclasses import dataclass

from sandbox.chats import Chat, PrivateChat, buttons
from sandbox.clock import Clock
from sandbox.entities import FormattedText, tidy
from sandbox.errors import NotHere, WrongStep, bad_request, forbidden
from sandbox.events import EventLog, Json
from sandbox.faults import Faults
from sandbox.files import FileKind, FileStore, Upload
from sandbox.groups import Group, bot_hears
from sandbox.inline import MAX_QUERY, QUERY_SECONDS, InlineAnswer, InlineMode, InlineQuery
from sandbox.limits import Limits
from sandbox.membership import Membership
from sandbox.people import LANGUAGES, ROLES, Bot, Person, Role, first_people
from sandbox.polls import Polls
from sandbox.profile import BotProfile
from sandbox.stickers import StickerSets
from sandbox.updates import UpdateQueue
from sandbox.webhook import Webhook

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_PEOPLE = 100_000
_MAX_OPEN_QUERIES = 10_000
_MAX_NAME = 64
_ANSWER_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Query:
    """A press on a button that the bot has not answered yet."""

    id: str
    person_id: int
    chat_id: int
    pressed_at: float
    """Unix seconds, by the clock of the sandbox."""
    data: str


class World:
    """People, groups, the chats with the one bot, files, updates, events."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        self.bot = Bot()
        self.profile = BotProfile()
        self.files = FileStore()
        self.inline = InlineMode(self.clock.time)
        self.faults = Faults()
        self.limits = Limits(self.clock)
        self.updates = UpdateQueue(self.faults)
        self.events = EventLog()
        self.people: dict[int, Person] = {person.id: person for person in first_people()}
        self.chats: dict[int, Chat] = {person.id: PrivateChat(person) for person in self.people.values()}
        self.membership = Membership(self)
        self.polls = Polls(self)
        self.stickers = StickerSets(self.files)
        self.queries: OrderedDict[str, Query] = OrderedDict()
        """Presses that wait for an answer, oldest first."""
        self._unanswered: set[str] = set()
        self.webhook = Webhook(self)

    def now(self) -> int:
        """Unix seconds."""
        return int(self.clock.time())

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
        self.chats[person.id] = PrivateChat(person)
        self.events.publish("person", person=person.control())
        return person

    def group(self, chat_id: int) -> Group:
        """The group; raises `NotHere`."""
        chat = self.chats.get(chat_id)
        if not isinstance(chat, Group):
            raise NotHere(f"there is no group {chat_id}")
        return chat

    def says(self, person_id: int, text: str, reply_to: int | None = None, chat_id: int | None = None) -> Json:
        """The person sends a text: to the bot, or to the group with this id, as in all that people do."""
        formatted = tidy(FormattedText(text))
        if not formatted.text or len(formatted.text) > MAX_TEXT:
            raise WrongStep(f"text must have 1-{MAX_TEXT} characters")
        content: Json = {"text": formatted.text}
        if formatted.entities:
            content["entities"] = formatted.entities
        return self.arrives(person_id, content, reply_to, chat_id)

    def uploads(
        self,
        person_id: int,
        kind: FileKind,
        upload: Upload,
        caption: str = "",
        chat_id: int | None = None,
        *,
        reply_to: int | None = None,
        album: str | None = None,
    ) -> Json:
        """The person sends a photo, document or whatever else is a file; those with one `album` stand together."""
        formatted = tidy(FormattedText(caption))
        if len(formatted.text) > MAX_CAPTION:
            raise WrongStep(f"caption must have at most {MAX_CAPTION} characters")
        self.chat_of(person_id, chat_id)  # before the file is kept
        content = self.files.add(kind, upload).media()
        if formatted.text:
            content["caption"] = formatted.text
        if formatted.entities:
            content["caption_entities"] = formatted.entities
        if album:
            content["media_group_id"] = album
        return self.arrives(person_id, content, reply_to, chat_id)

    def sends_location(
        self,
        person_id: int,
        latitude: float,
        longitude: float,
        reply_to: int | None = None,
        chat_id: int | None = None,
    ) -> Json:
        """The person sends a place on the map, in degrees."""
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):  # noqa: PLR2004 - the Earth
            raise WrongStep("latitude must be within -90..90 and longitude within -180..180")
        place = {"latitude": latitude, "longitude": longitude}
        return self.arrives(person_id, {"location": place}, reply_to, chat_id)

    def sends_contact(self, person_id: int, whose: int | None = None, chat_id: int | None = None) -> Json:
        """The person sends their own contact, or that of somebody else here."""
        return self.arrives(person_id, {"contact": self.person(whose or person_id).contact()}, None, chat_id)

    def votes(self, person_id: int, message_id: int, option_ids: list[int], chat_id: int | None = None) -> Json:
        """The person votes in a poll, or takes the vote back with no options: the Bot API `Poll`."""
        return self.polls.vote(person_id, message_id, option_ids, chat_id)

    def presses(
        self, person_id: int, message_id: int, data: str, *, chat_id: int | None = None, force: bool = False
    ) -> str:
        """The person presses the button with this callback data; the id of the query.

        `force` presses a button that is no longer there, as an old client can.
        """
        chat, person = self.chat_of(person_id, chat_id), self.person(person_id)
        message = chat.messages.get(message_id)
        there = message is not None and any(button.get("callback_data") == data for button in buttons(message))
        if not there and not force:
            raise WrongStep(f"message {message_id} has no button with this data")
        query = Query(secrets.token_hex(8), person_id, chat.id, self.clock.time(), data)
        self.queries[query.id] = query
        while len(self.queries) > _MAX_OPEN_QUERIES:
            self.queries.popitem(last=False)
        pressed: Json = {"message": message or {"chat": chat.info(), "message_id": message_id, "date": 0}}
        if sent := self.inline.name_of(chat.id, message_id):
            pressed = {"inline_message_id": sent}
        told = {**pressed, "chat_instance": str(chat.id * 1_000_003), "data": data}
        self.updates.add("callback_query", {"id": query.id, "from": person.user(), **told})
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

    def chooses_inline(self, person_id: int, query_id: str, result_id: str, chat_id: int | None = None) -> Json:
        """The person sends one of the results; the bot is told which, where its profile says so."""
        shown = self.inline.result(person_id, query_id, result_id)
        if shown is None:
            raise NotHere("this person was shown no such result")
        asked, result = shown
        message = self.arrives(person_id, {"via_bot": self.bot.user(), **result["message"]}, None, chat_id)
        told: Json = {"result_id": result_id, "from": self.people[person_id].user(), "query": asked.query}
        if "reply_markup" in message:
            told["inline_message_id"] = self.inline.name(message["chat"]["id"], message["message_id"])
        if self.profile.inline_feedback:
            self.updates.add("chosen_inline_result", told)
        return message

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

    def chat_of(self, person_id: int, chat_id: int | None) -> Chat:
        """Where the person writes: the chat with the bot, or the group with this id; raises `WrongStep`."""
        person = self.person(person_id)
        if chat_id is None or chat_id == person_id:
            if person.blocked:
                raise WrongStep("this person has blocked the bot: unblock it first")
            return self.chats[person_id]
        group = self.group(chat_id)
        self.membership.lapse(group)
        if not group.may(person_id, "can_send_messages"):
            raise WrongStep("this person may not write to this group")
        return group

    def arrives(self, person_id: int, content: Json, reply_to: int | None = None, chat_id: int | None = None) -> Json:
        """A person's new message with this content; the bot is told of it where it may hear it."""
        person, chat = self.person(person_id), self.chat_of(person_id, chat_id)
        if reply_to is not None and reply_to not in chat.messages:
            raise NotHere(f"there is no message {reply_to} to reply to")
        if isinstance(chat, PrivateChat) and not person.started:
            person.started = True
            self.events.publish("person", person=person.control())
        message: Json = {
            "message_id": chat.next_id(),
            "from": person.user(),
            "chat": chat.info(),
            "date": self.now(),
            **replied(chat, reply_to),
            **content,
        }
        self.show(chat, message)
        if not isinstance(chat, Group) or bot_hears(chat, self.bot, message):
            self.updates.add("message", message)
        return message

    # What the bot does

    def meet_bot(self, bot_id: int) -> None:
        """The bot has this number from now on, in its groups as well."""
        if bot_id == self.bot.id:
            return
        for group in self.membership.groups:
            member = group.members.pop(self.bot.id, None)
            if member is not None:
                member.user = {**member.user, "id": bot_id}
                group.members[bot_id] = member
        self.bot.id = bot_id

    def chat_for_bot(self, chat_id: int | str) -> Chat:
        """The chat, when the bot may write to it; raises `TelegramError` as Telegram does."""
        chat = self.known_chat(chat_id)
        if isinstance(chat, Group):
            bot = chat.members.get(self.bot.id)
            if bot is not None and bot.status == "kicked":
                raise forbidden(f"bot was kicked from the {chat.type} chat")
            if bot is None or not bot.is_here:
                raise forbidden(f"bot is not a member of the {chat.type} chat")
            if not chat.may(self.bot.id, "can_send_messages"):
                raise bad_request("not enough rights to send text messages to the chat")
            return chat
        person = self.people[chat.id]
        if not person.started:
            raise forbidden("bot can't initiate conversation with a user")
        if person.blocked:
            raise forbidden("bot was blocked by the user")
        return chat

    def known_chat(self, chat_id: int | str) -> Chat:
        """The chat, whether the bot may write there or not; raises `TelegramError` when there is none."""
        chat = self.chats.get(self.chat_id(chat_id))
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def chat_id(self, given: int | str) -> int:
        """The number of a chat, however it is given; raises `TelegramError`."""
        if isinstance(given, str) and not given.strip():
            raise bad_request("chat_id is empty")
        if isinstance(given, str) and given.startswith("@"):
            name = given[1:].lower()
            for chat in self.chats.values():
                if isinstance(chat, Group) and (chat.username or "").lower() == name:
                    return chat.id
        try:
            return int(given)
        except ValueError:
            raise bad_request("chat not found") from None

    def send(self, chat_id: int, content: Json, markup: Json | None, reply_to: int | None = None) -> Json:
        """The bot's new message; `markup` has been checked."""
        chat, content = self.chats[chat_id], self._with_people(content)
        message: Json = {
            "message_id": chat.next_id(),
            "from": self.bot.user(),
            "chat": chat.info(),
            "date": self.now(),
            **replied(chat, reply_to),
            **content,
        }
        if markup and "inline_keyboard" in markup:
            message["reply_markup"] = markup
        elif markup:
            chat.locked.add(message["message_id"])
            if not markup.get("force_reply"):
                chat.reply_keyboard = markup if "keyboard" in markup else None
                self.events.publish("commands")
        self.show(chat, message, force_reply=bool(markup and markup.get("force_reply")))
        return message

    def announce(self, group: Group, by: Json, content: Json) -> Json:
        """A service message: `by` (a `User`) did what `content` says. The bot hears of all of them."""
        about = {"message_id": group.next_id(), "from": by, "chat": group.info(), "date": self.now()}
        message: Json = {**about, **content}
        self.show(group, message)
        if bot_hears(group, self.bot, message):
            self.updates.add("message", message)
        return message

    def edit(self, chat_id: int, message: Json) -> Json:
        """Put the edited form of a message in its place."""
        message = {**self._with_people(message), "edit_date": self.now()}
        self.chats[chat_id].put(message)
        self.events.publish("edited", chat_id=chat_id, message=message)
        return message

    def _with_people(self, content: Json) -> Json:
        """Who is mentioned by number stands there as a `User`; a mention of somebody unknown is none."""
        for field in ("entities", "caption_entities"):
            entities = content.get(field, ())
            if any(entity["type"] == "text_mention" for entity in entities):
                known = [entity for entity in entities if entity.get("user", {}).get("id", 0) in {0, *self.people}]
                content = {
                    **content,
                    field: [
                        {**entity, "user": self.people[entity["user"]["id"]].user()} if "user" in entity else entity
                        for entity in known
                    ],
                }
        return content

    def delete(self, chat_id: int, message_ids: list[int]) -> None:
        """Take messages away; those that are not there are passed over."""
        chat = self.chats[chat_id]
        gone = [message_id for message_id in dict.fromkeys(message_ids) if message_id in chat.messages]
        for message_id in gone:
            chat.remove(message_id)
        if gone:
            self.events.publish("deleted", chat_id=chat_id, message_ids=gone)

    def open_query(self, query_id: str) -> Query | None:
        """The press with this id, while it waits for an answer and is not too old."""
        query = self.queries.get(query_id)
        return query if query and query.pressed_at > self.clock.time() - QUERY_SECONDS else None

    def note_unanswered(self) -> None:
        """Tell, once, of each press that the bot has left unanswered for ten seconds: the button still turns."""
        late = self.clock.time() - _ANSWER_SECONDS
        for query in self.queries.values():
            if query.pressed_at <= late and query.id not in self._unanswered:
                self._unanswered.add(query.id)
                self.events.publish(
                    "broken",
                    rule="unanswered_press",
                    chat_id=query.chat_id,
                    detail=query.data,
                    time=self.clock.time(),
                )
        self._unanswered &= self.queries.keys()

    def answer(self, query: Query, text: str | None, url: str | None, *, show_alert: bool) -> None:
        """Show the bot's answer to a press, which is then closed."""
        del self.queries[query.id]
        self.events.publish(
            "callback_answer",
            chat_id=query.chat_id,
            person_id=query.person_id,
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

    def show(self, chat: Chat, message: Json, *, force_reply: bool = False) -> None:
        """Put a message into a chat, new as it is, for everybody there to see."""
        chat.put(message)
        asks = {"force_reply": True} if force_reply else {}
        self.events.publish("message", chat_id=chat.id, message=message, **asks)


def replied(chat: Chat, reply_to: int | None) -> Json:
    """The field `reply_to_message`, one level deep as in Telegram; nothing when there is none."""
    if reply_to is None:
        return {}
    shown = {key: value for key, value in chat.messages[reply_to].items() if key != "reply_to_message"}
    return {"reply_to_message": shown}
