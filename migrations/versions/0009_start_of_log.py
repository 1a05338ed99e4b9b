"""Where the change log starts, once old changes are deleted"""

import sqlalchemy as sa
from alembic import op

revision = "0009_start_of_log"
down_revision = "0008_checks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "change_log_start",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tx", sa.BigInteger(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_log_start")),
    )


def downgrade() -> None:
    op.drop_table("change_log_start")
