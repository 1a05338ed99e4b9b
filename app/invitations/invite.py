"""Inviting: people, organisations, offices, a group or all whom a round table names, in one call."""

from collections.abc import Iterable, Iterator
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock, records
from app.core.actor import Actor
from app.core.errors import Conflict, Invalid
from app.core.text import fold
from app.events.clash_facts import active, holders_of
from app.events.clock import registration_state
from app.events.kind_models import RoundTableInvitation
from app.invitations import letters
from app.invitations.models import Invitation, InvitationStatus
from app.invitations.present import present_invitations
from app.invitations.shapes import (
    AT_ONCE,
    InvitationsCreate,
    InvitationsSent,
    OfficeInvited,
    OrganisationInvited,
)
from app.organisations.models import Organisation
from app.organisations.people_models import Person
from app.partnerships.group_models import GroupMember, WorkingGroup
from app.registrations import seats
from app.registrations.access import admit_writer


def invite(session: Session, actor: Actor, event_id: int, body: InvitationsCreate) -> InvitationsSent:
    """Everybody who is not invited yet gets a letter; whoever is stays as they are.

    The event is locked, so two lists sent at once invite nobody twice.
    """
    event = seats.look(session, event_id)
    admit_writer(session, actor, event_id, event.partnership_id)
    event = seats.lock(session, event_id)
    check_open(event)
    if not (body.people or body.organisations or body.offices or body.group_id or body.from_invited):
        raise Invalid("#/offices", "required")
    wanted = {one.addressee: one for one in _wanted(session, event, body)}
    if len(wanted) > AT_ONCE:
        raise Invalid("#/group_id", "too_large", limit=AT_ONCE)
    living = sa.select(Invitation).where(
        col(Invitation.event_id) == event_id,
        col(Invitation.status) != InvitationStatus.WITHDRAWN,
        col(Invitation.addressee).in_(list(wanted)),
    )
    already = list(session.scalars(living.order_by(col(Invitation.id))))
    known = {one.addressee for one in already}
    added = [one for addressee, one in wanted.items() if addressee not in known]
    for one in added:
        one.message, one.lang = body.message, body.lang
    session.add_all(added)
    session.flush()
    letters.post_all(session, letters.INVITATION, event_id, added)
    shown, standing = (present_invitations(session, ones) for ones in (added, already))
    return InvitationsSent(added=shown, already=standing)


def check_open(event: Any) -> None:
    """Whoever is written to can also accept, now or when sign-up opens."""
    state = registration_state(event, clock.now())
    if state == "cancelled":
        raise Conflict("event_cancelled")
    if state == "draft" or event.starts_at is None:
        raise Conflict("wrong_state", state=event.status.value)
    if state == "closed":
        raise Conflict("registration_closed")


def _wanted(session: Session, event: Any, body: InvitationsCreate) -> Iterator[Invitation]:
    yield from _people(session, event, body.people, "#/people")
    yield from _organisations(session, event, body.organisations)
    yield from _offices(session, event, body.offices)
    if body.group_id is not None:
        yield from _group(session, event, body.group_id)
    if body.from_invited:
        yield from _table(session, event)


def _people(session: Session, event: Any, ids: Iterable[int], pointer: str) -> Iterator[Invitation]:
    wanted = list(ids)
    known = _by_id(session, Person, wanted)
    for place, number in enumerate(wanted):
        person = known.get(number)
        if person is None or person.partnership_id != event.partnership_id:
            raise Invalid(f"{pointer}/{place}", "other_partnership" if person else "not_found")
        yield _draft(event, f"person:{number}", person_id=number, email=person.email)


def _organisations(session: Session, event: Any, bodies: list[OrganisationInvited]) -> Iterator[Invitation]:
    known = _by_id(session, Organisation, [body.organisation_id for body in bodies])
    for place, body in enumerate(bodies):
        if body.organisation_id not in known:
            raise Invalid(f"#/organisations/{place}/organisation_id", "not_found")
        yield _of(event, known[body.organisation_id], body.function, body.email, body.seats)


def _by_id(session: Session, table: Any, ids: list[int]) -> dict[int, Any]:
    """All at once: others wait for the event meanwhile."""
    return {one.id: one for one in session.scalars(sa.select(table).where(table.id.in_(ids)))}


def _of(
    event: Any, organisation: Organisation, function: str = "", email: str | None = None, seats: int = 1
) -> Invitation:
    return _draft(
        event,
        f"organisation:{organisation.id}:{fold(function)}",
        organisation_id=organisation.id,
        function=function,
        email=email or organisation.email,
        seats=seats,
    )


def _offices(session: Session, event: Any, bodies: list[OfficeInvited]) -> Iterator[Invitation]:
    """Who is in the directory is invited as what they are, so that it is known later that they came."""
    names = {fold(body.name) for body in bodies}
    found: dict[str, list[Organisation]] = {}
    for one in session.scalars(sa.select(Organisation).where(col(Organisation.folded_name).in_(names))):
        found.setdefault(one.folded_name, []).append(one)
    for body in bodies:
        known = found.get(fold(body.name), [])
        if len(known) == 1:
            yield _of(event, known[0], body.function, body.email, body.seats)
        else:
            addressee = f"office:{fold(body.name)}:{fold(body.function)}"
            own = body.model_dump(include={"function", "email", "seats"})
            yield _draft(event, addressee, office=body.name, **own)


def _group(session: Session, event: Any, group_id: int) -> Iterator[Invitation]:
    """Its members of today: people as people, an organisation where nobody stands for it."""
    records.require(session, WorkingGroup, group_id, "#/group_id", event.partnership_id)
    member, today = cast(Any, GroupMember), clock.today()
    statement = sa.select(member.person_id, member.organisation_id).where(
        member.group_id == group_id,
        member.since.is_(None) | (member.since <= today),
        member.until.is_(None) | (member.until >= today),
    )
    rows = session.execute(statement.order_by(member.id)).all()
    yield from _people(session, event, [row[0] for row in rows if row[0] is not None], "#/group_id")
    yield from _plain(session, event, [row[1] for row in rows if row[0] is None])


def _table(session: Session, event: Any) -> Iterator[Invitation]:
    """Whom the round table names; of a role those who hold it on the day."""
    invited = cast(Any, RoundTableInvitation)
    statement = sa.select(invited.organisation_id, invited.role).where(invited.event_id == event.id)
    rows = session.execute(statement.order_by(invited.id)).all()
    yield from _plain(session, event, [row.organisation_id for row in rows if row.organisation_id])
    held = holders_of(session, [event.partnership_id])
    for row in rows:
        holders = held.get((event.partnership_id, fold(row.role or "")), ())
        yield from _people(session, event, active(holders, event.starts_at), "#/from_invited")


def _plain(session: Session, event: Any, ids: list[int]) -> Iterator[Invitation]:
    known = _by_id(session, Organisation, ids)
    yield from (_of(event, known[number]) for number in ids)


def _draft(event: Any, addressee: str, **own: Any) -> Invitation:
    return Invitation(
        event_id=event.id,
        partnership_id=event.partnership_id,
        addressee=addressee,
        sent_at=clock.now(),
        **own,
    )
