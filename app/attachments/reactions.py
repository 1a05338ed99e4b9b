"""Attachments end with the records that they are about, and are papers of the programme of an event."""

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from app.attachments import about, service
from app.attachments.models import AboutType, Attachment
from app.core import reactions
from app.core.actor import Actor
from app.core.database.columns import table_of
from app.events.agenda_models import AgendaItem
from app.events.event_reads import count_with_event
from app.events.models import Event, Visibility

EVENT, FILE, POINT = table_of(Event), table_of(Attachment), table_of(AgendaItem)
PUBLIC_FILE = FILE.c.visibility == Visibility.PUBLIC
OF_EVENT = sa.select(sa.func.count()).where(
    PUBLIC_FILE, FILE.c.about_type == AboutType.EVENT, FILE.c.about_id == EVENT.c.id
)
OF_AGENDA = sa.select(sa.func.count()).where(
    PUBLIC_FILE,
    FILE.c.about_type == AboutType.AGENDA_ITEM,
    FILE.c.about_id == POINT.c.id,
    POINT.c.event_id == EVENT.c.id,
)

count_with_event("public_files", OF_EVENT.scalar_subquery() + OF_AGENDA.scalar_subquery())


@reactions.on("record_deleted")
def delete_with_record(session: Session, record: SQLModel) -> None:
    for name, known in about.REGISTERED.items():
        if isinstance(record, known.table):
            number: int = getattr(record, "id")  # noqa: B009
            of_record = Attachment.about_id == number, Attachment.about_type == name
            for attachment in session.exec(select(Attachment).where(*of_record)).all():
                service.remove(session, attachment)


@reactions.on("papers_asked")
def find_papers(session: Session, actor: Actor, event_id: int, wanted: set[int], found: set[int]) -> None:
    """Those of the wanted attachments that are about the event and that the actor may see."""
    seen = service.visible_attachments(actor, [AboutType.EVENT]).where(
        Attachment.about_type == AboutType.EVENT,
        Attachment.about_id == event_id,
        col(Attachment.id).in_(wanted),
    )
    found.update(one.id for one in session.exec(seen))
