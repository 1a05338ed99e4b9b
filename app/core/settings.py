"""Settings of an installation, from the environment or a `.env` file beside it."""

import re
from collections.abc import Collection
from datetime import timedelta
from difflib import get_close_matches
from email.utils import parseaddr
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Self
from urllib.parse import SplitResult, unquote, urlsplit

from dotenv import dotenv_values
from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.core.actor import RoleName
from app.core.addresses import ascii_domain
from app.core.secrets import keys_in

DEVELOPMENT_KEY = "only-for-a-machine-of-your-own-never-for-a-server"
KEY_LENGTH = 32
LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}
DATABASES = re.compile(r"sqlite:///(?!:memory:)[^?]+|postgres(ql)?(\+psycopg)?://.+")
PICTURES = {".svg": "image/svg+xml", ".png": "image/png"}
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


def _server(url: str, schemes: Collection[str]) -> SplitResult | None:
    """The parts of a URL that names a host by one of the schemes; None for any other."""
    parts = _split(url)
    return parts if parts and parts.scheme in schemes and parts.hostname else None


def _split(url: str) -> SplitResult | None:
    """None when the port is no number, or brackets do not match."""
    try:
        parts = urlsplit(url)
        return parts if parts.port != 0 else None
    except ValueError:
        return None


@cache
def _groups_to_roles(text: str) -> dict[str, list[tuple[str, int | None]]]:
    """Of `GROUP=ROLE; GROUP=ROLE:PARTNERSHIP`."""
    found: dict[str, list[tuple[str, int | None]]] = {}
    for entry in filter(None, map(str.strip, text.split(";"))):
        group, _, given = entry.rpartition("=")
        role, _, place = given.strip().partition(":")
        known = role in {name.value for name in RoleName} and (not place or place.isdecimal())
        if not (group.strip() and known) or (role == RoleName.ADMIN and place):
            raise ValueError("must be GROUP=ROLE or GROUP=ROLE:PARTNERSHIP, separated by semicolons")
        found.setdefault(group.strip(), []).append((role, int(place) if place else None))
    return found


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


