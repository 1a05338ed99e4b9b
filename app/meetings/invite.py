"""Members are invited by letters with the agenda, the calendar entry and a link to answer."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from app.core import clock
from app.core.actor import Actor
from app.core.database import records
from app.core.database.engine import trial
from app.core.errors import Conflict
from app.core.mail import outbox
from app.courses.models import EventKind
from app.events.agenda import agenda_of
from app.events.models import UPCOMING_STATUSES, Event, EventStatus
from app.events.service import get_event_for_update
from app.events.shapes import Publication
from app.events.status import status_at
from app.events.transitions import publish_event
from app.meetings import links
from app.meetings.letters import ALTERNATE, MEETING, MeetingLetter, office_email
from app.meetings.members import day_of, expect_members, of_meeting
from app.meetings.models import MeetingMember
from app.meetings.shapes import MeetingInvite, MeetingInvited, WarningView
from app.meetings.warnings import warning
from app.organisations.models import Organisation
from app.organisations.people_models import Person, full_name
from app.partnerships.group_models import GroupMember
from app.partnerships.rules import deadlines, rules_of
from app.registrations import letter_recipients
from app.registrations.links import ASKED_AGAIN
from app.registrations.models import INACTIVE_STATUSES, Registration


def invite(
    session: Session, actor: Actor, event_id: int, body: MeetingInvite, lang: str, *, dry_run: bool = False
) -> MeetingInvited:
    """Write to the members who have no letter yet. A draft is published. `dry_run` changes nothing."""
    if dry_run:
        with trial(session):
            return _invite(session, actor, event_id, body, lang)
    return _invite(session, actor, event_id, body, lang)


def _invite(session: Session, actor: Actor, event_id: int, body: MeetingInvite, lang: str) -> MeetingInvited:
    event = get_event_for_update(session, actor, event_id, records.ANY_VERSION, EventKind.MEETING)
    if event.group_id is None:
        raise Conflict("no_members")
    if event.status == EventStatus.DRAFT:
        publish_event(session, actor, event_id, Publication())
    status = status_at(event, clock.now())
    if status not in UPCOMING_STATUSES or event.starts_at is None:
        raise Conflict("wrong_state", state=status.value)
    expect_members(session, event)
    due = [one for one in of_meeting(session, event_id) if one.member_id is not None]
    first = not any(one.invited_at for one in due)
    waiting = [one for one in due if body.again or one.invited_at is None]
    outcome = _write_all(session, event, waiting, body.message)
    session.flush()
    return MeetingInvited(
        event_id=event_id,
        invited=outcome.written,
        already=len(due) - len(waiting),
        warnings=_warnings(session, event, outcome, lang, first=first),
    )


def send_mine(session: Session, token: str) -> None:
    """Write once more to a member who was invited, by the link or one that has ended: once an hour. Nothing
    changes, because an ended link may be in the hands of a stranger."""
    one = links.was_by_link(session, token)
    if one is None or one.invited_at is None:
        return
    session.refresh(one, with_for_update=True)
    event = session.get_one(Event, one.event_id)
    about = f"registration:{one.registration_id}" if one.registration_id else f"meeting_member:{one.id}"
    lately = clock.now() - ASKED_AGAIN
    over = status_at(event, clock.now()) not in UPCOMING_STATUSES or event.starts_at is None
    if over or outbox.was_written_since(session, about, [MEETING, ALTERNATE], lately):
        return
    if one.registration_id is None:
        first = one.invited_at
        _write_to_organisation(session, one, MeetingLetter(session, event))
        one.invited_at = first
        return
    registration = session.get_one(Registration, one.registration_id)
    if registration.status not in INACTIVE_STATUSES:
        _write_again(session, registration)


class _Outcome(NamedTuple):
    """How many were written to, and the names of those who have no address."""

    written: int
    without_address: list[str]


def _write_all(session: Session, event: Event, due: Sequence[MeetingMember], message: str) -> _Outcome:
    letter = MeetingLetter(session, event, message)
    written, without = 0, []
    for one in due:
        write = _write_to_organisation if one.registration_id is None else _write_to_person
        name = write(session, one, letter)
        if name is None:
            written += 1
        elif name:
            without.append(name)
    return _Outcome(written, without)


def _write_to_person(session: Session, one: MeetingMember, letter: MeetingLetter) -> str | None:
    """None when a letter is written, else the name; empty for somebody who was struck from the list."""
    registration = session.get_one(Registration, one.registration_id)
    if registration.status in INACTIVE_STATUSES:
        return ""
    registration.silent = False
    session.flush()
    [person] = letter_recipients.recipients(session, [registration.id])
    if not person.email:
        return f"{person.first_name} {person.last_name}"
    one.invited_at = clock.now()
    letter.post(session, MEETING, person)
    return None


def renew_link(session: Session, registration: Registration) -> None:
    """End the link of a member or an alternate and invite them anew, with a new one."""
    statement = select(MeetingMember).where(MeetingMember.registration_id == registration.id)
    session.exec(statement).one().epoch += 1
    session.flush()
    _write_again(session, registration)


def _write_again(session: Session, registration: Registration) -> None:
    letter = MeetingLetter(session, session.get_one(Event, registration.event_id))
    [person] = letter_recipients.recipients(session, [registration.id])
    if registration.alternate_for is None:
        return letter.post(session, MEETING, person)
    absent = session.get_one(Registration, registration.alternate_for)
    name = full_name(session.get_one(Person, absent.person_id))
    return letter.post(session, ALTERNATE, person, name)


def _write_to_organisation(session: Session, one: MeetingMember, letter: MeetingLetter) -> str | None:
    """To the office of the organisation, which says who comes."""
    member = session.get_one(GroupMember, one.member_id)
    organisation = session.get_one(Organisation, member.organisation_id)
    email = office_email(session, one.partnership_id, organisation)
    if not email:
        return organisation.name
    one.invited_at = clock.now()
    letter.post_to_office(session, MEETING, one, organisation.name, email)
    return None


def _warnings(
    session: Session, event: Event, outcome: _Outcome, lang: str, *, first: bool
) -> list[WarningView]:
    found = []
    due = deadlines(rules_of(session, event.group_id), day_of(event)).invite_by
    if due is not None and first and outcome.written and clock.today() > due:
        found.append(warning("late_invitation", lang, day=due))
    if not agenda_of(session, event):
        found.append(warning("no_agenda", lang))
    if outcome.without_address:
        found.append(warning("no_address", lang, names=", ".join(outcome.without_address)))
    return found


def invited_at(session: Session, event_ids: Sequence[int]) -> dict[int, datetime | None]:
    """When the members of each meeting were first invited."""
    statement = select(col(MeetingMember.event_id), col(MeetingMember.invited_at)).where(
        col(MeetingMember.event_id).in_(event_ids),
        col(MeetingMember.member_id).is_not(None),
        col(MeetingMember.invited_at).is_not(None),
    )
    found: dict[int, datetime | None] = {}
    for event_id, moment in session.exec(statement.order_by(col(MeetingMember.invited_at).desc())):
        found[event_id] = moment
    return found
