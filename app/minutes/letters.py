"""Letters to the members of the group: minutes wait for their comments, or are published."""

from sqlmodel import Session

from app.core import clock, reactions
from app.core.addresses import normal_address
from app.core.json_values import Json
from app.core.mail.outbox import enqueue, was_written_since
from app.core.settings import Settings
from app.events.models import Event
from app.meetings.readers import Office, Reader, offices, readers
from app.minutes import links
from app.minutes.comments import is_open
from app.minutes.models import Minutes
from app.partnerships.models import Partnership
from app.registrations.links import ASKED_AGAIN

FOR_COMMENT, PUBLISHED = "minutes_for_comment", "minutes_published"


def write_to_members(session: Session, minutes: Minutes, kind: str) -> None:
    """To each member of today with an address, organisations too. An event without a group has no members."""
    event = session.get_one(Event, minutes.event_id)
    if event.group_id is None:
        return
    for reader in _receivers(session, event.group_id):
        _write(session, minutes, event, kind, reader)


def send_mine(session: Session, token: str) -> None:
    """Write once more to a member who is to comment, by the link or one that has ended: once an hour."""
    found = links.was_by_link(session, token)
    if found is None or not is_open(found.minutes):
        return
    session.refresh(found.minutes, with_for_update=True)
    event, lately = session.get_one(Event, found.minutes.event_id), clock.now() - ASKED_AGAIN
    for reader in _receivers(session, event.group_id or 0):
        about = _about(found.minutes)
        if reader.member_id != found.member_id:
            continue
        if not was_written_since(session, about, [FOR_COMMENT], lately, reader.email):
            _write(session, found.minutes, event, FOR_COMMENT, reader)


def _receivers(session: Session, group_id: int) -> list[Reader | Office]:
    people = readers(session, group_id)
    known = {normal_address(reader.email) for reader in people}
    return [
        *people,
        *(office for office in offices(session, group_id) if normal_address(office.email) not in known),
    ]


def _write(session: Session, minutes: Minutes, event: Event, kind: str, to: Reader | Office) -> None:
    settings: Settings = session.info["settings"]
    data: Json = {
        "event": {"title": event.title, "url": None},
        "read_url": f"{settings.public_url.rstrip('/')}/events/{event.id}/minutes",
        "partnership": session.get_one(Partnership, minutes.partnership_id).name,
        "expires_at": minutes.comment_until.isoformat() if minutes.comment_until else None,
        "name": to.name,
    }
    if kind == FOR_COMMENT:
        data |= {"minutes_id": minutes.id, "minutes_reader_id": to.member_id}
        data |= {"for_office": isinstance(to, Office)}
    place = minutes.partnership_id
    enqueue(session, kind, to.email, to.lang, data, partnership_id=place, about=_about(minutes))


def _about(minutes: Minutes) -> str:
    return f"minutes:{minutes.id}"


@reactions.on("letter_leaving")
def add_link(session: Session, facts: Json, receiver: str) -> None:
    """A person without a login and an organisation get a link to the draft, in the mailbox that they have
    today alone."""
    if "minutes_reader_id" not in facts:
        return
    link = links.url(session, facts["minutes_id"], facts["minutes_reader_id"], receiver)
    if link is not None:
        facts |= {"read_url": link, "by_link": True}
