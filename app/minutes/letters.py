"""Letters to the members of the group: minutes wait for their comments, or are published."""

from collections.abc import Sequence

from sqlalchemy.orm import selectinload
from sqlmodel import Session, col, select

from app.core import clock
from app.core.database.columns import rel
from app.core.mail.outbox import enqueue
from app.core.settings import Settings
from app.events.models import Event
from app.minutes.models import Minutes
from app.organisations.people_models import full_name
from app.partnerships.group_models import GroupMember
from app.partnerships.models import Partnership

FOR_COMMENT, PUBLISHED = "minutes_for_comment", "minutes_published"


def write_to_members(session: Session, minutes: Minutes, kind: str) -> None:
    """To each member of today with an address. Minutes of an event without a group have no such readers."""
    event = session.get_one(Event, minutes.event_id)
    if event.group_id is None:
        return
    settings: Settings = session.info["settings"]
    facts = {
        "event": {"title": event.title, "url": None},
        "read_url": f"{settings.public_url.rstrip('/')}/events/{event.id}/minutes",
        "partnership": session.get_one(Partnership, minutes.partnership_id).name,
        "expires_at": minutes.comment_until.isoformat() if minutes.comment_until else None,
    }
    written: set[str] = set()
    for member in _members(session, event.group_id):
        person, address = member.person, member.person.email if member.person else None
        if person and address and address.lower() not in written:
            written.add(address.lower())
            data = {**facts, "name": full_name(person)}
            about = f"minutes:{minutes.id}"
            enqueue(session, kind, address, "cs", data, partnership_id=minutes.partnership_id, about=about)


def recipients(session: Session, group_id: int | None) -> list[tuple[str, str]]:
    """Name and organisation of each member of today: the list of those who get the minutes."""
    return [
        (full_name(one.person) if one.person else "", one.organisation_name or "")
        for one in (_members(session, group_id) if group_id is not None else [])
    ]


def _members(session: Session, group_id: int) -> Sequence[GroupMember]:
    today = clock.today()
    statement = (
        select(GroupMember)
        .where(
            col(GroupMember.group_id) == group_id,
            col(GroupMember.since).is_(None) | (col(GroupMember.since) <= today),
            col(GroupMember.until).is_(None) | (col(GroupMember.until) >= today),
        )
        .options(selectinload(rel(GroupMember.person)), selectinload(rel(GroupMember.organisation)))
        .order_by(col(GroupMember.id))
    )
    return session.exec(statement).all()
