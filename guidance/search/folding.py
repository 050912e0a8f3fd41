"""One skeleton for all the spellings of a word: with and without Kazakh letters, in Cyrillic or any Latin, by ear.

«Қарағанды», "Караганды", "Qaragandy", "Karaghandy" and «караганды» fold to one text; so do «колледж», "kolledj" and
"kolledzh". Different words may fold to one; where that matters the caller compares the originals.
"""

import re
import unicodedata
from functools import lru_cache

# Latin of the official alphabets (2018 with acutes, 2021 with dots and cedillas) where the sign is more than a mark
# to be dropped, and of translit by ear. The longest first.
_LATIN_SOUNDS = {
    "shch": "ш",
    "sch": "ш",
    "dzh": "ж",
    "sh": "ш",
    "ch": "ч",
    "zh": "ж",
    "dj": "ж",
    "kh": "х",
    "gh": "г",
    "ph": "ф",
    "ck": "к",
    "tz": "с",
}
_LETTERS = {
    # Latin
    "a": "а", "b": "б", "c": "к", "d": "д", "e": "е", "f": "ф", "g": "г", "h": "х", "i": "и", "j": "ж", "k": "к",
    "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "q": "к", "r": "р", "s": "с", "t": "т", "u": "у", "v": "в",
    "w": "у", "x": "х", "y": "и", "z": "з", "ı": "и", "ə": "а", "ŋ": "н", "ø": "о",
    # Kazakh and Russian
    "ә": "а", "ғ": "г", "қ": "к", "ң": "н", "ө": "о", "ұ": "у", "ү": "у", "һ": "х", "і": "и", "ы": "и", "й": "и",
    "ё": "е", "э": "е", "щ": "ш", "ц": "с", "я": "иа", "ю": "иу", "ъ": "", "ь": "",
}  # fmt: skip
# Letters whose mark changes the sound; every other mark is dropped.
_MARKED = {"ş": "ш", "š": "ш", "ç": "ч", "č": "ч", "ž": "ж", "ý": "у"}

_SOUNDS = re.compile("|".join(_LATIN_SOUNDS))
_TRANSLATION = str.maketrans(_LETTERS)
_MARKED_TRANSLATION = str.maketrans(_MARKED)
_APART = re.compile(r"[^\w]+|_+")
# Between letters an apostrophe stands for a soft sign.
_APOSTROPHE = re.compile(r"(?<=\w)['’ʼ`](?=\w)")
_REPEATED = re.compile(r"([^\W\d])\1+")


# Names come again and again when tables are read and indexed.
@lru_cache(maxsize=32768)
def fold(text: str) -> str:
    """The skeleton of a text: small Cyrillic letters and digits, words parted by one blank. Idempotent."""
    while (folded := _once(text)) != text:
        text = folded
    return folded


def words(text: str) -> list[str]:
    """The folded words of a text."""
    return fold(text).split()


def _once(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold()
    text = unicodedata.normalize("NFC", text).translate(_MARKED_TRANSLATION)
    text = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    text = _APART.sub(" ", _APOSTROPHE.sub("", text)).strip()
    text = re.sub(r"\bye", "e", text)
    text = _SOUNDS.sub(lambda found: _LATIN_SOUNDS[found[0]], text).translate(_TRANSLATION)
    text = _REPEATED.sub(r"\1", text)
    # Sounds that are written with two letters in one spelling and with one in another.
    return text.replace("дж", "ж").replace("нг", "н").replace("тс", "с")
