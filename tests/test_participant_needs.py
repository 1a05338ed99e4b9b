"""What people need at an event: whose it is, how diets are counted, and when it is deleted."""

from datetime import timedelta

from sqlmodel import Session, select

from app.core import clock, retention
from app.core.actor import SYSTEM
from app.core.personal import Kept
from app.core.web.idempotency import RETENTION, IdempotencyKey
from app.events import event_row
from app.events.models import Event
from app.events.shapes import Cancellation
from app.events.transitions import cancel_event
from app.registrations import needs
from app.registrations.models import Registration, RegistrationNeed
from app.registrations.shapes import Needs
from tests import factories


def needing(session: Session, event: Event, diet: str) -> Registration:
    registration = factories.a_registration(session, event)
    row = event_row.read_event(session, event.id)
    needs.store(session, row, registration.id, Needs(diet=diet))
    return registration


def diets_of(session: Session) -> dict[int, str]:
    """By registration."""
    return {one.registration_id: one.diet for one in session.exec(select(RegistrationNeed))}


def test_needs_move_with_their_person_alone(session: Session) -> None:
    place = factories.a_partnership(session)
    event, other = (factories.an_event(session, place) for _ in range(2))
    mine, theirs = needing(session, event, "bez lepku"), needing(session, event, "vegan")
    new = factories.a_registration(session, other)
    needs.transfer(session, event_row.read_event(session, other.id), mine.id, new.id)
    assert diets_of(session) == {new.id: "bez lepku", theirs.id: "vegan"}


def test_the_most_frequent_diet_comes_first_and_each_person_counts_once(session: Session) -> None:
    event = factories.an_event(session)
    for diet in ("vegan", "bez lepku", "Bez lepku", ""):
        needing(session, event, diet)
    told = needs.list_participant_needs(session, SYSTEM, event.id).diets
    assert [(one.diet.lower(), one.count) for one in told] == [("bez lepku", 2), ("vegan", 1)]


def test_the_needs_of_a_cancelled_event_are_deleted_and_no_others(session: Session) -> None:
    event, other = factories.an_event(session), factories.an_event(session)
    needing(session, event, "vegan")
    kept = needing(session, other, "bez lepku")
    cancel_event(session, SYSTEM, event.id, Cancellation(reason="Nemoc"))
    assert list(diets_of(session)) == [kept.id]


def test_what_is_due_often_is_deleted_by_each_run(session: Session) -> None:
    event = factories.an_event(session, starts_at=clock.now() - timedelta(days=400))
    needing(session, event, "vegan")
    old = clock.now() - RETENTION - timedelta(hours=1)
    factories.stored(session, IdempotencyKey(scope="1", body_hash="1", created_at=old))
    forgotten = retention.forget_some(session)
    assert (forgotten[Kept.NEEDS], forgotten[Kept.ANSWERS]) == (1, 1)
