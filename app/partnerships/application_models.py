"""Applications to join a group."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, Relationship, SQLModel

from app.core.addresses import Email
from app.core.database.changes import tracked
from app.core.database.columns import (
    Line,
    Name,
    PersonName,
    Record,
    RecordId,
    RecordView,
    Shape,
    Text,
    Title,
    TypedName,
    View,
    Word,
    enum_column,
    read_only,
    table_args,
    within_partnership,
)
from app.core.phones import Phone
from app.core.web.keyset import sorted_by
from app.core.web.paging import SyncQuery
from app.organisations.people_models import full_name
from app.partnerships.group_models import GroupRole, Side, WorkingGroup

IS_OPEN = sa.text("state = 'open'")


class ApplicationState(StrEnum):
    """What became of an application."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class ApplicationBase(SQLModel):
    """What is sent, stored and shown of an application."""

    title_before: Title = ""
    first_name: PersonName
    last_name: PersonName
    title_after: Title = ""
    email: Email
    phone: Phone | None = None
    organisation_id: RecordId | None = Field(default=None, foreign_key="organisation.id", index=True)
    organisation_name: TypedName | None = None
    position: TypedName | None = None
    side: Side | None = enum_column(Side, default=None, nullable=True)
    motivation: Text = ""


@tracked(
    "group_application",
    personal={
        "title_before",
        "first_name",
        "last_name",
        "title_after",
        "email",
        "phone",
        "organisation_name",
        "position",
        "motivation",
        "reason",
        "folded_name",
        "folded_email",
        "person_id",
    },
)
class GroupApplication(ApplicationBase, Record, table=True):
    """Somebody who wants to join a group. `person_id` is who they became when they were accepted."""

    __tablename__ = "group_application"
    __table_args__ = table_args(
        within_partnership("group_id", "working_group", ondelete="CASCADE"),
        within_partnership("person_id", "person"),
        sa.Index(
            "uq_group_application_open",
            "group_id",
            "folded_email",
            "folded_name",
            unique=True,
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
    )

    partnership_id: int = Field(foreign_key="partnership.id", index=True)
    group_id: int
    lang: str = "cs"
    folded_name: str
    folded_email: str
    state: ApplicationState = enum_column(ApplicationState, default=ApplicationState.OPEN)
    reason: Line = ""
    decided_at: datetime | None = None
    person_id: int | None = Field(default=None, index=True)

    group: WorkingGroup | None = Relationship(
        sa_relationship_kwargs=read_only("WorkingGroup.id == foreign(GroupApplication.group_id)")
    )

    @property
    def group_name(self) -> str | None:
        return self.group.name if self.group else None

    @property
    def name(self) -> str:
        return full_name(self)


class ApplicationCreate(ApplicationBase, Shape):
    """An application; the letters about it go to `email`."""


class ApplicationReceipt(View):
    """All that a stranger is told. `id` is for the staff: it would tell of an earlier application."""

    id: int | None
    group_id: int
    state: ApplicationState


class ApplicationView(ApplicationBase, RecordView):
    """An application for the staff; `allowed` holds `accept` and `decline` until it is decided."""

    group_id: int
    group_name: str | None
    name: str
    state: ApplicationState
    reason: str
    decided_at: datetime | None
    person_id: int | None
    allowed: list[str]


class ApplicationQuery(SyncQuery):
    """Filters of the list of applications."""

    state: ApplicationState | None = None
    sort: Word | None = sorted_by("name", "organisation_name", "email", "state", "created_at")


class ApplicationAccept(Shape):
    """How the person joins. By default as a member, or as a guest where newcomers are guests first."""

    role: GroupRole | None = None
    side: Side | None = None
    organisation_id: RecordId | None = None


class ApplicationDecline(Shape):
    """The reason stands in the letter to the applicant."""

    reason: Name
