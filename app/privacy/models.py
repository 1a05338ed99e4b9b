"""Tables of the retention run and of erasures, neither of which holds personal data."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.database.columns import json_column, table_args


class RetentionRun(SQLModel, table=True):
    """What was deleted on one day, by the name of its rule. `ran_at`: when all rules were through.

    Rules that cost little run all day, so a row may be there before the run of its day.
    """

    __tablename__ = "retention_run"

    day: date = Field(primary_key=True)
    ran_at: datetime | None = None
    deleted: dict[str, int] = json_column()


class Erasure(SQLModel, table=True):
    """A person who was erased, by id alone: a restored backup is erased by this list again.

    Without foreign keys, because the list outlives what it names. `finished_at` is null while evidence has
    to be kept under the name.
    """

    __tablename__ = "erasure"
    __table_args__ = table_args()

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(index=True)
    partnership_id: int = Field(index=True)
    erased_at: datetime = Field(default_factory=clock.now)
    erased_by: int | None = None
    reason: str = ""
    finished_at: datetime | None = None