class Settings(BaseSettings):
    """Made once at start and passed on; no other code reads the environment.

    An empty variable counts as missing. No refusal repeats a value, because some hold a password.
    """

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    database_url: str = "sqlite:///var/app.db"
    secret_key: str = Field(
        default=DEVELOPMENT_KEY,
        description="One key, or several separated by commas: the first signs, all of them verify.",
    )
    public_url: str = "http://127.0.0.1:8000"
    api_url: str | None = None
    allowed_hosts: str = Field(
        default="", description="Host names beside those of PUBLIC_URL and API_URL, separated by commas."
    )
    files_folder: str = Field(
        default="", description="Where attachments are kept; otherwise beside the database, as var/app-files."
    )
    clamd_url: str | None = Field(
        default=None, description="The virus scanner: tcp://HOST:PORT or unix:///run/clamav/clamd.ctl."
    )
    smtp_url: str | None = None
    mail_from: str = "Kulatý stůl <noreply@kulaty-stul.example>"
    operator: str = Field(default="", description="Who runs this installation, shown on the start page.")
    operator_contact: str = Field(default="", description="Their e-mail address, also for security.txt.")
    operator_address: str = Field(default="", description="Their postal address, for the notices.")
    data_protection_contact: str = Field(
        default="", description="The e-mail address of their data protection officer, for the notice."
    )
    logo: str | None = Field(default=None, description="The path of their logo, a file of SVG or PNG.")
    trusted_proxies: str = ""
    log_level: str = "INFO"
    worker: bool = Field(default=True, description="Run the outbox and the clock inside this process.")
    sign_in_limit: int = Field(
        default=10,
        description="Failed sign-ins per address, account and known device in 15 minutes.",
    )
    session_idle_hours: int = Field(
        default=8, ge=1, le=336, description="A session ends when it was not used for so many hours."
    )
    confirm_minutes: int = Field(
        default=10, ge=1, description="How long a confirmed password is enough for roles, keys and exports."
    )
    require_totp: str = Field(
        default="", description="Roles that need a second factor, separated by commas: admin,coordinator."
    )
    oidc_issuer: str = Field(default="", description="The provider of OpenID Connect, as it names itself.")
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_name: str = Field(default="OpenID Connect", description="What the button to sign in there says.")
    oidc_groups_claim: str = Field(default="groups", description="The claim with groups: groups, roles, a.b.")
    oidc_roles: str = Field(
        default="", description="Which group gives which role: GROUP=admin; OTHER GROUP=coordinator:3."
    )
    registration_limit: int = Field(
        default=300, description="Public sign-ups for one event per client address and hour."
    )
    check_in_limit: int = Field(default=30, description="Unknown check-in codes per client and minute.")
    link_limit: int = Field(
        default=300, description="Requests with personal links per client address and minute."
    )
    mailbox_limit: int = Field(
        default=6,
        ge=1,
        description="Messages an hour that public forms may cause to one mailbox; later letters are joined.",
    )
    needs_retention_days: int = Field(
        default=14,
        ge=0,
        description="Days for which people's needs are kept after an event.",
    )
    details_retention_days: int = Field(
        default=365,
        ge=0,
        description="Days for which phones, notes and answers of participants are kept after an event.",
    )
    people_retention_days: int = Field(
        default=1826,
        ge=1,
        description="Days for which people are kept after they last took part in anything.",
    )
    changes_retention_days: int = Field(
        default=730,
        ge=1,
        description="Days for which the log of changes is kept, and other systems may be behind it.",
    )
    letters_retention_days: int = Field(
        default=730, ge=1, description="Days for which letters are kept after they were written."
    )
    seats_per_mailbox: int = Field(
        default=10, ge=1, description="People whom the public may sign up for one event from one mailbox."
    )
    manage_link_days: int = Field(
        default=60, ge=1, description="Days after an event for which the links to registrations work."
    )
    security_log_retention_days: int = Field(
        default=365, ge=1, description="Days for which it is kept who signed in and who looked at whom."
    )
    key_limit: int = Field(default=6000, description="Requests per API key and minute.")

    @field_validator("secret_key")
    @classmethod
    def long_keys(cls, secret: str) -> str:
        """A missing key and a comma at the end of the list are no keys."""
        if min(map(len, keys_in(secret)), default=0) < KEY_LENGTH:
            raise ValueError(f"each key must have at least {KEY_LENGTH} characters")
        return secret

    @field_validator("database_url")
    @classmethod
    def one_of_two_databases(cls, url: str) -> str:
        if not DATABASES.fullmatch(url) or (url.startswith("postgres") and not _split(url)):
            raise ValueError("must be sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME")
        return url

    @field_validator("public_url")
    @classmethod
    def a_host_of_its_own(cls, url: str) -> str:
        """Pages and the API have fixed paths, so links cannot begin with another one."""
        parts = _server(url, ("http", "https"))
        if parts is None or parts.path.strip("/") or parts.query or parts.fragment:
            raise ValueError("must be http://HOST or https://HOST, without a path")
        return url

    @field_validator("api_url")
    @classmethod
    def the_host_of_the_api(cls, url: str | None) -> str | None:
        if url and (not _server(url, ("http", "https")) or "/api/v1" in url):
            raise ValueError("must be http://HOST or https://HOST, without /api/v1")
        return url

    @field_validator("smtp_url")
    @classmethod
    def a_mail_server(cls, url: str | None) -> str | None:
        parts = _server(url, ("smtp", "smtps")) if url else None
        if url and parts is None:
            raise ValueError("must be smtp://USER:PASSWORD@HOST:PORT or smtps://HOST")
        if parts and not unquote(f"{parts.username}{parts.password}").isascii():
            raise ValueError("its user and password must be plain ASCII")
        return url

    @field_validator("clamd_url")
    @classmethod
    def a_scanner(cls, url: str | None) -> str | None:
        parts = _split(url) if url else None
        socket = parts is not None and parts.scheme == "unix" and parts.path and not parts.netloc
        if url and not socket and not _server(url, ("tcp",)):
            raise ValueError("must be tcp://HOST:PORT or unix:///PATH")
        return url

    @field_validator("mail_from")
    @classmethod
    def a_sender(cls, sender: str) -> str:
        local, at, domain = parseaddr(sender)[1].rpartition("@")
        if not (at and local):
            raise ValueError("must be ADDRESS or NAME <ADDRESS>")
        if not local.isascii():
            raise ValueError("must have an address without accents before the @")
        try:
            ascii_domain(domain)
        except ValueError:
            raise ValueError("must have an address with the name of a server") from None
        return sender

    @field_validator("operator_contact", "data_protection_contact")
    @classmethod
    def an_address(cls, contact: str) -> str:
        if contact and ("@" not in contact or parseaddr(contact)[1] != contact):
            raise ValueError("must be an e-mail address")
        return contact

    @field_validator("logo")
    @classmethod
    def a_picture(cls, logo: str | None) -> str | None:
        if logo and not (Path(logo).is_file() and Path(logo).suffix.lower() in PICTURES):
            raise ValueError("must be the path of a file .svg or .png")
        return logo

    @field_validator("trusted_proxies")
    @classmethod
    def addresses_of_machines(cls, addresses: str) -> str:
        try:
            for address in filter(None, map(str.strip, addresses.split(","))):
                ip_address(address)
        except ValueError as error:
            raise ValueError("must be IP addresses, separated by commas") from error
        return addresses

    @field_validator("allowed_hosts")
    @classmethod
    def names_of_hosts(cls, names: str) -> str:
        if any(urlsplit(f"//{name}").hostname != name.lower() for name in _listed(names)):
            raise ValueError("must be host names without http:// and port, separated by commas")
        return names

    @field_validator("log_level")
    @classmethod
    def a_known_level(cls, level: str) -> str:
        if level.upper() not in LOG_LEVELS:
            raise ValueError(f"must be one of {', '.join(LOG_LEVELS)}")
        return level.upper()

    @model_validator(mode="after")
    def a_public_installation_has_its_own_key(self) -> Self:
        host = urlsplit(self.public_url).hostname
        if host not in LOCAL_HOSTS and self.has_development_key:
            raise ValueError("SECRET_KEY must be set when PUBLIC_URL is not localhost")
        return self

    @property
    def files_path(self) -> Path:
        """`var/app-files` for `var/app.db`; for a database of PostgreSQL `var/NAME-files`."""
        if self.files_folder:
            return Path(self.files_folder)
        if self.database_url.startswith("sqlite"):
            file = Path(self.database_url.removeprefix("sqlite:///"))
            return file.with_name(f"{file.stem}-files")
        return Path("var") / f"{urlsplit(self.database_url).path.strip('/') or 'app'}-files"

    @property
    def has_development_key(self) -> bool:
        """Also as an old key: everybody knows it, and it would verify what they sign."""
        return DEVELOPMENT_KEY in keys_in(self.secret_key)

    @property
    def hosts(self) -> frozenset[str]:
        """The names by which this installation is reached, beside those of this machine."""
        urls = (self.public_url, self.api_url or "")
        named = {urlsplit(url).hostname for url in urls} | {
            name.lower() for name in _listed(self.allowed_hosts)
        }
        return frozenset(filter(None, named)) | LOCAL_HOSTS

    @field_validator("require_totp")
    @classmethod
    def roles_by_name(cls, names: str) -> str:
        if unknown := set(_listed(names)) - {role.value for role in RoleName}:
            raise ValueError(f"must be roles, separated by commas, and not {', '.join(sorted(unknown))}")
        return names

    @field_validator("oidc_issuer")
    @classmethod
    def a_provider(cls, url: str) -> str:
        parts = _server(url, ("http", "https")) if url else None
        if url and (parts is None or (parts.scheme == "http" and parts.hostname not in LOCAL_HOSTS)):
            raise ValueError("must be https://HOST, with its path")
        return url

    @field_validator("oidc_roles")
    @classmethod
    def groups_with_roles(cls, text: str) -> str:
        _groups_to_roles(text)
        return text

    @model_validator(mode="after")
    def a_provider_knows_its_client(self) -> Self:
        if self.oidc_issuer and not (self.oidc_client_id and self.oidc_client_secret):
            raise ValueError("OIDC_ISSUER needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET")
        return self

    @property
    def oidc_mapping(self) -> dict[str, list[tuple[str, int | None]]]:
        """Roles by group, each with the id of its partnership, None for all."""
        return _groups_to_roles(self.oidc_roles)

    @property
    def totp_roles(self) -> frozenset[str]:
        return frozenset(_listed(self.require_totp))

    @property
    def confirmed_for(self) -> timedelta:
        return timedelta(minutes=self.confirm_minutes)

    @property
    def session_idle(self) -> timedelta:
        return timedelta(hours=self.session_idle_hours)

    @property
    def names_operator(self) -> bool:
        """Whether the notices can say who runs this installation and where to write."""
        return bool(self.operator and self.operator_contact)

    @property
    def is_local(self) -> bool:
        """Only the users of this machine see the pages."""
        return urlsplit(self.public_url).hostname in LOCAL_HOSTS

    @property
    def secure(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def proxies(self) -> frozenset[str]:
        return frozenset(address.strip() for address in self.trusted_proxies.split(",") if address.strip())


def is_loopback(host: str) -> bool:
    """Whether a server that listens at this address is reached from this machine alone."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def unknown_names(env_file: Path, environment: Collection[str]) -> list[str]:
    """Names that set nothing: all in the file, and those in the environment that look like a setting.

    Each with the setting that was probably meant, as `SMTP_URI (SMTP_URL?)`.
    """
    known = {name.upper() for name in Settings.model_fields}
    found = []
    for name in dict.fromkeys([*dotenv_values(env_file, interpolate=False), *sorted(environment)]):
        meant = _meant(name.upper(), known)
        if name.upper() not in known and (meant or name not in environment):
            found.append(f"{name} ({meant}?)" if meant else name)
    return found


def _meant(name: str, known: Collection[str]) -> str | None:
    """`SECRET_KEY` for `SECRETKEY`. A name in the environment of other programs is seldom so similar."""
    joined = {one.replace("_", ""): one for one in known}
    close = get_close_matches(name.replace("_", ""), joined, n=1, cutoff=0.85)
    return joined[close[0]] if close else None


def resource_path(folder: str) -> Path:
    """`templates`, `migrations`, `alembic.ini`: beside the package in a checkout, inside it in a wheel."""
    package = Path(__file__).resolve().parents[1]
    inside = package / folder
    return inside if inside.exists() else package.parent / folder
