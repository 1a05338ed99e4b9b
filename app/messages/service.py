"""Messages to participants: preview, test, send, and how many letters have arrived."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.models import User
from app.core.actor import Actor
from app.core.database import records
from app.core.errors import FieldProblem, Invalid
from app.core.mail import outbox
from app.core.mail.outbox import UNDELIVERED, Letter
from app.core.mail.rendering import render
from app.core.mail.wording import Wording, elsewhere, kept_braces
from app.core.text import translator
from app.core.web.keyset import Column, Sorts, by_words, key_of
from app.core.web.paging import Slice, page
from app.events import event_row
from app.events.access import check_reader, check_writer
from app.events.event_row import EventRow
from app.events.models import Event
from app.letters.kinds import EVENT_MESSAGE, placeholders
from app.letters.service import words_of
from app.messages.models import (
    Message,
    MessageCreate,
    MessageDraft,
    MessagePreview,
    MessageQuery,
    MessageSent,
    MessageView,
    Receivers,
)
from app.registrations import letter_recipients, letters
from app.registrations.letter_recipients import Recipient
from app.registrations.models import Registration

STATES = {"sent": ("sent",), "failed": UNDELIVERED, "waiting": ("open",)}
"""What the counts of a message call the states of its letters."""


def _letters_in(states: Collection[str]) -> Column:
    found = sa.select(sa.func.count()).where(
        col(Letter.message_id) == col(Message.id), col(Letter.state).in_(states)
    )
    return found.correlate(Message).scalar_subquery()


SORTS: Sorts = {
    "subject": by_words(col(Message.subject)),
    "created_at": col(Message.created_at),
    "receivers": col(Message.receivers),
    **{name: _letters_in(states) for name, states in STATES.items()},
}


def list_messages(session: Session, actor: Actor, event_id: int, query: MessageQuery) -> Slice[MessageView]:
    """Oldest first."""
    event = event_row.read_event(session, event_id)
    check_reader(session, actor, event_id, event.partnership_id)
    statement = select(Message).where(col(Message.event_id) == event_id)

    def to_views(found: Sequence[Message]) -> list[MessageView]:
        return _views(session, found)

    return page(session, statement, query, to_views, key_of(col(Message.id), query.sort, SORTS))


def get_message(session: Session, actor: Actor, message_id: int) -> MessageView:
    """For those who read the inside of its event."""
    message = records.get(session, select(Message).where(col(Message.id) == message_id))
    check_reader(session, actor, message.event_id, message.partnership_id)
    return _views(session, [message])[0]


def send(session: Session, actor: Actor, event_id: int, body: MessageCreate) -> MessageSent:
    """Write one letter to each chosen registration that has an address."""
    event = _writable(session, actor, event_id)
    if body.test:
        _refuse(_wrong_words(body))
        return _send_test(session, actor, event, body)
    chosen, wrong = _addressees(session, event_id, body)
    _refuse(_wrong_words(body) + wrong)
    to = [one for one in chosen if one.email]
    message = Message(
        event_id=event_id,
        partnership_id=event.partnership_id,
        subject=body.subject,
        text=body.text,
        statuses=[status.value for status in body.status],
        registration_ids=body.registration_ids,
        receivers=len(to),
    )
    session.add(message)
    session.flush()
    about = letters.letter_event(session, event_id)
    for one in to:
        letters.post(session, EVENT_MESSAGE, about, one, message_id=message.id, words=_words(body))
    return MessageSent(id=message.id, receivers=len(to))


def preview(session: Session, actor: Actor, event_id: int, body: MessageDraft, lang: str) -> MessagePreview:
    """Stores and sends nothing."""
    event = _writable(session, actor, event_id)
    if body.complete:
        chosen, wrong = _addressees(session, event_id, body)
        _refuse(_missing(body) + _wrong_words(body) + wrong)
    else:
        _refuse(_wrong_words(body))
        chosen = _chosen(session, event_id, body) if body.status or body.registration_ids else []
    reached = sum(bool(one.email) for one in chosen)
    signature = words_of(session, event.partnership_id, EVENT_MESSAGE, lang).signature
    link = "https://example.org/my/registrations/1-sample"
    facts = {**_facts(session, event_id), "name": translator(lang).gettext("Ema Sample"), "manage_url": link}
    mail = render(EVENT_MESSAGE, lang, facts, Wording(body.subject, body.text, signature))
    return MessagePreview(
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        receivers=reached,
        without_address=len(chosen) - reached,
        kept_braces=kept_braces(f"{body.subject}\n{body.text}"),
    )


def _send_test(session: Session, actor: Actor, event: EventRow, body: MessageCreate) -> MessageSent:
    """To the address of the sender's own login, with words in place of the link to a registration."""
    user = session.get_one(User, actor.user_id)
    link = translator(user.lang).gettext("[link of each receiver to their registration]")
    words = {name: text.replace("{manage_url}", link) for name, text in _words(body).items()}
    data = {**_facts(session, event.id), "name": user.name, "words": words}
    outbox.enqueue(session, EVENT_MESSAGE, user.email, user.lang, data, partnership_id=event.partnership_id)
    return MessageSent(id=None, receivers=1)


