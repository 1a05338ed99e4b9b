"""The logins of a person who is erased: one that serves nothing else is deleted."""

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from app.accounts.models import Role, User, UserPerson
from app.core.database import changes
from app.core.database.columns import is_address, table_of
from app.core.mail.outbox import Letter
from app.organisations.merge_rules import change

USER = table_of(User)
LETTER = table_of(Letter)


def of_person(session: Session, person_id: int) -> list[int]:
    return list(session.exec(select(UserPerson.user_id).where(UserPerson.person_id == person_id)))


def is_used(session: Session, user_id: int) -> bool:
    """Whether the login has a role, or belongs to a person of another partnership."""
    held = select(Role.id).where(Role.user_id == user_id)
    other = select(UserPerson.person_id).where(UserPerson.user_id == user_id)
    return any(session.exec(one.limit(1)).first() is not None for one in (held, other))


def delete(session: Session, user_id: int) -> None:
    """What refers to the login stays without it; sign-ins and keys go with it."""
    address = session.exec(select(User.folded_email).where(col(User.id) == user_id)).one()
    for column in _referring():
        change(
            session, sa.update(column.table).where(column == user_id).values({column.name: None}), "updated"
        )
    to_login = sa.and_(LETTER.c.partnership_id.is_(None), is_address(LETTER.c.receiver, address))
    session.connection().execute(sa.delete(LETTER).where(to_login))
    changes.write(session, sa.delete(USER).where(USER.c.id == user_id), "deleted")


def _referring() -> list[sa.Column[object]]:
    """Columns that name a login and may be empty; the others go with the login."""
    return [
        key.parent
        for table in SQLModel.metadata.tables.values()
        for key in table.foreign_keys
        if key.column is USER.c.id and key.parent.nullable
    ]
