"""Invitations for the staff: lists, counts, the second call, taking one back."""

from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import changes, clock, records, text
from app.core.actor import READING, Actor
from app.core.errors import Conflict
from app.core.paging import Slice, outside, synced_page, within
from app.core.settings import Settings
from app.invitations import letters, links
from app.invitations.invite import check_open
from app.invitations.models import Invitation, InvitationStatus
from app.invitations.present import INVITATION, present_invitations, silent
from app.invitations.shapes import (
    CalledAgain,
    InvitationCounts,
    InvitationDetail,
    InvitationQuery,
    InvitationView,
)
from app.organisations.models import Organisation
from app.organisations.people_models import Person
from app.registrations import rules, seats
from app.registrations.access import admit_reader, admit_writer, named_on
from app.registrations.service import named_like


def visible_invitations(actor: Actor) -> Any:
    """Staff see those of their partnerships, facilitators those to the events they are named on."""
    partnerships = actor.partnerships(READING)
    if partnerships is None:
        return sa.select(Invitation)
    own = col(Invitation.partnership_id).in_(partnerships)
    return sa.select(Invitation).where(own | col(Invitation.event_id).in_(named_on(actor)))


def list_invitations(session: Session, actor: Actor, event_id: int, query: InvitationQuery) -> Slice[Any]:
    event = seats.look(session, event_id)
    admit_reader(session, actor, event_id, event.partnership_id)
    statement = _filtered(visible_invitations(actor), query).where(col(Invitation.event_id) == event_id)

    def present(rows: list[Any]) -> list[InvitationView]:
        return present_invitations(session, rows)

    never = outside(col(Invitation.event_id), event_id)
    shown = within(event.partnership_id)
    return synced_page(session, actor, Invitation, statement, query, present, never, shown)


def _filtered(statement: Any, query: InvitationQuery) -> Any:
    if query.status is not None:
        statement = statement.where(col(Invitation.status) == query.status)
    if query.silent is not None:
        statement = statement.where(silent() if query.silent else ~silent())
    if query.q:
        statement = statement.where(_named(query.q))
    return statement


def _named(words: str) -> Any:
    """Of a person as in all lists; of the others a part of the name, the function or the e-mail."""
    folded = text.fold(words)
    people = sa.select(col(Person.id)).where(named_like(words))
    organisations = sa.select(col(Organisation.id)).where(
        col(Organisation.folded_name).contains(folded, autoescape=True)
    )
    return sa.or_(
        col(Invitation.person_id).in_(people),
        col(Invitation.organisation_id).in_(organisations),
        col(Invitation.addressee).contains(folded, autoescape=True),
        sa.func.lower(col(Invitation.email)).contains(words.lower(), autoescape=True),
    )


def get_invitation(session: Session, actor: Actor, invitation_id: int) -> InvitationDetail:
    return present_detail(session, actor, records.find(session, _one(actor, invitation_id)))


def _one(actor: Actor, invitation_id: int) -> Any:
    return visible_invitations(actor).where(col(Invitation.id) == invitation_id)


def present_detail(session: Session, actor: Actor, invitation: Invitation) -> InvitationDetail:
    [view] = present_invitations(session, [invitation])
    settings: Settings = session.info["settings"]
    writes = actor.writes(invitation.partnership_id)
    return InvitationDetail(
        **view.model_dump(),
        url=links.url(settings, invitation) if writes else None,
        allowed=["withdraw"] if writes and _may_be_withdrawn(invitation) else [],
    )


def _may_be_withdrawn(invitation: Invitation) -> bool:
    return invitation.status in (InvitationStatus.SENT, InvitationStatus.DECLINED)


def withdraw(session: Session, actor: Actor, invitation_id: int) -> InvitationDetail:
    """The link is worth nothing from now on, and whoever was sent it is told.

    Who has accepted is signed up, and that is cancelled instead.
    """
    invitation = cast(Invitation, records.find(session, _one(actor, invitation_id)))
    admit_writer(session, actor, invitation.event_id, invitation.partnership_id)
    event = seats.lock(session, invitation.event_id)
    session.refresh(invitation, with_for_update=True)
    if invitation.status != InvitationStatus.WITHDRAWN:
        if not _may_be_withdrawn(invitation):
            raise Conflict("wrong_state", state=invitation.status.value)
        invitation.status = InvitationStatus.WITHDRAWN
        session.flush()
        letters.tell_withdrawn(session, invitation, over=rules.is_over(event, clock.now()))
    return present_detail(session, actor, invitation)


def count(session: Session, actor: Actor, event_id: int) -> InvitationCounts:
    event = seats.look(session, event_id)
    admit_reader(session, actor, event_id, event.partnership_id)
    status = INVITATION.c.status
    conditions = {
        "invited": status != InvitationStatus.WITHDRAWN,
        "accepted": status == InvitationStatus.ACCEPTED,
        "declined": status == InvitationStatus.DECLINED,
        "silent": silent(),
        "due": _due(),
    }
    statement = sa.select(
        *(sa.func.count(sa.case((condition, 1))).label(name) for name, condition in conditions.items())
    ).where(INVITATION.c.event_id == event_id)
    found = session.connection().execute(statement).one()
    over = rules.is_over(event, clock.now())
    return InvitationCounts(**{**found._mapping, "due": 0 if over else found.due})


def _due() -> Any:
    """Silent, with an address, and not written to on this day."""
    written = sa.func.coalesce(INVITATION.c.called_again_at, INVITATION.c.sent_at)
    return sa.and_(silent(), INVITATION.c.email.is_not(None), written < clock.start_of(clock.today()))


def call_again(session: Session, actor: Actor, event_id: int) -> CalledAgain:
    """Write once more to those who are silent: on one day once, whoever asks for it and how often."""
    event = seats.look(session, event_id)
    admit_writer(session, actor, event_id, event.partnership_id)
    check_open(seats.lock(session, event_id))
    now = clock.now()
    called = sa.update(INVITATION).where(INVITATION.c.event_id == event_id, _due())
    called = called.values(called_again_at=now, updated_at=now, version=INVITATION.c.version + 1)
    fields = {"called_again_at": [None, now.isoformat()]}
    ids = [row.id for row in changes.write(session, called, "updated", fields=fields)]
    found = sa.select(Invitation).where(col(Invitation.id).in_(ids)).order_by(col(Invitation.id))
    letters.post_all(session, letters.SECOND_CALL, event_id, session.scalars(found).all())
    return CalledAgain(called=len(ids))
