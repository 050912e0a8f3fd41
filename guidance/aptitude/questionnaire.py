"""The questionnaire of the bot: its items, what is asked next, and what the answers say."""

from collections.abc import Mapping
from dataclasses import dataclass

from guidance.aptitude.bank import Item, ItemBank
from guidance.aptitude.engine import Engine
from guidance.aptitude.interests import Interest
from guidance.aptitude.parameters import Parameters
from guidance.aptitude.profile import Profile
from guidance.aptitude.stopping import LONGEST, LONGEST_ON_REQUEST, progress


@dataclass(frozen=True)
class Result:
    """What a finished questionnaire says.

    ``deviations`` are standard deviations of the scores, in answer points; ``leader_certainty`` (0.5 to 1) is the
    chance that the strongest interest truly beats the second; ``is_careless``: the answers fit each other worse
    than those of 95 % of people; ``is_open``: a few more items would make the order clearer.
    """

    profile: Profile
    deviations: Mapping[Interest, float]
    leader_certainty: float
    is_careless: bool
    is_open: bool


class Questionnaire:
    """The item bank with its engine. Holds no person's state: answers are passed in, in the order they were given.

    Answers to items that are not in the bank any more are left out of account.
    """

    def __init__(self, bank: ItemBank, parameters: Parameters | None = None) -> None:
        """Ask this bank, by parameters that are fitted to it; with none, by its structure alone.

        Raises:
            ParametersError: the parameters know nothing of an item.
        """
        # Where nothing is known of the items they are equals, and the order decides: the short form,
        # chosen by hand to open well, comes first.
        rest = [item for item in bank.items.values() if item.short_form is None]
        self.items = (*bank.short_form, *rest)
        scales = {item.id: item.scale for item in self.items}
        self._engine = Engine(parameters.only(list(scales)) if parameters else Parameters.default(scales))
        self._bank = bank

    def item(self, item_id: str) -> Item | None:
        """The item with this id."""
        return self._bank.items.get(item_id)

    def next_item(self, answers: Mapping[str, int], *, extended: bool = False) -> Item | None:
        """The item to ask next; None when the answers are clear or enough has been asked."""
        known = self._known(answers)
        if not known:
            # Nobody is known yet, so any item is as good: the one chosen by hand to open with.
            return self.items[0]
        item_id = self._engine.next_item(known, limit=LONGEST_ON_REQUEST if extended else LONGEST)
        return self.item(item_id) if item_id else None

    def before(self, answers: Mapping[str, int], item_id: str) -> Item | None:
        """The item answered before this one; for one without an answer the last one answered; None at the start."""
        order = [item for item, _ in self._known(answers)]
        earlier = order[: order.index(item_id)] if item_id in order else order
        return self.item(earlier[-1]) if earlier else None

    def place(self, answers: Mapping[str, int], item_id: str) -> int:
        """The place of an item in the order of asking, from 1."""
        order = [item for item, _ in self._known(answers)]
        return order.index(item_id) + 1 if item_id in order else len(order) + 1

    def progress(self, answers: Mapping[str, int], *, extended: bool = False) -> float:
        """How far a person is, 0 to 1; it never runs backwards."""
        return progress(len(self._known(answers)), LONGEST_ON_REQUEST if extended else LONGEST)

    def result(self, answers: Mapping[str, int]) -> Result:
        """What the answers say, however many there are."""
        known = self._known(answers)
        estimate = self._engine.estimate(known)
        return Result(
            # Two digits are more than the answers can carry, and make equals equal.
            profile=Profile(
                {one: round(score, 2) for one, score in zip(Interest, estimate.scores, strict=True)},
                covariance=estimate.covariance,
            ),
            deviations=dict(zip(Interest, estimate.deviations, strict=True)),
            leader_certainty=estimate.leader_certainty,
            is_careless=self._engine.looks_careless(known),
            is_open=self._engine.next_item(known, limit=LONGEST_ON_REQUEST) is not None,
        )

    def _known(self, answers: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
        return tuple((item, answer) for item, answer in answers.items() if item in self._bank.items)
