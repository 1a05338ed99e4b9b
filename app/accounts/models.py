"""Users, their roles, their sessions and API keys."""

from datetime import datetime
from typing import Annotated, Literal

import sqlalchemy as sa
from pydantic import AfterValidator, WithJsonSchema
from pydantic import Field as BodyField
from sqlmodel import Field, SQLModel

from app.accounts.sign_in_models import Password
from app.core.actor import SCOPES, RoleName
from app.core.addresses import Email
from app.core.database.changes import tracked
from app.core.database.columns import (
    Moment,
    Name,
    PersonName,
    Record,
    RecordId,
    RecordView,
    Shape,
    View,
    Word,
    enum_column,
    json_column,
    one_of,
    table_args,
    within_partnership,
)
from app.core.text import LANGUAGES
from app.core.web.keyset import sorted_by
from app.core.web.paging import SyncQuery

Language = Literal["cs", "en"]


def _known_scope(scope: str) -> str:
    if scope not in SCOPES:
        raise ValueError("not_a_choice")
    return scope


Scope = Annotated[str, AfterValidator(_known_scope), WithJsonSchema({"type": "string", "enum": list(SCOPES)})]


class UserBase(SQLModel):
    """What is sent, stored and shown of a login."""

    email: Email
    name: PersonName
    lang: Language = Field(default="cs", sa_type=sa.String(2))
    active: bool = True


@tracked("user", personal={"email", "folded_email", "name", "folded_name", "password_hash"})
class User(UserBase, Record, table=True):
    """A login. `password_hash` is None for a user who signs in another way, such as OIDC.

    `totp_since` is when the second factor was turned on.
    """

    __tablename__ = "account"
    __table_args__ = table_args(one_of("lang", LANGUAGES))

    folded_email: str = Field(unique=True)
    folded_name: str
    password_hash: str | None = None
    totp_since: datetime | None = None


class UserPerson(SQLModel, table=True):
    """Links a login to a person: one in each partnership the user takes part in."""

    __tablename__ = "account_person"
    __table_args__ = (within_partnership("person_id", "person", ondelete="CASCADE"),)

    user_id: int = Field(foreign_key="account.id", primary_key=True, ondelete="CASCADE")
    partnership_id: int = Field(foreign_key="partnership.id", primary_key=True)
    person_id: int = Field(index=True)


class RoleBase(SQLModel):
    """What is sent, stored and shown of a role."""

    role: RoleName = enum_column(RoleName)
    partnership_id: RecordId | None = Field(
        default=None, foreign_key="partnership.id", ondelete="CASCADE", index=True
    )


@tracked("role")
class Role(RoleBase, Record, table=True):
    """A role of a user in one partnership; without a partnership it holds in all."""

    __tablename__ = "account_role"
    __table_args__ = table_args(
        sa.Index(
            "uq_account_role_everywhere",
            "user_id",
            "role",
            unique=True,
            sqlite_where=sa.text("partnership_id IS NULL"),
            postgresql_where=sa.text("partnership_id IS NULL"),
        ),
        sa.UniqueConstraint("user_id", "role", "partnership_id"),
    )

    user_id: int = Field(foreign_key="account.id", ondelete="CASCADE", index=True)


class ApiKeyBase(SQLModel):
    """What is sent, stored and shown of an API key."""

    name: Name
    scopes: list[str] = json_column(list)
    partnership_id: RecordId | None = Field(
        default=None, foreign_key="partnership.id", ondelete="CASCADE", index=True
    )
    expires_at: Moment | None = None


@tracked("api_key", personal={"name", "token_hash"}, counters={"last_used_at"})
class ApiKey(ApiKeyBase, Record, table=True):
    """A key for a program: it can do what its user can, within its scopes and its partnership."""

    __tablename__ = "api_key"
    __table_args__ = table_args()

    user_id: int = Field(foreign_key="account.id", ondelete="CASCADE", index=True)
    prefix: str = Field(max_length=12)
    token_hash: str = Field(unique=True, max_length=64)
    last_used_at: datetime | None = None


# --- what comes in ---------------------------------------------------------------------------------------


class UserCreate(UserBase, Shape):
    """A new login, made by an admin."""

    password: Password | None = None
    person_ids: list[RecordId] = BodyField(default_factory=list, max_length=50)


class UserUpdate(Shape):
    """Admins change everything; others their own name, language and, giving the old one, password."""

    email: Email | None = None
    name: PersonName | None = None
    password: Password | None = None
    current_password: Password | None = None
    lang: Language | None = None
    active: bool | None = None
    person_ids: Annotated[list[RecordId] | None, BodyField(max_length=50)] = None


class RoleCreate(RoleBase, Shape):
    """A role to give."""


class ApiKeyCreate(ApiKeyBase, Shape):
    """A key to make; it belongs to the sender, or to the user an admin names."""

    scopes: Annotated[list[Scope], BodyField(min_length=1, max_length=len(SCOPES))]
    user_id: RecordId | None = None


class UserQuery(SyncQuery):
    """Filters of the list of users."""

    q: Annotated[Name | None, BodyField(description="A part of the name or of the e-mail.")] = None
    active: bool | None = None
    sort: Word | None = sorted_by("name", "email", "active")


class ApiKeyQuery(SyncQuery):
    """Filters of the list of API keys."""

    user: RecordId | None = None
    sort: Word | None = sorted_by("name", "prefix", "expires_at", "last_used_at")


# --- what goes out ---------------------------------------------------------------------------------------


class UserView(UserBase, RecordView):
    """A login without its secrets."""

    person_ids: list[int] = BodyField(default_factory=list)
    allowed: list[str] = BodyField(default_factory=list)


class RoleView(RoleBase, RecordView):
    """A role of a user; `partnership_id` null means all partnerships."""

    user_id: int
    allowed: list[str] = BodyField(default_factory=list)


class ApiKeyView(ApiKeyBase, RecordView):
    """A key without its secret, shown by its first characters."""

    user_id: int
    prefix: str
    last_used_at: datetime | None


class NewApiKey(ApiKeyView):
    """A key when it was made: the only time its secret is shown."""

    secret: str


class Session(View):
    """A sign-in: the token to send as `Authorization: Bearer`, its expiry and its user.

    `device` is to be sent with the next sign-in from here: guesses of strangers do not lock this device out.
    `confirmed_until`: as in `GET /me`; null when a provider did not say when it asked who this is.
    """

    token: str
    expires_at: datetime
    confirmed_until: datetime | None
    user: UserView
    device: str


class Me(View):
    """The owner of the token and their permissions; `allowed` names the pages and tasks open to them.

    Until `confirmed_until` a session need not prove who it is: see `POST /auth/confirm`. With
    `must_set_up_totp` nothing else is open to them: see `POST /me/totp`.

    `gives_roles` are the roles that they may give to others, in partnerships where they may write.
    """

    user: UserView
    roles: list[RoleView]
    api_key: ApiKeyView | None = None
    allowed: list[str]
    gives_roles: list[RoleName]
    confirmed_until: datetime | None = None
    must_set_up_totp: bool = False
