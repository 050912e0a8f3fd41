"""What a bot may put under a message or in place of the keyboard."""

from typing import TypeAlias

from sandbox.errors import TelegramError, bad_request
from sandbox.events import Json
from sandbox.links import checked_link

MAX_BUTTONS = 100
MAX_CALLBACK_BYTES = 64
_INLINE_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
    "disabled",
)
_Rows: TypeAlias = list[list[Json]]


def reply_markup(given: Json | None, *, inline_only: bool = False) -> Json | None:
    """The checked markup, or None when there is none; raises `TelegramError` where Telegram refuses.

    `inline_only`: an edited message can carry an inline keyboard and nothing else.
    """
    if not given:
        return None
    if "inline_keyboard" in given:
        rows = _rows(given["inline_keyboard"], "inline_keyboard", "InlineKeyboardMarkup", inline=True)
        return {"inline_keyboard": rows} if rows else None
    if inline_only:
        raise bad_request("inline keyboard expected")
    if "keyboard" in given:
        return {
            **given,
            "keyboard": _rows(given["keyboard"], "keyboard", "ReplyKeyboardMarkup", inline=False),
        }
    if given.get("remove_keyboard") is True or given.get("force_reply") is True:
        return given
    raise bad_request("can't parse reply keyboard markup JSON object")


def _rows(rows: object, field: str, owner: str, *, inline: bool) -> _Rows:
    if not isinstance(rows, list):
        raise bad_request(f'field "{field}" of the {owner} must be an Array')
    if not all(isinstance(row, list) for row in rows):
        raise bad_request(f'field "{field}" of the {owner} must be an Array of Arrays')
    check = _inline_button if inline else _reply_button
    checked = [[check(button) for button in row] for row in rows if row]
    if sum(map(len, checked)) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return checked


def _reply_button(button: object) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad_request("can't parse keyboard button: KeyboardButton must be a String or an Object")
    _check_text(button, "keyboard button")
    return button


def _inline_button(button: object) -> Json:
    if not isinstance(button, dict):
        raise _bad_inline("InlineKeyboardButton must be an Object")
    _check_text(button, "inline keyboard button")
    actions = [name for name in _INLINE_ACTIONS if button.get(name) not in (None, False)]
    if button.get("callback_data") == "" or button.get("url") == "":
        actions.remove("callback_data" if button.get("callback_data") == "" else "url")
    if not actions:
        raise _bad_inline("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise _bad_inline(f"exactly one action must be used, found {' and '.join(actions)}")
    return _with_action(button, actions[0])


def _with_action(button: Json, action: str) -> Json:
    match action:
        case "callback_data":
            data = button["callback_data"]
            if not isinstance(data, str):
                raise _bad_inline('Field "callback_data" must be of type String')
            if len(data.encode("utf-8", "surrogatepass")) > MAX_CALLBACK_BYTES:
                raise bad_request("BUTTON_DATA_INVALID")
        case "url":
            url = str(button["url"])
            if checked_link(url) is None:
                raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
            return {**button, "url": checked_link(url)}
        case "web_app" | "login_url":
            url = str(button[action].get("url", "")) if isinstance(button[action], dict) else ""
            if checked_link(url) is None or not url.startswith("https://"):
                raise bad_request(f"inline keyboard button URL '{url}' is invalid: Only HTTPS links are allowed")
    return button


def _check_text(button: Json, what: str) -> None:
    text = button.get("text")
    if text is None:
        raise bad_request(f"can't parse {what}: Can't find field \"text\"")
    if not isinstance(text, str):
        raise bad_request(f'can\'t parse {what}: Field "text" must be of type String')
    if not text.strip():
        raise bad_request(f'can\'t parse {what}: Field "text" must be non-empty')


def _bad_inline(sentence: str) -> TelegramError:
    return bad_request(f"can't parse inline keyboard button: {sentence}")
