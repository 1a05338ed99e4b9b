"""The outbox for staff: the letters, those that did not arrive, and how to send them again."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core.actor import WRITING, Actor
from app.core.database import records
from app.core.errors import Conflict, Forbidden, NotFound
from app.core.mail import outbox
from app.core.mail.outbox import UNDELIVERED, Letter
from app.core.web.keyset import Sorts, by_words, key_of
from app.core.web.paging import Slice, page
from app.events.access import refuse
from app.events.event_row import read_event
from app.integrations.models import (
    LetterRow,
    LettersQuery,
    LettersResend,
    LettersResent,
    LettersStanding,
    LetterText,
)
from app.invitations.models import Invitation
from app.letters import trouble
from app.organisations.people_models import Person
from app.registrations.models import Registration

EQUALITY_FILTERS = {
    "partnership": col(Letter.partnership_id),
    "state": col(Letter.state),
    "kind": col(Letter.kind),
    "about": col(Letter.about),
}
AT_ONCE = 500
"""Letters of one call: each asks for the present address."""

SORTS: Sorts = {
    "receiver": sa.func.lower(col(Letter.receiver)),
    "kind": col(Letter.kind),
    "state": col(Letter.state),
    "created_at": col(Letter.created_at),
    "sent_at": col(Letter.sent_at),
    "attempts": col(Letter.attempts),
    "error": by_words(col(Letter.error)),
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
    return _page(session, actor, visible_letters(actor), query)


def list_event_letters(
    session: Session, actor: Actor, event_id: int, query: LettersQuery
) -> Slice[LetterRow]:
    """Oldest first; for those who read the inside of the event's partnership."""
    event = read_event(session, event_id)
    if not actor.reads(event.partnership_id):
        refuse(session, actor, event_id)
    about = sa.union_all(
        _abouts("registration:", col(Registration.id), col(Registration.event_id) == event_id),
        _abouts("invitation:", col(Invitation.id), col(Invitation.event_id) == event_id),
    )
    return _page(session, actor, select(Letter).where(col(Letter.about).in_(about)), query)


def _abouts(prefix: str, number: Any, condition: Any) -> sa.Select[str]:
    return sa.select(sa.literal(prefix) + sa.cast(number, sa.String)).where(condition)


def letter_text(session: Session, actor: Actor, letter_id: int) -> LetterText:
    """Letters without a partnership are those of accounts: nobody else reads them."""
    of_partnerships = visible_letters(actor).where(col(Letter.partnership_id).is_not(None))
    letter = records.get(session, of_partnerships.where(col(Letter.id) == letter_id))
    if letter.text is None:
        raise NotFound()
    return LetterText.of(letter)


def _page(
    session: Session, actor: Actor, statement: SelectOfScalar[Letter], query: LettersQuery
) -> Slice[LetterRow]:
    for name, column in EQUALITY_FILTERS.items():
        if (value := getattr(query, name)) is not None:
            statement = statement.where(column == value)

    def to_views(letters: Sequence[Letter]) -> list[LetterRow]:
        return [_row(actor, letter) for letter in letters]

    return page(session, statement, query, to_views, key_of(col(Letter.id), query.sort, SORTS))


def resend(session: Session, actor: Actor, letter_id: int) -> LetterRow:
    """Send a letter that did not arrive once more, to the present address of the person."""
    letter = records.get(session, visible_letters(actor).where(col(Letter.id) == letter_id))
    if not actor.writes(letter.partnership_id):
        raise Forbidden()
    if not outbox.send_again(session, letter_id, _address(session, letter)):
        raise Conflict("wrong_state", state=letter.state)
    session.refresh(letter)
    return _row(actor, letter)


def standing(session: Session, actor: Actor) -> LettersStanding:
    """The letters that the actor may read, counted."""
    counts, tried = sa.func.count(), sa.and_(col(Letter.state) == "open", col(Letter.attempts) > 0)
    seen = (
        visible_letters(actor)
        .with_only_columns(
            counts.filter(tried),
            counts.filter(col(Letter.state) == "failed"),
            counts.filter(col(Letter.state) == "refused"),
            sa.func.min(col(Letter.due_at)).filter(tried),
        )
        .where(col(Letter.state) != "sent")
    )
    waiting, failed, refused, next_at = session.connection().execute(seen).one()
    return LettersStanding(
        waiting=waiting,
        failed=failed,
        refused=refused,
        next_at=next_at,
        trouble=trouble.current(session),
        allowed=["resend"] if actor.writes_somewhere else [],
    )


def resend_all(session: Session, actor: Actor, body: LettersResend) -> LettersResent:
    """Letters that wait are tried at once; undelivered ones go to the present addresses of their people."""
    if not actor.writes_somewhere:
        raise Forbidden()
    own = actor.partnerships(WRITING)
    if body.state == "open":
        return LettersResent(resent=outbox.hurry(session, own), left=0)
    undelivered = visible_letters(actor).where(col(Letter.state) == body.state)
    if own is not None:
        undelivered = undelivered.where(col(Letter.partnership_id).in_(own))
    total = session.connection().scalar(undelivered.with_only_columns(sa.func.count())) or 0
    resent = 0
    for letter in session.exec(undelivered.order_by(col(Letter.id)).limit(AT_ONCE)).all():
        address = _present_address(session, letter)
        resent += bool(address) and outbox.send_again(session, letter.id, address or "")
    return LettersResent(resent=resent, left=total - resent)


def _address(session: Session, letter: Letter) -> str:
    address = _present_address(session, letter)
    if not address:
        raise Conflict("no_address")
    return address


def _present_address(session: Session, letter: Letter) -> str | None:
    """It may have changed since the letter was written; None when the person has none any more."""
    what, _, number = (letter.about or "").partition(":")
    if what == "registration":
        registered = select(Person.email).join(Registration, col(Registration.person_id) == col(Person.id))
        return session.exec(registered.where(col(Registration.id) == int(number))).first()
    if what == "invitation":
        return session.exec(select(Invitation.email).where(col(Invitation.id) == int(number))).first()
    return letter.receiver


def _row(actor: Actor, letter: Letter) -> LetterRow:
    again = letter.state in UNDELIVERED and actor.writes(letter.partnership_id)
    readable = letter.text is not None and letter.partnership_id is not None
    allowed = [*(["resend"] if again else []), *(["read"] if readable else [])]
    return LetterRow(**letter.model_dump(), allowed=allowed)
