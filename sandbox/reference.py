"""What the Bot API knows: its methods and their parameters, whether the sandbox carries them out or not."""

from pathlib import Path

VERSION = "10.3"
"""The Bot API of `reference.txt`."""

_Parameters = dict[str, bool]


def _read() -> dict[str, tuple[str, _Parameters]]:
    """By name in lower case: the name, and for each parameter whether it must be given."""
    read: dict[str, tuple[str, _Parameters]] = {}
    for line in (Path(__file__).parent / "reference.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            name, *parameters = line.split()
            read[name.lower()] = name, {one.rstrip("!"): one.endswith("!") for one in parameters}
    return read


_METHODS = _read()
ALL_METHODS = tuple(name for name, _ in _METHODS.values())
"""Names of all methods, in the order of the Bot API's page."""

# Former names that Telegram still takes, though its page no longer lists them.
_FORMER = frozenset(
    {
        "allow_sending_without_reply",
        "correct_option_id",
        "disable_web_page_preview",
        "reply_to_message_id",
        "sticker_format",
        "switch_pm_parameter",
        "switch_pm_text",
        "thumb",
    }
)


def known_name(method: str) -> str | None:
    """The name of a method as the Bot API writes it, whatever the case; ``None`` for none."""
    found = _METHODS.get(method.lower())
    return found[0] if found else None


def known_parameters(method: str) -> frozenset[str] | None:
    """Names of the parameters of a method, required or not; ``None`` for a method that the Bot API does not have."""
    return _NAMES.get(method.lower())


def required_parameters(method: str) -> frozenset[str]:
    """Names of the parameters that must be given; raises `KeyError` for no method."""
    return frozenset(name for name, required in _METHODS[method.lower()][1].items() if required)


_NAMES = {key: frozenset(parameters) | _FORMER for key, (_, parameters) in _METHODS.items()}
