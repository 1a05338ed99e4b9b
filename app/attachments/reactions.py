"""Attachments end with the records that they are about."""

from sqlmodel import Session, SQLModel, select

from app.attachments import about, service
from app.attachments.models import Attachment
from app.core import reactions


@reactions.on("record_deleted")
def delete_with_record(session: Session, record: SQLModel) -> None:
    for name, known in about.REGISTERED.items():
        if isinstance(record, known.table):
            of_record = Attachment.about_id == record.id, Attachment.about_type == name
            for attachment in session.exec(select(Attachment).where(*of_record)).all():
                service.remove(session, attachment)
