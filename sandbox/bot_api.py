"""The Bot API over HTTP: `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

import asyncio
import json
import logging
import re
from urllib.parse import parse_qsl

import aiohttp
from aiohttp import web
from aiohttp.web_request import FileField

from sandbox.errors import TelegramError, bad_request, too_many_requests
from sandbox.events import Json
from sandbox.faults import Fault
from sandbox.files import Upload
from sandbox.forms import read_parts
from sandbox.journal import Journal, Request
from sandbox.methods import METHODS, find_method
from sandbox.parameters import Call
from sandbox.reference import known_parameters
from sandbox.world import World

_log = logging.getLogger(__name__)
_TOKEN = re.compile(r"(\d{1,16}):[A-Za-z0-9_-]{3,}")
_SENDING = re.compile(r"send(?!chataction|messagedraft|richmessagedraft)|copymessage|forwardmessage")
"""Methods whose messages count for the limits."""
_GATEWAY = (
    "<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n<center><h1>{0}</h1></center>\r\n</body>\r\n</html>\r\n"
)
_GATEWAY_SAYS = {502: "502 Bad Gateway", 503: "503 Service Temporarily Unavailable", 504: "504 Gateway Time-out"}


class _Reset(Exception):  # noqa: N818 - what happens, not a mistake
    """The connection is to be dropped with no answer."""


class BotApi:
    """Answers the bot."""

    def __init__(self, world: World, journal: Journal) -> None:
        self.world = world
        self.journal = journal

    def routes(self) -> list[web.AbstractRouteDef]:
        """For the application's router."""
        return [
            web.route("*", "/bot{token}/{method}", self.answer),
            web.get("/file/bot{token}/{path:.+}", self.download),
        ]

    async def answer(self, request: web.Request) -> web.Response:
        """Carry out one method."""
        try:
            self._enter(request)
            name = request.match_info["method"]
            try:
                given, files = await _parameters(request)
            except TelegramError as error:
                self.journal.refuse(name, error.code, error.description)
                raise
            result = await self.carry_out(name, Call(self.world, given, files))
        except TelegramError as error:
            return _refusal(error)
        except _Reset:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        return web.Response(text=json.dumps({"ok": True, "result": result}), content_type="application/json")

    async def download(self, request: web.Request) -> web.Response:
        """The content of a file."""
        try:
            self._enter(request)
        except TelegramError as error:
            return _refusal(error)
        file = self.world.files.at_path(request.match_info["path"])
        if file is None:
            return _refusal(TelegramError(404, "Not Found"))
        return web.Response(body=file.content, content_type="application/octet-stream")

    async def carry_out(self, name: str, call: Call) -> object:
        """Carry out one method and write it down; raises `TelegramError`."""
        known = METHODS.get(name.lower())
        entry = self.journal.begin(known.name if known else name, call.given, call.files)
        try:
            result = await self._carried_out(name, call, entry)
        except TelegramError as error:
            entry.error_code, entry.description = error.code, error.description
            raise
        except _Reset:
            entry.error_code = 0
            raise
        except asyncio.CancelledError:
            entry.error_code, entry.description = 0, "the bot hung up before it was answered"
            raise
        except Exception as error:
            entry.error_code, entry.description = 500, f"Internal Server Error: {type(error).__name__}"
            _log.exception("a method of the sandbox is broken")
            raise TelegramError(500, "Internal Server Error") from error
        else:
            entry.ok, entry.result_type = True, known.returns if known else None
            return result
        finally:
            self.journal.end(entry)

    def _enter(self, request: web.Request) -> None:
        token = _TOKEN.fullmatch(request.match_info["token"])
        if token is None:
            raise TelegramError(401, "Unauthorized")
        self.world.meet_bot(int(token[1]))

    async def _carried_out(self, name: str, call: Call, entry: Request) -> object:
        method = find_method(name)
        unknown = call.given.keys() - (known_parameters(name) or frozenset())
        for parameter in sorted(unknown):
            entry.notes("unknown_parameter", parameter)
        fault = self.world.faults.befalls(name, self._chat_id(call)) if self.world.faults.all else None
        if fault is not None:
            await _happens(fault, entry)
        if _SENDING.match(name.lower()):
            self._check_pace(call, entry)
        drops = fault is not None and fault.kind == "reset_after"
        try:
            result = await method(call)
        except TelegramError:
            if not drops:
                raise
        if drops:
            entry.description = "the connection was dropped after this was done"
            raise _Reset
        return result

    def _chat_id(self, call: Call) -> int | None:
        """The number of the chat that a request is about, if it is about one that there is."""
        try:
            return self.world.chat_id(str(call.given.get("chat_id", "")))
        except TelegramError:
            return None

    def _check_pace(self, call: Call, entry: Request) -> None:
        """Refuse what comes too fast, or, while nobody limits it, note that."""
        chat_id = self._chat_id(call)
        if chat_id is None:
            return  # the method says so itself
        is_paid = str(call.given.get("allow_paid_broadcast")).lower() in {"true", "1", "yes"}
        wait = self.world.limits.take(chat_id, _messages(call), is_paid=is_paid)
        if wait and self.world.limits.on:
            raise too_many_requests(wait)
        if wait:
            entry.notes("too_fast", f"retry after {wait}")


