"""The link of a member to a meeting: a right of its own, made when a letter leaves and stored nowhere."""

from sqlmodel import Session

from app.core.errors import NotFound, Problem
from app.core.secrets import is_signed, sign
from app.core.settings import Settings
from app.events import event_row
from app.meetings.models import MeetingMember
from app.registrations.links import base_url, ended_with, registration_in

PURPOSE = "meeting"


def token(settings: Settings, member: MeetingMember) -> str:
    return f"{member.id}-{sign(settings.secret_key, PURPOSE, f'{member.id}:{member.epoch}')}"


def url(settings: Settings, member: MeetingMember) -> str:
    return f"{base_url(settings)}/my/meetings/{token(settings, member)}"


def by_link(session: Session, given: str) -> MeetingMember:
    """NotFound for a wrong or outdated token, 410 for one that has expired."""
    settings: Settings = session.info["settings"]
    member = session.get(MeetingMember, registration_in(given))
    if member is None:
        raise NotFound()
    number, _, signature = given.partition("-")
    if number != str(member.id) or not is_signed(
        settings.secret_key, PURPOSE, f"{member.id}:{member.epoch}", signature
    ):
        raise NotFound()
    if ended_with(settings, event_row.read_event(session, member.event_id).ends_at):
        raise Problem("link_expired")
    return member
