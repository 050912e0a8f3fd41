"""Polls: what was asked, who voted for what, when they close."""

import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox.errors import NotHere, WrongStep
from sandbox.events import Json

if TYPE_CHECKING:
    from sandbox.world import World

MAX_POLLS = 1_000
MAX_QUESTION = 300
MAX_OPTION = 100
MAX_OPTIONS = 12
_IN_MESSAGES = ("description", "description_entities", "media")
"""Fields of a Poll that only messages have."""


@dataclass(slots=True)
class Ballot:
    """A poll and the votes in it."""

    poll: Json
    """The Bot API `Poll` as it was sent, with no votes."""
    closes_at: int | None = None
    """Unix seconds; None for a poll that only the bot closes."""
    is_closed: bool = False
    votes: dict[int, list[int]] = field(default_factory=dict)
    """Numbers of the chosen options, by the id of the person."""
    place: tuple[int, int] = (0, 0)
    """Chat and message in which the bot sent it."""

    def info(self, *, in_message: bool = False) -> Json:
        """The Bot API `Poll` as it is now."""
        chosen = [number for choice in self.votes.values() for number in choice]
        options = [
            {**option, "voter_count": chosen.count(number)} for number, option in enumerate(self.poll["options"])
        ]
        left_out = () if in_message else _IN_MESSAGES
        kept = {key: value for key, value in self.poll.items() if key not in left_out}
        return {**kept, "options": options, "total_voter_count": len(self.votes), "is_closed": self.is_closed}


class Polls:
    """The polls of a `World`; beyond 1,000 the oldest take no more votes."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._ballots: OrderedDict[str, Ballot] = OrderedDict()

    def add(self, ballot: Ballot, message: Json) -> None:
        """A poll has been sent."""
        ballot.place = (message["chat"]["id"], message["message_id"])
        self._ballots[ballot.poll["id"]] = ballot
        while len(self._ballots) > MAX_POLLS:
            self._ballots.popitem(last=False)

    def of(self, message: Json) -> Ballot | None:
        """The poll in a message, also in a forwarded one; None when there is none, or it was forgotten."""
        self.close_due()
        return self._ballots.get(message.get("poll", {}).get("id", ""))

    def vote(self, person_id: int, message_id: int, option_ids: list[int], chat_id: int | None = None) -> Json:
        """The person votes for these options, or for none, which takes the vote back: the Bot API `Poll`.

        Raises `WrongStep` where Telegram's apps offer no such vote.
        """
        chat = self._world.chat_of(person_id, chat_id)
        message = chat.messages.get(message_id)
        if message is None:
            raise NotHere(f"there is no message {message_id}")
        ballot = self.of(message)
        if ballot is None:
            raise WrongStep("this message has no poll")
        _check_vote(ballot, person_id, option_ids)
        ballot.votes.pop(person_id, None)
        if option_ids:
            ballot.votes[person_id] = sorted(option_ids)
        self._show(ballot, (chat.id, message_id))
        self._world.updates.add("poll", ballot.info())
        if not ballot.poll["is_anonymous"]:
            chosen = sorted(option_ids)
            kept = [ballot.poll["options"][number]["persistent_id"] for number in chosen]
            voter = {"poll_id": ballot.poll["id"], "user": self._world.person(person_id).user()}
            self._world.updates.add("poll_answer", {**voter, "option_ids": chosen, "option_persistent_ids": kept})
        return ballot.info()

    def ask(
        self,
        person_id: int,
        question: str,
        options: list[str],
        *,
        correct: int | None = None,
        chat_id: int | None = None,
    ) -> Json:
        """The person sends a poll, or with the number of the correct answer a quiz: the Bot API `Message`."""
        if not 0 < len(question.strip()) <= MAX_QUESTION:
            raise WrongStep(f"question must have 1-{MAX_QUESTION} characters")
        if not 2 <= len(options) <= MAX_OPTIONS or not all(0 < len(one.strip()) <= MAX_OPTION for one in options):  # noqa: PLR2004 - a choice
            raise WrongStep(f"options must be 2-{MAX_OPTIONS} texts of 1-{MAX_OPTION} characters")
        if correct is not None and not 0 <= correct < len(options):
            raise WrongStep("correct_option_id must be the number of an option")
        is_quiz = correct is not None
        poll: Json = {
            "id": str(secrets.randbelow(2**63)),
            "question": question.strip(),
            "options": [
                {"persistent_id": str(number), "text": one.strip(), "voter_count": 0}
                for number, one in enumerate(options)
            ],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "quiz" if is_quiz else "regular",
            "allows_multiple_answers": False,
            "allows_revoting": not is_quiz,
            "members_only": False,
            **({"correct_option_ids": [correct]} if is_quiz else {}),
        }
        message = self._world.arrives(person_id, {"poll": poll}, None, chat_id)
        self.add(Ballot(poll), message)
        return message

    def votes_of(self, person_id: int) -> dict[str, list[int]]:
        """Numbers of the options that a person chose, by the id of the poll."""
        return {
            number: ballot.votes[person_id] for number, ballot in self._ballots.items() if person_id in ballot.votes
        }

    def close(self, ballot: Ballot) -> None:
        """Take no more votes."""
        ballot.is_closed = True
        self._show(ballot, ballot.place)
        self._world.updates.add("poll", ballot.info())

    def close_due(self) -> None:
        """Close the polls whose time has come, by the clock of the sandbox."""
        now = self._world.clock.time()
        due = [one for one in self._ballots.values() if one.closes_at is not None and not one.is_closed]
        for ballot in due:
            if ballot.closes_at is not None and ballot.closes_at <= now:
                self.close(ballot)

    def _show(self, ballot: Ballot, place: tuple[int, int]) -> None:
        """Bring the poll up to date in this chat and message, and where it was sent first."""
        seen = ballot.info(in_message=True)
        for chat_id, message_id in dict.fromkeys((place, ballot.place)):
            chat = self._world.chats.get(chat_id)
            if chat is None or message_id not in chat.messages:
                continue
            # Not `Chat.put`: votes are no doing of the bot, what it showed last stays that.
            chat.messages[message_id] = {**chat.messages[message_id], "poll": seen}
            votes = {str(person_id): chosen for person_id, chosen in ballot.votes.items()}
            self._world.events.publish("poll", chat_id=chat_id, message_id=message_id, poll=seen, votes=votes)


def _check_vote(ballot: Ballot, person_id: int, option_ids: list[int]) -> None:
    poll = ballot.poll
    if ballot.is_closed:
        raise WrongStep("this poll is closed")
    if any(type(one) is not int or not 0 <= one < len(poll["options"]) for one in option_ids):
        raise WrongStep(f"option_ids must be numbers from 0 to {len(poll['options']) - 1}")
    if len(set(option_ids)) < len(option_ids):
        raise WrongStep("option_ids must be different")
    if len(option_ids) > 1 and not poll["allows_multiple_answers"]:
        raise WrongStep("this poll takes one answer")
    if person_id in ballot.votes and not poll["allows_revoting"]:
        raise WrongStep("this vote cannot be changed")
    if person_id not in ballot.votes and not option_ids:
        raise WrongStep("there is no vote to take back")
