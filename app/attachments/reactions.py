"""Attachments end with the records that they are about, and are papers of the programme of an event."""

from sqlmodel import Session, SQLModel, col, select

from app.attachments import about, service
from app.attachments.models import AboutType, Attachment
from app.core import reactions
from app.core.actor import Actor


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
    seen = service.visible_attachments(actor).where(
        Attachment.about_type == AboutType.EVENT,
        Attachment.about_id == event_id,
        col(Attachment.id).in_(wanted),
    )
    found.update(one.id for one in session.exec(seen))
