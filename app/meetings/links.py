"""The link of a member to a meeting: a right of its own, made when a letter leaves and stored nowhere."""

from sqlmodel import Session

from app.core.errors import NotFound, Problem
from app.core.secrets import is_signed, sign
from app.core.settings import Settings
from app.events import event_row
from app.meetings.models import MeetingMember
from app.registrations.links import base_url, ended_with, epochs_until, registration_in

PURPOSE = "meeting"


def token(settings: Settings, member: MeetingMember) -> str:
    return f"{member.id}-{sign(settings.secret_key, PURPOSE, f'{member.id}:{member.epoch}')}"


def url(settings: Settings, member: MeetingMember) -> str:
    return f"{base_url(settings)}/my/meetings/{token(settings, member)}"


def by_link(session: Session, given: str) -> MeetingMember:
    """NotFound for a wrong or outdated token, 410 for one that has expired."""
    settings: Settings = session.info["settings"]
    member = session.get(MeetingMember, registration_in(given))
    if member is None or not _is_of(settings, given, member.id, member.epoch):
        raise NotFound()
    if ended_with(settings, event_row.read_event(session, member.event_id).ends_at):
        raise Problem("link_expired")
    return member


def was_by_link(session: Session, given: str) -> MeetingMember | None:
    """Also by a link that has ended. None for one that never opened anything."""
    settings: Settings = session.info["settings"]
    try:
        member = session.get(MeetingMember, registration_in(given))
    except NotFound:
        return None
    if member is None:
        return None
    epochs = epochs_until(member.epoch)
    return member if any(_is_of(settings, given, member.id, epoch) for epoch in epochs) else None


def _is_of(settings: Settings, given: str, member_id: int, epoch: int) -> bool:
    number, _, signature = given.partition("-")
    signed = is_signed(settings.secret_key, PURPOSE, f"{member_id}:{epoch}", signature)
    return signed and number == str(member_id)
