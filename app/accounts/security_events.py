"""What happens to accounts and their rights, announced in one place for those who keep a log of it."""

from enum import StrEnum

from sqlmodel import Session

from app.core import reactions
from app.core.networks import Client


class SecurityEvent(StrEnum):
    """What happened."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    LOCKED = "locked"
    SIGNED_OUT = "signed_out"
    RESET_ASKED = "reset_asked"
    INVITED = "invited"
    PASSWORD_SET = "password_set"  # noqa: S105 - the name of an event
    CONFIRMED = "confirmed"
    CONFIRM_FAILED = "confirm_failed"
    SECOND_FACTOR_ON = "second_factor_on"
    SECOND_FACTOR_OFF = "second_factor_off"
    USER_ADDED = "user_added"
    USER_CHANGED = "user_changed"
    ROLE_GIVEN = "role_given"
    ROLE_TAKEN = "role_taken"
    KEY_MADE = "key_made"
    KEY_REVOKED = "key_revoked"


def announce(
    session: Session,
    event: SecurityEvent,
    user_id: int | None,
    *,
    client: Client | None = None,
    about: str | None = None,
) -> None:
    """`user_id` is whose account it is about, None for an unknown one; the actor is in `session.info`.

    `about` names a record, as `role:7`.
    """
    reactions.announce(
        "security_event", session=session, event=event, user_id=user_id, client=client, about=about
    )
