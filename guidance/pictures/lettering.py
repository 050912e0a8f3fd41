"""Letters on pictures: the font, and lines that fit."""

from bisect import bisect
from functools import cache

from fontpkg.pil import truetype
from PIL import ImageFont


@cache
def font(size: int, weight: int = 400) -> ImageFont.FreeTypeFont:
    """Noto Sans at a size in pixels: it has every Kazakh letter, and its wheel saves a system font."""
    found: ImageFont.FreeTypeFont = truetype("noto-sans", size, weight=weight)
    return found


def wrapped(text: str, room: float, size: int, weight: int = 400) -> list[str]:
    """The lines of a text that is ``room`` pixels wide at most; a word that is wider is broken where it must be."""
    letters = font(size, weight)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}".strip()
            if letters.getlength(longer) <= room:
                line = longer
                continue
            lines += [line] if line else []
            line = word
            while letters.getlength(line) > room:
                fits = max(1, bisect(range(1, len(line)), room, key=lambda end: letters.getlength(line[:end])))
                # Better at a hyphen, where there is one.
                fits = line.rfind("-", 0, fits) + 1 or fits
                lines.append(line[:fits])
                line = line[fits:]
        lines.append(line)
    return lines
