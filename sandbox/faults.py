"""Faults on demand: what Telegram, the network and the order of updates do on bad days."""

import itertools
import random
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal, get_args

from sandbox.errors import NotHere, WrongStep
from sandbox.events import Json

FaultKind = Literal[
    "too_many_requests",
    "server_error",
    "reset_before",
    "reset_after",
    "delay",
    "duplicate_updates",
    "reorder_updates",
    "delay_updates",
]
FAULT_KINDS: tuple[FaultKind, ...] = get_args(FaultKind)
OF_UPDATES: frozenset[FaultKind] = frozenset({"duplicate_updates", "reorder_updates", "delay_updates"})
_CODES = (500, 502, 503, 504)
_LONGEST = 3600
_MOST = 100


@dataclass(slots=True)
class Fault:
    """One kind of fault, for the requests or updates that it is meant for, until it is used up or removed."""

    id: int
    kind: FaultKind
    method: str = "*"
    """The method of the Bot API, in any case; "*" for all but getUpdates. Updates have none."""
    chat_id: int | None = None
    """Only requests about, or updates from, this chat."""
    times: int | None = None
    """How often it still happens; None: until it is removed."""
    share: float = 1.0
    """The part of what it is meant for that it befalls, 0 to 1."""
    seconds: float = 1.0
    """How long a delay lasts."""
    retry_after: int = 5
    """Seconds that error 429 asks for."""
    code: int = 500
    """Of a server error: 500 in Telegram's words; 502, 503, 504 as a gateway's page."""

    def control(self) -> Json:
        """The control API's Fault."""
        return asdict(self)


class Faults:
    """Those that are set, oldest first; the first that fits happens."""

    def __init__(self, seed: int | None = None) -> None:
        """With a `seed`, shares fall out the same each time."""
        self.all: dict[int, Fault] = {}
        self._ids = itertools.count(1)
        self._chance = random.Random(seed)  # noqa: S311 - no secret

    def add(self, kind: str, /, **given: object) -> Fault:
        """Set a fault; the fields are those of `Fault`. Raises `WrongStep`."""
        if len(self.all) >= _MOST:
            raise WrongStep(f"there are {_MOST} faults already")
        for known in FAULT_KINDS:
            if kind == known:
                fault = Fault(next(self._ids), known, **_checked(given))
                self.all[fault.id] = fault
                return fault
        raise WrongStep(f"kind must be one of {', '.join(FAULT_KINDS)}")

    def remove(self, number: int) -> None:
        """Take a fault away; raises `NotHere`."""
        if self.all.pop(number, None) is None:
            raise NotHere(f"there is no fault {number}")

    def clear(self) -> None:
        """Take all away."""
        self.all.clear()

    def befalls(self, method: str, chat_id: int | None) -> Fault | None:
        """What happens to a request of this method about this chat (None: about no chat)."""
        name = method.lower()
        return self._first(
            fault
            for fault in self.all.values()
            if fault.kind not in OF_UPDATES
            and (fault.method.lower() == name or (fault.method == "*" and name != "getupdates"))
            and fault.chat_id in {None, chat_id}
        )

    def befalls_update(self, kind: FaultKind, chat_id: int) -> Fault | None:
        """Whether this happens to an update from this chat."""
        return self._first(
            fault for fault in self.all.values() if fault.kind == kind and fault.chat_id in {None, chat_id}
        )

    def _first(self, fitting: Iterable[Fault]) -> Fault | None:
        for fault in list(fitting):
            if fault.share < 1 and self._chance.random() >= fault.share:
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self.all.pop(fault.id, None)
            return fault
        return None


def _checked(given: Json) -> Json:
    """The fields of a fault; raises `WrongStep`."""
    checked = {name: value for name, value in given.items() if value is not None}
    for name, value in checked.items():
        if name == "method":
            if not isinstance(value, str) or not value:
                raise WrongStep("method must be the name of a method, or *")
        elif name not in _RANGES:
            raise WrongStep(f"a fault has no field {name}: it has method, {', '.join(_RANGES)}")
        else:
            kind, least, most = _RANGES[name]
            right = isinstance(value, int) if kind is int else isinstance(value, int | float)
            if isinstance(value, bool) or not right or not least <= value <= most:
                raise WrongStep(f"{name} must be {'a whole number' if kind is int else 'a number'}, {least} to {most}")
    if checked.get("code", 500) not in _CODES:
        raise WrongStep(f"code must be one of {', '.join(map(str, _CODES))}")
    return checked


_RANGES: dict[str, tuple[type, float, float]] = {
    "chat_id": (int, -(10**15), 10**15),
    "times": (int, 1, 10**6),
    "share": (float, 0, 1),
    "seconds": (float, 0, _LONGEST),
    "retry_after": (int, 1, _LONGEST),
    "code": (int, min(_CODES), max(_CODES)),
}
