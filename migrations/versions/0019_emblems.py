"""Emblems of funding programmes, for pages, sheets and letters"""

import sqlalchemy as sa
from alembic import op

revision = "0019_emblems"
down_revision = "0018_unsubscribed"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "emblem",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("alt", sa.String(), nullable=False),
        sa.Column("svg", sa.String(), nullable=True),
        sa.Column("png", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnership.id"],
            name=op.f("fk_emblem_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["funding_programme.id"], name=op.f("fk_emblem_programme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emblem")),
        sa.UniqueConstraint(
            "partnership_id", "programme_id", name=op.f("uq_emblem_partnership_id_programme_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_emblem_programme_id"), "emblem", ["programme_id"])


def downgrade() -> None:
    op.drop_table("emblem")
