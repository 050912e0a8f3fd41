"""The screen for what a button points at and the catalogue does not hold any more."""

from handlers.screen import Screen, back_and_home
from handlers.translation import Words


def gone_screen(words: Words) -> Screen:
    """Say so, and lead home."""
    return Screen(words.html("gone.text"), [back_and_home(words)])