def _facts(session: Session, event_id: int) -> dict[str, object]:
    return {**letters.letter_event(session, event_id).facts}


def _words(body: MessageCreate) -> dict[str, str]:
    return {"subject": body.subject, "lead": body.text}


def _writable(session: Session, actor: Actor, event_id: int) -> EventRow:
    event = event_row.read_event(session, event_id)
    check_writer(session, actor, event_id, event.partnership_id)
    return event


def _refuse(wrong: Sequence[FieldProblem]) -> None:
    if wrong:
        raise Invalid.of(*wrong)


def _wrong_words(body: MessageCreate | MessageDraft) -> list[FieldProblem]:
    """Placeholders of other letters. Any other brace belongs to the text."""
    known = placeholders(EVENT_MESSAGE)
    return [
        FieldProblem(f"#/{name}", "unknown_placeholder", {"what": what})
        for name, text in (("subject", body.subject), ("text", body.text))
        if (what := elsewhere(text, known))
    ]


def _missing(body: MessageDraft) -> list[FieldProblem]:
    words = (("subject", body.subject), ("text", body.text))
    return [FieldProblem(f"#/{name}", "required", {}) for name, text in words if not text]


def _addressees(
    session: Session, event_id: int, body: Receivers
) -> tuple[list[Recipient], list[FieldProblem]]:
    """The registrations to write to, and why nobody of them would get a letter."""
    try:
        chosen = _chosen(session, event_id, body)
    except Invalid as refusal:
        return [], refusal.fields
    if any(one.email for one in chosen):
        return chosen, []
    pointer = "#/registration_ids" if body.registration_ids else "#/status"
    return chosen, [FieldProblem(pointer, "no_receivers" if chosen else "nobody_there", {})]


def _chosen(session: Session, event_id: int, body: Receivers) -> list[Recipient]:
    """Also those without an address. Raises Invalid when the choice itself is wrong."""
    if body.registration_ids and body.status:
        raise Invalid("#/registration_ids", "not_allowed")
    if body.status:
        return [to for to, _ in letter_recipients.of_event(session, event_id, body.status)]
    if not body.registration_ids:
        raise Invalid("#/status", "required")
    known = select(Registration.id).where(
        col(Registration.event_id) == event_id, col(Registration.id).in_(body.registration_ids)
    )
    here = set(session.exec(known))
    for place, number in enumerate(body.registration_ids):
        if number not in here:
            raise Invalid(f"#/registration_ids/{place}", "not_found")
    return letter_recipients.recipients(session, here)


class Counted(NamedTuple):
    """The letters of one message by their states."""

    sent: int = 0
    failed: int = 0
    waiting: int = 0


def _views(session: Session, messages: Sequence[Message]) -> list[MessageView]:
    counts = _count(session, [one.id for one in messages])
    titles = select(col(Event.id), col(Event.title)).where(
        col(Event.id).in_({one.event_id for one in messages})
    )
    named = dict(session.exec(titles).all())
    return [
        MessageView.of(
            one,
            **counts.get(one.id, Counted())._asdict(),
            status=one.statuses,
            event_title=named[one.event_id],
        )
        for one in messages
    ]


def _count(session: Session, message_ids: Sequence[int]) -> dict[int | None, Counted]:
    counts = (sa.func.count().filter(col(Letter.state).in_(states)) for states in STATES.values())
    statement = (
        sa.select(col(Letter.message_id), *counts)
        .where(col(Letter.message_id).in_(message_ids))
        .group_by(col(Letter.message_id))
    )
    return {row[0]: Counted._make(row[1:]) for row in session.connection().execute(statement)}
