"""Failed attempts to sign in, counted across processes"""

import sqlalchemy as sa
from alembic import op

revision = "0020_failed_attempts"
down_revision = "0019_emblems"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "failed_attempts",
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_failed_attempts_counters")),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_failed_attempts")),
    )
    op.create_index(op.f("ix_failed_attempts_ends_at"), "failed_attempts", ["ends_at"])


def downgrade() -> None:
    op.drop_table("failed_attempts")
