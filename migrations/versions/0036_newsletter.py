"""Newsletters and their subscribers"""

import sqlalchemy as sa
from alembic import op

revision = "0036_newsletter"
down_revision = "0035_programme"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "newsletter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("lang", sa.String(length=2), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("receivers", sa.Integer(), nullable=True),
        sa.CheckConstraint("lang IN ('cs', 'en')", name=op.f("ck_newsletter_lang")),
        sa.CheckConstraint("state IN ('draft', 'sent')", name=op.f("ck_newsletter_newsletter_state")),
        sa.CheckConstraint("receivers >= 0", name=op.f("ck_newsletter_counters")),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_newsletter_sent")),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_newsletter_partnership_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newsletter")),
        sqlite_autoincrement=True,
    )
    for column in ("partnership_id", "updated_at"):
        op.create_index(op.f(f"ix_newsletter_{column}"), "newsletter", [column])
    op.create_table(
        "newsletter_subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("lang", sa.String(length=2), nullable=False),
        sa.CheckConstraint("lang IN ('cs', 'en')", name=op.f("ck_newsletter_subscription_lang")),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnership.id"],
            name=op.f("fk_newsletter_subscription_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newsletter_subscription")),
        sa.UniqueConstraint(
            "partnership_id", "address", name=op.f("uq_newsletter_subscription_partnership_id_address")
        ),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.execute("DELETE FROM letter WHERE kind IN ('newsletter', 'newsletter_confirm')")
    op.drop_table("newsletter_subscription")
    op.drop_table("newsletter")
