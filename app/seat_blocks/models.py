"""The table of seat blocks: seats of an event kept for some people."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from app.core.database.changes import tracked
from app.core.database.columns import Record, belongs_to_partnership, table_args, within_partnership

# Condition of a partial index; SQLite uses it only where a query repeats it word for word.
IS_UNRELEASED = sa.text("released_at IS NULL")


@tracked("seat_block", personal={"note"}, counters={"taken"})
class SeatBlock(Record, table=True):
    """Seats kept for an organisation, or for the organisations of a territory, until a day; then for all.

    Until the release, `seats - taken` of them are free and counted in the event's `kept`.
    """

    __tablename__ = "seat_block"
    __table_args__ = table_args(
        belongs_to_partnership(),
        within_partnership("event_id", "event", ondelete="CASCADE"),
        sa.CheckConstraint("(organisation_id IS NULL) <> (territory_id IS NULL)", name="one_of_two"),
        sa.CheckConstraint("taken >= 0 AND taken <= seats", name="seats"),
        sa.Index("ix_seat_block_event_id_id", "event_id", "id"),
        sa.Index("ix_seat_block_until", "until", sqlite_where=IS_UNRELEASED, postgresql_where=IS_UNRELEASED),
    )

    event_id: int
    partnership_id: int = Field(index=True)
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    territory_id: int | None = Field(default=None, foreign_key="territory.id", index=True)
    seats: int
    taken: int = 0
    until: datetime
    released_at: datetime | None = None
    note: str = ""
