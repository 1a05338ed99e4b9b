"""Messages to participants, and what a letter said when it was sent"""

import sqlalchemy as sa
from alembic import op

revision = "0015_messages"
down_revision = "0014_merges"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("statuses", sa.JSON(), nullable=False),
        sa.Column("registration_ids", sa.JSON(), nullable=False),
        sa.Column("receivers", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id", "partnership_id"],
            ["event.id", "event.partnership_id"],
            name=op.f("fk_message_event_id_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_message_partnership_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sqlite_autoincrement=True,
    )
    for column in ("event_id", "partnership_id", "updated_at"):
        op.create_index(op.f(f"ix_message_{column}"), "message", [column])
    op.add_column("letter", sa.Column("message_id", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_letter_message_id"), "letter", ["message_id"])
    for name in ("subject", "text"):
        op.add_column("letter", sa.Column(name, sa.String(), nullable=True))


def downgrade() -> None:
    op.execute("DELETE FROM letter WHERE kind = 'event_message'")
    op.drop_index(op.f("ix_letter_message_id"), "letter")
    for name in ("text", "subject"):
        op.drop_column("letter", name)
    op.drop_column("letter", "message_id")
    op.drop_table("message")
