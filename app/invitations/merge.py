"""Rules of merging for invitations: of two for one event the one that was answered stays."""

from collections.abc import Callable

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core.database.columns import table_of
from app.core.text import fold
from app.invitations.models import Invitation, InvitationStatus, InvitedRegistration
from app.organisations.merge_rules import Pair, change, follower, rule
from app.registrations.models import Registration

INVITATION, INVITED = table_of(Invitation), table_of(InvitedRegistration)
RANKS = (InvitationStatus.ACCEPTED, InvitationStatus.DECLINED, InvitationStatus.SENT)
Key = Callable[[Invitation], str]


def _twice(column: str) -> Callable[[Pair], sa.Select[tuple[int]]]:
    """Invitations of the duplicate to events that the record kept is invited to, in the same function."""

    def select_twice(pair: Pair) -> sa.Select[tuple[int]]:
        own, other = INVITATION.alias("own"), INVITATION
        valid = InvitationStatus.WITHDRAWN
        same = sa.exists().where(
            own.c[column] == pair.kept_id,
            own.c.event_id == other.c.event_id,
            own.c.function == other.c.function,
            own.c.status != valid,
        )
        return sa.select(other.c.id).where(other.c[column] == pair.gone_id, other.c.status != valid, same)

    return select_twice


@rule(
    Invitation,
    "person_id",
    "Invitations move. Of two to one event the one that was answered stays, accepted before declined, and "
    "the other one is withdrawn; who signed up by either counts for the one that stays.",
    twice=_twice("person_id"),
)
def merge_invitations(session: Session, pair: Pair) -> None:
    _merge(session, "person_id", pair, lambda _: f"person:{pair.kept_id}")


@rule(
    Invitation,
    "organisation_id",
    "Invitations move. Of two to one event and function the one that was answered stays with the seats of "
    "both, and the other one is withdrawn; who signed up by either counts for the one that stays.",
    twice=_twice("organisation_id"),
)
def merge_invitations_of_organisation(session: Session, pair: Pair) -> None:
    _merge(
        session,
        "organisation_id",
        pair,
        lambda one: f"organisation:{pair.kept_id}:{fold(one.function)}",
    )


def _merge(session: Session, column: str, pair: Pair, key: Key) -> None:
    addressed = INVITATION.c[column].in_(pair.ids)
    statement = select(Invitation).where(addressed).order_by(col(Invitation.id))
    own: dict[tuple[int, str], Invitation] = {}
    found = session.exec(statement.execution_options(populate_existing=True)).all()
    for one in sorted(found, key=lambda invitation: getattr(invitation, column) != pair.kept_id):
        place = one.event_id, key(one)
        if one.status != InvitationStatus.WITHDRAWN:
            own[place] = _better(session, own[place], one) if place in own else one
    session.flush()
    for one in found:
        if getattr(one, column) == pair.gone_id:
            setattr(one, column, pair.kept_id)
            one.addressee = key(one)
    session.flush()


def _better(session: Session, one: Invitation, other: Invitation) -> Invitation:
    """Withdraw the one that was answered less; no letter, because the person stays invited."""
    stays, goes = sorted((one, other), key=lambda invitation: RANKS.index(invitation.status))
    if stays.organisation_id is not None:
        stays.seats += goes.seats
    stays.email = stays.email or goes.email
    goes.status = InvitationStatus.WITHDRAWN
    moved = sa.update(INVITED).where(INVITED.c.invitation_id == goes.id).values(invitation_id=stays.id)
    change(session, moved, "updated")
    session.flush()
    return stays


follower(InvitedRegistration, "registration_id", Registration, "person_id")
follower(InvitedRegistration, "invitation_id", Invitation, "person_id")
follower(InvitedRegistration, "invitation_id", Invitation, "organisation_id")
