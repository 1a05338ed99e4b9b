"""What only meetings show: the agenda, the chain of meetings, and what the room of meetings knows of them."""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from app.core import reactions
from app.core.actor import Actor
from app.core.json_values import Json
from app.events.agenda import items_of, rows_of
from app.events.models import Event, Meeting
from app.events.views import DeadlinesView

UNKNOWN: Json = {
    "quorum": None,
    "deadlines": dict.fromkeys(DeadlinesView.model_fields),
    "invited_at": None,
    "uninvited": None,
    "expected": None,
    "my_answer": None,
}
"""The facts of a meeting before `meetings_shown` was announced."""


def meeting_rows(
    session: Session, actor: Actor, events: Iterable[Event], own: Mapping[int, SQLModel]
) -> dict[int, Json]:
    """The additional fields of meetings by their ids; `own` are the rows beside the events."""
    meetings = [(event, one) for event in events if isinstance(one := own.get(event.id), Meeting)]
    if not meetings:
        return {}
    ids = [event.id for event, _ in meetings]
    agendas, following = items_of(session, ids), _following(session, ids)
    facts = {event.id: dict(UNKNOWN) for event, _ in meetings}
    reactions.announce("meetings_shown", session=session, actor=actor, meetings=meetings, facts=facts)
    return {
        event.id: {
            "agenda": rows_of(
                agendas.get(event.id, []), event.starts_at, inside=actor.reads(event.partnership_id)
            ),
            "previous_meeting_id": one.previous_meeting_id,
            "next_meeting_id": following.get(event.id),
            "own_quorum": one.quorum,
            **facts[event.id],
        }
        for event, one in meetings
    }


def _following(session: Session, ids: list[int]) -> dict[int | None, int]:
    """The next meeting of each; of several the one that was added first."""
    previous = col(Meeting.previous_meeting_id)
    statement = select(previous, sa.func.min(col(Meeting.id))).where(previous.in_(ids))
    return dict(session.exec(statement.group_by(previous)).all())
