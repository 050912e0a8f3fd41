"""What goes wrong: in Telegram's words for the bot, in ours for whoever plays the people."""


class TelegramError(Exception):
    """A refusal that the bot sees, worded as Telegram words it; `code` is also the HTTP status."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(description)
        self.code = code
        self.description = description


class WrongStep(Exception):  # noqa: N818 - reads as what it is
    """A step that no person could take in Telegram: pressing a button that is not there, and so on."""


class NotHere(WrongStep):
    """The person, message or file named does not exist in this sandbox."""


def bad_request(sentence: str) -> TelegramError:
    """Error 400 with Telegram's prefix."""
    return TelegramError(400, f"Bad Request: {sentence}")


def forbidden(sentence: str) -> TelegramError:
    """Error 403 with Telegram's prefix."""
    return TelegramError(403, f"Forbidden: {sentence}")
