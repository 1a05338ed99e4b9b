"""The members of a group to whom it writes: today's, with the language and the login that each has."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy.orm import selectinload
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.models import User, UserPerson
from app.core import clock
from app.core.database.columns import rel
from app.meetings.letters import office_email
from app.meetings.members import language_of
from app.organisations.people_models import Person, full_name
from app.partnerships.group_models import GroupMember


class Reader(NamedTuple):
    """A member with a mailbox. Without a login a link opens the minutes to them."""

    member_id: int
    person_id: int
    name: str
    email: str
    lang: str
    has_login: bool


class Office(NamedTuple):
    """A member that is an organisation, with the address at which the partnership reaches it."""

    member_id: int
    name: str
    email: str
    lang: str = "cs"


def members_today(group_id: int) -> SelectOfScalar[GroupMember]:
    today = clock.today()
    return (
        select(GroupMember)
        .where(
            col(GroupMember.group_id) == group_id,
            col(GroupMember.since).is_(None) | (col(GroupMember.since) <= today),
            col(GroupMember.until).is_(None) | (col(GroupMember.until) >= today),
        )
        .options(selectinload(rel(GroupMember.person)), selectinload(rel(GroupMember.organisation)))
        .order_by(col(GroupMember.id))
    )


def readers(session: Session, group_id: int) -> list[Reader]:
    """Each person once, however many seats they have in the group."""
    found: dict[int, Reader] = {}
    for member in session.exec(members_today(group_id)):
        person = member.person
        if person is not None and person.email and person.id not in found:
            found[person.id] = _reader(session, member.id, person, person.email)
    return list(found.values())


def offices(session: Session, group_id: int) -> list[Office]:
    """Organisations that are members without a named person, each once."""
    found: dict[int, Office] = {}
    for member in session.exec(members_today(group_id)):
        organisation = member.organisation
        if member.person_id is not None or organisation is None or organisation.id in found:
            continue
        email = office_email(session, member.partnership_id, organisation)
        if email:
            found[organisation.id] = Office(member.id, organisation.name, email)
    return list(found.values())


def _reader(session: Session, member_id: int, person: Person, email: str) -> Reader:
    """A login says its language; others read the one in which they signed up last."""
    lang = login_language(session, person.id)
    return Reader(
        member_id,
        person.id,
        full_name(person),
        email,
        lang or language_of(session, person.id),
        has_login=lang is not None,
    )


def login_language(session: Session, person_id: int) -> str | None:
    """None for somebody who cannot sign in."""
    statement = (
        select(User.lang)
        .join(UserPerson, col(UserPerson.user_id) == col(User.id))
        .where(UserPerson.person_id == person_id, col(User.active))
    )
    return session.exec(statement.order_by(col(User.id)).limit(1)).first()


def recipients(session: Session, group_id: int | None) -> list[tuple[str, str]]:
    """Name and organisation of each member of today: the list of those who get the minutes."""
    found: Sequence[GroupMember] = session.exec(members_today(group_id)).all() if group_id is not None else ()
    return [(full_name(one.person) if one.person else "", one.organisation_name or "") for one in found]
