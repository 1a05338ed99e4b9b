"""The daily run deletes attachments of records that are gone, and files that no row names."""

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.attachments import about, service
from app.attachments.models import Attachment, AttachmentVersion
from app.core import retention
from app.core.files import store
from app.core.personal import Kept

BATCH = 100


def left_behind() -> SelectOfScalar[Attachment]:
    """Attachments of records that are gone."""
    gone = [
        sa.and_(
            col(Attachment.about_type) == name,
            col(Attachment.about_id).not_in(sa.select(known.id)),
        )
        for name, known in about.REGISTERED.items()
    ]
    return select(Attachment).where(sa.or_(sa.false(), *gone)).order_by(col(Attachment.id))


def count_left_behind(session: Session) -> int:
    return session.exec(select(sa.func.count()).select_from(left_behind().subquery())).one()


@retention.rule(Kept.FILES, lambda settings: None, count_left_behind)
def sweep(session: Session) -> tuple[int, int]:
    found = session.exec(left_behind().limit(BATCH)).all()
    for attachment in found:
        service.remove(session, attachment)
    if len(found) < BATCH:
        sweep_files(session)
    return len(found), len(found)


def sweep_files(session: Session) -> None:
    """Remove files that no row names and no upload can still be writing.

    A database without attachments removes nothing: the folder may belong to another one.
    """
    named = set(session.exec(select(AttachmentVersion.stored)))
    for path in store.old_files(store.folder_of(session)) if named else ():
        if path.name not in named:
            path.unlink(missing_ok=True)
