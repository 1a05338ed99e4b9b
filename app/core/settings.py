"""Settings of an installation, from the environment or a `.env` file beside it."""

from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DEVELOPMENT_KEY = "only-for-a-machine-of-your-own-never-for-a-server"
LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}


class Settings(BaseSettings):
    """Made once at start and passed on; no other code reads the environment."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore")

    database_url: str = "sqlite:///var/app.db"
    secret_key: str = Field(default=DEVELOPMENT_KEY, min_length=32)
    public_url: str = "http://127.0.0.1:8000"
    api_url: str | None = None
    smtp_url: str | None = None
    mail_from: str = "Kulatý stůl <noreply@kulaty-stul.example>"
    trusted_proxies: str = ""
    log_level: str = "INFO"
    worker: bool = Field(default=True, description="Run the outbox and the clock inside this process.")
    sign_in_limit: int = Field(default=10, description="Failed sign-ins per address and quarter of an hour.")
    registration_limit: int = Field(
        default=300, description="Public sign-ups for one event per client address and hour."
    )
    check_in_limit: int = Field(default=30, description="Unknown check-in codes per client and minute.")
    needs_retention_days: int = Field(
        default=14,
        ge=0,
        description="Days for which people's needs are kept after an event.",
    )
    changes_retention_days: int = Field(
        default=730,
        ge=1,
        description="Days for which the log of changes is kept, and other systems may be behind it.",
    )
    letters_retention_days: int = Field(
        default=730, ge=1, description="Days for which letters are kept after they were written."
    )
    key_limit: int = Field(default=6000, description="Requests per API key and minute.")

    @model_validator(mode="after")
    def a_public_installation_has_its_own_key(self) -> Self:
        host = urlsplit(self.public_url).hostname
        if host not in LOCAL_HOSTS and self.secret_key == DEVELOPMENT_KEY:
            raise ValueError("SECRET_KEY must be set when PUBLIC_URL is not localhost")
        return self

    @property
    def secure(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def proxies(self) -> frozenset[str]:
        return frozenset(address.strip() for address in self.trusted_proxies.split(",") if address.strip())


def resource_path(folder: str) -> Path:
    """`templates`, `migrations`, `alembic.ini`: beside the package in a checkout, inside it in a wheel."""
    package = Path(__file__).resolve().parents[1]
    inside = package / folder
    return inside if inside.exists() else package.parent / folder
