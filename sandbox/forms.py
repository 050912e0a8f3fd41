"""Forms of many parts."""

from aiohttp import BodyPartReader, MultipartReader
from aiohttp.multipart import MultipartResponseWrapper

from sandbox.events import Json
from sandbox.files import Upload


async def read_parts(reader: MultipartReader | MultipartResponseWrapper) -> tuple[Json, dict[str, Upload]]:
    """Fields by name, and files by name; raises `ValueError` or `AssertionError` where the form breaks off."""
    given: Json = {}
    files: dict[str, Upload] = {}
    while (part := await reader.next()) is not None:
        if not isinstance(part, BodyPartReader) or not part.name:
            continue
        if part.filename:
            files[part.name] = Upload(part.filename, bytes(await part.read()), part.headers.get("Content-Type"))
        else:
            given[part.name] = await part.text()
    return given, files
