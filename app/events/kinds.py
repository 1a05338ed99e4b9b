"""The facts of round tables, trainings and meetings, which are stored in tables of their own."""

from collections.abc import Sequence

from sqlmodel import Session, SQLModel, col, select

from app.core.database import records
from app.core.errors import Invalid
from app.core.json_values import Json
from app.courses.models import Course, EventKind, SeriesTopic
from app.events.models import Event, EventRole, Meeting, RoundTable, RoundTableInvitation, Training
from app.events.people import replace_people
from app.events.shapes import (
    EventCreate,
    EventUpdate,
    Invited,
    RoundTableCreate,
    RoundTableUpdate,
    TrainingCreate,
    TrainingUpdate,
)
from app.organisations.models import Organisation

OfKind = RoundTable | Training | Meeting
TABLES: dict[EventKind, type[RoundTable] | type[Training] | type[Meeting]] = {
    EventKind.ROUND_TABLE: RoundTable,
    EventKind.TRAINING: Training,
    EventKind.MEETING: Meeting,
}
FIELDS = {
    "round",
    "level",
    "invited",
    "required_roles",
    "course_id",
    "lecturers",
    "previous_meeting_id",
    "quorum",
}


def row_beside(event: Event, facts: Json) -> OfKind | None:
    """The additional row of a new event; None for a kind without facts of its own."""
    table = TABLES.get(event.kind)
    return table(id=event.id, partnership_id=event.partnership_id, **facts) if table else None


def create_facts(session: Session, event: Event, body: EventCreate) -> None:
    """Store the facts sent with a new event; take missing ones from its topic."""
    table = TABLES.get(event.kind)
    if table is None:
        return
    sent = body.model_dump(include=FIELDS & set(table.model_fields))
    own = row_beside(event, _from_topic(session, event, sent))
    _check(session, event, own)
    session.add(own)
    session.flush()
    _replace_lists(session, event, body)


def update_facts(session: Session, event: Event, body: EventUpdate) -> bool:
    """Returns whether anything changed."""
    table = TABLES.get(event.kind)
    if table is None or not body.model_fields_set & FIELDS:
        return False
    own = session.get_one(table, event.id)
    changed = records.apply_changes(own, body)
    _check(session, event, own)
    session.flush()
    return _replace_lists(session, event, body) or bool(changed)


def _from_topic(session: Session, event: Event, sent: Json) -> Json:
    topic = session.get(SeriesTopic, event.topic_id) if event.topic_id else None
    if topic and event.kind == EventKind.ROUND_TABLE and sent.get("round") is None:
        sent["round"] = topic.position
    if topic and event.kind == EventKind.TRAINING and sent.get("course_id") is None:
        sent["course_id"] = topic.course_id
    return sent


def _check(session: Session, event: Event, own: SQLModel | None) -> None:
    if isinstance(own, Training):
        records.get_referenced(session, Course, own.course_id, "#/course_id")
    if isinstance(own, Meeting) and own.previous_meeting_id is not None:
        pointer = "#/previous_meeting_id"
        records.get_referenced(session, Meeting, own.previous_meeting_id, pointer, event.partnership_id)
        _check_chain(session, event, own.previous_meeting_id)


def _check_chain(session: Session, event: Event, previous_id: int) -> None:
    """Refuse a cycle in the chain of previous meetings."""
    seen: set[int] = set()
    current: int | None = previous_id
    with session.no_autoflush:
        while current is not None and current not in seen:
            if current == event.id:
                raise Invalid("#/previous_meeting_id", "not_allowed")
            seen.add(current)
            before = select(Meeting.previous_meeting_id).where(Meeting.id == current)
            current = session.exec(before).first()


def _replace_lists(session: Session, event: Event, body: EventCreate | EventUpdate) -> bool:
    if isinstance(body, TrainingCreate | TrainingUpdate) and "lecturers" in body.model_fields_set:
        return replace_people(session, event, EventRole.LECTURER, body.lecturers or [], "lecturers")
    if isinstance(body, RoundTableCreate | RoundTableUpdate) and "invited" in body.model_fields_set:
        return _replace_invitations(session, event, body.invited or [])
    return False


def _replace_invitations(session: Session, event: Event, bodies: Sequence[Invited]) -> bool:
    statement = select(RoundTableInvitation).where(RoundTableInvitation.event_id == event.id)
    standing = session.exec(statement.order_by(col(RoundTableInvitation.id))).all()
    wanted = [(body.organisation_id, body.role) for body in bodies]
    if [(row.organisation_id, row.role) for row in standing] == wanted:
        return False
    for place, pair in enumerate(wanted):
        if pair in wanted[:place]:
            raise Invalid(f"#/invited/{place}", "duplicate")
        records.get_referenced(session, Organisation, pair[0], f"#/invited/{place}/organisation_id")
    for row in standing:
        session.delete(row)
    session.flush()
    session.add_all(
        RoundTableInvitation(
            event_id=event.id,
            partnership_id=event.partnership_id,
            organisation_id=organisation_id,
            role=role,
        )
        for organisation_id, role in wanted
    )
    session.flush()
    return True
