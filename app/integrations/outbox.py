"""The outbox as the staff see it: what was written to whom, what did not arrive, and sending that again."""

from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import outbox, records
from app.core.actor import Actor
from app.core.errors import Conflict, Forbidden
from app.core.outbox import UNDELIVERED, Letter
from app.core.paging import Key, Slice, page
from app.integrations.models import LetterRow, LettersQuery
from app.invitations.models import Invitation
from app.organisations.people_models import Person
from app.registrations.models import Registration

LETTER = cast(Any, Letter)
EQUALS = {
    "partnership": LETTER.partnership_id,
    "state": LETTER.state,
    "kind": LETTER.kind,
    "about": LETTER.about,
}


def visible_letters(actor: Actor) -> Any:
    """Those of the actor's partnerships; who reads nowhere has no business here."""
    if not actor.reads_somewhere:
        raise Forbidden()
    partnerships = actor.partnerships()
    statement = sa.select(Letter)
    return statement if partnerships is None else statement.where(LETTER.partnership_id.in_(partnerships))


def list_letters(session: Session, actor: Actor, query: LettersQuery) -> Slice[Any]:
    """Oldest first."""
    statement = visible_letters(actor)
    for name, column in EQUALS.items():
        if (value := getattr(query, name)) is not None:
            statement = statement.where(column == value)

    def present(rows: list[Any]) -> list[LetterRow]:
        return [_row(actor, row) for row in rows]

    return page(session, statement, query, present, Key(LETTER.id))


def resend(session: Session, actor: Actor, letter_id: int) -> LetterRow:
    """A letter that did not arrive goes out once more, to the address that the person has now."""
    letter: Letter = records.find(session, visible_letters(actor).where(LETTER.id == letter_id))
    if not actor.writes(letter.partnership_id):
        raise Forbidden()
    if not outbox.send_again(session, letter_id, _address(session, letter)):
        raise Conflict("wrong_state", state=letter.state)
    session.refresh(letter)
    return _row(actor, letter)


def _address(session: Session, letter: Letter) -> str:
    what, _, number = (letter.about or "").partition(":")
    people = sa.select(col(Person.email)).join(Registration, col(Registration.person_id) == col(Person.id))
    found = {
        "registration": people.where(col(Registration.id) == sa.bindparam("number")),
        "invitation": sa.select(col(Invitation.email)).where(col(Invitation.id) == sa.bindparam("number")),
    }.get(what)
    if found is None:
        return letter.receiver
    address = session.scalar(found, {"number": int(number)})
    if not address:
        raise Conflict("no_address")
    return str(address)


def _row(actor: Actor, letter: Letter) -> LetterRow:
    again = letter.state in UNDELIVERED and actor.writes(letter.partnership_id)
    return LetterRow(**letter.model_dump(), allowed=["resend"] if again else [])
