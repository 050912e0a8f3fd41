"""What a bot says about itself: names, descriptions, commands, menu button, by scope and language."""

import re

from sandbox.errors import bad_request
from sandbox.events import Json

MAX_COMMANDS = 100
_MAX_COMMAND = 32
_MAX_COMMAND_DESCRIPTION = 256
_WIDE_SCOPES = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
_GROUP_SCOPES = {"chat_administrators", "chat_member"}

_Scope = tuple[str, int]
"""Type and chat id (0 for the wide scopes)."""


class BotProfile:
    """Texts and commands as the bot has set them; language "" stands for "every other language"."""

    def __init__(self) -> None:
        self.texts: dict[tuple[str, str], str] = {}
        """By what it is (`name`, `description`, `short_description`) and language."""
        self.photos: list[list[Json]] = []
        """Sizes of each profile photo, the newest photo first."""
        self.default_rights: dict[bool, Json] = {False: {}, True: {}}
        """Rights it asks for when it is made an administrator, in groups and (True) in channels."""
        self.inline_feedback = True
        """The bot is told which inline results people choose (BotFather's /setinlinefeedback)."""
        self._commands: dict[tuple[_Scope, str], list[Json]] = {}
        self._menu_buttons: dict[int, Json] = {}

    def text(self, what: str, language: str) -> str:
        """The text a person with this language sees; "" when none is set."""
        return self.texts.get((what, language)) or self.texts.get((what, ""), "")

    def set_text(self, what: str, language: str, text: str) -> None:
        """Set the text of one language; empty removes it."""
        self.texts[what, checked_language(language)] = text

    def commands(self, scope: _Scope, language: str) -> list[Json]:
        """The commands set for exactly this scope and language."""
        return self._commands.get((scope, checked_language(language)), [])

    def set_commands(self, scope: _Scope, language: str, commands: list[Json]) -> None:
        """Set the commands of one scope and language; an empty list removes them."""
        key = (scope, checked_language(language))
        if len(commands) > MAX_COMMANDS:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        checked = [_checked_command(command) for command in commands]
        if checked:
            self._commands[key] = checked
        else:
            self._commands.pop(key, None)

    def commands_for(self, chat_id: int, language: str) -> list[Json]:
        """What a person sees in their private chat: the narrowest scope wins, then their language."""
        for scope in (("chat", chat_id), ("all_private_chats", 0), ("default", 0)):
            for tongue in (language, ""):
                if found := self._commands.get((scope, tongue)):
                    return found
        return []

    def commands_for_group(self, chat_id: int) -> list[Json]:
        """What everybody sees in a group, in no language of anybody's."""
        scopes = (("chat", chat_id), ("all_group_chats", 0), ("default", 0))
        return next((found for scope in scopes if (found := self._commands.get((scope, "")))), [])

    def menu_button(self, chat_id: int) -> Json:
        """The menu button of a chat (0: of every chat with none of its own)."""
        return self._menu_buttons.get(chat_id) or self._menu_buttons.get(0, {"type": "commands"})

    def set_menu_button(self, chat_id: int, button: Json) -> None:
        """Set it for a chat, or for all with 0; type `default` returns to what holds for all."""
        match button:
            case {"type": "default"}:
                self._menu_buttons.pop(chat_id, None)
            case {"type": "commands"} | {"type": "web_app", "text": str(), "web_app": {"url": str()}}:
                self._menu_buttons[chat_id] = button
            case _:
                raise bad_request("can't parse menu button: Unsupported type specified")


def checked_language(language: str) -> str:
    """A two-letter code or ""; raises `TelegramError` otherwise."""
    if language and not (len(language) == 2 and language.isascii() and language.islower()):  # noqa: PLR2004
        raise bad_request("invalid language code specified")
    return language


def command_scope(given: Json | None) -> _Scope:
    """Read a `BotCommandScope`; raises `TelegramError` when Telegram could not."""
    scope = given or {"type": "default"}
    kind = str(scope.get("type"))
    if kind in _WIDE_SCOPES:
        return (kind, 0)
    if kind not in {"chat", *_GROUP_SCOPES}:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    if "chat_id" not in scope:
        raise bad_request("can't parse BotCommandScope: Can't find field \"chat_id\"")
    chat_id = str(scope["chat_id"])
    if not re.fullmatch(r"-?\d{1,19}", chat_id):
        raise bad_request("chat not found")
    if kind in _GROUP_SCOPES:
        raise bad_request("can't use specified scope in private chats")
    return (kind, int(chat_id))


def _checked_command(command: object) -> Json:
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name = str(command.get("command", "")).strip().removeprefix("/")
    description = str(command.get("description", "")).strip()
    if not name:
        raise bad_request("command must be non-empty")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(name) > _MAX_COMMAND:
        raise bad_request(f"command length must not exceed {_MAX_COMMAND}")
    if len(description) > _MAX_COMMAND_DESCRIPTION:
        raise bad_request(f"command description length must not exceed {_MAX_COMMAND_DESCRIPTION}")
    if not (name.isascii() and name.replace("_", "a").isalnum() and name == name.lower()):
        raise bad_request("BOT_COMMAND_INVALID")
    return {"command": name, "description": description}
