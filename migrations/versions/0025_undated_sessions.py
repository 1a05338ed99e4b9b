"""What an event without a date keeps of its days, and what people were last told of its sessions"""

import sqlalchemy as sa
from alembic import op

revision = "0025_undated_sessions"
down_revision = "0024_sessions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "event", sa.Column("undated_sessions", sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
    )
    op.add_column("event", sa.Column("last_told", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("event", "last_told")
    op.drop_column("event", "undated_sessions")
