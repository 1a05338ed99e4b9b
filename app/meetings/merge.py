"""What merging two registrations of one person does with their places at a meeting."""

from sqlmodel import Session, col, select

from app.core import reactions
from app.meetings.models import MeetingMember
from app.organisations.merge_rules import follower
from app.registrations.models import Registration


@reactions.on("registrations_merged")
def follow_merged(session: Session, event_id: int, kept_id: int, gone_id: int) -> None:
    """Who was expected by the registration that ends is expected by the one that stays."""
    expected = select(MeetingMember).where(
        MeetingMember.event_id == event_id, MeetingMember.registration_id == gone_id
    )
    for one in session.exec(expected.order_by(col(MeetingMember.id))):
        one.registration_id = kept_id
    session.flush()


follower(MeetingMember, "registration_id", Registration, "person_id")
