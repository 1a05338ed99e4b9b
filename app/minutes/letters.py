"""Letters to the members of the group: minutes wait for their comments, or are published."""

from sqlmodel import Session

from app.core import reactions
from app.core.json_values import Json
from app.core.mail.outbox import enqueue
from app.core.settings import Settings
from app.events.models import Event
from app.meetings.readers import Office, Reader, offices, readers
from app.minutes import links
from app.minutes.models import Minutes
from app.partnerships.models import Partnership

FOR_COMMENT, PUBLISHED = "minutes_for_comment", "minutes_published"


def write_to_members(session: Session, minutes: Minutes, kind: str) -> None:
    """To each member of today with an address, organisations too. An event without a group has no members."""
    event = session.get_one(Event, minutes.event_id)
    if event.group_id is None:
        return
    settings: Settings = session.info["settings"]
    facts: Json = {
        "event": {"title": event.title, "url": None},
        "read_url": f"{settings.public_url.rstrip('/')}/events/{event.id}/minutes",
        "partnership": session.get_one(Partnership, minutes.partnership_id).name,
        "expires_at": minutes.comment_until.isoformat() if minutes.comment_until else None,
    }
    people = readers(session, event.group_id)
    known = {reader.email for reader in people}
    others = [office for office in offices(session, event.group_id) if office.email not in known]
    to: list[Reader | Office] = [*people, *others]
    for reader in to:
        data = {**facts, "name": reader.name}
        if kind == FOR_COMMENT:
            data |= {"minutes_id": minutes.id, "minutes_reader_id": reader.member_id}
            data |= {"for_office": isinstance(reader, Office)}
        enqueue(
            session,
            kind,
            reader.email,
            reader.lang,
            data,
            partnership_id=minutes.partnership_id,
            about=f"minutes:{minutes.id}",
        )


@reactions.on("letter_leaving")
def add_link(session: Session, facts: Json, receiver: str) -> None:
    """A person without a login and an organisation get a link to the draft, in the mailbox that they have
    today alone."""
    if "minutes_reader_id" not in facts:
        return
    link = links.url(session, facts["minutes_id"], facts["minutes_reader_id"], receiver)
    if link is not None:
        facts |= {"read_url": link, "by_link": True}
