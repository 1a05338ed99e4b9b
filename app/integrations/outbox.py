"""The outbox for staff: the letters, those that did not arrive, and how to send them again."""

from collections.abc import Sequence

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core.actor import Actor
from app.core.database import records
from app.core.errors import Conflict, Forbidden
from app.core.mail import outbox
from app.core.mail.outbox import UNDELIVERED, Letter
from app.core.web.paging import Slice, SortKey, page
from app.integrations.models import LetterRow, LettersQuery
from app.invitations.models import Invitation
from app.organisations.people_models import Person
from app.registrations.models import Registration

EQUALITY_FILTERS = {
    "partnership": col(Letter.partnership_id),
    "state": col(Letter.state),
    "kind": col(Letter.kind),
    "about": col(Letter.about),
}


def visible_letters(actor: Actor) -> SelectOfScalar[Letter]:
    """Letters of the partnerships that the actor reads."""
    if not actor.reads_somewhere:
        raise Forbidden()
    partnerships = actor.partnerships()
    statement = select(Letter)
    if partnerships is None:
        return statement
    return statement.where(col(Letter.partnership_id).in_(partnerships))


def list_letters(session: Session, actor: Actor, query: LettersQuery) -> Slice[LetterRow]:
    """Oldest first."""
    statement = visible_letters(actor)
    for name, column in EQUALITY_FILTERS.items():
        if (value := getattr(query, name)) is not None:
            statement = statement.where(column == value)

    def to_views(letters: Sequence[Letter]) -> list[LetterRow]:
        return [_row(actor, letter) for letter in letters]

    return page(session, statement, query, to_views, SortKey(col(Letter.id)))


def resend(session: Session, actor: Actor, letter_id: int) -> LetterRow:
    """Send a letter that did not arrive once more, to the present address of the person."""
    letter = records.get(session, visible_letters(actor).where(col(Letter.id) == letter_id))
    if not actor.writes(letter.partnership_id):
        raise Forbidden()
    if not outbox.send_again(session, letter_id, _address(session, letter)):
        raise Conflict("wrong_state", state=letter.state)
    session.refresh(letter)
    return _row(actor, letter)


def _address(session: Session, letter: Letter) -> str:
    """The present address of the receiver, which may have changed since the letter was written."""
    what, _, number = (letter.about or "").partition(":")
    if what == "registration":
        registered = select(Person.email).join(Registration, col(Registration.person_id) == col(Person.id))
        address = session.exec(registered.where(col(Registration.id) == int(number))).first()
    elif what == "invitation":
        address = session.exec(select(Invitation.email).where(col(Invitation.id) == int(number))).first()
    else:
        return letter.receiver
    if not address:
        raise Conflict("no_address")
    return address


def _row(actor: Actor, letter: Letter) -> LetterRow:
    again = letter.state in UNDELIVERED and actor.writes(letter.partnership_id)
    return LetterRow(**letter.model_dump(), allowed=["resend"] if again else [])
