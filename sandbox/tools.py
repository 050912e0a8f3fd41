"""The control API of what no person does: faults, limits, the clock and the journal."""

from aiohttp import web

from sandbox.answers import answered, body_of
from sandbox.errors import WrongStep
from sandbox.events import Json
from sandbox.journal import Journal
from sandbox.world import World


class Tools:
    """Answers the page's panel, and scripts."""

    def __init__(self, world: World, journal: Journal) -> None:
        self.world = world
        self.journal = journal

    def routes(self) -> list[web.AbstractRouteDef]:
        """For the application's router."""
        return [
            web.get("/sandbox/faults", answered(self.faults)),
            web.post("/sandbox/faults", answered(self.add_fault)),
            web.delete("/sandbox/faults", answered(self.clear_faults)),
            web.delete(r"/sandbox/faults/{id:\d{1,9}}", answered(self.remove_fault)),
            web.get("/sandbox/limits", answered(self.limits)),
            web.post("/sandbox/limits", answered(self.switch_limits)),
            web.get("/sandbox/clock", answered(self.clock)),
            web.post("/sandbox/clock", answered(self.turn_clock)),
            web.get("/sandbox/journal", answered(self.requests)),
        ]

    async def faults(self, _: web.Request) -> Json:
        """Those that are set."""
        return {"faults": [fault.control() for fault in self.world.faults.all.values()]}

    async def add_fault(self, request: web.Request) -> Json:
        """Set one."""
        body = await body_of(request)
        return self.world.faults.add(str(body.pop("kind", "")), **body).control()

    async def clear_faults(self, request: web.Request) -> Json:
        """Take all away."""
        self.world.faults.clear()
        return await self.faults(request)

    async def remove_fault(self, request: web.Request) -> Json:
        """Take one away."""
        self.world.faults.remove(int(request.match_info["id"]))
        return await self.faults(request)

    async def limits(self, _: web.Request) -> Json:
        """Whether the bot may write only as fast as Telegram lets it."""
        return {"on": self.world.limits.on}

    async def switch_limits(self, request: web.Request) -> Json:
        """Switch that."""
        body = await body_of(request)
        if not isinstance(body.get("on"), bool):
            raise WrongStep("field on must be given, as bool")
        self.world.limits.on = body["on"]
        return await self.limits(request)

    async def clock(self, _: web.Request) -> Json:
        """What time it is in the sandbox."""
        return {"now": self.world.clock.time(), "running": self.world.clock.running}

    async def turn_clock(self, request: web.Request) -> Json:
        """Turn the clock on, set it, freeze it, let it run."""
        body, clock = await body_of(request), self.world.clock
        body = {field: value for field, value in body.items() if value is not None}
        for field in {"advance", "set"} & body.keys():
            value = body[field]
            if isinstance(value, bool) or not isinstance(value, int | float) or not -_LATEST <= value <= _LATEST:
                raise WrongStep(f"{field} must be a number of seconds")
        if not isinstance(body.get("running", True), bool):
            raise WrongStep("running must be true or false")
        if not _EARLIEST <= body.get("set", clock.time()) + body.get("advance", 0) <= _LATEST:
            raise WrongStep("the clock goes from 2000 to 2100")
        if "running" in body:
            (clock.run if body["running"] else clock.freeze)()
        if "set" in body:
            clock.set(body["set"])
        if "advance" in body:
            clock.advance(body["advance"])
        told = await self.clock(request)
        self.world.events.publish("clock", **told)
        return told

    async def requests(self, _: web.Request) -> Json:
        """The journal, oldest first."""
        return {"requests": [one.control() for one in self.journal.finished]}


_EARLIEST, _LATEST = 946_684_800, 4_102_444_800
"""Unix seconds."""
