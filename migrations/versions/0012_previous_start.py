"""The start of an event before its last move"""

import sqlalchemy as sa
from alembic import op

revision = "0012_previous_start"
down_revision = "0011_mail_trouble"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("event", sa.Column("previous_starts_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("event", "previous_starts_at")
