"""The register of processing: which personal data each column holds, why, on which ground and for how long.

Each room declares its tables in its module `personal` with `declare`. The notice for the public, the export
and the erasure of a person, and the retention run are made from these declarations. A test walks the columns
of all tables and fails for a text, a JSON or a reference to a person without a declaration.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import SQLModel

from app.core.database.columns import table_of


class Data(StrEnum):
    """What the data are, in the words of the notice."""

    NAME = "name"
    CONTACT = "contact"
    ORGANISATION = "organisation"
    DETAILS = "details"
    NEEDS = "needs"
    ATTENDANCE = "attendance"
    CONSENTS = "consents"
    INVITATIONS = "invitations"
    MEMBERSHIPS = "memberships"
    LETTERS = "letters"
    NOTES = "notes"
    LOGIN = "login"
    CHANGES = "changes"
    LOOKS = "looks"
    REFUSALS = "refusals"
    FILES = "files"
    MINUTES = "minutes"


class Purpose(StrEnum):
    """Why the data are processed."""

    SIGN_UP = "sign_up"
    CATERING = "catering"
    EVIDENCE = "evidence"
    COOPERATION = "cooperation"
    INVITING = "inviting"
    INFORMING = "informing"
    PUBLICITY = "publicity"
    WORKING = "working"
    ACCOUNTABILITY = "accountability"
    RESPECT = "respect"


class Ground(StrEnum):
    """Article 6(1) of the GDPR: (e), (c), (a); for health needs Article 9(2)(a)."""

    PUBLIC_TASK = "public_task"
    LEGAL_DUTY = "legal_duty"
    CONSENT = "consent"
    HEALTH_CONSENT = "health_consent"


class Kept(StrEnum):
    """How long the data are kept. What deletes them stands under the same name in `core.retention`."""

    NEEDS = "needs"
    DETAILS = "details"
    INVITATIONS = "invitations"
    EVIDENCE = "evidence"
    PEOPLE = "people"
    LETTERS = "letters"
    MESSAGES = "messages"
    APPLICATIONS = "applications"
    CHANGES = "changes"
    SECURITY_LOG = "security_log"
    MERGES = "merges"
    ANSWERS = "answers"
    SESSIONS = "sessions"
    LOGINS = "logins"
    CONTACTS = "contacts"
    REFUSALS = "refusals"
    FILES = "files"
    SUBSCRIPTIONS = "subscriptions"
    SUGGESTIONS = "suggestions"
    MINUTES = "minutes"
    TALKS = "talks"


class Erased(StrEnum):
    """What an erasure does with the rows that belong to the person."""

    BLANKED = "blanked"
    DELETED = "deleted"
    KEPT = "kept"


@dataclass(frozen=True)
class Personal:
    """What a column holds of a person."""

    data: Data
    purpose: Purpose
    ground: Ground
    kept: Kept


@dataclass(frozen=True)
class Subject:
    """The person whose data are looked for. `spellings` are names as they may stand in a text.

    `folded_email` is empty without an address. `alone`: no other person of any partnership has the address.
    """

    person_id: int
    partnership_id: int
    folded_name: str
    folded_email: str
    spellings: tuple[str, ...]
    alone: bool


Condition = sa.ColumnElement[bool]
Rows = Callable[[Subject], Condition]


@dataclass(frozen=True)
class Declared:
    """One table. `rows` are those about a person; without it the person is only mentioned in its texts.

    `shown` are further columns that the export of a person shows, such as a status.
    """

    table: sa.Table
    personal: Mapping[str, Personal]
    other: frozenset[str]
    rows: Rows | None
    erased: Erased
    shown: tuple[str, ...]


REGISTER: dict[str, Declared] = {}
"""By the name of the table, in the order of the rooms."""


def declare(
    model: type[SQLModel],
    personal: Mapping[str, Personal] | None = None,
    *,
    other: Sequence[str] = (),
    rows: Rows | None = None,
    erased: Erased = Erased.BLANKED,
    shown: Sequence[str] = (),
) -> None:
    """Declare the columns of a table: `personal` ones, and `other` ones that hold nothing about a person."""
    table = table_of(model)
    REGISTER[table.name] = Declared(table, dict(personal or {}), frozenset(other), rows, erased, tuple(shown))


def same(holding: Personal, *columns: str) -> dict[str, Personal]:
    """Several columns that hold the same."""
    return dict.fromkeys(columns, holding)


def of_person(column: sa.Column[int]) -> Rows:
    """The rows that name the person in this column."""
    return lambda subject: column == subject.person_id


def processings() -> list[Personal]:
    """Each kind of processing once, in the order of the kinds of data."""
    found = {one for declared in REGISTER.values() for one in declared.personal.values()}
    orders = [list(kind) for kind in (Data, Purpose, Kept)]
    return sorted(
        found,
        key=lambda one: tuple(
            order.index(value) for order, value in zip(orders, (one.data, one.purpose, one.kept), strict=True)
        ),
    )
