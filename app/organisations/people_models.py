"""Tables and bodies of people of a partnership, their affiliations and other spellings of their names."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Optional, Protocol

import sqlalchemy as sa
from pydantic import Field as BodyField
from pydantic import ValidationInfo, field_validator
from sqlmodel import Field, Relationship, SQLModel

from app.accounts.models import UserPerson
from app.core.addresses import Email
from app.core.database.changes import tracked
from app.core.database.columns import (
    Day,
    Line,
    PersonName,
    Record,
    RecordId,
    RecordView,
    Shape,
    Text,
    Word,
    belongs_to_partnership,
    read_only,
    table_args,
    within_partnership,
)
from app.core.database.references import ReferredBy
from app.core.phones import Phone
from app.core.web.keyset import sorted_by
from app.core.web.paging import SyncQuery
from app.organisations.merge_models import MergeView

if TYPE_CHECKING:
    from app.organisations.models import Organisation

PERSONAL = {
    "title_before",
    "first_name",
    "last_name",
    "title_after",
    "email",
    "phone",
    "organisation_id",
    "position",
    "note",
    "folded_name",
    "folded_email",
    "sort_key",
}


class PersonBase(SQLModel):
    """What is sent, stored and shown of a person."""

    partnership_id: RecordId = Field(foreign_key="partnership.id")
    title_before: Word = ""
    first_name: PersonName
    last_name: PersonName
    title_after: Word = ""
    email: Email | None = None
    phone: Phone | None = None
    organisation_id: RecordId | None = Field(default=None, foreign_key="organisation.id", index=True)
    position: Line = ""
    note: Text = ""
    objects_to_profiling: bool = False


@tracked("person", personal=PERSONAL)
class Person(PersonBase, Record, table=True):
    """Folded name and e-mail together identify a person, because several people may share an office mailbox.

    `folded_email` is the normal address, empty without an e-mail; several such people may have one name.
    `objects_to_profiling`: their no-shows are not counted. `erased_at`: the row stands for somebody who was
    erased, and no list of people shows it.
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

    folded_name: str
    folded_email: str = Field(default="", index=True)
    sort_key: bytes
    erased_at: datetime | None = None

    organisation: Optional["Organisation"] = Relationship(sa_relationship_kwargs=read_only())
    spellings: list["PersonAlias"] = Relationship(
        sa_relationship_kwargs=read_only(
            "Person.id == foreign(PersonAlias.person_id)", order_by="PersonAlias.id"
        )
    )
    affiliations: list["Affiliation"] = Relationship(
        sa_relationship_kwargs=read_only(
            "Person.id == foreign(Affiliation.person_id)", order_by="Affiliation.id"
        )
    )

    logins: list[UserPerson] = Relationship(
        sa_relationship_kwargs=read_only("Person.id == foreign(UserPerson.person_id)")
    )

    @property
    def name(self) -> str:
        return full_name(self)

    @property
    def has_login(self) -> bool:
        return bool(self.logins)

    @property
    def organisation_name(self) -> str | None:
        return self.organisation.name if self.organisation else None

    @property
    def aliases(self) -> list[str]:
        return [spelling.name for spelling in self.spellings]


class NamedPerson(Protocol):
    """A person, or a row with the parts of their name."""

    @property
    def title_before(self) -> str: ...
    @property
    def first_name(self) -> str: ...
    @property
    def last_name(self) -> str: ...
    @property
    def title_after(self) -> str: ...


def full_name(person: NamedPerson) -> str:
    """The name with titles, such as `Mgr. Ema Vymyšlená, Ph.D.`"""
    plain = f"{person.first_name} {person.last_name}".strip()
    if person.title_before:
        plain = f"{person.title_before} {plain}"
    return f"{plain}, {person.title_after}" if person.title_after else plain


class Dates(SQLModel):
    """The first and the last day on which something holds; an open end is null."""

    since: Day | None = None
    until: Day | None = None


def in_order() -> sa.CheckConstraint:
    """The last day is not before the first one."""
    return sa.CheckConstraint("until IS NULL OR since IS NULL OR until >= since", name="span")


class AffiliationBase(Dates):
    """What is sent, stored and shown of an affiliation."""

    organisation_id: RecordId = Field(foreign_key="organisation.id", index=True)
    position: Line = ""


class Affiliation(AffiliationBase, Record, table=True):
    """An organisation that a person represents, or represented, and the dates."""

    __tablename__ = "affiliation"
    __table_args__ = table_args(within_partnership("person_id", "person", ondelete="CASCADE"), in_order())

    partnership_id: int = Field(foreign_key="partnership.id", index=True)
    person_id: int = Field(index=True)

    organisation: "Organisation" = Relationship(sa_relationship_kwargs=read_only())

    @property
    def organisation_name(self) -> str:
        return self.organisation.name


class PersonAlias(Record, table=True):
    """Another spelling of the person's name, for example in minutes."""

    __tablename__ = "person_alias"
    __table_args__ = table_args(
        within_partnership("person_id", "person", ondelete="CASCADE"),
        sa.UniqueConstraint("person_id", "folded_name"),
    )

    partnership_id: int = Field(foreign_key="partnership.id", index=True)
    person_id: int = Field(index=True)
    name: str
    folded_name: str = Field(index=True)


Aliases = Annotated[list[PersonName], BodyField(max_length=30)]


class PersonCreate(PersonBase, Shape):
    """A person to add, by staff."""

    aliases: Aliases = BodyField(default_factory=list)


class PersonUpdate(Shape):
    """Fields to change; `aliases` are replaced as a whole."""

    title_before: Word | None = None
    first_name: PersonName | None = None
    last_name: PersonName | None = None
    title_after: Word | None = None
    email: Email | None = None
    phone: Phone | None = None
    organisation_id: RecordId | None = None
    position: Line | None = None
    note: Text | None = None
    objects_to_profiling: bool | None = None
    aliases: Aliases | None = None


class PersonView(PersonBase, RecordView):
    """A person. `name` is how they are written, with titles; `has_login`: they can sign in."""

    name: str
    organisation_name: str | None = None
    has_login: bool = False
    aliases: list[str] = BodyField(default_factory=list)


class PersonDetail(PersonView):
    """A person with what the reader may do with the record, and the merges that can be taken back."""

    allowed: list[str] = BodyField(default_factory=list)
    referred_by: ReferredBy
    merges: list[MergeView] = BodyField(default_factory=list)


class PersonQuery(SyncQuery):
    """Filters of the list of people; `sort=name` is the Czech order of last names."""

    partnership: RecordId | None = None
    organisation: RecordId | None = None
    email: Line | None = None
    q: Annotated[Line | None, BodyField(description="Parts of names or of the e-mail.")] = None
    sort: Word | None = sorted_by("name", "organisation_name", "position", "email", "phone", "partnership")


class Span(Dates, Shape):
    """Dates that are sent."""

    @field_validator("until")
    @classmethod
    def ends_after_it_starts(cls, until: date | None, info: ValidationInfo) -> date | None:
        since = info.data.get("since")
        if since and until and until < since:
            raise ValueError("ends_before_starts")
        return until


class AffiliationCreate(AffiliationBase, Span):
    """An organisation that a person stands for."""


class AffiliationUpdate(Span):
    """Fields to change."""

    organisation_id: RecordId | None = None
    position: Line | None = None


class AffiliationView(AffiliationBase, RecordView):
    """An organisation that a person represents, and the dates."""

    person_id: int
    organisation_name: str
