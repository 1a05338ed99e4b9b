"""What partnerships say of a shared organisation: proposals to its owner, and contacts of their own."""

from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from app.core.addresses import Email
from app.core.database.changes import tracked
from app.core.database.columns import (
    Line,
    Record,
    RecordId,
    RecordView,
    Shape,
    View,
    Word,
    enum_column,
    json_column,
    table_args,
)
from app.core.json_values import Json
from app.core.phones import Phone
from app.core.web.keyset import sorted_by
from app.core.web.paging import SyncQuery


class ProposalState(StrEnum):
    """What became of a proposal."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@tracked("organisation_proposal", personal={"fields"})
class OrganisationProposal(Record, table=True):
    """Changes that a partnership proposes to the owner of an organisation; `fields` as in its PATCH."""

    __tablename__ = "organisation_proposal"
    __table_args__ = table_args()

    organisation_id: int = Field(foreign_key="organisation.id", ondelete="CASCADE", index=True)
    partnership_id: int | None = Field(
        default=None, foreign_key="partnership.id", ondelete="CASCADE", index=True
    )
    state: ProposalState = enum_column(ProposalState, default=ProposalState.OPEN)
    fields: Json = json_column()


@tracked("organisation_contact", personal={"email", "phone", "person"})
class OrganisationContact(Record, table=True):
    """Where a partnership reaches an organisation; other partnerships do not see it."""

    __tablename__ = "organisation_contact"
    __table_args__ = table_args(sa.UniqueConstraint("partnership_id", "organisation_id"))

    partnership_id: int = Field(foreign_key="partnership.id", ondelete="CASCADE")
    organisation_id: int = Field(foreign_key="organisation.id", ondelete="CASCADE", index=True)
    email: str | None = None
    phone: str | None = None
    person: str = ""


class ContactUpdate(Shape):
    """All of the contact; what is missing is empty afterwards."""

    email: Email | None = None
    phone: Phone | None = None
    person: Line = ""


class ContactView(View):
    """The contact of one partnership. Version 0: there is none yet, and the shared address counts."""

    partnership_id: int
    organisation_id: int
    organisation_name: str
    email: str | None
    phone: str | None
    person: str
    version: int


class ProposalQuery(SyncQuery):
    """Filters of the proposals."""

    state: ProposalState | None = None
    organisation: RecordId | None = None
    sort: Word | None = sorted_by("created_at", "state")


class ProposalView(RecordView):
    """A proposal with the name of the organisation as it is now. `fields` are those to change."""

    organisation_id: int
    organisation_name: str
    partnership_id: int | None
    state: ProposalState
    fields: Json
    before: Json
    allowed: list[str]
