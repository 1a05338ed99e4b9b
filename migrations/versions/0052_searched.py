"""Talks, suggestions, newsletters and files can be searched"""

import sqlalchemy as sa
from alembic import op

from app.core.text import fold

revision = "0052_searched"
down_revision = "0051_slots"
branch_labels = None
depends_on = None

SOURCES = {
    "talk": ("topic", "organisation_name", "person", "outcome", "next_step"),
    "suggestion": ("name", "text", "answer"),
    "newsletter": ("title", "text"),
    "attachment": ("title",),
}
"""The columns that the folded text is made of, by table."""


def upgrade() -> None:
    connection = op.get_bind()
    for name, sources in SOURCES.items():
        op.add_column(name, sa.Column("folded_text", sa.String(), nullable=False, server_default=""))
        table = sa.table(name, *(sa.column(one) for one in ("id", "folded_text", *sources)))
        rows = connection.execute(sa.select(table.c.id, *(table.c[one] for one in sources))).all()
        for number, *texts in rows:
            folded = fold(" ".join(text or "" for text in texts))
            connection.execute(sa.update(table).where(table.c.id == number).values(folded_text=folded))


def downgrade() -> None:
    for name in SOURCES:
        op.drop_column(name, "folded_text")
