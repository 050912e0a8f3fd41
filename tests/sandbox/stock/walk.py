"""What every stock bot is walked through, whatever it is written with."""

import socket

from sandbox import Sandbox

GREETING, BUTTON, PRESSED = "Сәлем!", "Басу", "Басылды"


async def walk(tg: Sandbox, png: bytes) -> None:
    """/start greets with a button, a press edits, texts are echoed, a photo comes back as a document."""
    pupil = tg.person()
    await pupil.sends("/start")
    assert (pupil.screen.text, pupil.screen.buttons) == (GREETING, [[BUTTON]])
    await pupil.presses(BUTTON)
    assert pupil.screen.text == PRESSED
    await pupil.sends("бір екі 🙂")
    assert pupil.screen.text == "бір екі 🙂"
    assert pupil.screen.message["entities"][0]["type"] == "bold"
    await pupil.sends_photo(png, "сурет")
    assert pupil.screen.message["document"]["file_size"] == len(png)
    await pupil.sends("x" * 4096)
    # What the library makes of the refusal.
    assert pupil.screen.text.startswith("тым ұзақ")
    assert "message is too long" in pupil.screen.text.lower()
    assert not refused(tg)
    assert tg.world.updates.pending_count == 0


def refused(tg: Sandbox) -> list[str]:
    """Requests that were refused, but for the message that was too long on purpose, and rules that were broken."""
    requests = tg.server.journal.finished
    wrong = [one.line() for one in requests if not one.ok and one.description != "Bad Request: message is too long"]
    return [*wrong, *(f"{one.method}: {one.broken}" for one in requests if one.broken)]


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
