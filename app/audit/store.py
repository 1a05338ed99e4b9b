"""Stores what was announced: security events, and who looked at whom."""

from collections import defaultdict
from collections.abc import Iterable

from sqlmodel import Session, col, select

from app.audit.alerts import alert_of_event, alert_of_failures
from app.audit.models import AccessRow, SecurityEventRow
from app.core import clock, reactions
from app.core.actor import PUBLIC, Actor
from app.core.json_values import Json
from app.core.networks import Client, shortened
from app.core.security_events import SecurityEvent
from app.core.web.access_log import Access, AccessAction
from app.organisations.people_models import Person
from app.registrations.models import Registration

AT_ONCE = 500
"""Ids of one query."""


@reactions.on("security_event")
def store_event(
    session: Session,
    event: SecurityEvent,
    user_id: int | None,
    client: Client | None,
    about: str | None,
    partnership_id: int | None,
    facts: Json,
) -> None:
    """`user_id` is whose account it is about. Somebody who has just signed in is the actor, too."""
    actor: Actor = session.info.get("actor", PUBLIC)
    row = SecurityEventRow(
        at=clock.now(),
        kind=event,
        user_id=user_id if event == SecurityEvent.SIGNED_IN else actor.user_id,
        api_key_id=actor.api_key_id,
        about_user_id=user_id,
        about=about,
        partnership_id=partnership_id,
        network=shortened(client.address) if client else None,
        request_id=session.info.get("request_id"),
        facts=facts,
    )
    session.add(row)
    session.flush()
    alert_of_event(session, row)


@reactions.on("people_seen")
def store_accesses(session: Session, accesses: list[Access]) -> None:
    """One row for each partnership whose people a request has shown."""
    registrants = _people_of_registrations(session, accesses)
    seen = [
        (access, [registrants[one] for one in access.ids if one in registrants])
        if access.of == "registration"
        else (access, list(access.ids))
        for access in accesses
    ]
    places = _partnerships(session, {person for _, people in seen for person in people})
    for access, people in seen:
        by_place: dict[int | None, list[int]] = defaultdict(list)
        for person in people:
            by_place[places.get(person)].append(person)
        session.add_all(_row(access, place, found) for place, found in by_place.items())
        if access.action == AccessAction.EXPORT:
            for place, found in by_place.items():
                row = _export(access, place, len(found))
                session.add(row)
                alert_of_event(session, row)


def _row(access: Access, partnership_id: int | None, people: list[int]) -> AccessRow:
    return AccessRow(
        at=access.at,
        user_id=access.user_id,
        api_key_id=access.api_key_id,
        request_id=access.request_id,
        action=access.action,
        path=access.path,
        partnership_id=partnership_id,
        people="|" + "".join(f"{person}|" for person in people),
        number=len(people),
    )


def _export(access: Access, partnership_id: int | None, people: int) -> SecurityEventRow:
    return SecurityEventRow(
        at=access.at,
        kind=SecurityEvent.PEOPLE_EXPORTED,
        user_id=access.user_id,
        api_key_id=access.api_key_id,
        partnership_id=partnership_id,
        request_id=access.request_id,
        facts={"path": access.path, "people": people},
    )


def _people_of_registrations(session: Session, accesses: list[Access]) -> dict[int, int]:
    wanted = {one for access in accesses if access.of == "registration" for one in access.ids}
    found: dict[int, int] = {}
    for part in _parts(wanted):
        statement = select(Registration.id, Registration.person_id).where(col(Registration.id).in_(part))
        found |= dict(session.exec(statement).all())
    return found


def _partnerships(session: Session, people: set[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for part in _parts(people):
        statement = select(Person.id, Person.partnership_id).where(col(Person.id).in_(part))
        found |= dict(session.exec(statement).all())
    return found


def _parts(ids: Iterable[int]) -> Iterable[list[int]]:
    ordered = sorted(ids)
    return (ordered[start : start + AT_ONCE] for start in range(0, len(ordered), AT_ONCE))


@reactions.on("tick")
def watch(session: Session) -> None:
    alert_of_failures(session)
