"""Who the bot is and how it gets its updates."""

from sandbox.errors import TelegramError
from sandbox.events import Json
from sandbox.methods.registry import method
from sandbox.parameters import Call, InputFile

_MAX_POLL_SECONDS = 50
_MAX_UPDATES = 100
_WEBHOOK_IS_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


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
    if updates.webhook_active:
        raise TelegramError(409, _WEBHOOK_IS_ACTIVE)
    if allowed_updates is not None:
        updates.allowed = allowed_updates
    limit = limit if 1 <= limit <= _MAX_UPDATES else _MAX_UPDATES
    return await updates.poll(offset, limit, min(max(timeout, 0), _MAX_POLL_SECONDS))


@method(returns="Boolean")
def set_webhook(
    call: Call,
    *,
    url: str = "",
    certificate: InputFile | None = None,
    ip_address: str = "",
    max_connections: int = 40,
    allowed_updates: list[str] | None = None,
    drop_pending_updates: bool = False,
    secret_token: str = "",
) -> bool:
    """setWebhook: to an address of this machine; the empty one removes it."""
    if not url:
        return delete_webhook(call, drop_pending_updates=drop_pending_updates)
    call.world.webhook.set(
        url,
        secret=secret_token,
        max_connections=max_connections,
        ip_address=ip_address,
        certificate=certificate is not None,
    )
    if allowed_updates is not None:
        call.world.updates.allowed = allowed_updates
    if drop_pending_updates:
        call.world.updates.drop()
    return True


@method(returns="Boolean")
def delete_webhook(call: Call, *, drop_pending_updates: bool = False) -> bool:
    """deleteWebhook."""
    call.world.webhook.delete()
    if drop_pending_updates:
        call.world.updates.drop()
    return True


@method(returns="WebhookInfo")
def get_webhook_info(call: Call) -> Json:
    """getWebhookInfo."""
    return call.world.webhook.info()
