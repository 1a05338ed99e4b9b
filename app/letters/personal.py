"""What the tables of letters hold of people: those of the outbox too, which the core keeps."""

import sqlalchemy as sa

from app.core.database.change_log import Change
from app.core.database.columns import is_address, table_of
from app.core.mail.outbox import Letter
from app.core.personal import (
    Condition,
    Data,
    Erased,
    Ground,
    Kept,
    Personal,
    Purpose,
    Subject,
    declare,
    same,
)
from app.core.web.idempotency import IdempotencyKey
from app.letters.models import LetterWords, MailTrouble, Unsubscribed

LETTER = Personal(Data.LETTERS, Purpose.INFORMING, Ground.PUBLIC_TASK, Kept.LETTERS)
LOGGED = Personal(Data.CHANGES, Purpose.ACCOUNTABILITY, Ground.LEGAL_DUTY, Kept.CHANGES)
ANSWER = Personal(Data.CHANGES, Purpose.INFORMING, Ground.PUBLIC_TASK, Kept.ANSWERS)
REFUSAL = Personal(Data.REFUSALS, Purpose.RESPECT, Ground.LEGAL_DUTY, Kept.REFUSALS)


def _to_the_address(subject: Subject) -> Condition:
    """Letters to the address of the person, when nobody else has it."""
    mine = is_address(table_of(Letter).c.receiver, subject.folded_email)
    return sa.and_(mine, sa.literal(bool(subject.folded_email) and subject.alone))


declare(
    Letter,
    same(LETTER, "receiver", "mailbox", "data", "subject", "text", "error"),
    other=("kind", "lang", "about", "once", "state"),
    rows=_to_the_address,
    erased=Erased.DELETED,
    shown=("created_at", "kind", "state", "sent_at"),
)
declare(LetterWords, other=("kind", "lang", "subject", "lead"))
declare(MailTrouble, same(LETTER, "error"))


def _unsubscribed(subject: Subject) -> Condition:
    mine = table_of(Unsubscribed).c.address == subject.folded_email
    return sa.and_(mine, sa.literal(bool(subject.folded_email) and subject.alone))


declare(
    Unsubscribed,
    same(REFUSAL, "address"),
    rows=_unsubscribed,
    erased=Erased.DELETED,
    shown=("created_at", "partnership_id"),
)
declare(Change, same(LOGGED, "fields"), other=("type", "action", "request_id"), erased=Erased.KEPT)
declare(
    IdempotencyKey,
    same(ANSWER, "answer", "headers"),
    other=("scope", "body_hash"),
    erased=Erased.DELETED,
)
