"""Who the bot is and how it gets its updates."""

from sandbox.errors import bad_request
from sandbox.events import Json
from sandbox.methods.registry import method
from sandbox.parameters import Call

_MAX_POLL_SECONDS = 50
_MAX_UPDATES = 100


@method(returns="User")
def get_me(call: Call) -> Json:
    """getMe."""
    return call.world.bot.me()


@method(returns="Boolean")
def log_out(call: Call) -> bool:  # noqa: ARG001 - nothing to leave here
    """logOut."""
    return True


@method(returns="Boolean")
def close(call: Call) -> bool:  # noqa: ARG001 - nothing to close here
    """Close the bot instance."""
    return True


@method(returns="Array of Update")
async def get_updates(
    call: Call,
    *,
    offset: int = 0,
    limit: int = _MAX_UPDATES,
    timeout: int = 0,  # noqa: ASYNC109 - Telegram's parameter
    allowed_updates: list[str] | None = None,
) -> list[Json]:
    """getUpdates: held open up to 50 seconds."""
    updates = call.world.updates
    if allowed_updates is not None:
        updates.allowed = allowed_updates
    limit = limit if 1 <= limit <= _MAX_UPDATES else _MAX_UPDATES
    return await updates.poll(offset, limit, min(max(timeout, 0), _MAX_POLL_SECONDS))


@method(returns="Boolean")
def set_webhook(call: Call, *, url: str = "", drop_pending_updates: bool = False) -> bool:
    """setWebhook: only the empty one, which removes it."""
    if url:
        raise bad_request("webhooks are not supported by the sandbox yet: use getUpdates")
    return delete_webhook(call, drop_pending_updates=drop_pending_updates)


@method(returns="Boolean")
def delete_webhook(call: Call, *, drop_pending_updates: bool = False) -> bool:
    """deleteWebhook."""
    if drop_pending_updates:
        call.world.updates.drop()
    return True


@method(returns="WebhookInfo")
def get_webhook_info(call: Call) -> Json:
    """getWebhookInfo: there is none."""
    updates = call.world.updates
    info: Json = {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": updates.pending_count,
    }
    return {**info, "allowed_updates": updates.allowed} if updates.allowed else info
