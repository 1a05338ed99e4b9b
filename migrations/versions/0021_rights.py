"""Rights to a registration with epochs of their own, and when its mailbox used the link"""

import sqlalchemy as sa
from alembic import op

revision = "0021_rights"
down_revision = "0020_failed_attempts"
branch_labels = None
depends_on = None

EPOCHS = ("ticket_epoch", "calendar_epoch", "receipt_epoch")


def upgrade() -> None:
    for name in EPOCHS:
        op.execute(
            f"ALTER TABLE registration ADD COLUMN {name} INTEGER DEFAULT 0 NOT NULL"
            f" CONSTRAINT ck_registration_{name} CHECK ({name} >= 0)"
        )
    op.add_column("registration", sa.Column("mailbox_used_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("registration", "mailbox_used_at")
    for name in reversed(EPOCHS):
        op.drop_column("registration", name)
