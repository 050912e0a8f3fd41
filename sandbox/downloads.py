"""Files that a bot names by their address instead of sending them."""

import ipaddress
from contextlib import suppress
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

import aiohttp

from sandbox.errors import bad_request
from sandbox.files import FileKind, Upload
from sandbox.images import image_type

MAX_PHOTO_BYTES = 5 * 2**20
MAX_OTHER_BYTES = 20 * 2**20
"""core.telegram.org/bots/api#sending-files"""
_SECONDS = 5.0
_CHUNK = 2**16
_DOCUMENTS = {"application/pdf", "application/zip", "application/x-zip-compressed", "image/gif"}
"""What may be sent as a document by its address (core.telegram.org/bots/api#sending-files)."""


def is_here(url: str) -> bool:
    """Whether the address is one of this machine: the sandbox fetches from no other."""
    host = _host(url)
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


def is_address(url: str) -> bool:
    """Whether this is an address of the web."""
    return bool(_host(url))


async def download(kind: FileKind, url: str) -> Upload:
    """The file at an address of this machine; raises `TelegramError` where Telegram could make nothing of it."""
    if not is_here(url):
        raise bad_request("failed to get HTTP URL content")
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(_SECONDS)) as session,
            session.get(url, allow_redirects=False) as response,
        ):
            if response.status != 200:  # noqa: PLR2004 - HTTP's "here it is"
                raise bad_request("failed to get HTTP URL content")
            content = await _read(response, MAX_PHOTO_BYTES if kind == "photo" else MAX_OTHER_BYTES)
            content_type = response.content_type
    except (aiohttp.ClientError, TimeoutError, ValueError):
        raise bad_request("failed to get HTTP URL content") from None
    if not _suits(kind, content_type, content):
        raise bad_request("wrong type of the web page content")
    name = PurePosixPath(unquote(urlsplit(url).path)).name or "file"
    return Upload(name, content, content_type)


async def _read(response: aiohttp.ClientResponse, limit: int) -> bytes:
    content = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        content += chunk
        if len(content) > limit:
            raise bad_request("failed to get HTTP URL content")
    if not content:
        raise bad_request("failed to get HTTP URL content")
    return bytes(content)


def _suits(kind: FileKind, content_type: str, content: bytes) -> bool:
    """Photos must be pictures, documents GIF, PDF or ZIP; other files must not be pages."""
    if kind == "photo":
        return image_type(content) is not None
    if kind == "document":
        return content_type in _DOCUMENTS
    return not content_type.startswith("text/")


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    return host if parts.scheme in {"http", "https"} else ""
