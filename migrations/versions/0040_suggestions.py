"""Suggestions and questions from members and the public"""

import sqlalchemy as sa
from alembic import op

revision = "0040_suggestions"
down_revision = "0039_needs"
branch_labels = None
depends_on = None

STATES = "state IN ('open', 'escalated', 'answered', 'closed')"


def upgrade() -> None:
    op.create_table(
        "suggestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("follow_up", sa.String(), nullable=False),
        sa.Column("follow_up_due", sa.Date(), nullable=True),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("lang", sa.String(length=2), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("lang IN ('cs', 'en')", name=op.f("ck_suggestion_lang")),
        sa.CheckConstraint(STATES, name=op.f("ck_suggestion_suggestion_state")),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_suggestion_closed")),
        sa.ForeignKeyConstraint(
            ["group_id", "partnership_id"],
            ["working_group.id", "working_group.partnership_id"],
            name=op.f("fk_suggestion_group_id_partnership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_suggestion_partnership_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion")),
        sa.UniqueConstraint("id", "partnership_id", name=op.f("uq_suggestion_id_partnership_id")),
        sqlite_autoincrement=True,
    )
    for column in ("group_id", "partnership_id", "updated_at"):
        op.create_index(op.f(f"ix_suggestion_{column}"), "suggestion", [column])


def downgrade() -> None:
    op.execute("DELETE FROM letter WHERE kind = 'suggestion_answered'")
    op.drop_table("suggestion")
