"""A fixed order of items: what to ask next, what came before, how far a person is."""

from collections.abc import Mapping
from dataclasses import dataclass

from guidance.aptitude.bank import Item
from guidance.aptitude.profile import Profile, plain_profile


@dataclass(frozen=True)
class Questionnaire:
    """The items in the order in which they are asked. Holds no person's state: answers are passed in."""

    items: tuple[Item, ...]

    def next_item(self, answers: Mapping[str, int]) -> Item | None:
        """The first item without an answer; None when all are answered."""
        return next((item for item in self.items if item.id not in answers), None)

    def before(self, item_id: str) -> Item | None:
        """The item asked before this one; None for the first and for one that is not asked."""
        place = self.place(item_id)
        return self.items[place - 2] if place and place > 1 else None

    def place(self, item_id: str) -> int | None:
        """The place of an item, counted from 1; None for one that is not asked."""
        return next((place for place, item in enumerate(self.items, start=1) if item.id == item_id), None)

    def item(self, item_id: str) -> Item | None:
        """The item with this id, if it is asked."""
        place = self.place(item_id)
        return self.items[place - 1] if place else None

    def answered(self, answers: Mapping[str, int]) -> int:
        """How many of the items have an answer."""
        return sum(item.id in answers for item in self.items)

    def profile(self, answers: Mapping[str, int]) -> Profile:
        """The profile of somebody who answered every item.

        Raises:
            KeyError: an item has no answer.
        """
        return plain_profile(answers, self.items)
