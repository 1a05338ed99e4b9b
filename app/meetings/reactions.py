"""Members are expected as soon as a meeting is published, and follow changes of their group."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from app.core import reactions
from app.core.addresses import normal_address
from app.core.json_values import Json
from app.core.settings import Settings
from app.events.dates import is_told
from app.events.models import Event, EventChange
from app.meetings import links
from app.meetings.invite import renew_link
from app.meetings.letters import MeetingLetter, office_email
from app.meetings.members import expect_members, meetings_ahead, of_registration
from app.meetings.models import MeetingMember, MemberAnswer
from app.organisations.models import Organisation
from app.organisations.people_models import Person
from app.partnerships.group_models import GroupMember
from app.registrations.models import Registration
from app.registrations.reactions import change_lines


@reactions.on("event_published")
def expect_at_published(session: Session, event: Event) -> None:
    expect_members(session, event)


@reactions.on("event_regrouped")
def expect_of_group(session: Session, event: Event) -> None:
    expect_members(session, event)


@reactions.on("group_members_changed")
def follow_members(session: Session, group_id: int) -> None:
    for event in meetings_ahead(session, group_id):
        expect_members(session, event)


@reactions.on("return_asked")
def find_expected(session: Session, registration: Registration, expected: set[int]) -> None:
    """Add the registration if it is that of a member of the group on the day of the meeting."""
    if of_registration(session, registration.id) is not None:
        expected.add(registration.id)


@reactions.on("member_returned")
def ask_anew(session: Session, registration: Registration) -> None:
    """The letter that struck them took the invitation back, so they are invited once more."""
    member = of_registration(session, registration.id)
    if member is not None:
        member.answer, member.answered_at, member.invited_at = MemberAnswer.NONE, None, None
        session.flush()


@reactions.on("member_link_renewed")
def send_new_link(session: Session, registration: Registration) -> None:
    """The old link of the member or alternate ends, and the invitation goes to the present address."""
    renew_link(session, registration)


@reactions.on("email_changed")
def end_old_links(session: Session, person: Person) -> None:
    """Those that went to the old address."""
    end_links(session, person.id)


def end_links(session: Session, person_id: int) -> None:
    """All links to meetings at which the person is expected."""
    theirs = select(MeetingMember).join(
        Registration, col(Registration.id) == col(MeetingMember.registration_id)
    )
    for one in session.exec(theirs.where(Registration.person_id == person_id)):
        one.epoch += 1
    session.flush()


@reactions.on("letter_leaving")
def add_meeting_links(session: Session, facts: Json, receiver: str) -> None:
    """The link to answer, for the mailbox of the member alone, in every letter about the meeting."""
    settings: Settings = session.info["settings"]
    for member in _written_to(session, facts, receiver):
        link = links.url(settings, member)
        facts |= {"invitation_url": link, "decline_url": f"{link}/apologise"}


@reactions.on("event_changed")
def tell_offices_of_change(
    session: Session, event: Event, changes: Sequence[EventChange], **more: Any
) -> None:
    """Also organisations that have not said yet who comes. Membership counts for the new day.

    Of a cancelled meeting they are told the dates when it takes place after all.
    """
    if is_told(event, changes):
        _tell_offices(session, event, "event_changed", changes=change_lines(changes))
    expect_members(session, event)


@reactions.on("event_ended_early")
def tell_offices_of_days(session: Session, event: Event, changes: Sequence[EventChange]) -> None:
    """Which days do not take place any more. There is nothing left to answer, so no link goes out."""
    if changes:
        facts = {"changes": change_lines(changes), "reason": event.cancel_reason or None}
        _tell_offices(session, event, "event_changed", meeting_member_id=None, **facts)


@reactions.on("event_cancelled")
def tell_offices_of_end(session: Session, event: Event) -> None:
    _tell_offices(session, event, "event_cancelled", reason=event.cancel_reason or None)


@reactions.on("event_reactivated")
def tell_offices_of_return(session: Session, event: Event, **_: object) -> None:
    """Those who were told of the cancellation; what they have answered still holds."""
    _tell_offices(session, event, "event_reactivated")


def _tell_offices(session: Session, event: Event, kind: str, **facts: object) -> None:
    statement = (
        select(MeetingMember, Organisation)
        .join(GroupMember, col(GroupMember.id) == col(MeetingMember.member_id))
        .join(Organisation, col(Organisation.id) == col(GroupMember.organisation_id))
        .where(
            MeetingMember.event_id == event.id,
            col(MeetingMember.registration_id).is_(None),
            col(MeetingMember.invited_at).is_not(None),
        )
    )
    found = session.exec(statement.order_by(col(MeetingMember.id))).all()
    letter = MeetingLetter(session, event) if found else None
    for one, organisation in found:
        email = office_email(session, one.partnership_id, organisation)
        if letter is not None and email:
            letter.post_to_office(session, kind, one, organisation.name, email, **facts)


def _written_to(session: Session, facts: Json, receiver: str) -> Sequence[MeetingMember]:
    """`meeting_member_id` names an organisation that has named nobody, `receiver_email` its mailbox."""
    if number := facts.get("meeting_member_id"):
        member = session.get(MeetingMember, number)
        same = normal_address(facts.get("receiver_email") or "") == normal_address(receiver)
        return [member] if member is not None and same else []
    if not facts.get("registration_id"):
        return []
    statement = (
        select(MeetingMember)
        .join(Registration, col(Registration.id) == col(MeetingMember.registration_id))
        .join(Person, col(Person.id) == col(Registration.person_id))
        .where(
            MeetingMember.registration_id == facts["registration_id"],
            Person.folded_email == normal_address(receiver),
        )
    )
    return session.exec(statement.order_by(col(MeetingMember.id)).limit(1)).all()
