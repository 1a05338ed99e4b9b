"""No statement on a tracked table goes past the change log, on whichever way it reaches the database."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from app.core.database import changes, prepared
from app.core.database.changes import Change
from tests import factories

pytestmark = pytest.mark.both_databases

Way = Callable[[Session, Any], object]
WAYS: dict[str, Way] = {
    "session": lambda session, statement: session.execute(statement),
    "connection": lambda session, statement: session.connection().execute(statement),
    "scalars of a connection": lambda session, statement: session.connection().scalars(statement),
    "prepared": lambda session, statement: prepared.rowcount(session, statement),
    "count": lambda session, statement: changes.update_counters(session, statement),
}
EVENT = SQLModel.metadata.tables["event"]
NAMED = sa.update(EVENT).where(EVENT.c.id == 0)
PAST: dict[str, Any] = {
    "an update": NAMED.values(title="Jinak"),
    "an update by the name of the column": NAMED.values({"title": "Jinak"}),
    "a counter with something else": NAMED.values(taken=EVENT.c.taken + 1, title="Jinak"),
    "an update of what its parameters name": NAMED,
    "a deletion": sa.delete(EVENT).where(EVENT.c.id == 0),
    "an insertion": sa.insert(EVENT).values(title="Nová"),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("what", PAST)
def test_a_statement_that_goes_past_the_log_is_refused(session: Session, what: str, way: str) -> None:
    with pytest.raises(RuntimeError, match="goes past the change log"):
        WAYS[way](session, PAST[what])


@pytest.mark.parametrize("way", [way for way in WAYS if way not in ("session", "scalars of a connection")])
def test_counters_move_beside_the_log(session: Session, way: str) -> None:
    event = factories.an_event(session, sessions=0)
    moving = sa.update(EVENT).where(EVENT.c.id == event.id)
    WAYS[way](session, moving.values(waiting=EVENT.c.waiting + 2, queue_last=7))
    session.refresh(event)
    assert (event.waiting, event.queue_last, event.version) == (2, 7, 1)


def test_what_goes_through_the_log_is_carried_out_and_logged(session: Session) -> None:
    event = factories.an_event(session)
    changes.write(session, sa.update(EVENT).where(EVENT.c.id == event.id).values(title="Jinak"), "updated")
    changes.write_many(
        session, sa.update(EVENT).values(description="Též"), "updated", EVENT.c.description == "Též"
    )
    session.refresh(event)
    assert (event.title, event.description) == ("Jinak", "Též")
    session.commit()


def test_the_orm_and_tables_that_nobody_tracks_are_left_alone(session: Session) -> None:
    event = factories.an_event(session, sessions=0)
    event.title = "Jinak"
    session.flush()
    session.connection().execute(sa.delete(SQLModel.metadata.tables["schedule_revision"]))
    session.connection().execute(sa.update(SQLModel.metadata.tables["change"]).values(public=True))
    assert session.scalars(sa.select(col(Change.id)).where(col(Change.type) == "letter")).all() == []
    session.delete(event)
