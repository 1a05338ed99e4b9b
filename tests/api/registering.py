"""What tests of registrations share: events to sign up for, people who do, and what came of it."""

import re
from collections.abc import Callable
from email.message import EmailMessage
from itertools import count
from typing import Any

import sqlalchemy as sa

from app.core.database.engine import Database
from app.core.mail.outbox import Letter
from app.core.settings import Settings
from app.events.models import Event, EventSession
from app.registrations import links
from app.worker import prepare, with_links
from tests.clients import Api
from tests.serving import SECRET_KEY

Opened = Callable[..., int]
SignUp = Callable[..., Any]
Sittings = Callable[..., tuple[int, list[int]]]
Roles = Callable[..., Api]
Deliver = Callable[[], list[EmailMessage]]
numbers = count(1)


def body(**fields: Any) -> dict[str, Any]:
    number = next(numbers)
    person = {
        "first_name": "Jana",
        "last_name": f"Přihlášená {number}",
        "email": f"jana{number}@spolek.example",
    }
    return {**person, **fields}


def letters(database: Database) -> list[Letter]:
    with database.reading() as session:
        return list(session.scalars(sa.select(Letter).order_by(Letter.id)))


def end_in(letter: EmailMessage) -> str:
    """The path of the link to get no more such letters."""
    found = re.fullmatch(r"<https?://[^/]+(/unsubscribe/[^>]+)>", str(letter["List-Unsubscribe"]))
    assert found, letter["List-Unsubscribe"]
    return found[1]


def counters(database: Database, event_id: int) -> dict[str, int]:
    with database.reading() as session:
        found = session.get_one(Event, event_id)
        return {
            name: getattr(found, name) for name in ("taken", "confirmed", "waiting", "pending", "attended")
        }


def token_of(registration: Any) -> str:
    return mailed_token(registration["id"])


def mailed_token(registration_id: int) -> str:
    """The first link to manage, as the mailbox gets it."""
    return links.manage_token(Settings(secret_key=SECRET_KEY), registration_id, 0)


def together_token(epochs: dict[int, int]) -> str:
    """The link that confirms these registrations together, as their mailbox gets it."""
    return links.together_url(Settings(secret_key=SECRET_KEY), epochs).rpartition("/")[2]


def confirmed(api: Api, told: Any) -> Any:
    """The outcome after the mailbox has confirmed the sign-up, where that is asked for."""
    if told["reason"] != "confirm_address":
        return told
    answer = api.post(f"/my/registrations/{token_of(told)}/confirm-address")
    assert answer.status_code == 200, answer.text
    return told | {name: answer.json()[name] for name in ("status", "reason", "waiting_position")}


def link_in(database: Database, letter: Letter) -> str:
    """The link to manage in a letter that leaves now."""
    return str(leaving(database, letter)["manage_url"]).rpartition("/")[2]


def leaving(database: Database, letter: Letter) -> dict[str, Any]:
    """The facts of a letter that leaves now, with its links."""
    with database.reading() as session:
        prepare(session, Settings(secret_key=SECRET_KEY))
        return with_links(session, letter.data, letter.receiver)


def code_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def session_counts(database: Database, session_id: int) -> tuple[int, int]:
    """How many are recorded, and how many of them were there."""
    with database.reading() as session:
        found = session.get_one(EventSession, session_id)
        return found.recorded, found.attended
