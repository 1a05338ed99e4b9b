"""Letters to the admins about what may be an attack: many failures, many people exported, a new admin."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.audit.models import SecurityEventRow
from app.core import clock
from app.core.actor import RoleName
from app.core.security_events import SecurityEvent
from app.core.settings import Settings
from app.letters.kinds import SECURITY_ALERT
from app.letters.to_admins import write_to_admins

FAILURES = 30
"""Failed sign-ins and refused accesses within the window, of all accounts together."""
WINDOW = timedelta(minutes=15)
MANY_PEOPLE = 500
"""People in one export."""
COUNTED = (
    SecurityEvent.SIGN_IN_FAILED,
    SecurityEvent.LOCKED,
    SecurityEvent.ACCESS_REFUSED,
)


def alert_of_event(session: Session, event: SecurityEventRow) -> None:
    if event.kind == SecurityEvent.ROLE_GIVEN and event.facts.get("role") == RoleName.ADMIN:
        _tell(session, "new_admin", 1, f"role:{event.about_user_id}:{event.at.isoformat()}")
    people = event.facts.get("people")
    if event.kind == SecurityEvent.PEOPLE_EXPORTED and isinstance(people, int) and people >= MANY_PEOPLE:
        _tell(session, "export", people, f"export:{event.user_id}:{event.at.date().isoformat()}")


def alert_of_failures(session: Session) -> None:
    """Once an hour at most."""
    now = clock.now()
    statement = select(sa.func.count()).where(
        col(SecurityEventRow.kind).in_(COUNTED), col(SecurityEventRow.at) >= now - WINDOW
    )
    failures = session.exec(statement).one()
    if failures >= FAILURES:
        _tell(session, "failures", failures, f"failures:{now.strftime('%Y-%m-%dT%H')}")


def _tell(session: Session, what: str, number: int, once: str) -> None:
    settings: Settings = session.info["settings"]
    url = f"{settings.public_url.rstrip('/')}/staff/security"
    write_to_admins(session, SECURITY_ALERT, {"what": what, "number": number, "security_url": url}, once)
