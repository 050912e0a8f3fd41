"""How a function becomes a method of the Bot API."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sandbox.parameters import Call, Parameter, declared, values

_Function = TypeVar("_Function", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Method:
    """A method of the Bot API that the sandbox carries out."""

    name: str
    returns: str
    """The Bot API's name of the type of the result."""
    parameters: list[Parameter]
    function: Callable[..., object]

    async def __call__(self, call: Call) -> object:
        """Carry it out; raises `TelegramError`."""
        result = self.function(call, **values(self.parameters, call))
        return await result if inspect.isawaitable(result) else result


METHODS: dict[str, Method] = {}
"""By name in lower case: Telegram does not look at the case of a method."""


def method(returns: str) -> Callable[[_Function], _Function]:
    """Declare a function as the method of its name: `send_message` carries out sendMessage."""

    def register(function: _Function) -> _Function:
        first, *others = function.__name__.split("_")
        name = first + "".join(word.capitalize() for word in others)
        METHODS[name.lower()] = Method(name, returns, declared(function), function)
        return function

    return register
