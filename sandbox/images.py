"""The size of a picture, read from its header."""

import re
import struct

_JPEG_SEGMENT = struct.Struct(">BBH")
_FRAME_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_FOURTEEN_BITS = 0x3FFF
_TYPES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"\xff\xd8", "image/jpeg"),
)


def image_type(content: bytes) -> str | None:
    """The MIME type of a JPEG, PNG, GIF or WEBP; None for anything else."""
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for start, kind in _TYPES if content.startswith(start)), None)


def image_size(content: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a JPEG, PNG, GIF or WEBP; None when it is none of them, or broken."""
    match image_type(content):
        case "image/png" if content[12:16] == b"IHDR":
            return _pair(">II", content, 16)
        case "image/gif" if re.match(rb"GIF8[79]a", content):
            return _pair("<HH", content, 6)
        case "image/webp":
            return _webp_size(content)
        case "image/jpeg":
            return _jpeg_size(content)
    return None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
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


def _webp_size(content: bytes) -> tuple[int, int] | None:
    """Of a WEBP with a lossy, lossless or extended header (RFC 9649)."""
    match content[12:16]:
        case b"VP8 ":
            size = _pair("<HH", content, 26)
            return (size[0] & _FOURTEEN_BITS, size[1] & _FOURTEEN_BITS) if size else None
        case b"VP8L" if len(content) >= 25:  # noqa: PLR2004 - the header's length
            bits = int.from_bytes(content[21:25], "little")
            return (bits & _FOURTEEN_BITS) + 1, (bits >> 14 & _FOURTEEN_BITS) + 1
        case b"VP8X" if len(content) >= 30:  # noqa: PLR2004 - the header's length
            return int.from_bytes(content[24:27], "little") + 1, int.from_bytes(content[27:30], "little") + 1
    return None


def _pair(layout: str, content: bytes, at: int) -> tuple[int, int] | None:
    if at + struct.calcsize(layout) > len(content):
        return None
    first, second = struct.unpack_from(layout, content, at)
    return (first, second) if first and second else None
