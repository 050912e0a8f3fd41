"""What an operator can set, in the environment or in ``.env``; each is described in ``.env.example``."""

from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).parent.parent
_TOKEN = r"^\d+:[A-Za-z0-9_-]{3,}$"  # noqa: S105 (the form of a token, not one)


class StartError(Exception):
    """The program cannot start; the message says what is wrong and the way out."""


def _numbers(value: Any) -> Any:
    """Read ``1001, 1002``."""
    return [part for part in value.replace(",", " ").split() if part] if isinstance(value, str) else value


def _blank_is_none(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


class Settings(BaseSettings):
    """All settings with their defaults."""

    model_config = SettingsConfigDict(env_file=ROOT / ".env", extra="ignore", hide_input_in_errors=True)

    bot_token: Annotated[
        Annotated[str, Field(pattern=_TOKEN)] | None,
        BeforeValidator(_blank_is_none),
    ] = Field(default=None, description="from @BotFather, like 123456:ABC-DEF")
    telegram_api_url: Annotated[
        Annotated[str, Field(pattern=r"^https?://[^/\s]+/?$")] | None,
        BeforeValidator(_blank_is_none),
    ] = Field(default=None, description="another Bot API server, like http://127.0.0.1:8081")
    database_url: str = Field(
        default="sqlite+aiosqlite:///var/temirqazyq.db",
        description="sqlite+aiosqlite:///FILE or postgresql+asyncpg://USER:PASSWORD@HOST/NAME",
    )
    admin_ids: Annotated[frozenset[Annotated[int, Field(gt=0, lt=2**52)]], NoDecode, BeforeValidator(_numbers)] = Field(
        default=frozenset(), description="Telegram numbers of the owners, like 123456789,987654321"
    )
    second_admin_above: Annotated[int, Field(ge=0)] = Field(
        default=50_000, description="a number of people, 0 for always"
    )
    catalogue_dir: Path = Field(default=ROOT / "data", description="a folder laid out like data/")
    timezone: ZoneInfo = Field(default=ZoneInfo("Asia/Almaty"), description="a time zone like Asia/Almaty or Asia/Oral")
    log_format: Literal["console", "json"] = Field(default="console", description="console or json")

    @field_validator("catalogue_dir")
    @classmethod
    def _in_the_project(cls, folder: Path) -> Path:
        """Read a relative folder from the project's, wherever the program was started."""
        return ROOT / folder

    @field_validator("database_url")
    @classmethod
    def _beside_the_project(cls, url: str) -> str:
        """Read a relative SQLite file from the project's folder, wherever the program was started."""
        prefix = "sqlite+aiosqlite:///"
        path = url.removeprefix(prefix)
        if url.startswith(prefix) and path not in ("", ":memory:") and not path.startswith("/"):
            return f"{prefix}{ROOT / path}"
        return url


def read_settings() -> Settings:
    """Read the settings.

    Raises:
        StartError: a setting is wrong.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0])
        wanted = Settings.model_fields[name].description
        raise StartError(f"{name.upper()} is not right: it must be {wanted}. See .env.example.") from error
