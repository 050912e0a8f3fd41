"""The people of the sandbox and the bot they talk to."""

from dataclasses import dataclass
from typing import Literal, get_args

from sandbox.events import Json

Role = Literal["pupil", "parent", "counsellor", "admin", "other"]
ROLES: tuple[Role, ...] = get_args(Role)
LANGUAGES = ("kk", "ru", "en")


@dataclass(slots=True)
class Person:
    """Somebody with Telegram; the private chat with the bot has the same `id`."""

    id: int
    first_name: str
    language_code: str
    role: Role = "other"
    last_name: str | None = None
    username: str | None = None
    blocked: bool = False
    """They blocked the bot."""
    started: bool = False
    """They wrote to the bot at least once, so it may write to them."""

    def user(self) -> Json:
        """The Bot API `User`."""
        return {"id": self.id, "is_bot": False, **self._names(), "language_code": self.language_code}

    def chat(self) -> Json:
        """The Bot API `Chat`: their private chat with the bot."""
        return {"id": self.id, "type": "private", **self._names()}

    def contact(self) -> Json:
        """The Bot API `Contact`; the number is made up from the id."""
        names = {key: name for key, name in self._names().items() if key != "username"}
        return {"phone_number": f"+7700{self.id:07}", **names, "user_id": self.id}

    def control(self) -> Json:
        """The control API's Person."""
        return {
            "id": self.id,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "username": self.username,
            "language_code": self.language_code,
            "role": self.role,
            "blocked": self.blocked,
            "started": self.started,
        }

    def _names(self) -> Json:
        names = {"first_name": self.first_name, "last_name": self.last_name, "username": self.username}
        return {key: name for key, name in names.items() if name is not None}


@dataclass(slots=True)
class Bot:
    """The bot: its number is the one before the colon in the token it last used."""

    id: int = 42
    username: str = "temirqazyq_sandbox_bot"
    first_name: str = "Temirqazyq"
    can_read_all_group_messages: bool = False
    """Privacy mode is off."""

    def user(self) -> Json:
        """The Bot API `User`, as it stands in messages."""
        return {"id": self.id, "is_bot": True, "first_name": self.first_name, "username": self.username}

    def me(self) -> Json:
        """The answer to getMe."""
        return {
            **self.user(),
            "can_join_groups": True,
            "can_read_all_group_messages": self.can_read_all_group_messages,
            "supports_inline_queries": True,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }


def first_people() -> list[Person]:
    """The four people who are there from the start."""
    return [
        Person(1001, "Оқушы", "kk", "pupil"),
        Person(1002, "Родитель", "ru", "parent"),
        Person(1003, "Кеңесші", "kk", "counsellor"),
        Person(1004, "Администратор", "ru", "admin"),
    ]
