"""Names fold more letters, addresses compare by their domain in ASCII"""

import unicodedata
from collections.abc import Callable
from typing import Any, NamedTuple

import idna
import sqlalchemy as sa
from alembic import op

revision = "0010_normal_forms"
down_revision = "0009_start_of_log"
branch_labels = None
depends_on = None

HAS_EMAIL = "email IS NOT NULL"
Fold = Callable[[str], str]
Row = sa.RowMapping

SPELLINGS = str.maketrans(
    {
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ø": "o",
        "ı": "i",
        "ħ": "h",
        "ŧ": "t",
        "ŋ": "n",
        "ĸ": "k",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "·": "",
        **dict.fromkeys("‘’‛ʹʻʼʽʾʿ′`´", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
    }
)
INVISIBLE = dict.fromkeys(
    [
        *[0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFEFF, 0xFFA0],
        *[*range(0x180B, 0x1810), *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)],
        *[*range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0100)],
    ]
)


def _without_marks(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def old_fold(text: str) -> str:
    return " ".join(_without_marks(text).casefold().split())


def new_fold(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).casefold().translate(SPELLINGS | INVISIBLE)
    return " ".join(_without_marks(folded).split())


def normal_address(email: str) -> str:
    local, at, domain = email.strip().rpartition("@")
    try:
        ascii_domain = domain.lower() if domain.isascii() else idna.encode(domain, uts46=True).decode()
    except ValueError:
        return email.strip().lower()
    return f"{local.lower()}{at}{ascii_domain}"


class Column(NamedTuple):
    """A column that is made of `sources`; with them, the columns beside which it is unique, and in which rows."""

    table: str
    name: str
    sources: tuple[str, ...]
    unique_in: tuple[str, ...] | None = None
    where: str = "1 = 1"


NAMES = (
    Column("account", "folded_name", ("name",)),
    Column("course", "folded_title", ("title",)),
    Column("event", "folded_text", ("title", "description")),
    Column("funding_programme", "folded_text", ("code", "name")),
    Column("organisation", "folded_name", ("name",)),
    Column("partnership", "folded_name", ("name",)),
    Column(
        "person", "folded_name", ("first_name", "last_name"), ("partnership_id", "folded_email"), HAS_EMAIL
    ),
    Column("person_alias", "folded_name", ("name",), ("person_id",)),
    Column("project", "folded_text", ("title", "registration_number")),
    Column("series", "folded_title", ("title",)),
    Column("territory", "folded_name", ("name",)),
    Column("working_group", "folded_name", ("name",)),
)
ADDRESSES = (
    Column("account", "folded_email", ("email",), ()),
    Column("person", "folded_email", ("email",), ("partnership_id", "folded_name"), HAS_EMAIL),
)
INVITED = Column(
    "invitation",
    "addressee",
    ("organisation_id", "office", "function"),
    ("event_id",),
    "status <> 'withdrawn'",
)


def upgrade() -> None:
    _make_all(new_fold, normal_address)


def downgrade() -> None:
    _make_all(old_fold, old_fold)


def _make_all(fold: Fold, compared: Fold) -> None:
    """Addresses first: then a name is the only part of a key that may become that of somebody else."""
    for column in ADDRESSES:
        _make(column, lambda row: compared(row[0] or ""))
    for column in NAMES:
        _make(column, lambda row: fold(" ".join(part or "" for part in row)))
    _make(INVITED, lambda row: _addressee(fold, *row))


def _addressee(fold: Fold, organisation_id: int | None, office: str, function: str) -> str | None:
    if organisation_id is not None:
        return f"organisation:{organisation_id}:{fold(function)}"
    return f"office:{fold(office)}:{fold(function)}" if office else None


def _make(column: Column, of: Callable[[tuple[Any, ...]], str | None]) -> None:
    """Make the column of each row again. A row keeps what it has where another one holds its new key."""
    names = dict.fromkeys(("id", column.name, *column.sources, *(column.unique_in or ())))
    table = sa.table(column.table, *map(sa.column, names))
    unique = sa.literal_column(column.where if column.unique_in is not None else "1 = 0").label("is_unique")
    rows = op.get_bind().execute(sa.select(table, unique)).mappings().all()
    wanted = {row["id"]: of(tuple(row[name] for name in column.sources)) for row in rows}
    waiting = [row for row in rows if wanted[row["id"]] not in (None, row[column.name])]
    taken = {_key(column, row, row[column.name]) for row in rows if row["is_unique"]}
    made: list[dict[str, Any]] = []
    tried = 0
    while tried != len(waiting):
        tried, again = len(waiting), []
        for row in waiting:
            key = _key(column, row, wanted[row["id"]])
            if row["is_unique"]:
                if key in taken:
                    again.append(row)
                    continue
                taken.discard(_key(column, row, row[column.name]))
                taken.add(key)
            made.append({"row": row["id"], "new": wanted[row["id"]]})
        waiting = again
    if made:
        statement = sa.update(table).where(table.c.id == sa.bindparam("row"))
        op.get_bind().execute(statement.values({column.name: sa.bindparam("new")}), made)


def _key(column: Column, row: Row, value: str | None) -> tuple[Any, ...]:
    return (*(row[name] for name in column.unique_in or ()), value)
