"""The two secrets of a registration: the link to manage it and the code on its ticket. Neither is stored.

Both are an HMAC of the registration's id and its epoch; raising the epoch makes old ones invalid.
"""

from app.core.errors import NotFound
from app.core.secrets import matches, sign
from app.core.settings import Settings

MANAGE, TICKET = "manage-registration", "ticket"


def base_url(settings: Settings) -> str:
    return settings.public_url.rstrip("/")


def manage_token(settings: Settings, registration_id: int, epoch: int) -> str:
    return _token(settings, MANAGE, registration_id, epoch)


def manage_url(settings: Settings, registration_id: int, epoch: int) -> str:
    return f"{base_url(settings)}/my/registrations/{manage_token(settings, registration_id, epoch)}"


def ticket_code(settings: Settings, registration_id: int, epoch: int) -> str:
    return _token(settings, TICKET, registration_id, epoch)


def ticket_url(settings: Settings, code: str) -> str:
    """The address in the QR code: a phone that scans it opens the check-in page."""
    return f"{base_url(settings)}/check-in/{code}"


def registration_in(token: str) -> int:
    """The id that a token or a code claims; the caller has to verify it."""
    number = token.partition("-")[0]
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise NotFound()
    return int(number)


def is_valid(settings: Settings, purpose: str, token: str, registration_id: int, epoch: int) -> bool:
    return matches(token, _token(settings, purpose, registration_id, epoch))


def _token(settings: Settings, purpose: str, registration_id: int, epoch: int) -> str:
    return f"{registration_id}-{sign(settings.secret_key, purpose, f'{registration_id}:{epoch}')}"