async def _happens(fault: Fault, entry: Request) -> None:
    """What befalls a request before it is carried out; raises what stands in for its answer."""
    match fault.kind:
        case "too_many_requests":
            raise too_many_requests(fault.retry_after)
        case "server_error":
            raise TelegramError(fault.code, _GATEWAY_SAYS.get(fault.code, "Internal Server Error"))
        case "reset_before":
            entry.description = "the connection was dropped before anything was done"
            raise _Reset
        case "delay":
            await asyncio.sleep(fault.seconds)


def _messages(call: Call) -> int:
    """How many messages a request sends."""
    for name in ("media", "message_ids"):
        value = call.given.get(name)
        if isinstance(value, str) and value.startswith("["):
            try:
                value = json.loads(value)
            except ValueError:
                return 1
        if isinstance(value, list):
            return max(len(value), 1)
    return 1


async def _parameters(request: web.Request) -> tuple[Json, dict[str, Upload]]:
    """From the address and the body, whichever form it has."""
    try:
        return await _read(request)
    except web.HTTPRequestEntityTooLarge:
        raise TelegramError(413, "Request Entity Too Large") from None
    except (ValueError, LookupError, AssertionError, RecursionError, aiohttp.ClientError):
        # Not in the form that its headers promise: aiohttp says so in many ways.
        raise bad_request("can't parse request") from None


async def _read(request: web.Request) -> tuple[Json, dict[str, Upload]]:
    given: Json = dict(request.query)
    files: dict[str, Upload] = {}
    if request.content_type == "application/json" and request.can_read_body:
        try:
            body = await request.json()
        except ValueError:
            raise bad_request("can't parse request: unsupported JSON") from None
        if not isinstance(body, dict):
            raise bad_request("can't parse request: JSON object expected")
        given.update(body)
    elif request.method == "GET" and request.can_read_body:
        # pyTelegramBotAPI asks so; aiohttp reads forms only of requests that are to change something.
        if request.content_type == "multipart/form-data":
            fields, files = await read_parts(await request.multipart())
            given.update(fields)
        else:
            given.update(parse_qsl(await request.text(), keep_blank_values=True))
    else:
        for name, value in (await request.post()).items():
            if isinstance(value, FileField):
                files[name] = Upload(value.filename, value.file.read(), value.content_type)
            else:
                given[name] = value.decode(errors="replace") if isinstance(value, bytes) else value
    return given, files


def _refusal(error: TelegramError) -> web.Response:
    if error.code in _GATEWAY_SAYS:
        return web.Response(text=_GATEWAY.format(error.description), content_type="text/html", status=error.code)
    body: Json = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        body["parameters"] = error.parameters
    headers = {"Retry-After": str(error.parameters["retry_after"])} if error.code == 429 and error.parameters else None  # noqa: PLR2004
    return web.json_response(body, status=error.code, headers=headers)
