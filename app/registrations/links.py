"""The two secrets of a registration: the link to manage it and the code on its ticket. Neither is stored.

Both are an HMAC of the registration's id. That of the link also holds an epoch: raising it ends the old link.
A ticket, which may be printed, outlives its link.
"""

from app.core.errors import NotFound
from app.core.secrets import is_signed, sign
from app.core.settings import Settings

MANAGE, TICKET = "manage-registration", "ticket"


def base_url(settings: Settings) -> str:
    return settings.public_url.rstrip("/")


def manage_token(settings: Settings, registration_id: int, epoch: int) -> str:
    return _token(settings, MANAGE, registration_id, epoch)


def manage_url(settings: Settings, registration_id: int, epoch: int) -> str:
    return f"{base_url(settings)}/my/registrations/{manage_token(settings, registration_id, epoch)}"


def ticket_code(settings: Settings, registration_id: int) -> str:
    return _token(settings, TICKET, registration_id, 0)


def ticket_url(settings: Settings, code: str) -> str:
    """The address in the QR code: a phone that scans it opens the check-in page."""
    return f"{base_url(settings)}/check-in/{code}"


def registration_in(token: str) -> int:
    """The id that a token or a code claims; the caller has to verify it."""
    number = token.partition("-")[0]
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise NotFound()
    return int(number)


def is_link(settings: Settings, token: str, registration_id: int, epoch: int) -> bool:
    return _is_valid(settings, MANAGE, token, registration_id, epoch)


def is_ticket(settings: Settings, code: str, registration_id: int) -> bool:
    return _is_valid(settings, TICKET, code, registration_id, 0)


def _token(settings: Settings, purpose: str, registration_id: int, epoch: int) -> str:
    return f"{registration_id}-{sign(settings.secret_key, purpose, f'{registration_id}:{epoch}')}"


def _is_valid(settings: Settings, purpose: str, token: str, registration_id: int, epoch: int) -> bool:
    number, _, signature = token.partition("-")
    signed = is_signed(settings.secret_key, purpose, f"{registration_id}:{epoch}", signature)
    return signed and number == str(registration_id)
