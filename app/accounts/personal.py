"""What the tables of logins hold of people. A login is work of the staff, not of the person it belongs to."""

from sqlmodel import Session, col, func, select

from app.accounts import sessions
from app.accounts.models import ApiKey, Role, User, UserPerson
from app.accounts.sign_in_models import (
    AccountIdentity,
    CalendarLink,
    FailedAttempts,
    PasswordLink,
    RecoveryCode,
    SessionToken,
    Totp,
)
from app.core import clock, retention
from app.core.database.columns import table_of
from app.core.personal import Data, Erased, Ground, Kept, Personal, Purpose, declare, of_person, same

LOGIN = Personal(Data.LOGIN, Purpose.WORKING, Ground.PUBLIC_TASK, Kept.LOGINS)
SIGN_IN = Personal(Data.LOGIN, Purpose.WORKING, Ground.PUBLIC_TASK, Kept.SESSIONS)

declare(
    User,
    same(LOGIN, "email", "folded_email", "name", "folded_name", "password_hash"),
    other=("lang",),
    erased=Erased.KEPT,
)
declare(
    UserPerson,
    same(LOGIN, "user_id", "person_id"),
    rows=of_person(table_of(UserPerson).c.person_id),
    erased=Erased.DELETED,
)
declare(Role, same(LOGIN, "user_id"), erased=Erased.KEPT)
declare(
    SessionToken,
    same(SIGN_IN, "user_id", "token_hash", "device", "network"),
    other=("method",),
    erased=Erased.KEPT,
)
declare(PasswordLink, same(SIGN_IN, "user_id", "seed", "token_hash"), other=("purpose",), erased=Erased.KEPT)
declare(Totp, same(LOGIN, "user_id", "secret"), erased=Erased.KEPT)
declare(RecoveryCode, same(LOGIN, "user_id", "code_hash"), erased=Erased.KEPT)
declare(AccountIdentity, same(LOGIN, "user_id", "subject"), other=("issuer",), erased=Erased.KEPT)
declare(CalendarLink, same(LOGIN, "user_id", "token_hash"), other=("group_id",), erased=Erased.KEPT)
declare(FailedAttempts, other=("subject",))
declare(ApiKey, same(LOGIN, "user_id", "name", "token_hash"), other=("scopes", "prefix"), erased=Erased.KEPT)


def count_expired(session: Session) -> int:
    """How many sign-ins are over and still there."""
    expired = select(func.count()).where(col(SessionToken.expires_at) < clock.now())
    return session.exec(expired).one()


@retention.rule(Kept.SESSIONS, lambda settings: None, count_expired)
def delete_expired(session: Session) -> tuple[int, int]:
    """Every tick of the worker deletes them too."""
    expired = count_expired(session)
    sessions.forget_expired(session)
    return 0, expired
