"""What comes out when a text is typed while the keyboard is set to another language.

The layouts of Windows, key by key, unshifted; people search in small letters. On the Kazakh layout the digit row
holds Kazakh letters, so that digits are typed on the number pad and stay what they are.
"""

from typing import Literal, TypeAlias

Layout: TypeAlias = Literal["en", "ru", "kk"]

_KEYS: dict[Layout, str] = {
    "en": r"`1234567890-=qwertyuiop[]\asdfghjkl;'zxcvbnm,./",
    "ru": r"ё1234567890-=йцукенгшщзхъ\фывапролджэячсмитьбю.",
    "kk": r"""("әіңғ,.үұқөһйцукенгшщзхъ\фывапролджэячсмитьбю№""",
}
_EVERYWHERE = frozenset(" 0123456789")


def mistyped(text: str, meant: Layout, active: Layout) -> str | None:
    """The same keys on the ``active`` layout; ``None`` where the layout that is meant lacks a character of the text."""
    keys = dict(zip(_KEYS[meant], _KEYS[active], strict=True))
    keys |= {character: character for character in _EVERYWHERE}
    typed = [keys.get(character) for character in text.casefold()]
    return None if None in typed else "".join(filter(None, typed))
