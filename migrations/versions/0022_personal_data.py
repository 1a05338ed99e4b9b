"""Retention runs, erasures, and people who object to being counted by no-shows"""

import sqlalchemy as sa
from alembic import op

revision = "0022_personal_data"
down_revision = "0021_rights"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "retention_run",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("ran_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_retention_run")),
    )
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_by", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_erasure_person_id"), "erasure", ["person_id"])
    op.create_index(op.f("ix_erasure_partnership_id"), "erasure", ["partnership_id"])
    op.add_column("person", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "person", sa.Column("objects_to_profiling", sa.Boolean(), server_default=sa.false(), nullable=False)
    )


def downgrade() -> None:
    op.drop_column("person", "objects_to_profiling")
    op.drop_column("person", "erased_at")
    op.drop_index(op.f("ix_erasure_partnership_id"), table_name="erasure")
    op.drop_index(op.f("ix_erasure_person_id"), table_name="erasure")
    op.drop_table("erasure")
    op.drop_table("retention_run")
