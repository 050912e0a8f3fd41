"""How the control API reads what it is sent and answers it."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from sandbox.errors import NotHere, TelegramError, WrongStep
from sandbox.events import Json

_Answer = Callable[[web.Request], Awaitable[object]]


def answered(answer: _Answer) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Turn what a function returns or raises into HTTP."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            result = await answer(request)
        except NotHere as error:
            return json_answer({"error": str(error)}, 404)
        except WrongStep as error:
            return json_answer({"error": str(error)}, 400)
        except web.HTTPRequestEntityTooLarge:
            return json_answer({"error": "the body is too big"}, 400)
        except TelegramError as error:
            return json_answer({"error": error.description}, 400)
        return result if isinstance(result, web.StreamResponse) else json_answer(result)

    return handle


def json_answer(body: object, status: int = 200) -> web.Response:
    """JSON that no browser keeps."""
    return web.json_response(body, status=status, headers={"Cache-Control": "no-store"})


async def body_of(request: web.Request) -> Json:
    """The JSON object in a write; the content type keeps forms of other sites out."""
    if request.content_type != "application/json":
        raise WrongStep("a write must have Content-Type: application/json")
    try:
        body = await request.json() if request.can_read_body else {}
    except ValueError:
        raise WrongStep("the body must be JSON") from None
    if not isinstance(body, dict):
        raise WrongStep("the body must be a JSON object")
    return body
