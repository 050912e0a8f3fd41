"""The item bank: activities that a person likes or does not, in both languages."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from guidance.aptitude.interests import Interest
from guidance.catalogue.tables import read_table

ITEMS_A_SCALE = 10
LOWEST_ANSWER, HIGHEST_ANSWER = 1, 5


class BankError(Exception):
    """The item bank cannot be used; the message names the line and what is wrong."""


class Item(BaseModel):
    """One activity. ``short_form`` is its place (from 1) in the fixed short order, or None outside it.

    ``orientation`` says whether the activity turns on things or on people: it is balanced within
    each scale so that girls and boys both find themselves.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[RIASEC]\d\d$")]
    scale: Interest
    short_form: Annotated[Annotated[int, Field(ge=1, le=60)] | None, BeforeValidator(lambda v: None if v == "" else v)]
    orientation: Literal["things", "people", "neutral"]
    ru: Annotated[str, Field(min_length=10, max_length=120)]
    kk: Annotated[str, Field(min_length=10, max_length=120)]

    def text(self, language: Literal["kk", "ru"]) -> str:
        """The activity in one language."""
        return self.kk if language == "kk" else self.ru


@dataclass(frozen=True)
class ItemBank:
    """All items by id, and the short form in its order."""

    items: dict[str, Item]
    short_form: tuple[Item, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Put the short form in order."""
        chosen = [item for item in self.items.values() if item.short_form is not None]
        object.__setattr__(self, "short_form", tuple(sorted(chosen, key=lambda item: item.short_form or 0)))


def load_bank(path: Path) -> ItemBank:
    """Load the bank from a CSV file.

    Raises:
        BankError: the file is missing or broken, an item is repeated, or a scale has not its ten items.
    """
    rows, faults = read_table(path, Item)
    if faults:
        raise BankError(str(faults[0]))
    items = [item for _, item in rows]
    for problem in _problems(items):
        raise BankError(f"{path.name}: {problem}")
    return ItemBank({item.id: item for item in items})


def _problems(items: list[Item]) -> Iterator[str]:
    for column, values in {
        "id": [item.id for item in items],
        "ru": [item.ru for item in items],
        "kk": [item.kk for item in items],
    }.items():
        for value, count in Counter(values).items():
            if count > 1:
                yield f"{column} {value!r} stands {count} times"
    for item in items:
        if not item.id.startswith(item.scale):
            yield f"item {item.id} is on scale {item.scale}"
    for scale in Interest:
        of_scale = [item for item in items if item.scale is scale]
        if len(of_scale) != ITEMS_A_SCALE:
            yield f"scale {scale} has {len(of_scale)} items, not {ITEMS_A_SCALE}"
    order = sorted(item.short_form for item in items if item.short_form is not None)
    if order != list(range(1, len(order) + 1)):
        yield "the places of the short form are not 1, 2, 3, ..."
    in_short_form = Counter(item.scale for item in items if item.short_form is not None)
    if len({in_short_form[scale] for scale in Interest}) != 1:
        yield "the short form does not ask every scale equally often"
