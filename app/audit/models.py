"""The security log and the log of who looked at whom: tables, queries and views. Nothing changes a row."""

from datetime import datetime
from typing import Annotated

import sqlalchemy as sa
from pydantic import Field as BodyField
from sqlmodel import Field, SQLModel

from app.core.database.columns import (
    RecordId,
    View,
    Word,
    enum_column,
    json_column,
    table_args,
)
from app.core.json_values import Json
from app.core.security_events import SecurityEvent
from app.core.web.access_log import AccessAction
from app.core.web.keyset import sorted_by
from app.core.web.paging import PageQuery
from app.events.views import Instant


class SecurityEventRow(SQLModel, table=True):
    """What happened to accounts, rights or exports. Ids are no foreign keys: the log outlives users."""

    __tablename__ = "security_event"
    __table_args__ = table_args(
        sa.Index("ix_security_event_kind_at", "kind", "at"),
        sa.Index("ix_security_event_user_id_at", "user_id", "at"),
    )

    id: int = Field(default=None, primary_key=True)
    at: datetime = Field(index=True)
    kind: SecurityEvent = enum_column(SecurityEvent)
    user_id: int | None = None
    api_key_id: int | None = None
    about_user_id: int | None = Field(default=None, index=True)
    about: str | None = None
    partnership_id: int | None = Field(default=None, index=True)
    network: str | None = None
    request_id: str | None = None
    facts: Json = json_column()


class AccessRow(SQLModel, table=True):
    """One request by which somebody looked at people of one partnership; `people` is `|3|17|`."""

    __tablename__ = "access"
    __table_args__ = table_args(
        sa.Index("ix_access_partnership_id_id", "partnership_id", "id"),
        sa.Index("ix_access_user_id_at", "user_id", "at"),
    )

    id: int = Field(default=None, primary_key=True)
    at: datetime = Field(index=True)
    user_id: int
    api_key_id: int | None = None
    request_id: str | None = None
    action: AccessAction = enum_column(AccessAction)
    path: str
    partnership_id: int | None = None
    people: str
    number: int


# --- what is asked ---------------------------------------------------------------------------------------


class SecurityEventQuery(PageQuery):
    """Filters of the security log, which is read from the newest."""

    kind: SecurityEvent | None = None
    user: Annotated[RecordId | None, BodyField(description="Who did it, or to whom it happened.")] = None
    partnership: RecordId | None = None
    since: Instant | None = None
    sort: Word | None = sorted_by("at", "kind", "user_name", "about_user_name", "network", "partnership")


class AccessQuery(PageQuery):
    """Filters of the log of who looked at whom, which is read from the newest."""

    person_id: RecordId | None = None
    user: RecordId | None = None
    action: AccessAction | None = None
    partnership: RecordId | None = None
    since: Instant | None = None
    sort: Word | None = sorted_by("at", "user_name", "action", "people", "path", "partnership")


class HistoryQuery(PageQuery):
    """Filters of all changes, which are read from the newest: `person_id` finds everything about a person."""

    type: Annotated[Word | None, BodyField(description="As in the feed of changes, `event`.")] = None
    id: Annotated[RecordId | None, BodyField(description="The number of a record, of any type.")] = None
    person_id: RecordId | None = None
    user: RecordId | None = None
    since: Instant | None = None
    sort: Word | None = sorted_by("at", "type", "record_id", "action", "user_name")


# --- what is shown ---------------------------------------------------------------------------------------


class SecurityEventView(View):
    """An event with the names of the accounts as they are now; null when they are not known any more."""

    id: int
    at: datetime
    kind: SecurityEvent
    user_id: int | None
    user_name: str | None
    api_key_id: int | None
    about_user_id: int | None
    about_user_name: str | None
    about: str | None
    partnership_id: int | None
    network: str | None
    request_id: str | None
    facts: Json


class AccessView(View):
    """A request; `person_ids` are all who were shown, or with `person_id` in the query this one alone."""

    id: int
    at: datetime
    user_id: int
    user_name: str | None
    api_key_id: int | None
    request_id: str | None
    action: AccessAction
    path: str
    partnership_id: int | None
    people: int
    person_ids: list[int]


class FieldChange(View):
    """A column that changed. `known` is false for personal ones, whose values are never logged.

    `refers_to`: the type of the record whose number the column holds; `before_name` and `after_name` are what
    such records are called now, null where the reader may not see them.
    """

    name: str
    known: bool
    before: str | None
    after: str | None
    refers_to: str | None = None
    before_name: str | None = None
    after_name: str | None = None


class HistoryRow(View):
    """One change of one record, with who made it; without an account it was the public or the server."""

    id: int
    type: str
    record_id: int
    action: str
    version: int
    at: datetime
    user_id: int | None
    user_name: str | None
    api_key_id: int | None
    request_id: str | None
    fields: list[FieldChange]
