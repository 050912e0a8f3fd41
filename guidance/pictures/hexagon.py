"""The interest profile as a hexagon."""

import math
from collections.abc import Mapping, Sequence
from io import BytesIO

from PIL import Image, ImageDraw

from guidance.aptitude.bank import HIGHEST_ANSWER, LOWEST_ANSWER
from guidance.aptitude.interests import Interest
from guidance.aptitude.profile import Profile
from guidance.pictures.lettering import font

WIDTH, HEIGHT = 1080, 1080
# Drawn at twice the size and shrunk: Pillow's lines are not smoothed.
_SCALE = 2
_CENTRE = (WIDTH / 2, 570.0)
_RADIUS = 310.0
_PAPER = "#fbfaf6"
_INK = "#1d2b3a"
_MUTED = "#5c6b7a"
_GRID = "#d5d9dd"
_SHAPE = (18, 122, 138)
_STRONG = "#b4560b"
_BOLD = 600
_MARGIN = 16.0

Point = tuple[float, float]


def profile_hexagon(
    profile: Profile,
    labels: dict[Interest, str],
    title: str,
    note: str,
    deviations: Mapping[Interest, float] | None = None,
) -> bytes:
    """Draw a profile as a JPEG of 1080 x 1080 pixels, readable at a third of that size.

    Args:
        profile: what to draw; the rings stand for the answers 1 to 5.
        deviations: the standard deviation of each score; drawn as a band of one to either side, where the true
            scores lie two times in three.
        labels: the name of each interest, in the reader's language.
        title: the line above.
        note: the small line below.
    """
    image = Image.new("RGB", (WIDTH * _SCALE, HEIGHT * _SCALE), _PAPER)
    _draw_grid(ImageDraw.Draw(image))
    _draw_shape(image, profile, deviations or {})
    draw = ImageDraw.Draw(image)
    strongest = profile.top[0] if not profile.is_flat else []
    for index, interest in enumerate(Interest):
        _draw_label(draw, index, labels[interest], profile.scores[interest], strong=interest in strongest)
    _text(draw, (WIDTH / 2, 66), title, size=46, weight=_BOLD)
    _text(draw, (WIDTH / 2, HEIGHT - 44), note, size=27, colour=_MUTED)
    buffer = BytesIO()
    image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(buffer, "JPEG", quality=88)
    return buffer.getvalue()


def _corner(index: int, share: float) -> Point:
    """The point at a share (0 to 1) of the way to corner ``index``; corner 0 is at the top, then clockwise."""
    angle = math.radians(60 * index - 90)
    return (_CENTRE[0] + _RADIUS * share * math.cos(angle), _CENTRE[1] + _RADIUS * share * math.sin(angle))


def _scaled(points: Sequence[Point]) -> list[Point]:
    return [(x * _SCALE, y * _SCALE) for x, y in points]


def _draw_grid(draw: ImageDraw.ImageDraw) -> None:
    steps = HIGHEST_ANSWER - LOWEST_ANSWER
    for ring in range(1, steps + 1):
        draw.polygon(
            _scaled([_corner(index, ring / steps) for index in range(6)]),
            outline=_GRID,
            width=(3 if ring == steps else 2) * _SCALE,
        )
    for index in range(6):
        draw.line(_scaled([_CENTRE, _corner(index, 1)]), fill=_GRID, width=2 * _SCALE)


def _draw_shape(image: Image.Image, profile: Profile, deviations: Mapping[Interest, float]) -> None:
    points = _outline(profile.values)
    layer = Image.new("RGBA", image.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    if deviations:
        # A drawing on this layer replaces what lies below it: the inner shape is cut out of the outer one.
        draw.polygon(_outline([profile.scores[one] + deviations[one] for one in Interest]), fill=(*_SHAPE, 110))
        draw.polygon(_outline([profile.scores[one] - deviations[one] for one in Interest]), fill=(*_SHAPE, 45))
    else:
        draw.polygon(points, fill=(*_SHAPE, 70))
    draw.line([*points, points[0]], fill=(*_SHAPE, 255), width=6 * _SCALE, joint="curve")
    for x, y in points:
        dot = 11 * _SCALE
        draw.ellipse((x - dot, y - dot, x + dot, y + dot), fill=(*_SHAPE, 255))
    image.paste(layer, mask=layer)


def _outline(scores: Sequence[float]) -> list[Point]:
    """The six corners of a shape; a floor keeps a profile of ones visible as a small hexagon."""
    steps = HIGHEST_ANSWER - LOWEST_ANSWER
    shares = [min(max((score - LOWEST_ANSWER) / steps, 0.02), 1.0) for score in scores]
    return _scaled([_corner(index, share) for index, share in enumerate(shares)])


def _draw_label(draw: ImageDraw.ImageDraw, index: int, label: str, score: float, *, strong: bool) -> None:
    x, y = _corner(index, 1)
    anchor, dx, dy = {
        0: ("ms", 0, -66),
        1: ("ls", 14, -22),
        2: ("ls", 14, 44),
        3: ("ms", 0, 62),
        4: ("rs", -14, 44),
        5: ("rs", -14, -22),
    }[index]
    colour = _STRONG if strong else _INK
    lines = _wrapped(label) if index % 3 else [label]
    room = WIDTH - _MARGIN * 2 if anchor[0] == "m" else WIDTH / 2 - abs(x + dx - WIDTH / 2) - _MARGIN
    size = next((s for s in range(34, 20, -2) if all(_width(line, s) <= room for line in lines)), 20)
    for number, line in enumerate(lines):
        rise = (number - (len(lines) - 1 if index in (1, 5) else 0)) * 40
        _text(draw, (x + dx, y + dy + rise), line, size=size, weight=_BOLD, colour=colour, anchor=anchor)
    below = y + dy + (len(lines) - 1 if index in (2, 4) else 0) * 40 + 40
    _text(draw, (x + dx, below), f"{score:.1f}".replace(".", ","), size=34, colour=colour, anchor=anchor)


def _wrapped(label: str) -> list[str]:
    """Break a label of two or more words beside the hexagon, where the page is narrow."""
    first, _, rest = label.partition(" ")
    return [first, rest] if rest else [first]


def _width(line: str, size: int) -> float:
    return font(size * _SCALE, _BOLD).getlength(line) / _SCALE


def _text(
    draw: ImageDraw.ImageDraw,
    position: Point,
    text: str,
    *,
    size: int,
    weight: int = 400,
    colour: str = _INK,
    anchor: str = "ms",
) -> None:
    x, y = position
    draw.text((x * _SCALE, y * _SCALE), text, font=font(size * _SCALE, weight), fill=colour, anchor=anchor)
