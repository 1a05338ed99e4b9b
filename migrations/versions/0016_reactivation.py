"""What the registrations of a cancelled event were before"""

import sqlalchemy as sa
from alembic import op

revision = "0016_reactivation"
down_revision = "0015_messages"
branch_labels = None
depends_on = None

STATUS_BEFORE = (
    "ALTER TABLE registration ADD COLUMN status_before VARCHAR CONSTRAINT ck_registration_status_before"
    " CHECK (status_before IN ('confirmed', 'pending', 'waiting', 'offered'))"
)


def upgrade() -> None:
    op.add_column("event", sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(STATUS_BEFORE)
    op.add_column("registration", sa.Column("reason_before", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("registration", "reason_before")
    op.drop_column("registration", "status_before")
    op.drop_column("event", "cancelled_at")
