"""The rights to a registration, each a link of its own: to manage it, its ticket, its calendar, its receipt.

The first three are an HMAC of the registration's id and of an epoch of that right, for one purpose. None is
stored, none opens what another one opens, and raising an epoch ends the links of that right alone. The link
to manage also names the day on which it was made, because it expires. For the receipt see `receipts`.

The people of one form with one mailbox have one more link together: it confirms them and does nothing else.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from app.core import clock
from app.core.errors import NotFound
from app.core.plain_text import whole_number
from app.core.secrets import is_signed, sign
from app.core.settings import Settings

TOGETHER = "confirm-together"
MANAGE, TICKET, CALENDAR = "manage-registration", "ticket", "registration-calendar"
MOST_ENDED = 50
"""How many links to one record are known as ended."""
ASKED_AGAIN = timedelta(hours=1)
"""An ended link brings one letter in this time."""
LATEST_DAY = date.max.toordinal()


def base_url(settings: Settings) -> str:
    return settings.public_url.rstrip("/")


# --- managing --------------------------------------------------------------------------------------------


def manage_token(settings: Settings, registration_id: int, epoch: int) -> str:
    day = clock.today().toordinal()
    signature = sign(settings.secret_key, MANAGE, f"{registration_id}:{epoch}:{day}")
    return f"{registration_id}-{day}-{signature}"


def manage_url(settings: Settings, registration_id: int, epoch: int) -> str:
    return f"{base_url(settings)}/my/registrations/{manage_token(settings, registration_id, epoch)}"


def is_manage_token(settings: Settings, token: str, registration_id: int, epoch: int) -> bool:
    made_on = day_in(token)
    if made_on is None:
        return False
    start = f"{registration_id}-{made_on.toordinal()}-"
    signed = f"{registration_id}:{epoch}:{made_on.toordinal()}"
    return token.startswith(start) and is_signed(
        settings.secret_key, MANAGE, signed, token.removeprefix(start)
    )


def was_manage_token(settings: Settings, token: str, registration_id: int, epoch: int) -> bool:
    """Also one that has ended: it may be in the hands of a stranger."""
    return any(is_manage_token(settings, token, registration_id, one) for one in epochs_until(epoch))


def epochs_until(epoch: int) -> range:
    """Of the links that were given out, the present one first; those of long ago are not known any more."""
    return range(epoch, max(-1, epoch - MOST_ENDED), -1)


def has_expired(settings: Settings, token: str, ends_at: datetime | None) -> bool:
    """Some days after the event, or after the link was made if that was later.

    While the event has no date, no link to it expires.
    """
    made_on = day_in(token)
    if ends_at is None or made_on is None:
        return False
    last = max(clock.day_of(ends_at), made_on)
    return clock.today() > last + timedelta(days=settings.manage_link_days)


def ended_with(settings: Settings, ends_at: datetime | None) -> bool:
    """Whether a link that names no day has expired, days after the event; never while that is undated."""
    last = clock.day_of(ends_at) if ends_at is not None else None
    return last is not None and clock.today() > last + timedelta(days=settings.manage_link_days)


def day_in(token: str) -> date | None:
    """The day on which a link to manage claims to be made; None in any other token."""
    parts = token.split("-", 2)
    if len(parts) < 3 or not (parts[1].isascii() and parts[1].isdigit() and len(parts[1]) < 8):
        return None
    day = int(parts[1])
    return date.fromordinal(day) if 0 < day <= LATEST_DAY else None


# --- confirming several together -------------------------------------------------------------------------


def together_url(settings: Settings, epochs: Mapping[int, int]) -> str:
    """`epochs`: those of the links to manage, by registration. When one rises, the link loses that person."""
    people = ".".join(f"{number}_{epoch}" for number, epoch in sorted(epochs.items()))
    start = f"{people}-{clock.today().toordinal()}"
    return f"{base_url(settings)}/my/sign-ups/{start}-{sign(settings.secret_key, TOGETHER, start)}"


def epochs_together(settings: Settings, token: str) -> dict[int, int]:
    """What `together_url` was given. NotFound for a token that is not ours."""
    parts = token.split("-", 2)
    start = "-".join(parts[:2])
    if len(parts) < 3 or not is_signed(settings.secret_key, TOGETHER, start, parts[2]):
        raise NotFound()
    pairs = (one.split("_") for one in parts[0].split("."))
    return {int(number): int(epoch) for number, epoch in pairs}


# --- ticket and calendar ---------------------------------------------------------------------------------


def ticket_code(settings: Settings, registration_id: int, epoch: int) -> str:
    return _token(settings, TICKET, registration_id, epoch)


def ticket_url(settings: Settings, code: str) -> str:
    """The address in the QR code: a phone that scans it opens the check-in page."""
    return f"{base_url(settings)}/check-in/{code}"


def is_ticket(settings: Settings, code: str, registration_id: int, epoch: int) -> bool:
    return _is_valid(settings, TICKET, code, registration_id, epoch)


def calendar_url(settings: Settings, registration_id: int, epoch: int) -> str:
    token = _token(settings, CALENDAR, registration_id, epoch)
    return f"{base_url(settings)}/api/v1/my/registrations/{token}/calendar.ics"


def is_calendar_token(settings: Settings, token: str, registration_id: int, epoch: int) -> bool:
    return _is_valid(settings, CALENDAR, token, registration_id, epoch)


def registration_in(token: str) -> int:
    """The id that a token or a code claims; the caller has to verify it."""
    number = whole_number(token.partition("-")[0])
    if number is None:
        raise NotFound()
    return number


def _token(settings: Settings, purpose: str, registration_id: int, epoch: int) -> str:
    return f"{registration_id}-{sign(settings.secret_key, purpose, f'{registration_id}:{epoch}')}"


def _is_valid(settings: Settings, purpose: str, token: str, registration_id: int, epoch: int) -> bool:
    number, _, signature = token.partition("-")
    signed = is_signed(settings.secret_key, purpose, f"{registration_id}:{epoch}", signature)
    return signed and number == str(registration_id)
