"""Which letters count for the limit of a mailbox, which are held, and with which they were joined"""

import sqlalchemy as sa
from alembic import op

revision = "0026_mailbox_limit"
down_revision = "0025_undated_sessions"
branch_labels = None
depends_on = None

LIMITED = sa.text("mailbox IS NOT NULL")


def upgrade() -> None:
    op.add_column("letter", sa.Column("mailbox", sa.String(), nullable=True))
    op.add_column("letter", sa.Column("held", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("letter", sa.Column("joined_to", sa.Integer(), nullable=True))
    op.create_index(
        op.f("ix_letter_mailbox_sent_at"),
        "letter",
        ["mailbox", "sent_at"],
        sqlite_where=LIMITED,
        postgresql_where=LIMITED,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_letter_mailbox_sent_at"), "letter")
    for name in ("joined_to", "held", "mailbox"):
        op.drop_column("letter", name)
