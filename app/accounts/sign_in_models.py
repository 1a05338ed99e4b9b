"""Sign-ins: sessions, failed attempts, links to set a password."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import sqlalchemy as sa
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


class Totp(SQLModel, table=True):
    """The secret of an authenticator, encrypted. It counts once it is confirmed.

    `last_step` is that of the last code used: no code is taken twice.
    """

    __tablename__ = "account_totp"
    __table_args__ = (never_negative("last_step"),)

    user_id: int = Field(primary_key=True, foreign_key="account.id", ondelete="CASCADE")
    secret: bytes
    created_at: datetime = Field(default_factory=clock.now)
    confirmed_at: datetime | None = None
    last_step: int = 0


class RecoveryCode(SQLModel, table=True):
    """A code for when the authenticator is lost; a keyed hash of it."""

    __tablename__ = "recovery_code"
    __table_args__ = table_args()

    id: int = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="account.id", ondelete="CASCADE", index=True)
    code_hash: str
    used_at: datetime | None = None


class AccountIdentity(SQLModel, table=True):
    """Who a user is at a provider of OpenID Connect."""

    __tablename__ = "account_identity"
    __table_args__ = table_args(sa.UniqueConstraint("issuer", "subject"))

    id: int = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="account.id", ondelete="CASCADE", index=True)
    issuer: str
    subject: str
    created_at: datetime = Field(default_factory=clock.now)


# --- what comes in ---------------------------------------------------------------------------------------

DeviceMark = Annotated[str, StringConstraints(max_length=1000), STORABLE]
Code = Annotated[str, StringConstraints(min_length=1, max_length=40), STORABLE]
Password = Annotated[str, StringConstraints(max_length=200)]


class Credentials(Shape):
    """What a user signs in with. The e-mail is not validated, so that a malformed one is a wrong login.

    `totp` is a code of the authenticator, or a recovery code. `device` is the mark that the last sign-in from
    this device was answered with.
    """

    email: Annotated[str, StringConstraints(min_length=1, max_length=320), ONE_LINE]
    password: Annotated[str, StringConstraints(min_length=1, max_length=1000)]
    totp: Code | None = None
    device: DeviceMark | None = None


class Confirmation(Shape):
    """What proves that the user of an open session is still the same: the password, or a code."""

    password: Annotated[str, StringConstraints(min_length=1, max_length=1000)] | None = None
    totp: Code | None = None


Secret = Annotated[str, StringConstraints(min_length=1, max_length=4000), STORABLE]


class OidcCode(Shape):
    """What a provider sent to the callback of the site, with what the site kept for it."""

    code: Secret
    verifier: Secret
    nonce: Secret
    device: DeviceMark | None = None


class TotpCode(Shape):
    """The first code of an authenticator."""

    code: Code


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


class OidcProvider(View):
    """Where one signs in at another system. The addresses are missing while that does not answer."""

    enabled: bool
    name: str | None = None
    client_id: str | None = None
    scope: str | None = None
    authorization_url: str | None = None
    logout_url: str | None = None


class TotpSecret(View):
    """For an authenticator: as an address, to be shown as a QR code, and to be typed."""

    uri: str
    secret: str


class TotpState(View):
    """Whether a second factor is asked for; `pending` is one that waits for its first code."""

    enabled: bool
    since: datetime | None
    required: bool
    pending: TotpSecret | None
    recovery_codes_left: int


class RecoveryCodes(View):
    """Shown once; each can be used once in place of a code of the authenticator."""

    recovery_codes: list[str]


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


class CalendarLink(SQLModel, table=True):
    """The right to read one calendar and nothing else: of a user, or of a group as this user sees it."""

    __tablename__ = "calendar_link"
    __table_args__ = table_args(
        sa.Index(
            "uq_calendar_link_user_id",
            "user_id",
            unique=True,
            sqlite_where=sa.text("group_id IS NULL"),
            postgresql_where=sa.text("group_id IS NULL"),
        ),
        sa.UniqueConstraint("user_id", "group_id"),
    )

    id: int = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="account.id", ondelete="CASCADE", index=True)
    group_id: int | None = Field(default=None, foreign_key="working_group.id", ondelete="CASCADE", index=True)
    token_hash: str = Field(unique=True, max_length=64)
    created_at: datetime = Field(default_factory=clock.now)
