"""The journal of requests: what the bot asked of Telegram and what it was told."""

import itertools
import json
from collections import deque
from dataclasses import dataclass, field
from time import perf_counter

from sandbox.clock import Clock
from sandbox.events import EventLog, Json
from sandbox.files import Upload

KEPT_REQUESTS = 1_000


@dataclass(slots=True)
class Request:
    """One request of the bot; its token is never kept."""

    id: int
    time: float
    """Unix seconds."""
    method: str
    params: Json
    """As sent; JSON read, a file replaced by its name and size in bytes."""
    ok: bool = False
    result_type: str | None = None
    error_code: int | None = None
    description: str | None = None
    ms: float = 0.0
    broken: list[Json] = field(default_factory=list)
    """Rules that it broke although it may have been carried out: each has `rule` and `detail`."""
    _begun: float = field(default_factory=perf_counter)

    def notes(self, rule: str, detail: str) -> None:
        """It has broken a rule."""
        self.broken.append({"rule": rule, "detail": detail})

    def control(self) -> Json:
        """The control API's Request."""
        return {name: getattr(self, name) for name in _FIELDS}

    def line(self) -> str:
        """One line for people to read."""
        shown = json.dumps(self.params, ensure_ascii=False)
        answer = self.result_type if self.ok else f"{self.error_code} {self.description}"
        return f"{self.method} {shown[:200]} -> {answer}"


_FIELDS = tuple(name for name in Request.__dataclass_fields__ if not name.startswith("_"))


@dataclass(slots=True)
class Journal:
    """The last 1,000 finished requests, oldest first, and those under way."""

    events: EventLog
    clock: Clock
    finished: deque[Request] = field(default_factory=lambda: deque(maxlen=KEPT_REQUESTS))
    under_way: dict[int, Request] = field(default_factory=dict)
    _ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def begin(self, method: str, given: Json, files: dict[str, Upload]) -> Request:
        """A request has come in."""
        sizes = {name: {"name": file.name, "size": len(file.content)} for name, file in files.items()}
        params = {name: _readable(value) for name, value in given.items()}
        request = Request(next(self._ids), self.clock.time(), method, {**params, **sizes})
        self.under_way[request.id] = request
        return request

    def end(self, request: Request) -> None:
        """It has been answered, or broken off."""
        del self.under_way[request.id]
        request.ms = round((perf_counter() - request._begun) * 1000, 1)  # noqa: SLF001 - its own
        self.finished.append(request)
        self.events.publish("request", **request.control())

    def refuse(self, method: str, code: int, description: str) -> None:
        """A request has come in that could not be read."""
        request = self.begin(method, {}, {})
        request.error_code, request.description = code, description
        self.end(request)

    def tail(self, count: int = 10) -> str:
        """The last requests, one a line, without the empty polls."""
        requests = [one for one in self.finished if one.method != "getUpdates" or one.error_code]
        return "\n".join(request.line() for request in requests[-count:]) or "(no requests)"


def _readable(value: object) -> object:
    if isinstance(value, str) and value[:1] in {"{", "["}:
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value
