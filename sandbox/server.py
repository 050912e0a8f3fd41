"""The local Telegram as one server: Bot API, control API and chat page on one port of this machine."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from sandbox.bot_api import BotApi
from sandbox.control import Control
from sandbox.events import Json
from sandbox.files import Upload
from sandbox.journal import Journal
from sandbox.parameters import Call
from sandbox.tools import Tools
from sandbox.world import World

HOST = "127.0.0.1"
_PAGE = Path(__file__).parent / "page"
_MAX_REQUEST_BYTES = 64 * 2**20
_OUR_NAMES = {"127.0.0.1", "localhost"}
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class SandboxServer:
    """Serves one `World`; `start` and `stop` are called once each, inside a running event loop."""

    def __init__(self, port: int = 0, world: World | None = None) -> None:
        self.port = port
        """0 asks for a free one; after `start`, the port it is."""
        self.world = world or World()
        self.journal = Journal(self.world.events, self.world.clock)
        self._bot_api = BotApi(self.world, self.journal)
        self._control = Control(self.world, self.journal)
        self.world.webhook.carry_out = lambda name, given, files: self._bot_api.carry_out(
            name, Call(self.world, given, files)
        )
        self._watch: asyncio.Task[None] | None = None
        self._runner: web.AppRunner | None = None
        self._presence: asyncio.TimerHandle | None = None
        self._online = False
        self.world.updates.on_poll = self._announce

    async def _carry_out(self, name: str, given: Json, files: dict[str, Upload]) -> object:
        """What a bot names in its answer to a webhook."""
        return await self._bot_api.carry_out(name, Call(self.world, given, files))

    @property
    def url(self) -> str:
        """Where the page is and the Bot API begins, with no slash at the end."""
        return f"http://{HOST}:{self.port}"

    async def start(self) -> None:
        """Listen on 127.0.0.1; raises `OSError` when the port is in use."""
        app = web.Application(client_max_size=_MAX_REQUEST_BYTES, middlewares=[_only_ours])
        for part in (self._bot_api, self._control, Tools(self.world, self.journal)):
            app.add_routes(part.routes())
        app.add_routes([web.get("/", _page), web.get("/page/{path:.+}", _page)])
        # A poll whose bot has gone, or events whose page has gone, end at once.
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.5)
        await self._runner.setup()
        try:
            site = web.TCPSite(self._runner, HOST, self.port)
            await site.start()
        except OSError:
            await self._runner.cleanup()
            raise
        self.port = self._runner.addresses[0][1]
        self._watch = asyncio.get_running_loop().create_task(self._look_each_second())

    async def stop(self) -> None:
        """Answer the held polls, end the event streams, close the port; takes less than a second."""
        self.world.updates.close()
        self.world.events.close()
        await self._control.session.stop()
        await self.world.webhook.stop()
        if self._watch is not None:
            self._watch.cancel()
        if self._presence is not None:
            self._presence.cancel()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _look_each_second(self) -> None:
        """What happens because time passes: polls close, presses stay unanswered."""
        while True:
            await asyncio.sleep(1.0)
            self.world.polls.close_due()
            self.world.note_unanswered()

    def _announce(self) -> None:
        """Tell the page when the bot comes and goes: it is there while it polls and five seconds longer."""
        online = self.world.updates.online
        if online != self._online:
            self._online = online
            self.world.events.publish("bot", online=online)
        if self._presence is not None:
            self._presence.cancel()
        self._presence = None
        if online and not self.world.events.closed:
            self._presence = asyncio.get_running_loop().call_later(1.0, self._announce)


@web.middleware
async def _only_ours(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """Refuse other sites: those open in the same browser, and those that rebind their name to 127.0.0.1."""
    name = request.host.rpartition(":")[0] or request.host
    origin = request.headers.get("Origin")
    # An image or a form of another site sends no origin; browsers say of such requests where they come from.
    foreign = request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"} and request.path != "/"
    if name not in _OUR_NAMES or origin not in {None, f"http://{request.host}"} or foreign:
        sentence = "this server answers only its own page and local programs"
        return web.json_response({"error": sentence}, status=403)
    response = await handler(request)
    if not response.prepared:
        response.headers["X-Content-Type-Options"] = "nosniff"
    return response


async def _page(request: web.Request) -> web.StreamResponse:
    path = (_PAGE / request.match_info.get("path", "index.html")).resolve()
    if not path.is_relative_to(_PAGE.resolve()) or not path.is_file():
        return web.json_response({"error": "there is no such page"}, status=404)
    return web.FileResponse(path, headers={"Cache-Control": "no-cache"})
