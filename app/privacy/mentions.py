"""What others wrote of a person: the name, the address and the phone are replaced in texts and in JSON.

Texts that hold personal data are changed. Texts for the public (the description of an event, the remit of a
group) are only found, for somebody to look at: a program cannot tell what a sentence without a name means.
"""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlmodel import Session

from app.accounts.models import User
from app.core.database.columns import table_of
from app.core.database.engine import is_sqlite
from app.core.personal import REGISTER, Declared, Subject
from app.core.text import NBSP, fold
from app.organisations.merge_rules import change
from app.organisations.people_models import Person, PersonAlias

INSTEAD = "…"
SHORTEST_PHONE = 9
OF_OTHERS = {table_of(one).name for one in (Person, PersonAlias, User)}
"""Tables of names: what stands there under another key is the name of somebody else."""
NOTES_OF_OTHERS = ("note",)


def needles(subject: Subject, phones: Sequence[str], addresses: Sequence[str], *, named: bool) -> list[str]:
    """What to look for, the longest first. `named`: the name means nobody else in the partnership."""
    names = subject.spellings if named else ()
    found = {*names, *(name.replace(" ", NBSP) for name in names), *map(fold, names)}
    found |= {phone for phone in phones if len(phone) >= SHORTEST_PHONE}
    found |= set(addresses) if subject.alone else set()
    return sorted(filter(None, found), key=len, reverse=True)


def replace_mentions(session: Session, subject: Subject, wanted: Sequence[str]) -> int:
    """Returns how many texts were changed."""
    changed = 0
    for declared in REGISTER.values():
        for name in declared.personal:
            if _may_mention(declared, name):
                for key, value in _found(session, declared, name, subject, wanted):
                    _set(session, declared.table, key, name, _without(value, wanted))
                    changed += 1
    return changed


def public_mentions(session: Session, subject: Subject, wanted: Sequence[str]) -> list[str]:
    """Where texts that nobody declared personal name the person: `event.description 7`."""
    return [
        f"{declared.table.name}.{name} {key}"
        for declared in REGISTER.values()
        for name in sorted(declared.other)
        if _is_text(declared.table.c[name])
        for key, _ in _found(session, declared, name, subject, wanted)
    ]


def _may_mention(declared: Declared, name: str) -> bool:
    if not _is_text(declared.table.c[name]):
        return False
    return declared.table.name not in OF_OTHERS or name in NOTES_OF_OTHERS


def _is_text(column: sa.Column[object]) -> bool:
    return not isinstance(column.type, sa.LargeBinary | sa.Enum | sa.Integer)


def _found(
    session: Session, declared: Declared, name: str, subject: Subject, wanted: Sequence[str]
) -> Iterator[tuple[object, object]]:
    """Key and value of each row of the partnership, or of none, in which any of it stands."""
    table = declared.table
    [key, *_] = table.primary_key
    text = sa.cast(table.c[name], sa.Text)
    there = sa.or_(sa.false(), *(_contains(session, text, one) for one in wanted))
    statement = sa.select(key, table.c[name]).where(there)
    place = table.c.get("partnership_id")
    if table.name == "partnership":
        place = table.c.id
    if place is not None:
        statement = statement.where(sa.or_(place.is_(None), place == subject.partnership_id))
    for row in session.connection().execute(statement).all():
        yield row[0], row[1]


def _contains(session: Session, text: sa.ColumnElement[str], needle: str) -> sa.ColumnElement[bool]:
    """`LIKE` of SQLite would be slower, and blind to case for ASCII letters alone."""
    find = sa.func.instr if is_sqlite(session) else sa.func.strpos
    return find(text, needle) > 0


def _without(value: object, wanted: Sequence[str]) -> object:
    if isinstance(value, str):
        for needle in wanted:
            value = value.replace(needle, INSTEAD)
        return value
    if isinstance(value, list):
        return [_without(one, wanted) for one in value]
    if isinstance(value, dict):
        return {name: _without(one, wanted) for name, one in value.items()}
    return value


def _set(session: Session, table: sa.Table, key: object, name: str, value: object) -> None:
    [column, *_] = table.primary_key
    statement = sa.update(table).where(column == key).values({name: value})
    change(session, statement, "updated", {name: None})
