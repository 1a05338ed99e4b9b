"""Security events: what happened to accounts, rights and exports. `app/audit` stores what rooms announce."""

from enum import StrEnum
from functools import partial

import structlog
from sqlmodel import Session

from app.core import reactions
from app.core.actor import Actor
from app.core.database.engine import Database
from app.core.json_values import Json
from app.core.networks import Client

log = structlog.get_logger("security")


class SecurityEvent(StrEnum):
    """What happened; a value is added at the end, with its words in `app/site/labels.py`."""

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
    PEOPLE_EXPORTED = "people_exported"
    PERSON_ERASED = "person_erased"
    ACCESS_REFUSED = "access_refused"


def announce(
    session: Session,
    event: SecurityEvent,
    user_id: int | None,
    *,
    client: Client | None = None,
    about: str | None = None,
    partnership_id: int | None = None,
    facts: Json | None = None,
) -> None:
    """`user_id` is whose account it is about, None for an unknown one; the actor is in `session.info`.

    `about` names a record, as `role:7`. `facts` hold no personal data. Stored in the transaction of what
    happened.
    """
    reactions.announce(
        "security_event",
        session=session,
        event=event,
        user_id=user_id,
        client=client,
        about=about,
        partnership_id=partnership_id,
        facts=facts or {},
    )


def announce_refused_access(
    database: Database, actor: Actor, client: Client, request_id: str | None, facts: Json
) -> None:
    """In a transaction of its own in the background, because that of the request is rolled back."""
    database.run_in_background("write", partial(_write, database, actor, client, request_id, facts))


def _write(database: Database, actor: Actor, client: Client, request_id: str | None, facts: Json) -> None:
    try:
        with database.writing() as session:
            session.info |= {"actor": actor, "request_id": request_id}
            announce(session, SecurityEvent.ACCESS_REFUSED, None, client=client, facts=facts)
    except Exception:
        log.exception("a refused request was not noted")
