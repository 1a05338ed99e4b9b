"""Invitations for the staff: lists, counts, the second call, withdrawal."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core import clock
from app.core.actor import READING, Actor
from app.core.database import changes, records
from app.core.database.columns import table_of
from app.core.errors import Conflict
from app.core.searched import all_words
from app.core.settings import Settings
from app.core.web.keyset import Sorts, by_words, order_of, referred
from app.core.web.paging import Deleted, Slice, in_partnership, of_other_parent, synced_page
from app.events import event_row
from app.events.access import check_reader, check_writer, named_on
from app.events.event_row import EventRow
from app.invitations import letters, links
from app.invitations.invite import check_open, refusal_to_invite
from app.invitations.models import Invitation, InvitationStatus
from app.invitations.shapes import (
    CalledAgain,
    InvitationCounts,
    InvitationDetail,
    InvitationQuery,
    InvitationView,
)
from app.invitations.views import first_guest, invitation_views, unanswered
from app.letters.unsubscribe import unsubscribed
from app.organisations.models import Organisation
from app.organisations.people_models import Person
from app.registrations.service import named_like

NAME = sa.func.coalesce(
    referred(
        Person, col(Person.last_name).concat(" ").concat(col(Person.first_name)), col(Invitation.person_id)
    ),
    referred(Organisation, col(Organisation.name), col(Invitation.organisation_id)),
    col(Invitation.office),
)
SORTS: Sorts = {
    "name": by_words(NAME),
    "function": by_words(col(Invitation.function)),
    "status": order_of(col(Invitation.status), InvitationStatus),
    "reason": by_words(col(Invitation.reason)),
    "email": sa.func.lower(col(Invitation.email)),
    "sent_at": col(Invitation.sent_at),
    "called_again_at": col(Invitation.called_again_at),
    "registrations": first_guest(),
}


def visible_invitations(actor: Actor) -> SelectOfScalar[Invitation]:
    """Staff see those of their partnerships, facilitators those to the events they are named on."""
    partnerships = actor.partnerships(READING)
    if partnerships is None:
        return select(Invitation)
    own = col(Invitation.partnership_id).in_(partnerships)
    return select(Invitation).where(own | col(Invitation.event_id).in_(named_on(actor)))


def list_invitations(
    session: Session, actor: Actor, event_id: int, query: InvitationQuery
) -> Slice[InvitationView | Deleted]:
    event = event_row.read_event(session, event_id)
    check_reader(session, actor, event_id, event.partnership_id)
    statement = _filtered(visible_invitations(actor), query).where(Invitation.event_id == event_id)

    def to_views(rows: list[Invitation]) -> list[InvitationView]:
        return invitation_views(session, rows)

    excluded = of_other_parent(col(Invitation.event_id), event_id)
    shown = in_partnership(event.partnership_id)
    sorts = {**SORTS, "unsubscribed": sa.case((_against(session, event), 1))}
    return synced_page(session, actor, Invitation, statement, query, to_views, excluded, shown, sorts=sorts)


def _against(session: Session, event: EventRow) -> sa.ColumnElement[bool]:
    """A condition: the owner of the address wants no invitations, by the one rule for comparing addresses."""
    emails = select(col(Invitation.email)).where(Invitation.event_id == event.id).distinct()
    unwanted = unsubscribed(session, event.partnership_id, session.exec(emails).all())
    return sa.and_(col(Invitation.email).is_not(None), col(Invitation.email).in_(unwanted))


def _filtered(statement: SelectOfScalar[Invitation], query: InvitationQuery) -> SelectOfScalar[Invitation]:
    if query.status is not None:
        statement = statement.where(Invitation.status == query.status)
    if query.silent is not None:
        statement = statement.where(unanswered() if query.silent else ~unanswered())
    if query.q:
        statement = statement.where(_named(query.q))
    return statement


def _named(words: str) -> sa.ColumnElement[bool]:
    """Find people as in all lists, others by a part of the name, the function or the e-mail."""
    people = select(Person.id).where(named_like(words))
    organisations = select(Organisation.id).where(*all_words(col(Organisation.folded_name), words))
    return sa.or_(
        col(Invitation.person_id).in_(people),
        col(Invitation.organisation_id).in_(organisations),
        sa.and_(sa.true(), *all_words(col(Invitation.addressee), words)),
        sa.func.lower(col(Invitation.email)).contains(words.lower(), autoescape=True),
    )


def get_invitation(session: Session, actor: Actor, invitation_id: int) -> InvitationDetail:
    return invitation_detail(session, actor, records.get(session, one_invitation(actor, invitation_id)))


def one_invitation(actor: Actor, invitation_id: int) -> SelectOfScalar[Invitation]:
    return visible_invitations(actor).where(Invitation.id == invitation_id)


def invitation_detail(session: Session, actor: Actor, invitation: Invitation) -> InvitationDetail:
    [view] = invitation_views(session, [invitation])
    settings: Settings = session.info["settings"]
    writes = actor.writes(invitation.partnership_id)
    return InvitationDetail(
        **view.model_dump(),
        url=links.url(settings, invitation) if writes else None,
        allowed=list(_allowed(session, invitation, view)) if writes else [],
    )


def _allowed(session: Session, invitation: Invitation, view: InvitationView) -> Iterator[str]:
    if _may_be_withdrawn(invitation):
        yield "withdraw"
    if may_be_renewed(session, invitation):
        yield "link"
        if invitation.person_id is None:
            yield "correct_address"
    if view.new_address:
        yield "accept_address"


def _may_be_withdrawn(invitation: Invitation) -> bool:
    return invitation.status in (InvitationStatus.SENT, InvitationStatus.DECLINED)


def may_be_renewed(session: Session, invitation: Invitation) -> bool:
    """Whether a new link could still be answered."""
    event = event_row.read_event(session, invitation.event_id)
    return invitation.status != InvitationStatus.WITHDRAWN and refusal_to_invite(event) is None


def withdraw(session: Session, actor: Actor, invitation_id: int) -> InvitationDetail:
    """Disable the link and write to the addressee.

    An accepted invitation cannot be withdrawn; cancel its registration instead.
    """
    invitation = records.get(session, one_invitation(actor, invitation_id))
    check_writer(session, actor, invitation.event_id, invitation.partnership_id)
    event = event_row.lock(session, invitation.event_id)
    session.refresh(invitation, with_for_update=True)
    if invitation.status != InvitationStatus.WITHDRAWN:
        if not _may_be_withdrawn(invitation):
            raise Conflict("wrong_state", state=invitation.status.value)
        invitation.status = InvitationStatus.WITHDRAWN
        session.flush()
        letters.tell_withdrawn(session, invitation, over=event_row.is_over(event, clock.now()))
    return invitation_detail(session, actor, invitation)


def count(session: Session, actor: Actor, event_id: int) -> InvitationCounts:
    event = event_row.read_event(session, event_id)
    check_reader(session, actor, event_id, event.partnership_id)
    status = col(Invitation.status)
    conditions = {
        "invited": status != InvitationStatus.WITHDRAWN,
        "accepted": status == InvitationStatus.ACCEPTED,
        "declined": status == InvitationStatus.DECLINED,
        "silent": unanswered(),
        "due": _due(session, event),
    }
    statement = sa.select(
        *(sa.func.count(sa.case((condition, 1))).label(name) for name, condition in conditions.items())
    ).where(col(Invitation.event_id) == event_id)
    found = session.execute(statement).one()
    over = event_row.is_over(event, clock.now())
    return InvitationCounts(**{**found._mapping, "due": 0 if over else found.due})


def _due(session: Session, event: EventRow) -> sa.ColumnElement[bool]:
    """A condition: unanswered, with an address that wants invitations, and without a letter today."""
    written = sa.func.coalesce(col(Invitation.called_again_at), col(Invitation.sent_at))
    today = clock.start_of(clock.today())
    return sa.and_(
        unanswered(), col(Invitation.email).is_not(None), ~_against(session, event), written < today
    )


def call_again(session: Session, actor: Actor, event_id: int) -> CalledAgain:
    """Write once more to all who have not answered, at most once a day to each."""
    event = event_row.read_event(session, event_id)
    check_writer(session, actor, event_id, event.partnership_id)
    check_open(event_row.lock(session, event_id))
    now = clock.now()
    table = table_of(Invitation)
    called = sa.update(table).where(table.c.event_id == event_id, _due(session, event))
    called = called.values(called_again_at=now, updated_at=now, version=table.c.version + 1)
    fields = {"called_again_at": [None, now.isoformat()]}
    ids = [row.id for row in changes.write(session, called, "updated", fields=fields)]
    found = select(Invitation).where(col(Invitation.id).in_(ids)).order_by(col(Invitation.id))
    letters.post_all(session, letters.SECOND_CALL, event_id, session.exec(found).all())
    return CalledAgain(called=len(ids))
