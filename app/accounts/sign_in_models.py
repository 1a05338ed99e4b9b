"""Sign-ins: sessions, failed attempts, links to set a password."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field as BodyField
from pydantic import StringConstraints
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.addresses import Email
from app.core.database.columns import (
    ONE_LINE,
    STORABLE,
    Shape,
    View,
    enum_column,
    never_negative,
    table_args,
)


class SignInMethod(StrEnum):
    """How a session was begun."""

    PASSWORD = "password"  # noqa: S105 - the name of a method
    OIDC = "oidc"


class SessionToken(SQLModel, table=True):
    """A sign-in. Only the hash of the token is kept.

    `device` names browser and system, `network` is the shortened address. `last_used_at` is written every few
    minutes at most, `confirmed_at` when the user proved once more who they are.
    """

    __tablename__ = "session_token"
    __table_args__ = table_args()

    id: int = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="account.id", ondelete="CASCADE", index=True)
    token_hash: str = Field(unique=True, max_length=64)
    created_at: datetime = Field(default_factory=clock.now)
    expires_at: datetime = Field(index=True)
    last_used_at: datetime | None = None
    confirmed_at: datetime | None = None
    method: SignInMethod = enum_column(SignInMethod, default=SignInMethod.PASSWORD)
    device: str | None = None
    network: str | None = None


class FailedAttempts(SQLModel, table=True):
    """How often a guess at a password failed until `ends_at`.

    `subject` is a keyed hash of an address, an account or a device, so that the table names none of them.
    """

    __tablename__ = "failed_attempts"
    __table_args__ = (never_negative("failures"),)

    subject: str = Field(primary_key=True, max_length=40)
    failures: int
    ends_at: datetime = Field(index=True)


class LinkPurpose(StrEnum):
    """Why somebody sets a password by a link."""

    RESET = "reset"
    INVITATION = "invitation"


class PasswordLink(SQLModel, table=True):
    """A link by which a user sets a password once.

    The token is made of `seed` and the secret key when the letter is sent; its hash is kept to find the row.
    """

    __tablename__ = "password_link"
    __table_args__ = table_args()

    id: int = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="account.id", ondelete="CASCADE", index=True)
    purpose: LinkPurpose = enum_column(LinkPurpose)
    seed: str
    token_hash: str = Field(unique=True, max_length=64)
    created_at: datetime = Field(default_factory=clock.now)
    expires_at: datetime = Field(index=True)


# --- what comes in ---------------------------------------------------------------------------------------

DeviceMark = Annotated[str, StringConstraints(max_length=1000), STORABLE]
Password = Annotated[str, StringConstraints(max_length=200)]


class Credentials(Shape):
    """What a user signs in with. The e-mail is not validated, so that a malformed one is a wrong login.

    `device` is the mark that the last sign-in from this device was answered with.
    """

    email: Annotated[str, StringConstraints(min_length=1, max_length=320), ONE_LINE]
    password: Annotated[str, StringConstraints(min_length=1, max_length=1000)]
    device: DeviceMark | None = None


class Confirmation(Shape):
    """What proves that the user of an open session is still the same."""

    password: Annotated[str, StringConstraints(min_length=1, max_length=1000)]


class PasswordReset(Shape):
    """Whose password is forgotten."""

    email: Email


class NewPassword(Shape):
    """A password set by a link."""

    password: Password
    device: DeviceMark | None = None


# --- what goes out ---------------------------------------------------------------------------------------


class Confirmed(View):
    """Until when the session need not prove it again."""

    confirmed_until: datetime


class PasswordSet(View):
    """Whose password it is now, and the mark of the device from which it was set."""

    email: str
    device: str


class SignInView(View):
    """An open session; `current` is the one that asks. `device` and `network` tell where it was begun."""

    id: int
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    method: SignInMethod
    device: str | None
    network: str | None
    current: bool


class Sessions(View):
    """The open sessions of a user, the last used first."""

    results: list[SignInView] = BodyField(default_factory=list)
