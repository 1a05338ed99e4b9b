"""The table of slots: times of a consultation, each for one person."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from app.core.database.changes import tracked
from app.core.database.columns import Line, Record, belongs_to_partnership, table_args, within_partnership


@tracked("slot")
class Slot(Record, table=True):
    """A time within the day of a consultation. Slots at one `place` do not overlap.

    `place`: a room or a counter; empty: where the event is. Who holds the slot stands in
    `registration.slot_id`, of which a unique index allows one active registration.
    """

    __tablename__ = "slot"
    __table_args__ = table_args(
        belongs_to_partnership(),
        within_partnership("event_id", "event", ondelete="CASCADE"),
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_starts"),
        sa.Index("ix_slot_event_id_starts_at", "event_id", "starts_at"),
    )

    event_id: int
    partnership_id: int = Field(index=True)
    starts_at: datetime
    ends_at: datetime
    place: Line = ""

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds()) // 60
