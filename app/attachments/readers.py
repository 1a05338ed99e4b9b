"""Others than before may read records, because their group or event was opened or closed.

The records themselves have not changed. So that systems which follow lists or the feed learn of it, each of
them gets a new version, which the change log keeps with whether the public may read it now.
"""

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, select

from app.attachments.models import AboutType, Attachment
from app.core import reactions
from app.core.database import changes
from app.core.database.columns import Record
from app.events.agenda_models import AgendaItem


def touch(session: Session, about_type: AboutType, records: Iterable[Record]) -> None:
    """The records, and the files attached to them."""
    found = list(records)
    for record in found:
        changes.touch(record)
    touch_files(session, about_type, [record.id for record in found])


def touch_files(session: Session, about_type: AboutType, ids: Sequence[int]) -> None:
    if ids:
        of_records = Attachment.about_type == about_type, col(Attachment.about_id).in_(ids)
        for attachment in session.exec(select(Attachment).where(*of_records)):
            changes.touch(attachment)
    session.flush()


@reactions.on("readers_changed")
def touch_of_events(session: Session, group_ids: Sequence[int], event_ids: Sequence[int]) -> None:
    """Files of events and of points of their agendas; groups themselves are always public."""
    if event_ids:
        touch_files(session, AboutType.EVENT, event_ids)
        items = select(AgendaItem.id).where(col(AgendaItem.event_id).in_(event_ids))
        touch_files(session, AboutType.AGENDA_ITEM, session.exec(items).all())
