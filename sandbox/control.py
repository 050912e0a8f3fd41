"""The control API under `/sandbox`: what the chat page, or a script, plays the people with."""

import json
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar, get_args

from aiohttp import web
from aiohttp.web_request import FileField

from sandbox.errors import NotHere, TelegramError, WrongStep
from sandbox.events import Json
from sandbox.files import FileKind, Upload
from sandbox.world import World

_KEEP_ALIVE_SECONDS = 15.0
_SHOWN_IN_PAGE = {"image/jpeg", "image/png", "image/gif", "image/webp"}
_Value = TypeVar("_Value", str, int, float)
_Answer = Callable[[web.Request], Awaitable[object]]


class Control:
    """Answers the page."""

    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[web.AbstractRouteDef]:
        """For the application's router."""
        person = r"/sandbox/people/{id:\d{1,16}}"
        return [
            web.get("/sandbox/state", _answered(self.state)),
            web.post("/sandbox/people", _answered(self.add_person)),
            web.get(person, _answered(self.person)),
            web.post(f"{person}/messages", _answered(self.message)),
            web.post(f"{person}/uploads", _answered(self.upload)),
            web.post(f"{person}/location", _answered(self.location)),
            web.post(f"{person}/presses", _answered(self.press)),
            web.post(f"{person}/inline", _answered(self.ask_inline)),
            web.post(f"{person}/inline/choice", _answered(self.choose_inline)),
            web.post(f"{person}/{{step:block|unblock}}", _answered(self.block)),
            web.get("/sandbox/files/{file_id}", _answered(self.file)),
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
            "last_event": self.world.events.last,
        }

    async def add_person(self, request: web.Request) -> Json:
        """Somebody new."""
        body = await _body(request)
        name, language = _field(body, "first_name", str), _field(body, "language_code", str)
        return self.world.add_person(name, language, body.get("role", "other")).control()

    async def person(self, request: web.Request) -> Json:
        """One person's chat with the bot and all that surrounds it."""
        person = self.world.person(int(request.match_info["id"]))
        chat, profile = self.world.chats[person.id], self.world.profile
        return {
            "person": person.control(),
            "messages": list(chat.messages.values()),
            "commands": profile.commands_for(person.id, person.language_code),
            "description": profile.text("description", person.language_code),
            "menu_button": profile.menu_button(person.id),
            "reply_keyboard": chat.reply_keyboard,
        }

    async def message(self, request: web.Request) -> Json:
        """A text from the person."""
        body = await _body(request)
        reply_to = None if body.get("reply_to_message_id") is None else _field(body, "reply_to_message_id", int)
        return self.world.says(int(request.match_info["id"]), _field(body, "text", str), reply_to)

    async def upload(self, request: web.Request) -> Json:
        """A photo, document, sticker or voice message from the person."""
        if request.content_type != "multipart/form-data":
            raise WrongStep("an upload is multipart/form-data")
        form = await request.post()
        file, kind, caption = form.get("file"), form.get("kind"), form.get("caption", "")
        if not isinstance(file, FileField):
            raise WrongStep("field file must hold a file")
        for known in get_args(FileKind):
            if kind == known:
                upload = Upload(file.filename, file.file.read(), file.content_type)
                return self.world.uploads(int(request.match_info["id"]), known, upload, str(caption))
        raise WrongStep(f"kind must be one of {', '.join(get_args(FileKind))}")

    async def location(self, request: web.Request) -> Json:
        """A place from the person."""
        body = await _body(request)
        latitude, longitude = _number(body, "latitude"), _number(body, "longitude")
        return self.world.sends_location(int(request.match_info["id"]), latitude, longitude)

    async def press(self, request: web.Request) -> Json:
        """The person presses a button."""
        body = await _body(request)
        person_id, message_id = int(request.match_info["id"]), _field(body, "message_id", int)
        force = body.get("force") is True
        query_id = self.world.presses(person_id, message_id, _field(body, "data", str), force=force)
        return {"callback_query_id": query_id}

    async def ask_inline(self, request: web.Request) -> Json:
        """The person types after the bot's name; the results come as an event."""
        body = await _body(request)
        query, offset = _field(body, "query", str), _field(body, "offset", str) if "offset" in body else ""
        return {"inline_query_id": self.world.asks_inline(int(request.match_info["id"]), query, offset)}

    async def choose_inline(self, request: web.Request) -> Json:
        """The person sends one of the results."""
        body = await _body(request)
        query_id, result_id = _field(body, "inline_query_id", str), _field(body, "result_id", str)
        return self.world.chooses_inline(int(request.match_info["id"]), query_id, result_id)

    async def block(self, request: web.Request) -> Json:
        """The person blocks or unblocks the bot."""
        await _body(request)
        blocked = request.match_info["step"] == "block"
        return self.world.set_blocked(int(request.match_info["id"]), blocked=blocked).control()

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


def _answered(answer: _Answer) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Turn what a function returns or raises into HTTP."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            result = await answer(request)
        except NotHere as error:
            return _json({"error": str(error)}, 404)
        except WrongStep as error:
            return _json({"error": str(error)}, 400)
        except web.HTTPRequestEntityTooLarge:
            return _json({"error": "the body is too big"}, 400)
        except TelegramError as error:
            return _json({"error": error.description}, 400)
        return result if isinstance(result, web.StreamResponse) else _json(result)

    return handle


def _json(body: object, status: int = 200) -> web.Response:
    return web.json_response(body, status=status, headers={"Cache-Control": "no-store"})


async def _body(request: web.Request) -> Json:
    """The JSON object in a write; the content type keeps forms of other sites out."""
    if request.content_type != "application/json":
        raise WrongStep("a write must have Content-Type: application/json")
    try:
        body = await request.json() if request.can_read_body else {}
    except ValueError:
        raise WrongStep("the body must be JSON") from None
    if not isinstance(body, dict):
        raise WrongStep("the body must be a JSON object")
    return body


def _field(body: Json, name: str, kind: type[_Value]) -> _Value:
    value = body.get(name)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise WrongStep(f"field {name} must be given, as {kind.__name__}")
    if isinstance(value, str) and any("\ud800" <= char <= "\udfff" for char in value):
        raise WrongStep(f"field {name} must be valid Unicode")
    return value


def _number(body: Json, name: str) -> float:
    return float(_field(body, name, int) if isinstance(body.get(name), int) else _field(body, name, float))
