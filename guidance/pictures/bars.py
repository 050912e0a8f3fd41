"""A figure through the years as bars."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw

from guidance.pictures.lettering import font, wrapped

WIDTH = 1080
_PAPER, _INK, _MUTED, _BAR, _LAST = "#fbfaf6", "#1d2b3a", "#5c6b7a", "#8fc3cb", "#127a8a"
_BOLD = 600
_MARGIN = 48
# Sizes in pixels; Telegram shows the picture at a third of its width on a small phone.
_TITLE, _LABEL = 44, 38
_ROW, _THICK = 92, 56
_LEADING = 1.32
_YEAR_ROOM = 150
_NUMBER_ROOM = 230


@dataclass(frozen=True)
class Bar:
    """One bar: what it stands for, how long it is (not negative), and the number beside it in words."""

    label: str
    value: float
    text: str


def bar_chart(title: str, bars: Sequence[Bar]) -> bytes:
    """Draw bars, the first at the top, from zero, as a JPEG 1080 pixels wide; the last one, the newest, stands out."""
    lines = wrapped(title, WIDTH - 2 * _MARGIN, _TITLE, _BOLD)
    head = round(_MARGIN + len(lines) * _TITLE * _LEADING + _MARGIN / 2)
    image = Image.new("RGB", (WIDTH, head + len(bars) * _ROW + _MARGIN), _PAPER)
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        draw.text((_MARGIN, _MARGIN + number * _TITLE * _LEADING), line, font=font(_TITLE, _BOLD), fill=_INK)
    left = _MARGIN + _YEAR_ROOM
    room = WIDTH - left - _NUMBER_ROOM - _MARGIN
    longest = max((one.value for one in bars), default=0) or 1
    for number, one in enumerate(bars):
        top = head + number * _ROW
        middle = top + _THICK / 2
        end = left + max(4, room * one.value / longest)
        colour = _LAST if number == len(bars) - 1 else _BAR
        draw.text((_MARGIN, middle), one.label, font=font(_LABEL), fill=_MUTED, anchor="lm")
        draw.rounded_rectangle((left, top, end, top + _THICK), 8, fill=colour)
        draw.text((end + 16, middle), one.text, font=font(_LABEL, _BOLD), fill=_INK, anchor="lm")
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=88)
    return buffer.getvalue()
