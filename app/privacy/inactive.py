"""People who have not taken part in anything for years are erased without being asked."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.models import UserPerson
from app.core import retention
from app.core.personal import Kept
from app.events.models import Event, EventPerson
from app.invitations.models import Invitation
from app.organisations.people_models import Person
from app.partnerships.group_models import GroupMember
from app.partnerships.models import PartnershipRole
from app.privacy.erase import erase
from app.privacy.evidence import attended_registrations
from app.registrations.models import Registration
from app.series.models import SeriesEnrolment

AT_ONCE = 20
REASON = "retention"


def old(session: Session) -> sa.ColumnElement[bool]:
    """People who were neither at an event, nor in a group, nor invited, nor edited for so long."""
    edge = retention.edge(session, Kept.PEOPLE)
    day = edge.date()
    at_events = sa.or_(col(Event.ends_at).is_(None), col(Event.ends_at) >= edge)
    active = [
        sa.exists().where(
            col(Registration.person_id) == col(Person.id),
            col(Event.id) == col(Registration.event_id),
            sa.or_(at_events, col(Registration.created_at) >= edge),
        ),
        sa.exists().where(
            col(EventPerson.person_id) == col(Person.id),
            col(Event.id) == col(EventPerson.event_id),
            at_events,
        ),
        sa.exists().where(col(Invitation.person_id) == col(Person.id), col(Invitation.sent_at) >= edge),
        sa.exists().where(
            col(SeriesEnrolment.person_id) == col(Person.id), col(SeriesEnrolment.created_at) >= edge
        ),
        sa.exists().where(col(UserPerson.person_id) == col(Person.id)),
        *(
            sa.exists().where(
                col(table.person_id) == col(Person.id),
                sa.or_(col(table.until).is_(None), col(table.until) >= day),
            )
            for table in (GroupMember, PartnershipRole)
        ),
    ]
    return sa.and_(
        col(Person.erased_at).is_(None),
        col(Person.created_at) < edge,
        col(Person.updated_at) < edge,
        *(~one for one in active),
    )


def bound() -> sa.ColumnElement[bool]:
    """People whose attendance a programme asks for."""
    return (
        attended_registrations()
        .where(col(Registration.person_id) == col(Person.id))
        .correlate(Person)
        .exists()
    )


def count_due(session: Session) -> int:
    counted = select(sa.func.count()).select_from(Person).where(old(session), ~bound())
    return session.exec(counted).one()


@retention.rule(Kept.PEOPLE, lambda settings: settings.people_retention_days, count_due)
def erase_due(session: Session) -> tuple[int, int]:
    """Those whose attendance a programme asks for stay as they are until its day."""
    statement = select(Person).where(old(session), ~bound()).limit(AT_ONCE)
    found = session.exec(statement).all()
    for person in found:
        erase(session, person, REASON, None)
    return len(found), len(found)
