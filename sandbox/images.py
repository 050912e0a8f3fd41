"""The size of a picture, read from its header."""

import re
import struct

_JPEG_SEGMENT = struct.Struct(">BBH")
_FRAME_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def image_size(content: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a JPEG, PNG or GIF; None when it is none of them, or broken."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
        return _pair(">II", content, 16)
    if re.match(rb"GIF8[79]a", content):
        return _pair("<HH", content, 6)
    if not content.startswith(b"\xff\xd8"):
        return None
    at = 2
    while at + _JPEG_SEGMENT.size <= len(content):
        start, marker, length = _JPEG_SEGMENT.unpack_from(content, at)
        if start != 0xFF:  # noqa: PLR2004 - every JPEG segment starts with this byte
            return None
        if marker in _FRAME_MARKERS:
            size = _pair(">HH", content, at + 5)
            return (size[1], size[0]) if size else None
        at += 1 if marker == 0xFF else 2 + length  # noqa: PLR2004 - padding before a marker
    return None


def _pair(layout: str, content: bytes, at: int) -> tuple[int, int] | None:
    if at + struct.calcsize(layout) > len(content):
        return None
    first, second = struct.unpack_from(layout, content, at)
    return (first, second) if first and second else None
