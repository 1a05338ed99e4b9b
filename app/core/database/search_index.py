"""Which rows hold some words, found by the three-letter pieces of the words, so that a search reads no table.

SQLite keeps the pieces in a table of FTS5 beside each searched table, filled by triggers; PostgreSQL in an
index on an expression, without any extension. A word of less than three letters only narrows what the others
have found. The texts that are searched are folded, so case and accents do not count.
"""

from collections.abc import Sequence
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core.database.columns import Record, table_of
from app.core.database.engine import is_sqlite

R = TypeVar("R", bound=Record)

PIECE = 3
RANKED = 1_000
"""So many hits are ranked at most: a word that stands everywhere is cut there."""
PROBED = 2_000
"""Rows that tell whether words stand everywhere: then the index would only cost."""
TEXTS = {
    "person": "{0}folded_name || ' ' || {0}folded_email || ' ' || lower(coalesce({0}email, ''))",
    "organisation": "{0}folded_name",
    "event": "{0}folded_text",
}
"""What is searched of a table, in SQL of both databases; `{0}` is the name of the row."""
PIECES = "search_pieces"
"""The function of PostgreSQL that cuts a text into its pieces."""


def first_hits(
    session: Session, table: type[R], found: SelectOfScalar[R], words: Sequence[str]
) -> sa.Select[int]:
    """The ids of the first rows that `found` selects, which are those with all the words in them."""
    ids = found.with_only_columns(col(table.id))
    long = [word for word in words if len(word) >= PIECE]
    if not long:
        return ids.limit(RANKED)
    if is_sqlite(session):
        return _by_fts(session, ids, table, long).limit(RANKED)
    last = session.exec(select(sa.func.max(col(table.id)))).one() or 0
    probed = ids.where(col(table.id) > last - PROBED).limit(RANKED)
    counted = session.exec(select(sa.func.count()).select_from(probed.subquery())).one()
    return probed if counted == RANKED else _by_pieces(ids, table, long).limit(RANKED)


def _by_fts(session: Session, ids: sa.Select[int], table: type[R], words: Sequence[str]) -> sa.Select[int]:
    """The rows come as the index finds them, as many as are wanted: no other index of the table is tried.

    A rare word finds them alone; to look for a common one too, in its long list, would take longer.
    """
    index = sa.table(f"search_{table_of(table).name}", sa.column("rowid", sa.Integer))
    longest = sorted(words, key=len, reverse=True)[:2] if len(words) > 1 else []
    rare = next((word for word in longest if _is_rare(session, index, word)), None)
    joined = ids.join(index, index.c.rowid == col(table.id))
    joined = joined.where(_matching(index, words if rare is None else [rare]))
    return joined.with_hint(table, "NOT INDEXED", "sqlite")


def _matching(index: sa.TableClause, words: Sequence[str]) -> sa.ColumnElement[bool]:
    phrases = " ".join('"{}"'.format(word.replace('"', '""')) for word in words)
    return sa.literal_column(index.name).op("MATCH")(phrases)


def _is_rare(session: Session, index: sa.TableClause, word: str) -> bool:
    found = sa.select(index.c.rowid).where(_matching(index, [word])).limit(RANKED)
    counted = session.connection().scalar(sa.select(sa.func.count()).select_from(found.subquery()))
    return counted is not None and counted < RANKED


def _by_pieces(ids: sa.Select[int], table: type[R], words: Sequence[str]) -> sa.Select[int]:
    wanted = sorted({word[at : at + PIECE] for word in words for at in range(len(word) - PIECE + 1)})
    kind, name = postgresql.ARRAY(sa.Text()), table_of(table).name
    pieces: sa.ColumnClause[str] = sa.literal_column(f"{PIECES}({TEXTS[name].format(name + '.')})")
    return ids.where(pieces.op("@>")(sa.cast(sa.literal(wanted, kind), kind)))


def forget_deleted(session: Session) -> None:
    """Write the pieces of deleted texts out of the index of SQLite. PostgreSQL does that by its vacuum."""
    if is_sqlite(session):
        for name in TEXTS:
            session.connection().exec_driver_sql(
                f"INSERT INTO search_{name}(search_{name}) VALUES('optimize')"
            )
