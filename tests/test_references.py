"""What refers to a record is found by indexes, and has a name on the page that says why it stays."""

from collections.abc import Sequence

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from app.core.database import references
from app.core.database.columns import table_of
from app.courses.models import Course, Series
from app.events.models import Event
from app.organisations.models import Organisation
from app.organisations.people_models import Person
from app.partnerships.group_models import WorkingGroup
from app.partnerships.models import Partnership
from app.projects.models import FundingProgramme, Project, ProjectActivity
from app.seat_blocks.models import SeatBlock
from app.site.labels import LABELS

KEPT: Sequence[type[SQLModel]] = (
    Course,
    Event,
    FundingProgramme,
    Organisation,
    Partnership,
    Person,
    Project,
    ProjectActivity,
    SeatBlock,
    Series,
    WorkingGroup,
)
"""Kinds of records to which others refer."""
each_kind = pytest.mark.parametrize("table", KEPT, ids=lambda table: table.__name__)


@each_kind
def test_what_keeps_a_record_is_found_by_indexes(session: Session, table: type[SQLModel]) -> None:
    """Lists ask it for fifty records at once. PostgreSQL scans where a table is small. Of applications only
    the open ones have an index; they are few and asked for with a single group."""
    dialect, own = session.get_bind().dialect, table_of(table)
    if dialect.name != "sqlite":
        return
    statement = references.statement_of(own)
    assert statement is not None
    asked = statement.where(own.c.id == 1).compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    steps = session.connection().execute(sa.text(f"EXPLAIN QUERY PLAN {asked}"))
    found = {step.detail for step in steps if step.detail.startswith("SCAN")}
    assert found - {"SCAN group_application_1"} == set()


@each_kind
def test_what_keeps_a_record_has_a_name(table: type[SQLModel]) -> None:
    statement = references.statement_of(table_of(table))
    assert statement is not None
    types = {column.name for column in statement.selected_columns} - {"id", references.UNNAMED}
    assert types - {*LABELS["record_type"]} == set()
