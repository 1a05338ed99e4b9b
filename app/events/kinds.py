"""What only some kinds have: the facts of round tables, trainings and meetings beside their event."""

from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from app.core import records
from app.core.errors import Invalid
from app.courses.models import Course, EventKind, SeriesTopic
from app.events.kind_models import Meeting, RoundTable, RoundTableInvitation, Training
from app.events.models import Event, EventRole
from app.events.people import replace_people
from app.events.shapes import EventCreate, EventUpdate, Invited
from app.organisations.models import Organisation

OWN: dict[EventKind, type[SQLModel]] = {
    EventKind.ROUND_TABLE: RoundTable,
    EventKind.TRAINING: Training,
    EventKind.MEETING: Meeting,
}
OWN_FIELDS = {
    "round",
    "level",
    "invited",
    "required_roles",
    "course_id",
    "lecturers",
    "agenda",
    "previous_meeting_id",
    "quorum",
}


def create_own(session: Session, event: Event, body: EventCreate) -> None:
    """The row beside a new event; what is not said is taken from its topic."""
    table = cast(Any, OWN.get(event.kind))
    if table is None:
        return
    sent = body.model_dump(include=OWN_FIELDS & set(table.__table__.c.keys()))
    own = table(id=event.id, partnership_id=event.partnership_id, **_from_topic(session, event, sent))
    _check_own(session, event, own)
    session.add(own)
    session.flush()
    _replace_lists(session, event, body)


def update_own(session: Session, event: Event, body: EventUpdate) -> bool:
    """Tells whether anything changed."""
    table = OWN.get(event.kind)
    if table is None or not body.model_fields_set & OWN_FIELDS:
        return False
    own = session.get_one(table, event.id)
    changed = records.take_over(own, _plain(body))
    _check_own(session, event, own)
    session.flush()
    return _replace_lists(session, event, body) or bool(changed)


def _plain(body: EventUpdate) -> EventUpdate:
    """The body with its agenda as it is stored."""
    items = getattr(body, "agenda", None)
    return body.model_copy(update={"agenda": [item.model_dump() for item in items]}) if items else body


def _from_topic(session: Session, event: Event, sent: dict[str, Any]) -> dict[str, Any]:
    topic = session.get(SeriesTopic, event.topic_id) if event.topic_id else None
    if topic and event.kind == EventKind.ROUND_TABLE and sent.get("round") is None:
        sent["round"] = topic.position
    if topic and event.kind == EventKind.TRAINING and sent.get("course_id") is None:
        sent["course_id"] = topic.course_id
    return sent


def _check_own(session: Session, event: Event, own: Any) -> None:
    if isinstance(own, Training):
        records.require(session, Course, own.course_id, "#/course_id")
    if isinstance(own, Meeting) and own.previous_meeting_id is not None:
        pointer = "#/previous_meeting_id"
        records.require(session, Meeting, own.previous_meeting_id, pointer, event.partnership_id)
        _check_chain(session, event, own.previous_meeting_id)


def _check_chain(session: Session, event: Event, previous_id: int) -> None:
    """A meeting does not come, by however many steps, before itself."""
    seen: set[int] = set()
    current: int | None = previous_id
    with session.no_autoflush:
        while current is not None and current not in seen:
            if current == event.id:
                raise Invalid("#/previous_meeting_id", "not_allowed")
            seen.add(current)
            current = session.scalar(
                sa.select(col(Meeting.previous_meeting_id)).where(col(Meeting.id) == current)
            )


def _replace_lists(session: Session, event: Event, body: Any) -> bool:
    changed = False
    if event.kind == EventKind.TRAINING and "lecturers" in body.model_fields_set:
        changed = replace_people(session, event, EventRole.LECTURER, body.lecturers or [], "lecturers")
    if event.kind == EventKind.ROUND_TABLE and "invited" in body.model_fields_set:
        changed = _replace_invitations(session, event, body.invited or [])
    return changed


def _replace_invitations(session: Session, event: Event, bodies: list[Invited]) -> bool:
    statement = sa.select(RoundTableInvitation).where(col(RoundTableInvitation.event_id) == event.id)
    standing = list(session.scalars(statement.order_by(col(RoundTableInvitation.id))))
    wanted = [(body.organisation_id, body.role) for body in bodies]
    if [(row.organisation_id, row.role) for row in standing] == wanted:
        return False
    for place, pair in enumerate(wanted):
        if pair in wanted[:place]:
            raise Invalid(f"#/invited/{place}", "duplicate")
        records.require(session, Organisation, pair[0], f"#/invited/{place}/organisation_id")
    for row in standing:
        session.delete(row)
    session.flush()
    facts: dict[str, Any] = {"event_id": event.id, "partnership_id": event.partnership_id}
    session.add_all([RoundTableInvitation(organisation_id=who, role=role, **facts) for who, role in wanted])
    session.flush()
    return True
