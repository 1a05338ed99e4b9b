"""Invites people, organisations, offices, a group, or all that a round table names, in one call."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock
from app.core.actor import Actor
from app.core.database import records
from app.core.database.columns import Record
from app.core.errors import Conflict, Invalid
from app.core.text import fold
from app.events import event_row
from app.events.access import check_writer
from app.events.event_row import EventRow
from app.events.models import RoundTableInvitation
from app.events.status import registration_state
from app.invitations import letters
from app.invitations.models import Invitation, InvitationStatus
from app.invitations.new_addresses import unaccepted
from app.invitations.shapes import (
    AT_ONCE,
    InvitationsCreate,
    InvitationsSent,
    OfficeInvited,
    OrganisationInvited,
)
from app.invitations.views import invitation_views
from app.organisations.contacts import contact_emails
from app.organisations.models import Organisation
from app.organisations.people_models import Person
from app.organisations.service import organisation_names
from app.partnerships.group_models import GroupMember, WorkingGroup
from app.partnerships.holders import names_at, role_holders

R = TypeVar("R", bound=Record)


def invite(session: Session, actor: Actor, event_id: int, body: InvitationsCreate) -> InvitationsSent:
    """Invite all who are not invited yet and write to them. Existing invitations do not change.

    The event is locked, so that two lists sent at once invite each addressee once.
    """
    event = event_row.read_event(session, event_id)
    check_writer(session, actor, event_id, event.partnership_id)
    event = event_row.lock(session, event_id)
    check_open(event)
    if not (body.people or body.organisations or body.offices or body.group_id or body.from_invited):
        raise Invalid("#/offices", "required")
    wanted = {one.addressee: one for one in _wanted(session, event, body)}
    if len(wanted) > AT_ONCE:
        raise Invalid("#/group_id", "too_large", limit=AT_ONCE)
    standing = select(Invitation).where(
        Invitation.event_id == event_id,
        Invitation.status != InvitationStatus.WITHDRAWN,
        col(Invitation.addressee).in_(list(wanted)),
    )
    already = session.exec(standing.order_by(col(Invitation.id))).all()
    known = {one.addressee for one in already}
    added = [one for addressee, one in wanted.items() if addressee not in known]
    for one in added:
        one.message, one.lang = body.message, body.lang
    if not body.accept_addresses:
        _check_addresses(session, event, added)
    session.add_all(added)
    session.flush()
    letters.post_all(session, letters.INVITATION, event_id, added)
    return InvitationsSent(added=invitation_views(session, added), already=invitation_views(session, already))


def _check_addresses(session: Session, event: EventRow, drafts: list[Invitation]) -> None:
    names = organisation_names(session, [one.organisation_id for one in drafts])
    if changed := list(unaccepted(session, event.partnership_id, drafts, names)):
        raise Invalid.of(*changed)


def check_open(event: EventRow) -> None:
    """Invited people must be able to accept, now or when sign-up opens."""
    if (refusal := refusal_to_invite(event)) is not None:
        raise refusal


def refusal_to_invite(event: EventRow) -> Conflict | None:
    state = registration_state(event, clock.now())
    if state == "cancelled":
        return Conflict("event_cancelled")
    if state == "draft" or event.starts_at is None:
        return Conflict("wrong_state", state=event.status.value)
    return Conflict("registration_closed") if state == "closed" else None


def _wanted(session: Session, event: EventRow, body: InvitationsCreate) -> Iterator[Invitation]:
    yield from _people(session, event, body.people, "#/people")
    yield from _organisations(session, event, body.organisations)
    yield from _offices(session, event, body.offices)
    if body.group_id is not None:
        yield from _group(session, event, body.group_id)
    if body.from_invited:
        yield from _table(session, event)


def _people(session: Session, event: EventRow, ids: Iterable[int], pointer: str) -> Iterator[Invitation]:
    wanted = list(ids)
    known = _by_id(session, Person, wanted)
    for place, number in enumerate(wanted):
        person = known.get(number)
        if person is None or person.partnership_id != event.partnership_id:
            raise Invalid(f"{pointer}/{place}", "other_partnership" if person else "not_found")
        invitation = _draft(event, f"person:{number}", person.email)
        invitation.person_id = number
        yield invitation


def _organisations(
    session: Session, event: EventRow, bodies: list[OrganisationInvited]
) -> Iterator[Invitation]:
    wanted = [body.organisation_id for body in bodies]
    known, own = _by_id(session, Organisation, wanted), contact_emails(session, event.partnership_id, wanted)
    for place, body in enumerate(bodies):
        if body.organisation_id not in known:
            raise Invalid(f"#/organisations/{place}/organisation_id", "not_found")
        yield _of(event, known[body.organisation_id], own, body.function, body.email, body.seats)


def _by_id(session: Session, table: type[R], ids: list[int]) -> dict[int, R]:
    """Read all in one statement, because other requests wait for the lock of the event."""
    return {one.id: one for one in session.exec(select(table).where(col(table.id).in_(ids)))}


def _of(
    event: EventRow,
    organisation: Organisation,
    own_emails: Mapping[int, str],
    function: str = "",
    email: str | None = None,
    seats: int = 1,
) -> Invitation:
    invitation = _draft(
        event,
        f"organisation:{organisation.id}:{fold(function)}",
        email or own_emails.get(organisation.id) or organisation.email,
    )
    invitation.organisation_id = organisation.id
    invitation.function, invitation.seats = function, seats
    return invitation


def _offices(session: Session, event: EventRow, bodies: list[OfficeInvited]) -> Iterator[Invitation]:
    """Invite an office of the directory as that organisation, so that its attendance can be matched later."""
    names = {fold(body.name) for body in bodies}
    found: dict[str, list[Organisation]] = {}
    for one in session.exec(select(Organisation).where(col(Organisation.folded_name).in_(names))):
        found.setdefault(one.folded_name, []).append(one)
    own = contact_emails(session, event.partnership_id, [one.id for many in found.values() for one in many])
    for body in bodies:
        known = found.get(fold(body.name), [])
        if len(known) == 1:
            yield _of(event, known[0], own, body.function, body.email, body.seats)
        else:
            invitation = _draft(event, f"office:{fold(body.name)}:{fold(body.function)}", body.email)
            invitation.office = body.name
            invitation.function, invitation.seats = body.function, body.seats
            yield invitation


def _group(session: Session, event: EventRow, group_id: int) -> Iterator[Invitation]:
    """Its members today: people, and organisations that no person stands for."""
    records.get_referenced(session, WorkingGroup, group_id, "#/group_id", event.partnership_id)
    today = clock.today()
    statement = select(col(GroupMember.person_id), col(GroupMember.organisation_id)).where(
        GroupMember.group_id == group_id,
        sa.or_(col(GroupMember.since).is_(None), col(GroupMember.since) <= today),
        sa.or_(col(GroupMember.until).is_(None), col(GroupMember.until) >= today),
    )
    rows = session.exec(statement.order_by(col(GroupMember.id))).all()
    people = [person_id for person_id, _ in rows if person_id is not None]
    organisations = [number for person_id, number in rows if person_id is None and number is not None]
    yield from _people(session, event, people, "#/group_id")
    yield from _plain(session, event, organisations)


def _table(session: Session, event: EventRow) -> Iterator[Invitation]:
    """The organisations that the round table names, and the people who hold its roles on the day."""
    statement = select(col(RoundTableInvitation.organisation_id), col(RoundTableInvitation.role)).where(
        RoundTableInvitation.event_id == event.id
    )
    rows = session.exec(statement.order_by(col(RoundTableInvitation.id))).all()
    yield from _plain(session, event, [number for number, _ in rows if number])
    held = role_holders(session, [event.partnership_id])
    for _, role in rows:
        holders = held.get((event.partnership_id, fold(role or "")), ())
        yield from _people(
            session, event, names_at(holders, event.starts_at or clock.now()), "#/from_invited"
        )


def _plain(session: Session, event: EventRow, ids: list[int]) -> Iterator[Invitation]:
    known, own = _by_id(session, Organisation, ids), contact_emails(session, event.partnership_id, ids)
    yield from (_of(event, known[number], own) for number in ids)


def _draft(event: EventRow, addressee: str, email: str | None) -> Invitation:
    return Invitation(
        event_id=event.id,
        partnership_id=event.partnership_id,
        addressee=addressee,
        email=email,
        sent_at=clock.now(),
    )
