"""Invitations to round tables: to the offices of the place and of the region, with their answers."""

from collections.abc import Sequence
from datetime import timedelta

from app.core.text import fold
from app.demo.region import METHODOLOGIST, OFFICER
from app.demo.scene import Region, Scene
from app.events.models import Event
from app.invitations.models import Invitation, InvitationStatus, InvitedRegistration
from app.organisations.models import Organisation, OrganisationKind
from app.registrations.models import Registration

FUNCTIONS = {
    OrganisationKind.MUNICIPALITY: ("OSPOD", "sociální práce", "samospráva"),
    OrganisationKind.REGION: (OFFICER, METHODOLOGIST),
}
AHEAD, ANSWERED = timedelta(days=35), timedelta(days=28)
REASON = "V ten den máme poradu, zápis si rádi přečteme."
PARISH = "Farní charita Jizera"
"""Not in the directory; it was invited to all tables and never came."""


def invite_offices(
    scene: Scene, region: Region, event: Event, code: str, signed: Sequence[Registration]
) -> None:
    """Every office of the place, by its functions. People who signed up came by the invitation of their
    office; schools and the self-government declined, others have not answered."""
    left = list(signed)
    for one in _offices(scene, region, code):
        for function in FUNCTIONS.get(one.kind, ("",)):
            invitation = _invitation(scene, event, f"organisation:{one.id}:{fold(function)}", one.email)
            invitation.organisation_id, invitation.function = one.id, function
            scene.keep(invitation)
            _answer(scene, invitation, _next_of(one, function, left), declines=_declines(one, function))
    parish = _invitation(scene, event, f"office:{fold(PARISH)}:", "info@farni-charita.example")
    parish.office = PARISH
    scene.keep(parish)


def _offices(scene: Scene, region: Region, code: str) -> list[Organisation]:
    """Offices whose people come to the tables of the place, and that of the region."""
    ids = dict.fromkeys(one.organisation_id for one in region.people[code])
    return [*(scene.session.get_one(Organisation, one) for one in ids), region.office]


def _invitation(scene: Scene, event: Event, addressee: str, email: str | None) -> Invitation:
    """Not stored yet."""
    sent_at = min(event.starts_at or scene.now, scene.now) - AHEAD
    return Invitation(
        event_id=event.id,
        partnership_id=event.partnership_id,
        addressee=addressee,
        email=email,
        sent_at=sent_at,
        created_at=sent_at,
    )


def _next_of(office: Organisation, function: str, signed: list[Registration]) -> Registration | None:
    """The first person of the office without an invitation yet, preferably one with that function."""
    theirs = [one for one in signed if one.organisation_id == office.id]
    fitting = [one for one in theirs if fold(function) in fold(one.position)]
    found = next(iter([*fitting, *theirs]), None)
    if found:
        signed.remove(found)
    return found


def _declines(office: Organisation, function: str) -> bool:
    return office.kind == OrganisationKind.SCHOOL or function == "samospráva"


def _answer(scene: Scene, invitation: Invitation, came: Registration | None, *, declines: bool) -> None:
    if came is not None:
        invitation.status = InvitationStatus.ACCEPTED
        scene.keep(
            InvitedRegistration(
                partnership_id=invitation.partnership_id,
                invitation_id=invitation.id,
                registration_id=came.id,
            )
        )
    elif declines:
        invitation.status, invitation.reason = InvitationStatus.DECLINED, REASON
    else:
        return
    invitation.answered_at = invitation.sent_at + (AHEAD - ANSWERED)
    scene.session.flush()
