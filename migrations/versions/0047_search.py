"""Indexes that find words and parts of words in names and titles"""

import sqlalchemy as sa
from alembic import op

revision = "0047_search"
down_revision = "0046_programme_owner"
branch_labels = None
depends_on = None

TEXTS = {
    "person": (
        ("folded_name", "folded_email", "email"),
        "{0}folded_name || ' ' || {0}folded_email || ' ' || lower(coalesce({0}email, ''))",
    ),
    "organisation": (("folded_name",), "{0}folded_name"),
    "event": (("folded_text",), "{0}folded_text"),
}
"""The columns that are searched of a table, and the text that they make."""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table, (columns, text) in TEXTS.items():
            _index_beside(table, columns, text)
        return
    op.execute(
        "CREATE FUNCTION search_pieces(text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS "
        "'SELECT coalesce(array_agg(DISTINCT substr($1, i, 3)), ARRAY[]::text[])"
        " FROM generate_series(1, length($1) - 2) AS i'"
    )
    for table, (_, text) in TEXTS.items():
        op.execute(f"CREATE INDEX search_{table} ON {table} USING gin (search_pieces({text.format('')}))")


def _index_beside(table: str, columns: tuple[str, ...], text: str) -> None:
    """A table of pieces without the texts themselves, and the triggers that fill it."""
    index, new, old = f"search_{table}", text.format("new."), text.format("old.")
    op.execute(f"CREATE VIRTUAL TABLE {index} USING fts5(words, content='', tokenize='trigram')")
    op.execute(f"INSERT INTO {index}(rowid, words) SELECT id, {text.format('')} FROM {table}")  # noqa: S608
    add = f"INSERT INTO {index}(rowid, words) VALUES (new.id, {new});"  # noqa: S608
    drop = f"INSERT INTO {index}({index}, rowid, words) VALUES ('delete', old.id, {old});"  # noqa: S608
    changed = f"UPDATE OF {', '.join(columns)}"
    for name, when, body in (
        ("added", "INSERT", add),
        ("removed", "DELETE", drop),
        ("changed", changed, drop + add),
    ):
        op.execute(f"CREATE TRIGGER {index}_{name} AFTER {when} ON {table} BEGIN {body} END")


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in TEXTS:
        if sqlite:
            for name in ("added", "removed", "changed"):
                op.execute(f"DROP TRIGGER search_{table}_{name}")
            op.execute(f"DROP TABLE search_{table}")
        else:
            op.drop_index(f"search_{table}", table)
    if not sqlite:
        op.execute(sa.text("DROP FUNCTION search_pieces(text)"))
