"""The rights of a person by the link of a registration, also after the event or a cancellation."""

from sqlmodel import Session

from app.organisations.people_models import Person
from app.privacy.own_data import withdraw
from app.privacy.shapes import OwnRights
from app.registrations.models import Registration
from app.registrations.own_link import by_link


def own_rights(session: Session, token: str) -> OwnRights:
    return _view(session, by_link(session, token))


def withdraw_own_consents(session: Session, token: str) -> OwnRights:
    registration = by_link(session, token)
    withdraw(registration)
    session.flush()
    return _view(session, registration)


def object_by_registration(session: Session, token: str, objects: bool) -> OwnRights:
    """The person's no-shows are not counted any more, at no event of the partnership."""
    registration = by_link(session, token)
    session.get_one(Person, registration.person_id).objects_to_profiling = objects
    session.flush()
    return _view(session, registration)


def _view(session: Session, registration: Registration) -> OwnRights:
    person = session.get_one(Person, registration.person_id)
    given = [name for name, said in registration.consents.items() if said]
    return OwnRights(
        consents=given,
        objects_to_profiling=person.objects_to_profiling,
        allowed=[
            *(["withdraw_consents"] if given else []),
            "take_back_objection" if person.objects_to_profiling else "object",
            *(["request_data"] if person.email else []),
        ],
    )
