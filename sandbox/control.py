"""The control API under `/sandbox`: what the chat page, or a script, plays the people with."""

import io
import json
import re
from contextlib import suppress

import segno
from aiohttp import ClientError, web
from aiohttp.web_request import FileField

from sandbox.answers import answered, body_of
from sandbox.chats import Chat
from sandbox.errors import NotHere, WrongStep
from sandbox.events import Json
from sandbox.files import Upload
from sandbox.journal import Journal
from sandbox.session import Session
from sandbox.steps import STEPS, field
from sandbox.world import World

_MAX_QR = 500
_KEEP_ALIVE_SECONDS = 15.0
_SHOWN_IN_PAGE = {"image/jpeg", "image/png", "image/gif", "image/webp"}


class Control:
    """Answers the page."""

    def __init__(self, world: World, journal: Journal) -> None:
        self.world = world
        self.session = Session(world, journal)

    def routes(self) -> list[web.AbstractRouteDef]:
        """For the application's router."""
        person, group = r"/sandbox/people/{id:\d{1,16}}", r"/sandbox/groups/{id:-\d{1,16}}"
        return [
            web.get("/sandbox/state", answered(self.state)),
            web.post("/sandbox/people", answered(self.add_person)),
            web.get(person, answered(self.person)),
            web.post(f"{person}/{{step:{'|'.join(STEPS)}}}", answered(self.step)),
            web.post("/sandbox/groups", answered(self.add_group)),
            web.get(group, answered(self.group)),
            web.post(f"{group}/members", answered(self.member)),
            web.get("/sandbox/session", answered(self.saved)),
            web.post("/sandbox/session/replay", answered(self.replay)),
            web.get("/sandbox/qr", answered(self.qr)),
            web.get("/sandbox/files/{file_id}", answered(self.file)),
            web.get("/sandbox/events", self.events),
        ]

    async def state(self, _: web.Request) -> Json:
        """The bot, the people, and the number of the last event."""
        bot = self.world.bot
        return {
            "bot": {
                "id": bot.id,
                "username": bot.username,
                "first_name": bot.first_name,
                "online": self.world.updates.online,
            },
            "people": [person.control() for person in self.world.people.values()],
            "groups": [group.control(bot.id) for group in self.world.membership.groups],
            "last_event": self.world.events.last,
        }

    async def add_person(self, request: web.Request) -> Json:
        """Somebody new."""
        body = await body_of(request)
        name, language = field(body, "first_name", str), field(body, "language_code", str)
        return self.world.add_person(name, language, body.get("role", "other")).control()

    async def person(self, request: web.Request) -> Json:
        """One person's chat with the bot and all that surrounds it."""
        person = self.world.person(_id(request))
        chat, profile = self.world.chats[person.id], self.world.profile
        return {
            "person": person.control(),
            **_shown(chat),
            "votes": self.world.polls.votes_of(person.id),
            "commands": profile.commands_for(person.id, person.language_code),
            "description": profile.text("description", person.language_code),
            "menu_button": profile.menu_button(person.id),
        }

    async def step(self, request: web.Request) -> Json:
        """The person does something: one of `STEPS`."""
        person_id, name = _id(request), request.match_info["step"]
        body = await (_form(request) if name == "uploads" else body_of(request))
        noted = self.session.note(person_id, name, body)
        result = STEPS[name](self.world, person_id, body)
        self.session.keep(noted)
        return result

    async def add_group(self, request: web.Request) -> Json:
        """A new group of people, and the bot."""
        body = await body_of(request)
        members = body.get("member_ids")
        if not isinstance(members, list) or not all(type(one) is int for one in members):
            raise WrongStep("field member_ids must be given, as a list of int")
        kind, status = body.get("type", "supergroup"), body.get("bot_status", "member")
        title, is_forum = field(body, "title", str), body.get("is_forum") is True
        group = self.world.membership.new_group(title, members, kind, status, is_forum=is_forum)
        return group.control(self.world.bot.id)

    async def group(self, request: web.Request) -> Json:
        """A group and what was said in it."""
        group = self.world.group(_id(request))
        commands = self.world.profile.commands_for_group(group.id)
        return {"group": group.control(self.world.bot.id), **_shown(group), "commands": commands}

    async def member(self, request: web.Request) -> Json:
        """Somebody comes into a group, or goes."""
        body, group = await body_of(request), self.world.group(_id(request))
        person_id = field(body, "person_id", int)
        match body.get("step"):
            case "joins":
                link = None if body.get("invite_link") is None else field(body, "invite_link", str)
                self.world.membership.joins(group, person_id, link)
            case "leaves":
                self.world.membership.leaves(group, person_id)
            case _:
                raise WrongStep("step must be joins or leaves")
        return group.control(self.world.bot.id)

    async def block(self, request: web.Request) -> Json:
        """The person blocks or unblocks the bot."""
        await body_of(request)
        blocked = request.match_info["step"] == "block"
        return self.world.set_blocked(_id(request), blocked=blocked).control()

    async def saved(self, _: web.Request) -> Json:
        """What people have done so far, to be kept in a file and played again."""
        return self.session.document()

    async def replay(self, request: web.Request) -> Json:
        """Play such a document; how far it has come is told by events."""
        body = await body_of(request)
        return {"steps": self.session.play(body, fresh=body.get("fresh", True) is True)}

    async def qr(self, request: web.Request) -> web.Response:
        """A QR code of a short text, as a picture."""
        text = request.query.get("text", "")
        if not 0 < len(text) <= _MAX_QR:
            raise WrongStep(f"text must have 1-{_MAX_QR} characters")
        picture = io.BytesIO()
        segno.make_qr(text, error="m").save(picture, kind="svg", scale=4, border=2, light="#fff")
        return web.Response(body=picture.getvalue(), content_type="image/svg+xml")

    async def file(self, request: web.Request) -> web.Response:
        """The content of a file; what is not a picture is only ever downloaded, never run in the page."""
        file = self.world.files.get(request.match_info["file_id"])
        if file is None:
            raise NotHere("there is no such file")
        inline = file.mime_type in _SHOWN_IN_PAGE or file.mime_type.startswith("audio/")
        response = web.Response(body=file.content, content_type=file.mime_type)
        response.headers["Cache-Control"] = "private, max-age=86400, immutable"
        if not inline:
            response.headers["Content-Security-Policy"] = "sandbox"
            response.headers["Content-Disposition"] = "attachment"
        return response

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events from `Last-Event-ID` (or `?after=`) on; with neither, from now on."""
        log = self.world.events
        after = request.headers.get("Last-Event-ID") or request.query.get("after", "")
        # A number beyond the newest is of an earlier server on this port: its page starts from now.
        seen = min(int(after), log.last) if re.fullmatch(r"[0-9]{1,16}", after) else log.last
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        await response.write(b"retry: 1000\n\n")
        with suppress(ConnectionResetError):  # the page was closed
            await self._stream(response, seen)
        return response

    async def _stream(self, response: web.StreamResponse, seen: int) -> None:
        log = self.world.events
        while not log.closed:
            chunks = []
            for event in log.since(seen):
                data = json.dumps({"type": event.type, **event.data})
                chunks.append(f"id: {event.number}\ndata: {data}\n\n")
                seen = event.number
            if chunks:
                await response.write("".join(chunks).encode())
            elif not await log.pulse.wait(_KEEP_ALIVE_SECONDS):
                await response.write(b": still here\n\n")


def _id(request: web.Request) -> int:
    return int(request.match_info["id"])


def _shown(chat: Chat) -> Json:
    """What is seen of a chat."""
    return {
        "messages": list(chat.messages.values()),
        "pinned_message_id": chat.pinned[-1] if chat.pinned else None,
        "reactions": {
            str(message_id): [{"user_id": user, "reaction": given} for user, given in under.items()]
            for message_id, under in chat.reactions.items()
        },
        "reply_keyboard": chat.reply_keyboard,
    }


async def _form(request: web.Request) -> Json:
    """The fields of an upload."""
    if request.content_type != "multipart/form-data":
        raise WrongStep("an upload is multipart/form-data")
    try:
        form: Json = dict(await request.post())
    except (ValueError, LookupError, AssertionError, ClientError):
        raise WrongStep("the form cannot be read") from None
    file = form.get("file")
    if isinstance(file, FileField):
        form["file"] = Upload(file.filename, file.file.read(), file.content_type)
    for name in ("chat_id", "reply_to_message_id"):
        number = form.get(name)
        if isinstance(number, str) and re.fullmatch(r"-?[0-9]{1,16}", number):
            form[name] = int(number)
    return form
