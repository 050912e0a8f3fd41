"""The Bot API over HTTP: `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

import re

from aiohttp import web
from aiohttp.web_request import FileField

from sandbox.errors import TelegramError, bad_request
from sandbox.events import Json
from sandbox.files import Upload
from sandbox.journal import Journal
from sandbox.methods import METHODS, find_method
from sandbox.parameters import Call
from sandbox.world import World

_TOKEN = re.compile(r"(\d{1,16}):[A-Za-z0-9_-]{3,}")


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
            given, files = await _parameters(request)
            result = await self._carry_out(request.match_info["method"], Call(self.world, given, files))
        except TelegramError as error:
            return _refusal(error)
        return web.json_response({"ok": True, "result": result})

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

    def _enter(self, request: web.Request) -> None:
        token = _TOKEN.fullmatch(request.match_info["token"])
        if token is None:
            raise TelegramError(401, "Unauthorized")
        self.world.bot.id = int(token[1])

    async def _carry_out(self, name: str, call: Call) -> object:
        known = METHODS.get(name.lower())
        entry = self.journal.begin(known.name if known else name, call.given, call.files)
        try:
            method = find_method(name)
            result = await method(call)
            entry.ok, entry.result_type = True, method.returns
        except TelegramError as error:
            entry.error_code, entry.description = error.code, error.description
            raise
        else:
            return result
        finally:
            self.journal.end(entry)


async def _parameters(request: web.Request) -> tuple[Json, dict[str, Upload]]:
    """From the address and the body, whichever form it has."""
    try:
        return await _read(request)
    except web.HTTPRequestEntityTooLarge:
        raise TelegramError(413, "Request Entity Too Large") from None


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
    else:
        for name, value in (await request.post()).items():
            if isinstance(value, FileField):
                files[name] = Upload(value.filename, value.file.read(), value.content_type)
            else:
                given[name] = value.decode(errors="replace") if isinstance(value, bytes) else value
    return given, files


def _refusal(error: TelegramError) -> web.Response:
    body = {"ok": False, "error_code": error.code, "description": error.description}
    return web.json_response(body, status=error.code)
