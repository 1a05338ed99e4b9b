"""Own words of partnerships in letters, letters that are written once, reminders of several days"""

import sqlalchemy as sa
from alembic import op

revision = "0005_letter_words"
down_revision = "0004_invitations"
branch_labels = None
depends_on = None

ONCE = sa.text("once IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "letter_words",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("lang", sa.String(length=2), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("lead", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnership.id"],
            name=op.f("fk_letter_words_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_words")),
        sa.UniqueConstraint(
            "partnership_id", "kind", "lang", name=op.f("uq_letter_words_partnership_id_kind_lang")
        ),
        sqlite_autoincrement=True,
    )
    for column in ("partnership_id", "updated_at"):
        op.create_index(op.f(f"ix_letter_words_{column}"), "letter_words", [column])
    op.add_column("letter", sa.Column("once", sa.String(), nullable=True))
    op.create_index(
        "uq_letter_once", "letter", ["once"], unique=True, sqlite_where=ONCE, postgresql_where=ONCE
    )
    op.add_column(
        "partnership", sa.Column("reminder_days", sa.JSON(), nullable=False, server_default="[7, 1]")
    )
    op.add_column(
        "partnership", sa.Column("thanks_letter", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("event", sa.Column("reminder_days", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("event", "reminder_days")
    op.drop_column("partnership", "thanks_letter")
    op.drop_column("partnership", "reminder_days")
    op.drop_index("uq_letter_once", "letter")
    op.drop_column("letter", "once")
    op.drop_table("letter_words")
