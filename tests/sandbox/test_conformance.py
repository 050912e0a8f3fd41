"""Every method of the Bot API is carried out or refused with a sentence; none breaks the server."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiogram.methods
import pytest
from aiogram.methods import TelegramMethod

from sandbox import Person
from sandbox.methods import METHODS
from sandbox.reference import ALL_METHODS, known_parameters, required_parameters

Call = Callable[..., Awaitable[Any]]
README = Path(__file__).parents[2] / "sandbox" / "README.md"
AHEAD = {"callback_query_id", "exclude_limited", "receiver_user_id"}
"""Parameters that the library has and the page of Bot API 10.3 does not."""
AT_LEAST = 100
"""Methods that the sandbox carries out."""


@pytest.mark.parametrize("name", ALL_METHODS)
async def test_a_method_is_carried_out_or_says_that_it_is_not(name: str, answer: Call, pupil: Person) -> None:
    for given in ({}, dict.fromkeys(known_parameters(name) or (), "?"), {"chat_id": pupil.id}):
        if name == "getUpdates":
            given = {}  # noqa: PLW2901 - a poll with other parameters is the business of its own tests
        body = await answer(name, **given)
        if body["ok"]:
            assert name.lower() in METHODS
            continue
        assert body["error_code"] in {400, 403, 404, 409}
        assert re.match(r"(Bad Request|Forbidden|Conflict): \S", body["description"])
        said = body["description"] == f"Bad Request: method {name} is not supported by the sandbox"
        assert said == (name.lower() not in METHODS)


def test_what_must_be_given_is_what_the_bot_api_says() -> None:
    """A parameter that a function insists on is one that Telegram insists on, and none is unknown to it."""
    for name, method in METHODS.items():
        for parameter in method.parameters:
            assert parameter.name in (known_parameters(name) or ()), (name, parameter.name)
        insisted = {one.name for one in method.parameters if one.required}
        assert insisted <= required_parameters(name), name


def test_the_table_of_methods_is_that_of_a_library_made_from_the_same_page() -> None:
    known = {
        model.__api_method__: model
        for model in vars(aiogram.methods).values()
        if isinstance(model, type) and issubclass(model, TelegramMethod) and model is not TelegramMethod
    }
    for name, model in known.items():
        parameters = known_parameters(name)
        assert parameters is not None, name
        assert set(model.model_fields) - AHEAD <= parameters, name


def test_enough_methods_are_carried_out_and_the_readme_names_them_all() -> None:
    carried_out = {method.name for method in METHODS.values()}
    assert len(carried_out) >= AT_LEAST
    text = README.read_text("utf-8")
    here, _, rest = text.partition("### Not in the sandbox")
    listed = set(re.findall(r"\b[a-z]+[A-Za-z]*\b", here)) & set(ALL_METHODS)
    assert listed >= carried_out
    missing, _, _ = rest.partition("\n## ")
    assert set(re.findall(r"\b[a-z]+[A-Za-z]*\b", missing)) & set(ALL_METHODS) == set(ALL_METHODS) - carried_out
