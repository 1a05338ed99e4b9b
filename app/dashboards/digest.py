"""What waits for the coordinators, written to them: once a day what came in, and events below their minimum.

A letter has a name (`once`) for each reader and day, or reader and start, so that it is written once.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.roles import Reader, coordinators
from app.core import clock, reactions
from app.core.json_values import Json
from app.core.mail.outbox import Letter, enqueue
from app.core.settings import Settings
from app.events import minimum
from app.events.models import UPCOMING_STATUSES, Event
from app.feedback.service import unanswered_before
from app.invitations.models import Invitation, InvitationStatus
from app.invitations.views import names_of
from app.meetings.answer import apologised_between
from app.meetings.members import is_group_meeting
from app.organisations.proposals import proposals_before
from app.partnerships.applications import applications_before
from app.partnerships.models import Partnership
from app.registrations.letters import letter_event
from app.registrations.models import UNCONFIRMED_REASON, Registration, RegistrationStatus

DIGEST, MINIMUM = "staff_digest", "staff_below_minimum"
DIGEST_HOUR = 7
"""Hour of the morning in Prague."""
A_DAY = timedelta(days=1)


@reactions.on("tick")
def write_digests(session: Session) -> None:
    """From seven o'clock on, as it was at seven."""
    today = clock.today()
    if clock.now() >= clock.at(today, DIGEST_HOUR):
        write_digests_of(session, today)


def write_digests_of(session: Session, today: date) -> None:
    """Who waits for approval, who has declined or apologised since the morning before, and what else is open:
    applications, suggestions, proposals."""
    morning = clock.at(today, DIGEST_HOUR)
    found = _of_events(session, morning)
    staff = f"{_address(session)}/staff"
    for group, number in applications_before(session, morning):
        url = f"{staff}/groups/{group.id}/applications"
        found[group.partnership_id].append({"title": group.name, "applications": number, "url": url})
    for partnership_id, number in unanswered_before(session, morning).items():
        url = f"{staff}/suggestions?partnership={partnership_id}&state=open"
        found[partnership_id].append({"unanswered": number, "url": url})
    for partnership_id, number in proposals_before(session, morning).items():
        url = f"{staff}/organisation-proposals?state=open"
        found[partnership_id].append({"proposals": number, "url": url})
    for partnership_id, parts in found.items():
        partnership = session.get_one(Partnership, partnership_id)
        for to in _unwritten(session, coordinators(session, partnership_id), f"{DIGEST}:{today}"):
            data = {"event": {"title": partnership.name}, "parts": parts, "partnership": partnership.name}
            _post(session, DIGEST, partnership_id, to, data, f"{DIGEST}:{today}")


def _of_events(session: Session, morning: datetime) -> dict[int, list[Json]]:
    """The parts of the letters about events, by partnership."""
    found: dict[int, list[Json]] = defaultdict(list)
    waiting = _pending_before(session, morning)
    declined = _declined_between(session, morning - A_DAY, morning)
    ids = {*waiting, *declined}
    if ids:
        events = (
            select(Event)
            .where(col(Event.id).in_(ids))
            .order_by(col(Event.starts_at).nulls_last(), col(Event.id))
        )
        for event in session.exec(events):
            part = _part(session, event, waiting.get(event.id, 0), declined[event.id])
            found[event.partnership_id].append(part)
    return found


def _pending_before(session: Session, morning: datetime) -> dict[int, int]:
    """How many registrations wait for the staff, by event."""
    statement = (
        select(Registration.event_id, sa.func.count())
        .join(Event, col(Event.id) == Registration.event_id)
        .where(
            Registration.status == RegistrationStatus.PENDING,
            col(Registration.reason).is_distinct_from(UNCONFIRMED_REASON),
            col(Registration.created_at) < morning,
            col(Event.status).in_(UPCOMING_STATUSES),
            ~col(Event.undealt),
        )
        .group_by(col(Registration.event_id))
    )
    return dict(session.exec(statement).all())


def _declined_between(session: Session, start: datetime, end: datetime) -> dict[int, list[str]]:
    """The names of those who declined an invitation or apologised from a meeting, by event."""
    statement = (
        select(Invitation)
        .join(Event, col(Event.id) == Invitation.event_id)
        .where(
            Invitation.status == InvitationStatus.DECLINED,
            col(Invitation.answered_at) >= start,
            col(Invitation.answered_at) < end,
            col(Event.status).in_(UPCOMING_STATUSES),
        )
        .order_by(col(Invitation.answered_at), col(Invitation.id))
    )
    invitations = session.exec(statement).all()
    names = names_of(session, invitations)
    found: dict[int, list[str]] = defaultdict(list)
    for one in invitations:
        found[one.event_id].append(names[one.id])
    for event_id, name in apologised_between(session, start, end):
        found[event_id].append(name)
    return found


def _part(session: Session, event: Event, waiting: int, declined: list[str]) -> Json:
    here = f"{_address(session)}/staff/events/{event.id}"
    return {
        "title": event.title,
        "starts_at": event.starts_at.isoformat() if event.starts_at else None,
        "to_approve": waiting,
        "declined_by": declined,
        "url": f"{here}/registrations?status=pending" if waiting else f"{here}/{_answers(event)}",
    }


def _answers(event: Event) -> str:
    """The page below that of the event where the answers of those invited stand."""
    return "members" if is_group_meeting(event) else "invitations"


@reactions.on("tick")
def tell_of_minimum(session: Session) -> None:
    """Once for each start: the event has too few participants, and somebody has to decide."""
    for event in session.exec(select(Event).where(minimum.undecided(clock.now())).order_by(col(Event.id))):
        name = (
            f"{MINIMUM}:{event.id}:{event.starts_at.astimezone(UTC).isoformat() if event.starts_at else ''}"
        )
        for to in _unwritten(session, coordinators(session, event.partnership_id), name):
            facts = letter_event(session, event.id).facts
            here = f"{_address(session)}/staff/events/{event.id}"
            data = {
                **facts,
                "event": {**facts["event"], "url": here},
                "signed_up": event.confirmed,
                "minimum": event.min_participants,
            }
            _post(session, MINIMUM, event.partnership_id, to, data, name)


def _unwritten(session: Session, readers: list[Reader], name: str) -> Iterable[Reader]:
    """Those who do not have the letter yet; most ticks write none."""
    names = {f"{name}:{one.user_id}": one for one in readers}
    written = session.exec(select(Letter.once).where(col(Letter.once).in_(names))).all()
    return [one for once, one in names.items() if once not in written]


def _post(session: Session, kind: str, partnership_id: int, to: Reader, data: Json, name: str) -> None:
    once = f"{name}:{to.user_id}"
    enqueue(session, kind, to.email, to.lang, data, partnership_id=partnership_id, once=once)


def _address(session: Session) -> str:
    settings: Settings = session.info["settings"]
    return settings.public_url.rstrip("/")
