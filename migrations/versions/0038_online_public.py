"""Online links of events, published only where the organiser wants it"""

import sqlalchemy as sa
from alembic import op

revision = "0038_online_public"
down_revision = "0037_structure"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "event", sa.Column("online_public", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    op.drop_column("event", "online_public")
