"""The link of an invitation: an HMAC of its id and epoch for a purpose of its own; nothing is stored."""

from app.core.secrets import matches, sign
from app.core.settings import Settings
from app.invitations.models import Invitation
from app.registrations.links import site

PURPOSE = "invitation"


def token(settings: Settings, invitation: Invitation) -> str:
    return f"{invitation.id}-{sign(settings.secret_key, PURPOSE, f'{invitation.id}:{invitation.link_epoch}')}"


def proves(settings: Settings, given: str, invitation: Invitation) -> bool:
    return matches(given, token(settings, invitation))


def url(settings: Settings, invitation: Invitation) -> str:
    return f"{site(settings)}/my/invitations/{token(settings, invitation)}"
