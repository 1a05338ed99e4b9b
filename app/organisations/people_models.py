"""People of a partnership, the organisations they stand for and the other spellings of their names."""

from datetime import date
from typing import Annotated, Literal

import sqlalchemy as sa
from pydantic import EmailStr, ValidationInfo, field_validator
from pydantic import Field as BodyField
from sqlmodel import Field

from app.core.changes import tracked
from app.core.columns import (
    Day,
    Line,
    Name,
    Record,
    RecordId,
    RecordView,
    Shape,
    Text,
    Word,
    belongs_to_partnership,
    table_args,
    within_partnership,
)
from app.core.paging import SyncQuery

PERSONAL = {
    "title_before",
    "first_name",
    "last_name",
    "title_after",
    "email",
    "phone",
    "position",
    "note",
    "folded_name",
    "folded_email",
    "sort_key",
}


@tracked("person", personal=PERSONAL)
class Person(Record, table=True):
    """The same folded name at the same e-mail is the same person; an office mailbox may stand for several.

    `folded_email` is empty for somebody without an e-mail, of whom there may be two with one name.
    """

    __tablename__ = "person"
    __table_args__ = table_args(
        belongs_to_partnership(),
        sa.Index(
            "uq_person_partnership_id_folded_email_folded_name",
            "partnership_id",
            "folded_email",
            "folded_name",
            unique=True,
            sqlite_where=sa.text("folded_email <> ''"),
            postgresql_where=sa.text("folded_email <> ''"),
        ),
        sa.Index("ix_person_partnership_id_sort_key", "partnership_id", "sort_key"),
        sa.Index("ix_person_partnership_id_folded_name", "partnership_id", "folded_name"),
    )

    partnership_id: int = Field(foreign_key="partnership.id")
    title_before: str = ""
    first_name: str
    last_name: str
    title_after: str = ""
    email: str | None = None
    phone: str | None = None
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    position: str = ""
    note: str = ""
    folded_name: str
    folded_email: str = Field(default="", index=True)
    sort_key: bytes


class Affiliation(Record, table=True):
    """For whom a person stood or stands, and since when."""

    __tablename__ = "affiliation"
    __table_args__ = table_args(
        within_partnership("person_id", "person", ondelete="CASCADE"),
        sa.CheckConstraint("until IS NULL OR since IS NULL OR until >= since", name="span"),
    )

    partnership_id: int = Field(foreign_key="partnership.id", index=True)
    person_id: int = Field(index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    position: str = ""
    since: date | None = None
    until: date | None = None


class PersonAlias(Record, table=True):
    """Another spelling under which the same person is found in minutes."""

    __tablename__ = "person_alias"
    __table_args__ = table_args(
        within_partnership("person_id", "person", ondelete="CASCADE"),
        sa.UniqueConstraint("person_id", "folded_name"),
    )

    partnership_id: int = Field(foreign_key="partnership.id", index=True)
    person_id: int = Field(index=True)
    name: str
    folded_name: str = Field(index=True)


Aliases = Annotated[list[Name], BodyField(max_length=30)]


class PersonCreate(Shape):
    """A person to add, by staff."""

    partnership_id: RecordId
    title_before: Word = ""
    first_name: Name
    last_name: Name
    title_after: Word = ""
    email: EmailStr | None = None
    phone: Word | None = None
    organisation_id: RecordId | None = None
    position: Line = ""
    note: Text = ""
    aliases: Aliases = BodyField(default_factory=list)


class PersonUpdate(Shape):
    """Fields to change; `aliases` are replaced as a whole."""

    title_before: Word | None = None
    first_name: Name | None = None
    last_name: Name | None = None
    title_after: Word | None = None
    email: EmailStr | None = None
    phone: Word | None = None
    organisation_id: RecordId | None = None
    position: Line | None = None
    note: Text | None = None
    aliases: Aliases | None = None


class PersonView(RecordView):
    """A person. `name` is how they are written, with titles."""

    partnership_id: int
    name: str
    title_before: str
    first_name: str
    last_name: str
    title_after: str
    email: str | None
    phone: str | None
    organisation_id: int | None
    organisation_name: str | None = None
    position: str
    note: str
    aliases: list[str] = BodyField(default_factory=list)


class PersonDetail(PersonView):
    """A person with what the reader may do with the record."""

    allowed: list[str] = BodyField(default_factory=list)


class PersonQuery(SyncQuery):
    """Filters of the list of people; `sort=name` is the Czech order of last names."""

    partnership: RecordId | None = None
    organisation: RecordId | None = None
    email: Line | None = None
    q: Annotated[Line | None, BodyField(description="Parts of names or of the e-mail.")] = None
    sort: Literal["name"] | None = None


class PersonMerge(Shape):
    """A second record of the same person."""

    duplicate_id: RecordId


class Span(Shape):
    """A time during which something holds; an open end is null."""

    since: Day | None = None
    until: Day | None = None

    @field_validator("until")
    @classmethod
    def ends_after_it_starts(cls, until: date | None, info: ValidationInfo) -> date | None:
        since = info.data.get("since")
        if since and until and until < since:
            raise ValueError("ends_before_starts")
        return until


class AffiliationCreate(Span):
    """For whom a person stands."""

    organisation_id: RecordId
    position: Line = ""


class AffiliationUpdate(Span):
    """Fields to change."""

    organisation_id: RecordId | None = None
    position: Line | None = None


class AffiliationView(RecordView):
    """For whom a person stands, since when."""

    person_id: int
    organisation_id: int
    organisation_name: str
    position: str
    since: date | None
    until: date | None
