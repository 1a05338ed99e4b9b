"""Questions that a form no longer has, and people have answered"""

import sqlalchemy as sa
from alembic import op

revision = "0013_past_questions"
down_revision = "0012_previous_start"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "event", sa.Column("past_fields", sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
    )


def downgrade() -> None:
    op.drop_column("event", "past_fields")
