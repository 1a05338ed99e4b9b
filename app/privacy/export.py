"""All that is kept of one person, table by table, with the names of what the rows refer to."""

from collections.abc import Iterator
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from app.core import clock, retention
from app.core.actor import Actor
from app.core.database import records
from app.core.database.columns import table_of
from app.core.errors import Forbidden
from app.core.json_values import Json
from app.core.mail.outbox import Letter
from app.core.personal import REGISTER, Data, Declared, Subject
from app.core.settings import Settings
from app.organisations.people import one
from app.organisations.people_models import Person
from app.partnerships.models import Partnership
from app.privacy.letters import about_person
from app.privacy.shapes import ExportedTable, PersonExport, Processing
from app.privacy.subject import subject_of

NAMES = {
    "event_id": ("event", "title"),
    "session_id": ("event_session", "starts_at"),
    "series_id": ("series", "title"),
    "organisation_id": ("organisation", "name"),
    "group_id": ("working_group", "name"),
    "partnership_id": ("partnership", "name"),
    "territory_id": ("territory", "name"),
    "user_id": ("account", "email"),
    "recorded_by": ("account", "name"),
    "decision_id": ("decision", "title"),
    "item_id": ("programme_item", "title"),
}
"""What stands in the export for a reference: the table, and the column that its records are called by."""
HIDDEN = {
    "sort_key",
    "folded_name",
    "folded_email",
    "addressee",
    "data",
    "steps",
    "registration_id",
    "registration_ids",
    "person_id",
    "presenter_id",
    "owner_id",
    "folded_text",
    "mailbox",
    "people",
}
"""Forms for comparison, copies of other rows, ids of the person, and `people`: all whom one look showed."""
OF_SEVERAL = ("registrations_made", "series_enrolled", "series_dealt")
"""Letters that may name colleagues who share the mailbox."""
LETTER = table_of(Letter)


def export_person(session: Session, actor: Actor, person_id: int) -> PersonExport:
    """For those who write in the partnership of the person."""
    person = records.get(session, one(actor, person_id))
    if not actor.writes(person.partnership_id):
        raise Forbidden()
    return export(session, person, needs=True)


def export(session: Session, person: Person, *, needs: bool) -> PersonExport:
    """`needs`: with health needs, for somebody who has said the name of the person too."""
    subject = subject_of(session, person)
    settings: Settings = session.info["settings"]
    tables = [
        ExportedTable(
            table=declared.table.name,
            processings=[_processing(one, settings) for one in dict.fromkeys(declared.personal.values())],
            rows=rows,
        )
        for declared in REGISTER.values()
        if needs or not _is_about_health(declared)
        if (rows := list(_rows(session, declared, subject)))
    ]
    return PersonExport(
        person_id=person.id,
        partnership_id=person.partnership_id,
        partnership=session.get_one(Partnership, person.partnership_id).name,
        name=person.name,
        made_at=clock.now(),
        objects_to_profiling=person.objects_to_profiling,
        tables=tables,
    )


def _processing(one: object, settings: Settings) -> Processing:
    processing = Processing.of(one, days=None)
    processing.days = retention.days_of(processing.kept, settings)
    return processing


def _is_about_health(declared: Declared) -> bool:
    return any(one.data == Data.NEEDS for one in declared.personal.values())


def _rows(session: Session, declared: Declared, subject: Subject) -> Iterator[Json]:
    if declared.rows is None:
        return
    table = declared.table
    those = declared.rows(subject)
    if table is LETTER:
        about = LETTER.c.about.in_(about_person(session, subject.person_id))
        those = sa.or_(those, sa.and_(about, LETTER.c.kind.not_in(OF_SEVERAL)))
    shown = [name for name in (*declared.personal, *declared.shown) if name not in HIDDEN]
    columns = [_column(table.c[name]) for name in shown]
    found = session.connection().execute(sa.select(*columns).where(those).order_by(*table.primary_key))
    for row in found.mappings():
        yield {name: _plain(value) for name, value in row.items() if value not in (None, "", {}, [])}


def _column(column: sa.Column[object]) -> sa.ColumnElement[object]:
    """The column, or what the record that it refers to is called, under the name without `_id`."""
    if column.name not in NAMES:
        return column
    table, name = NAMES[column.name]
    called = SQLModel.metadata.tables[table].alias(f"of_{column.name}")
    named = sa.select(called.c[name]).where(called.c.id == column).correlate(column.table)
    return named.scalar_subquery().label(column.name.removesuffix("_id"))


def _plain(value: object) -> object:
    return value.value if isinstance(value, StrEnum) else value
