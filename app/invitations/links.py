"""The link of an invitation: an HMAC of its id and epoch for a purpose of its own; nothing is stored.

The link of a withdrawn invitation still opens, and says that it was withdrawn.
"""

from app.core.secrets import is_signed, sign
from app.core.settings import Settings
from app.invitations.models import Invitation
from app.registrations.links import base_url, epochs_until

PURPOSE = "invitation"


def token(settings: Settings, invitation: Invitation) -> str:
    return (
        f"{invitation.id}-{sign(settings.secret_key, PURPOSE, _signed(invitation.id, invitation.link_epoch))}"
    )


def is_valid(settings: Settings, given: str, invitation: Invitation) -> bool:
    return _is_of(settings, given, invitation.id, invitation.link_epoch)


def was_valid(settings: Settings, given: str, invitation: Invitation) -> bool:
    """Also one that has ended."""
    epochs = epochs_until(invitation.link_epoch)
    return any(_is_of(settings, given, invitation.id, epoch) for epoch in epochs)


def _is_of(settings: Settings, given: str, invitation_id: int, epoch: int) -> bool:
    number, _, signature = given.partition("-")
    signed = is_signed(settings.secret_key, PURPOSE, _signed(invitation_id, epoch), signature)
    return signed and number == str(invitation_id)


def url(settings: Settings, invitation: Invitation) -> str:
    return f"{base_url(settings)}/my/invitations/{token(settings, invitation)}"


def _signed(invitation_id: int, epoch: int) -> str:
    return f"{invitation_id}:{epoch}"
