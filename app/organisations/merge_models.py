"""The table of merges that can still be taken back; bodies and parts of answers of merging."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict
from pydantic import Field as BodyField
from sqlmodel import Field

from app.core.database.columns import Record, RecordId, Shape, View, json_column, one_of, table_args
from app.core.json_values import Json

Side = Literal["kept", "duplicate"]
PersonField = Literal[
    "title_before",
    "first_name",
    "last_name",
    "title_after",
    "email",
    "phone",
    "organisation_id",
    "position",
    "note",
]
OrganisationField = Literal["name", "ico", "kind", "territory_id", "website", "email", "phone", "public"]


class RecordMerge(Record, table=True):
    """A merge that can be taken back: what it changed, kept for 30 days and then deleted.

    Without foreign keys to the two records, because each of them may be gone.
    """

    __tablename__ = "record_merge"
    __table_args__ = table_args(one_of("record", ("person", "organisation")))

    record: str
    partnership_id: int | None = Field(
        default=None, foreign_key="partnership.id", ondelete="CASCADE", index=True
    )
    kept_id: int = Field(index=True)
    gone_id: int = Field(index=True)
    name: str
    steps: list[Json] = json_column(list)


class PersonMerge(Shape):
    """A second record of the same person; `take` decides where both say something else.

    `confirm`: although the preview has a warning that needs it.
    """

    duplicate_id: RecordId
    take: dict[PersonField, Side] = BodyField(default_factory=dict)
    confirm: bool = False


class OrganisationMerge(Shape):
    """A second record of the same organisation; `take` decides where both say something else."""

    duplicate_id: RecordId
    take: dict[OrganisationField, Side] = BodyField(default_factory=dict)


class MergeQuery(BaseModel):
    """The record to compare with."""

    model_config = ConfigDict(extra="forbid")

    duplicate_id: RecordId


class Unmerge(Shape):
    """Which merge to take back; by default the last one."""

    merge_id: RecordId | None = None


class Difference(View):
    """A field that both records fill differently, or only one of them fills.

    `stays` is what happens without `take`: the record kept decides, its empty fields are filled, and two
    notes are joined.
    """

    field: str
    kept: str | bool | int | None
    duplicate: str | bool | int | None
    stays: Literal["kept", "duplicate", "both"]


class MergeEffect(View):
    """How many rows of a kind move to the record kept, and how many of them are joined with one it has."""

    record: str
    rows: int
    joined: int


class SharedEvent(View):
    """An event of both people."""

    event_id: int
    title: str
    starts_at: datetime | None


class MergeWarning(View):
    """A reason to think that the records are those of two people.

    `both_present`: recorded present at the same sessions. One event may be a double entry; from the second on
    merging needs `confirm`. `both_registered`: signed up for the same events; one registration of two stays.
    """

    code: Literal["both_present", "both_registered"]
    needs_confirmation: bool
    events: list[SharedEvent]


class MergeView(View):
    """A merge that can be taken back until `undo_until`; `name` is that of the record that went."""

    id: int
    duplicate_id: int
    name: str
    merged_at: datetime
    undo_until: datetime
