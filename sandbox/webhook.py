"""Webhooks: updates that are posted to the bot instead of being fetched by it."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import aiohttp

from sandbox.errors import bad_request
from sandbox.events import Json
from sandbox.files import Upload
from sandbox.forms import read_parts
from sandbox.updates import chat_of

if TYPE_CHECKING:
    from sandbox.world import World

_OUR_HOSTS = {"127.0.0.1", "localhost", "::1"}
_SECRET = re.compile(r"[A-Za-z0-9_-]+")
_LONGEST_SECRET = 256
_MOST_CONNECTIONS = 100
_PATIENCE = aiohttp.ClientTimeout(total=60)
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 30.0
"""Seconds between two tries of one update, doubled after each: quicker than Telegram, for tests wait for it."""
_NOT_FROM_ANSWERS = re.compile(r"get|setwebhook|deletewebhook|close$|logout")
"""Methods that the real server passes over in an answer (WebhookActor.cpp in github.com/tdlib/telegram-bot-api)."""
_Answer = tuple[str, Json, dict[str, Upload]]
CarryOut = Callable[[str, Json, dict[str, Upload]], Awaitable[object]]
"""Carries out a method with these parameters and files, which the bot names in its answer."""


class Webhook:
    """Posts what waits in the queue of a `World`: for one chat in order, for several at once."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self.carry_out: CarryOut | None = None
        """Set by the server; with none, what the bot answers is not looked at."""
        self.url = ""
        self._secret = ""
        self._max_connections = 40
        self._has_certificate = False
        self._ip_address = ""
        self._error: tuple[int, str] | None = None
        self._task: asyncio.Task[None] | None = None

    def set(
        self, url: str, *, secret: str = "", max_connections: int = 40, ip_address: str = "", certificate: bool = False
    ) -> None:
        """Post to this address from now on; raises `TelegramError` where Telegram, or the sandbox, refuses it."""
        try:
            parts = urlsplit(url)
            host = parts.hostname
        except ValueError:
            raise bad_request("bad webhook: invalid webhook URL specified") from None
        if parts.scheme not in {"http", "https"} or not host:
            raise bad_request("bad webhook: an HTTPS URL must be provided for webhook")
        if host not in _OUR_HOSTS:
            raise bad_request("bad webhook: the sandbox posts only to 127.0.0.1")
        if len(secret) > _LONGEST_SECRET:
            raise bad_request("secret token is too long")
        if secret and not _SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        if not 1 <= max_connections <= _MOST_CONNECTIONS:
            max_connections = 40
        self.url, self._secret, self._ip_address = url, secret, ip_address
        self._max_connections, self._has_certificate, self._error = max_connections, certificate, None
        self._cancel()
        self._world.updates.webhook_active = True
        self._world.updates.pulse.beat()  # a held poll wakes and finds that it is not wanted any more
        self._world.updates.on_poll()
        self._task = asyncio.get_running_loop().create_task(self._post_all())

    def delete(self) -> None:
        """Post no more."""
        self._cancel()
        self.url = ""
        self._world.updates.webhook_active = False
        self._world.updates.on_poll()

    async def stop(self) -> None:
        """The server is stopping."""
        task = self._task
        self._cancel()
        if task is not None:
            with suppress(asyncio.CancelledError):
                await task

    def info(self) -> Json:
        """The Bot API `WebhookInfo`."""
        updates = self._world.updates
        info: Json = {
            "url": self.url,
            "has_custom_certificate": self._has_certificate and bool(self.url),
            "pending_update_count": updates.pending_count,
        }
        if self.url:
            info["max_connections"] = self._max_connections
            info["ip_address"] = self._ip_address or "127.0.0.1"
            if self._error:
                info["last_error_date"], info["last_error_message"] = self._error
        return {**info, "allowed_updates": updates.allowed} if updates.allowed else info

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _post_all(self) -> None:
        updates = self._world.updates
        async with aiohttp.ClientSession(timeout=_PATIENCE) as http, asyncio.TaskGroup() as posts:
            busy: dict[int, asyncio.Task[None]] = {}
            under_way: set[int] = set()

            def done(update_id: int, chat: int, _: asyncio.Task[None]) -> None:
                under_way.discard(update_id)
                busy.pop(chat, None)
                updates.pulse.beat()

            while True:
                for update in updates.waiting():
                    update_id, chat = (
                        update["update_id"],
                        chat_of(next(value for key, value in update.items() if key != "update_id")),
                    )
                    if update_id in under_way or chat in busy or len(busy) >= self._max_connections:
                        continue
                    under_way.add(update_id)
                    busy[chat] = posts.create_task(self._post(http, update))
                    busy[chat].add_done_callback(partial(done, update_id, chat))
                await updates.pulse.wait()

    async def _post(self, http: aiohttp.ClientSession, update: Json) -> None:
        """Post one update until the bot takes it, with growing pauses, and do what it answers."""
        pause = _FIRST_PAUSE
        while True:
            try:
                async with http.post(
                    self.url, data=json.dumps(update), headers=self._headers(), ssl=False, allow_redirects=False
                ) as response:
                    if 200 <= response.status < 300:  # noqa: PLR2004 - as WebhookActor.cpp of the real server
                        answer = await _answered(response)
                        break
                    wrong = f"Wrong response from the webhook: {response.status} {response.reason}"
                    asked = re.fullmatch(r"[0-9]{1,5}", response.headers.get("Retry-After", ""), re.ASCII)
                    wait = float(asked[0]) if asked else pause
            except (aiohttp.ClientError, TimeoutError) as error:
                refused = isinstance(error, aiohttp.ClientConnectorError)
                wrong = "Connection refused" if refused else f"Connection failed: {type(error).__name__}"
                wait = pause
            self._note(wrong)
            await asyncio.sleep(wait)
            pause = min(pause * 2, _LONGEST_PAUSE)
        if self._world.updates.remove(update["update_id"]):
            await self._post(http, update)
        if answer is not None and self.carry_out is not None:
            name, given, files = answer
            try:
                await self.carry_out(name, given, files)
            except Exception:  # noqa: BLE001 - refused, or cut off by a fault: the journal says so, nobody else hears
                return

    def _headers(self) -> dict[str, str]:
        secret = {"X-Telegram-Bot-Api-Secret-Token": self._secret} if self._secret else {}
        return {"Content-Type": "application/json", **secret}

    def _note(self, wrong: str) -> None:
        self._error = self._world.now(), wrong
        time = self._world.clock.time()
        self._world.events.publish("broken", rule="webhook_failed", chat_id=None, detail=wrong, time=time)


async def _answered(response: aiohttp.ClientResponse) -> _Answer | None:
    """The method that the bot names in its answer, with its parameters and files; None when there is none.

    Raises `aiohttp.ClientError` when the answer breaks off.
    """
    given: Json = {}
    files: dict[str, Upload] = {}
    try:
        match response.content_type:
            case "application/json":
                read = json.loads(await response.read() or b"null")
                given = read if isinstance(read, dict) else {}
            case "application/x-www-form-urlencoded":
                given = dict(parse_qsl(await response.text(), keep_blank_values=True))
            case "multipart/form-data":
                given, files = await read_parts(aiohttp.MultipartReader.from_response(response))
    except (ValueError, AssertionError, RecursionError):
        return None
    name = given.pop("method", None)
    is_taken = isinstance(name, str) and not _NOT_FROM_ANSWERS.match(name.lower())
    return (name, given, files) if is_taken else None
