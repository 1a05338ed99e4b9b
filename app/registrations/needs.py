"""Accessibility and diet: stored apart, for people who run the event only, deleted some days after it."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session

from app.core import reactions, retention
from app.core.actor import Actor
from app.core.database.columns import table_of
from app.core.personal import Kept
from app.core.settings import Settings
from app.core.text import fold
from app.core.web.keyset import Condition
from app.events import event_row
from app.events.access import check_recorder
from app.events.event_row import EVENT, EventRow
from app.events.models import Event, EventStatus
from app.events.status import needs_kept_until
from app.organisations.people_models import full_name
from app.registrations.models import INACTIVE_STATUSES, RegistrationNeed, RegistrationStatus
from app.registrations.seats import REGISTRATION
from app.registrations.shapes import DietView, Needs, NeedsList, ParticipantNeedView
from app.registrations.views import NAMED, PERSON

NEED = table_of(RegistrationNeed)


def store(session: Session, event: EventRow, registration_id: int, needs: Needs | None) -> None:
    """Replace the stored needs; without needs delete the row."""
    if needs is None:
        return
    forgotten = sa.delete(NEED).where(NEED.c.registration_id == registration_id)
    session.connection().execute(forgotten)
    if needs.accessibility or needs.diet:
        whose = {"registration_id": registration_id, "event_id": event.id}
        row = {**whose, "partnership_id": event.partnership_id, **needs.model_dump()}
        session.connection().execute(sa.insert(NEED).values(row))


def transfer(session: Session, event: EventRow, old_id: int, new_id: int) -> None:
    """Move the needs to another registration of the same person."""
    moved = sa.update(NEED).where(NEED.c.registration_id == old_id)
    session.connection().execute(moved.values(registration_id=new_id, event_id=event.id))


def merge(session: Session, event: EventRow, better_id: int, other_id: int) -> None:
    """Move needs that only the other registration has, and delete its row."""
    own, more = needs_of(session, better_id), needs_of(session, other_id)
    both = Needs(accessibility=own.accessibility or more.accessibility, diet=own.diet or more.diet)
    store(session, event, better_id, both)
    store(session, event, other_id, Needs())


def needs_of(session: Session, registration_id: int) -> Needs:
    statement = sa.select(NEED.c.accessibility, NEED.c.diet).where(NEED.c.registration_id == registration_id)
    row = session.connection().execute(statement).one_or_none()
    return Needs(accessibility=row.accessibility, diet=row.diet) if row else Needs()


def list_participant_needs(session: Session, actor: Actor, event_id: int) -> NeedsList:
    """For writers of the partnership and facilitators named on the event, not for auditors."""
    event = event_row.read_event(session, event_id)
    check_recorder(session, actor, event_id, event.partnership_id)
    statement = (
        sa.select(NEED.c.registration_id, NEED.c.accessibility, NEED.c.diet, *NAMED)
        .join(REGISTRATION, REGISTRATION.c.id == NEED.c.registration_id)
        .join(PERSON, PERSON.c.id == REGISTRATION.c.person_id)
        .where(NEED.c.event_id == event_id, REGISTRATION.c.status == RegistrationStatus.CONFIRMED)
        .order_by(PERSON.c.sort_key, NEED.c.registration_id)
    )
    rows = session.connection().execute(statement).all()
    named = actor.writes(event.partnership_id)
    settings: Settings = session.info["settings"]
    return NeedsList(
        kept_until=needs_kept_until(event, settings.needs_retention_days),
        diets=_diets(row.diet for row in rows),
        results=[
            ParticipantNeedView(
                registration_id=row.registration_id,
                name=full_name(row) if named else None,
                accessibility=row.accessibility,
                diet=row.diet,
            )
            for row in rows
        ],
    )


def _diets(said: Iterable[str]) -> list[DietView]:
    """Diets by frequency. Spellings of one diet are counted together, under the first spelling."""
    found: dict[str, DietView] = {}
    for diet in filter(None, said):
        found.setdefault(fold(diet), DietView(diet=diet, count=0)).count += 1
    return sorted(found.values(), key=lambda one: -one.count)


# --- deleting --------------------------------------------------------------------------------------------


def count_due(session: Session) -> int:
    """The number of people whose needs are due."""
    counted = sa.select(sa.func.count()).select_from(NEED).where(_due(retention.edge(session, Kept.NEEDS)))
    return session.connection().execute(counted).scalar_one()


@retention.rule(Kept.NEEDS, lambda settings: settings.needs_retention_days, count_due, often=True)
def delete_due(session: Session) -> tuple[int, int]:
    """Delete needs whose time is over."""
    due = sa.delete(NEED).where(_due(retention.edge(session, Kept.NEEDS)))
    return 0, session.connection().execute(due).rowcount


def _due(ended_by: datetime) -> Condition:
    """A condition: the event ended by then or is cancelled, or the person is not coming."""
    over = sa.or_(
        EVENT.c.ends_at <= ended_by,
        EVENT.c.status == EventStatus.CANCELLED,
        REGISTRATION.c.status.in_(INACTIVE_STATUSES),
    )
    registered = sa.exists().where(REGISTRATION.c.id == NEED.c.registration_id)
    return registered.where(EVENT.c.id == REGISTRATION.c.event_id, over)


@reactions.on("event_cancelled")
def delete_of_event(session: Session, event: Event) -> None:
    session.connection().execute(sa.delete(NEED).where(NEED.c.event_id == event.id))
