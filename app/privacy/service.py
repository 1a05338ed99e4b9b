"""Erasing by those who write in the partnership of a person."""

from sqlmodel import Session

from app.core.actor import Actor
from app.core.database.records import ANY_VERSION
from app.core.security_events import SecurityEvent, announce
from app.organisations.people import get_person_for_update
from app.privacy.erase import erase
from app.privacy.shapes import ErasedData, ErasureView, KeptData


def erase_person(session: Session, actor: Actor, person_id: int, reason: str) -> ErasureView:
    person = get_person_for_update(session, actor, person_id, ANY_VERSION)
    place = person.partnership_id
    outcome = erase(session, person, reason, actor.user_id)
    announce(
        session,
        SecurityEvent.PERSON_ERASED,
        actor.user_id,
        about=f"person:{person_id}",
        partnership_id=place,
    )
    return ErasureView(
        person_id=person_id,
        erased=[ErasedData(what=what, rows=rows) for what, rows in sorted(outcome.erased.items()) if rows],
        kept=[
            KeptData(what=one.data, ground=one.ground, until=one.until, where=one.where)
            for one in outcome.kept
        ],
    )
