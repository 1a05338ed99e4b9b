"""Who was invited to a round table: the offices of the place and of the region, and what they answered."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from app.core.text import fold
from app.demo.region import METHODOLOGIST, OFFICER
from app.demo.scene import Region, Scene, ident
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
"""Stands in no directory; it was written to at all tables and never came."""


def invite_offices(
    scene: Scene, region: Region, event: Event, code: str, signed: Sequence[Registration]
) -> None:
    """Every office of the place, by its functions. Who signed up came by the invitation of their office;
    schools and the self-government excused themselves, others have not answered."""
    left = list(signed)
    for one in _offices(scene, region, code):
        for function in FUNCTIONS.get(one.kind, ("",)):
            addressee = f"organisation:{one.id}:{fold(function)}"
            who = {"organisation_id": ident(one), "function": function, "email": one.email}
            invitation = _invitation(scene, event, addressee, **who)
            _answer(scene, invitation, _next_of(one, function, left), declines=_declines(one, function))
    _invitation(scene, event, f"office:{fold(PARISH)}:", office=PARISH, email="info@farni-charita.example")


def _offices(scene: Scene, region: Region, code: str) -> list[Organisation]:
    """Those whose people come to the tables of the place, and the region's."""
    ids = dict.fromkeys(one.organisation_id for one in region.people[code])
    return [*(scene.session.get_one(Organisation, one) for one in ids), region.office]


def _invitation(scene: Scene, event: Event, addressee: str, **who: Any) -> Invitation:
    sent_at = min(event.starts_at or scene.now, scene.now) - AHEAD
    return scene.keep(
        Invitation(
            event_id=ident(event),
            partnership_id=event.partnership_id,
            addressee=addressee,
            sent_at=sent_at,
            created_at=sent_at,
            **who,
        )
    )


def _next_of(office: Organisation, function: str, signed: list[Registration]) -> Registration | None:
    """The first of theirs whom no other invitation has brought, one who does that work before all."""
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
                invitation_id=ident(invitation),
                registration_id=ident(came),
            )
        )
    elif declines:
        invitation.status, invitation.reason = InvitationStatus.DECLINED, REASON
    else:
        return
    invitation.answered_at = invitation.sent_at + (AHEAD - ANSWERED)
    scene.session.flush()
