"""Colleges side by side as a table."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw

from guidance.pictures.lettering import font, wrapped

WIDTH = 1080
# The table is cut below this: Telegram takes no photo whose sides add up to more than 10,000 pixels.
HIGHEST = 4000
_PAPER = "#fbfaf6"
_INK = "#1d2b3a"
_MUTED = "#5c6b7a"
_GRID = "#d5d9dd"
_BAND = "#eef0ee"
_HEAD = "#127a8a"
_STRONG = "#b4560b"
_BOLD = 600
_MARGIN = 36
_GAP = 20
# Sizes in pixels; Telegram shows the picture at a third of its width on a small phone. Four columns are narrow.
_TITLE, _LABEL, _NOTE = 44, 27, 26
_CELL = {2: 33, 3: 30, 4: 26}
# A row with a word too long for its column is written smaller, down to this share.
_SMALLEST = 0.75
_LEADING = 1.32


@dataclass(frozen=True)
class Row:
    """A row under its label: a cell for each college, or one cell across all; ``differs`` makes the label stand out."""

    label: str
    cells: tuple[str, ...]
    differs: bool = False


def comparison_picture(title: str, names: Sequence[str], rows: Iterable[Row], note: str) -> bytes:
    """Draw a table of two to four colleges as a JPEG 1080 pixels wide, as high as its texts need.

    Args:
        title: the line above.
        names: the head of each column.
        rows: what stands below; texts are wrapped, also within words that are wider than their column.
        note: the small lines at the end.
    """
    size = _CELL[len(names)]
    sheet = _Sheet()
    sheet.move(_MARGIN)
    sheet.write(title, _MARGIN, WIDTH - 2 * _MARGIN, size=_TITLE, weight=_BOLD)
    sheet.move(_GAP)
    sheet.cells(names, size=size, weight=_BOLD, colour=_HEAD)
    for row in rows:
        sheet.band(row.label, _STRONG if row.differs else _MUTED)
        sheet.cells(row.cells, size=size)
    sheet.line()
    sheet.write(note, _MARGIN, WIDTH - 2 * _MARGIN, size=_NOTE, colour=_MUTED)
    return sheet.jpeg()


class _Sheet:
    """Paper of unknown length: what is written is remembered, and drawn when the height is known."""

    def __init__(self) -> None:
        self._y = 0.0
        self._bands: list[tuple[float, float]] = []
        self._lines: list[float] = []
        self._texts: list[tuple[float, float, str, int, int, str]] = []

    def move(self, down: float) -> None:
        self._y += down

    def line(self) -> None:
        self._lines.append(self._y)
        self._y += _GAP

    def write(
        self, text: str, x: float, room: float, *, size: int, weight: int = 400, colour: str = _INK, top: float = -1
    ) -> float:
        """Write wrapped lines, and go on below them; with ``top``, begin there. Gives where they end."""
        y = self._y if top < 0 else top
        for line in wrapped(text, room, size, weight):
            self._texts.append((x, y, line, size, weight, colour))
            y += size * _LEADING
        self._y = max(self._y, y)
        return y

    def cells(self, texts: Sequence[str], *, size: int, weight: int = 400, colour: str = _INK) -> None:
        """Write a row; the tallest cell makes its height."""
        top = self._y
        column = (WIDTH - 2 * _MARGIN + _GAP) / len(texts)
        fitting = min(_fitting(text, column - _GAP, size, weight) for text in texts)
        for number, text in enumerate(texts):
            left = _MARGIN + number * column
            self.write(text, left, column - _GAP, size=fitting, weight=weight, colour=colour, top=top)
        self._y += _GAP

    def band(self, label: str, colour: str) -> None:
        """A label over the whole width."""
        top = self._y
        self._y += _GAP / 3
        self.write(label, _MARGIN, WIDTH - 2 * _MARGIN, size=_LABEL, weight=_BOLD, colour=colour)
        self._y += _GAP / 3
        self._bands.append((top, self._y))
        self._y += _GAP / 2

    def jpeg(self) -> bytes:
        height = min(round(self._y + _MARGIN), HIGHEST)
        image = Image.new("RGB", (WIDTH, height), _PAPER)
        draw = ImageDraw.Draw(image)
        for top, bottom in self._bands:
            draw.rectangle((_MARGIN / 2, top, WIDTH - _MARGIN / 2, bottom), fill=_BAND)
        for y in self._lines:
            draw.line((_MARGIN, y, WIDTH - _MARGIN, y), fill=_GRID, width=2)
        for x, y, text, size, weight, colour in self._texts:
            draw.text((x, y), text, font=font(size, weight), fill=colour)
        buffer = BytesIO()
        image.save(buffer, "JPEG", quality=88)
        return buffer.getvalue()


def _fitting(text: str, room: float, size: int, weight: int) -> int:
    """The largest size, up to the wanted one, in which no word has to be broken; else the smallest allowed."""
    words = re.split(r"\s|(?<=-)", text)
    sizes = range(size, round(size * _SMALLEST), -1)
    return next((one for one in sizes if all(font(one, weight).getlength(word) <= room for word in words)), sizes[-1])
