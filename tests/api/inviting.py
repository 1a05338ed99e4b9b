"""What tests of invitations share: an office to invite, its link, what was written to whom."""

from typing import Any

from sqlmodel import Session

from app.attendance.models import AttendanceStatus
from app.core import clock
from app.core.database.engine import Database
from app.events.models import Event
from app.invitations.models import Invitation
from app.partnerships.models import Partnership
from tests import factories
from tests.api.asking import made
from tests.api.registering import letters
from tests.clients import Api

PRESENT, ABSENT = AttendanceStatus.PRESENT, AttendanceStatus.ABSENT
WHO = {"first_name": "Olga", "last_name": "Ospodová", "email": "olga@mesto.example"}
OFFICE = {"name": "Městský úřad Lhota", "function": "OSPOD", "email": "ospod@lhota.example"}


def invite(client: Api, event_id: int, **who: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = made(client, f"/events/{event_id}/invitations", **who)["added"]
    return found


def link_of(client: Api, invitation: dict[str, Any]) -> str:
    url: str = client.get(f"/invitations/{invitation['id']}").json()["url"]
    return "/my/invitations/" + url.rpartition("/")[2]


def a_person(database: Database, partnership: Partnership, **fields: Any) -> int:
    with database.writing() as session:
        return factories.a_person(session, partnership, **fields).id or 0


def kinds(database: Database) -> list[tuple[str, str]]:
    return [(letter.kind, letter.receiver) for letter in letters(database)]


def elsewhere(database: Database) -> Partnership:
    with database.writing() as session:
        return factories.a_partnership(session)


def an_invitation(session: Session, event: Event, **who: Any) -> Invitation:
    """As the service would leave it."""
    values = {"addressee": str(sorted(who.items())), "sent_at": clock.now(), **who}
    return factories.stored(
        session, Invitation(event_id=event.id, partnership_id=event.partnership_id, **values)
    )


def attended(session: Session, event: Event, status: AttendanceStatus, **fields: Any) -> Any:
    registration = factories.a_registration(session, event, **fields)
    [sitting] = factories.sessions_of(session, event)
    factories.an_attendance(session, registration, sitting, status)
    return registration
