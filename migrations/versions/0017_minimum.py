"""When an event below its minimum is told, and the decision to go on"""

import sqlalchemy as sa
from alembic import op

revision = "0017_minimum"
down_revision = "0016_reactivation"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE event ADD COLUMN min_days INTEGER DEFAULT 7 NOT NULL"
        " CONSTRAINT ck_event_min_days CHECK (min_days BETWEEN 0 AND 60)"
    )
    op.add_column("event", sa.Column("goes_on_start", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("event", "goes_on_start")
    op.drop_column("event", "min_days")
