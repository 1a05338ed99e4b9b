"""Merges of two records that can be taken back for 30 days"""

import sqlalchemy as sa
from alembic import op

revision = "0014_merges"
down_revision = "0013_past_questions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "record_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=True),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("gone_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.CheckConstraint("record IN ('person', 'organisation')", name=op.f("ck_record_merge_record")),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnership.id"],
            name=op.f("fk_record_merge_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_merge")),
        sqlite_autoincrement=True,
    )
    for column in ("gone_id", "kept_id", "partnership_id", "updated_at"):
        op.create_index(op.f(f"ix_record_merge_{column}"), "record_merge", [column])


def downgrade() -> None:
    op.drop_table("record_merge")
