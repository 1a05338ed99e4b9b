"""Erasing a person: from every declared table, from letters, from what others wrote, from kept answers.

Rows that stand for somebody who came (a registration, its attendance) stay, so that no number of the past
changes; the person behind them has no name any more. Where a funding programme asks for the evidence, name
and attendance stay until its day; the answer says so, and `evidence` finishes the erasure then.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, select

from app.core import clock
from app.core.addresses import spellings_of
from app.core.database import changes
from app.core.database.columns import table_of
from app.core.database.engine import after_commit
from app.core.database.search_index import forget_deleted
from app.core.mail.outbox import Letter
from app.core.personal import REGISTER, Data, Declared, Erased, Ground, Kept, Subject
from app.core.settings import Settings
from app.core.web import idempotency
from app.organisations.merge_rules import change
from app.organisations.people_models import Person
from app.privacy import evidence, logins, mentions
from app.privacy.leave import leave
from app.privacy.letters import about_person
from app.privacy.models import Erasure
from app.privacy.names import PERSON, remove_names
from app.privacy.subject import has_namesake, subject_of
from app.registrations.models import Registration

LETTER = table_of(Letter)
NO_CONTACT = {
    "email": None,
    "folded_email": "",
    "phone": None,
    "organisation_id": None,
    "position": "",
    "note": "",
}


@dataclass(frozen=True)
class Staying:
    """What is not erased. `until` null: no day ends it; `where` names programmes or texts."""

    data: Data
    ground: Ground
    until: date | None
    where: list[str]


@dataclass
class Outcome:
    """How many rows of what were erased, and what stays."""

    erased: Counter[Data] = field(default_factory=Counter)
    kept: list[Staying] = field(default_factory=list)


def erase(session: Session, person: Person, reason: str, by: int | None) -> Outcome:
    """Erase the person as far as no duty forbids it. The feed tells that the person was deleted."""
    outcome = Outcome()
    leave(session, person.id)
    subject, phones = subject_of(session, person), _phones(session, person)
    addresses = [one for one in (person.email, *spellings_of(person.folded_email)) if one]
    named = not has_namesake(session, person)
    wanted = mentions.needles(subject, phones, addresses, named=named)
    links = _links_of(session, person.id)
    theirs = logins.of_person(session, person.id)
    duty = evidence.duty_of(session, person.id)
    session.add(
        Erasure(
            person_id=person.id,
            partnership_id=person.partnership_id,
            erased_by=by,
            reason=reason,
            finished_at=None if duty else clock.now(),
        )
    )
    session.flush()
    _erase_letters(session, person.id, outcome)
    for declared in REGISTER.values():
        _erase_rows(session, declared, subject, outcome)
    _erase_person(session, person.id, outcome)
    if duty is None:
        remove_names(session, person.id)
        outcome.erased[Data.NAME] += 1
    else:
        for data in (Data.NAME, Data.ATTENDANCE):
            outcome.kept.append(Staying(data, Ground.LEGAL_DUTY, duty.until, duty.programmes))
    outcome.erased[Data.NOTES] += mentions.replace_mentions(session, subject, wanted)
    _erase_answers(session, [*wanted, *links], outcome)
    _erase_logins(session, theirs, outcome)
    if found := mentions.public_mentions(session, subject, wanted):
        outcome.kept.append(Staying(Data.NOTES, Ground.PUBLIC_TASK, None, found))
    session.expire_all()
    forget_deleted(session)
    after_commit(session, session.info["database"].empty_journal)
    return outcome


def _phones(session: Session, person: Person) -> list[str]:
    own = session.exec(select(Registration.phone).where(Registration.person_id == person.id)).all()
    return [phone for phone in {person.phone, *own} if phone]


def _links_of(session: Session, person_id: int) -> list[str]:
    """What a kept answer with a link of the person holds."""
    own = session.exec(select(Registration.id).where(Registration.person_id == person_id)).all()
    return [f"/my/registrations/{number}-" for number in own]


def _erase_letters(session: Session, person_id: int, outcome: Outcome) -> None:
    """Those about registrations and invitations of the person, also to an address that others share."""
    deleted = sa.delete(LETTER).where(LETTER.c.about.in_(about_person(session, person_id)))
    outcome.erased[Data.LETTERS] += session.connection().execute(deleted).rowcount


def _erase_rows(session: Session, declared: Declared, subject: Subject, outcome: Outcome) -> None:
    table = declared.table
    if declared.rows is None or declared.erased == Erased.KEPT or table is PERSON:
        return
    those = declared.rows(subject)
    counted = sa.select(sa.func.count()).select_from(table).where(those)
    rows = session.connection().execute(counted).scalar_one()
    if not rows:
        return
    if declared.erased == Erased.DELETED:
        change(session, sa.delete(table).where(those), "deleted")
    elif empty := _empty_values(declared):
        change(session, sa.update(table).where(those).values(empty), "updated", dict.fromkeys(empty))
    for data in {one.data for one in declared.personal.values() if one.kept != Kept.EVIDENCE}:
        outcome.erased[data] += rows


def _empty_values(declared: Declared) -> dict[str, object]:
    """An empty value for each text and JSON of the person that is no evidence; references stay."""
    return {
        name: _empty(declared.table.c[name])
        for name, one in declared.personal.items()
        if one.kept != Kept.EVIDENCE and not isinstance(declared.table.c[name].type, sa.Integer)
    }


def _empty(column: sa.Column[object]) -> object:
    if column.nullable:
        return None
    if isinstance(column.type, sa.JSON):
        return {}
    return ""


def _erase_person(session: Session, person_id: int, outcome: Outcome) -> None:
    values = {**NO_CONTACT, "erased_at": clock.now(), "updated_at": clock.now()}
    statement = sa.update(PERSON).where(PERSON.c.id == person_id)
    changes.write(session, statement.values(**values, version=PERSON.c.version + 1), "deleted")
    for data in (Data.CONTACT, Data.ORGANISATION, Data.NOTES):
        outcome.erased[data] += 1


def _erase_answers(session: Session, needles: list[str], outcome: Outcome) -> None:
    settings: Settings = session.info["settings"]
    outcome.erased[Data.CHANGES] += idempotency.forget_holding(session, settings.secret_key, needles)


def _erase_logins(session: Session, user_ids: list[int], outcome: Outcome) -> None:
    for user_id in user_ids:
        if logins.is_used(session, user_id):
            outcome.kept.append(Staying(Data.LOGIN, Ground.PUBLIC_TASK, None, []))
        else:
            logins.delete(session, user_id)
            outcome.erased[Data.LOGIN] += 1
