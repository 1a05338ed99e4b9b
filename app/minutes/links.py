"""The link by which a member without a login reads a draft and comments on it: a person, or an organisation
without a named person at its contact address.

It is an HMAC of the minutes, the membership, the end of the time for comments and the address that the
member has. So nothing of it is stored, and it ends with that time, with the membership, and when the address
changes; minutes that are opened to comments anew have new links.
"""

from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col

from app.core.addresses import normal_address
from app.core.errors import NotFound, Problem
from app.core.plain_text import whole_number
from app.core.secrets import is_signed, sign
from app.core.settings import Settings
from app.events.models import Event
from app.meetings.letters import office_email
from app.meetings.readers import login_language, members_today
from app.minutes import comments
from app.minutes.models import Minutes
from app.organisations.people_models import Person, full_name
from app.partnerships.group_models import GroupMember
from app.registrations.links import base_url

PURPOSE, WHOSE = "minutes", "minutes-member"
SIGNED = 27
"""Characters of a signature."""


class Linked(NamedTuple):
    """The minutes that a link opens, and the member in whose name it comments."""

    minutes: Minutes
    member_id: int
    name: str
    email: str
    person: Person | None
    """None for an organisation: its mailbox may be read by many."""


def token(settings: Settings, minutes_id: int, member_id: int, until: datetime | None, address: str) -> str:
    """Two signatures: of whose link it is, which stays, and of what it opens, which ends."""
    key, signed = settings.secret_key, _signed(minutes_id, member_id, until, address)
    whose = sign(key, WHOSE, f"{minutes_id}:{member_id}")
    return f"{minutes_id}-{member_id}-{whose}{sign(key, PURPOSE, signed)}"


def _signed(minutes_id: int, member_id: int, until: datetime | None, address: str) -> str:
    end = int(until.timestamp()) if until else 0
    return f"{minutes_id}:{member_id}:{end}:{normal_address(address)}"


def url(session: Session, minutes_id: int, member_id: int, receiver: str) -> str | None:
    """None for a mailbox that is not the member's any more, for members with a login, and while the minutes
    are not open to comments."""
    found = _found(session, minutes_id, member_id)
    if found is None or not comments.is_open(found.minutes):
        return None
    if normal_address(found.email) != normal_address(receiver):
        return None
    if found.person is not None and login_language(session, found.person.id) is not None:
        return None
    settings: Settings = session.info["settings"]
    made = token(settings, minutes_id, member_id, found.minutes.comment_until, receiver)
    return f"{base_url(settings)}/my/minutes/{made}"


def by_link(session: Session, given: str) -> Linked:
    """NotFound for a wrong or outdated token, 410 `minutes_closed` after the time for comments."""
    found, signature = was_by_link(session, given), given[-SIGNED:]
    if found is None:
        raise NotFound()
    signed = _signed(found.minutes.id, found.member_id, found.minutes.comment_until, found.email)
    settings: Settings = session.info["settings"]
    if not is_signed(settings.secret_key, PURPOSE, signed, signature):
        raise NotFound()
    if not comments.is_open(found.minutes):
        raise Problem("minutes_closed", event=session.get_one(Event, found.minutes.event_id).title)
    return found


def was_by_link(session: Session, given: str) -> Linked | None:
    """Also by a link that has ended. None for one that never opened anything, and for members of the past."""
    first, _, rest = given.partition("-")
    second, _, signatures = rest.partition("-")
    minutes_id, member_id = whole_number(first), whole_number(second)
    settings: Settings = session.info["settings"]
    if not minutes_id or not member_id or len(signatures) != 2 * SIGNED:
        return None
    if not is_signed(settings.secret_key, WHOSE, f"{minutes_id}:{member_id}", signatures[:SIGNED]):
        return None
    return _found(session, minutes_id, member_id)


def _found(session: Session, minutes_id: int, member_id: int) -> Linked | None:
    """The minutes, and a member of today of the group that met, with a mailbox."""
    minutes = session.get(Minutes, minutes_id)
    group_id = session.get_one(Event, minutes.event_id).group_id if minutes else None
    if minutes is None or group_id is None:
        return None
    member = session.exec(members_today(group_id).where(col(GroupMember.id) == member_id)).one_or_none()
    if member is None:
        return None
    name, email = _mailbox(session, member)
    return Linked(minutes, member.id, name, email, member.person) if email else None


def _mailbox(session: Session, member: GroupMember) -> tuple[str, str | None]:
    """The name of the member, and the address at which it is reached."""
    if member.person is not None:
        return full_name(member.person), member.person.email
    if member.organisation is None:
        return "", None
    return member.organisation.name, office_email(session, member.partnership_id, member.organisation)
