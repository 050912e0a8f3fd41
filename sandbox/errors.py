"""What goes wrong: in Telegram's words for the bot, in ours for whoever plays the people."""


class TelegramError(Exception):
    """A refusal that the bot sees, worded as Telegram words it; `code` is also the HTTP status."""

    def __init__(self, code: int, description: str, parameters: dict[str, int] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters
        """`ResponseParameters`: what the bot can do about it."""


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


def too_many_requests(seconds: int) -> TelegramError:
    """Error 429: to be tried again after so many seconds."""
    return TelegramError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
