"""The link of an invitation: an HMAC of its id and epoch for a purpose of its own; nothing is stored.

The link of a withdrawn invitation still opens, and says that it was withdrawn.
"""

from app.core.secrets import is_signed, sign
from app.core.settings import Settings
from app.invitations.models import Invitation
from app.registrations.links import base_url

PURPOSE = "invitation"


def token(settings: Settings, invitation: Invitation) -> str:
    return f"{invitation.id}-{sign(settings.secret_key, PURPOSE, _signed(invitation))}"


def is_valid(settings: Settings, given: str, invitation: Invitation) -> bool:
    number, _, signature = given.partition("-")
    signed = is_signed(settings.secret_key, PURPOSE, _signed(invitation), signature)
    return signed and number == str(invitation.id)


def url(settings: Settings, invitation: Invitation) -> str:
    return f"{base_url(settings)}/my/invitations/{token(settings, invitation)}"


def _signed(invitation: Invitation) -> str:
    return f"{invitation.id}:{invitation.link_epoch}"
