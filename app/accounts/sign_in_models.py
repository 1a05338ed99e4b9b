"""Sign-ins: sessions, and failed attempts."""

from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.database.columns import ONE_LINE, STORABLE, Shape, never_negative, table_args


class SessionToken(SQLModel, table=True):
    """A sign-in. Only the hash of the token is kept."""

    __tablename__ = "session_token"
    __table_args__ = table_args()

    id: int = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="account.id", ondelete="CASCADE", index=True)
    token_hash: str = Field(unique=True, max_length=64)
    created_at: datetime = Field(default_factory=clock.now)
    expires_at: datetime = Field(index=True)


class FailedAttempts(SQLModel, table=True):
    """How often a guess at a password failed until `ends_at`.

    `subject` is a keyed hash of an address, an account or a device, so that the table names none of them.
    """

    __tablename__ = "failed_attempts"
    __table_args__ = (never_negative("failures"),)

    subject: str = Field(primary_key=True, max_length=40)
    failures: int
    ends_at: datetime = Field(index=True)


# --- what comes in ---------------------------------------------------------------------------------------

DeviceMark = Annotated[str, StringConstraints(max_length=1000), STORABLE]


class Credentials(Shape):
    """What a user signs in with. The e-mail is not validated, so that a malformed one is a wrong login.

    `device` is the mark that the last sign-in from this device was answered with.
    """

    email: Annotated[str, StringConstraints(min_length=1, max_length=320), ONE_LINE]
    password: Annotated[str, StringConstraints(min_length=1, max_length=1000)]
    device: DeviceMark | None = None
