"""Methods about what the bot says of itself: commands, names, descriptions, the menu button."""

from sandbox.errors import bad_request
from sandbox.events import Json
from sandbox.groups import RIGHTS
from sandbox.methods.registry import method
from sandbox.parameters import Call
from sandbox.profile import command_scope

_MAX_LENGTH = {"name": 64, "description": 512, "short_description": 120}


@method(returns="Boolean")
def set_my_commands(call: Call, commands: list[Json], scope: Json | None = None, language_code: str = "") -> bool:
    """setMyCommands."""
    call.world.profile.set_commands(command_scope(scope), language_code, commands)
    call.world.events.publish("commands")
    return True


@method(returns="Array of BotCommand")
def get_my_commands(call: Call, *, scope: Json | None = None, language_code: str = "") -> list[Json]:
    """getMyCommands: of exactly this scope and language."""
    return call.world.profile.commands(command_scope(scope), language_code)


@method(returns="Boolean")
def delete_my_commands(call: Call, *, scope: Json | None = None, language_code: str = "") -> bool:
    """deleteMyCommands."""
    return set_my_commands(call, commands=[], scope=scope, language_code=language_code)


def _set(call: Call, what: str, text: str, language_code: str) -> bool:
    if len(text) > _MAX_LENGTH[what]:
        raise bad_request(f"{what} must have at most {_MAX_LENGTH[what]} characters")
    call.world.profile.set_text(what, language_code, text)
    call.world.events.publish("commands")
    return True


@method(returns="Boolean")
def set_my_name(call: Call, *, name: str = "", language_code: str = "") -> bool:
    """setMyName."""
    if name and not language_code:
        call.world.bot.first_name = name
    return _set(call, "name", name, language_code)


@method(returns="BotName")
def get_my_name(call: Call, *, language_code: str = "") -> Json:
    """getMyName."""
    return {"name": call.world.profile.text("name", language_code) or call.world.bot.first_name}


@method(returns="Boolean")
def set_my_description(call: Call, *, description: str = "", language_code: str = "") -> bool:
    """setMyDescription."""
    return _set(call, "description", description, language_code)


@method(returns="BotDescription")
def get_my_description(call: Call, *, language_code: str = "") -> Json:
    """getMyDescription."""
    return {"description": call.world.profile.text("description", language_code)}


@method(returns="Boolean")
def set_my_short_description(call: Call, *, short_description: str = "", language_code: str = "") -> bool:
    """setMyShortDescription."""
    return _set(call, "short_description", short_description, language_code)


@method(returns="BotShortDescription")
def get_my_short_description(call: Call, *, language_code: str = "") -> Json:
    """getMyShortDescription."""
    return {"short_description": call.world.profile.text("short_description", language_code)}


@method(returns="Boolean")
def set_chat_menu_button(call: Call, *, chat_id: int = 0, menu_button: Json | None = None) -> bool:
    """setChatMenuButton."""
    if chat_id and chat_id not in call.world.people:
        raise bad_request("chat not found")
    call.world.profile.set_menu_button(chat_id, menu_button or {"type": "default"})
    call.world.events.publish("commands")
    return True


@method(returns="MenuButton")
def get_chat_menu_button(call: Call, *, chat_id: int = 0) -> Json:
    """getChatMenuButton."""
    if chat_id and chat_id not in call.world.people:
        raise bad_request("chat not found")
    return call.world.profile.menu_button(chat_id)


@method(returns="Boolean")
def set_my_default_administrator_rights(call: Call, *, rights: Json | None = None, for_channels: bool = False) -> bool:
    """setMyDefaultAdministratorRights."""
    call.world.profile.default_rights[for_channels] = rights or {}
    return True


@method(returns="ChatAdministratorRights")
def get_my_default_administrator_rights(call: Call, *, for_channels: bool = False) -> Json:
    """getMyDefaultAdministratorRights: all that were not asked for are false."""
    given = call.world.profile.default_rights[for_channels]
    return {right: given.get(right) is True for right in RIGHTS}
