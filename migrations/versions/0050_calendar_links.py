"""Addresses of personal calendars and of calendars of groups"""

import sqlalchemy as sa
from alembic import op

revision = "0050_calendar_links"
down_revision = "0049_phones"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account.id"], name=op.f("fk_calendar_link_user_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["working_group.id"], name=op.f("fk_calendar_link_group_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_link_token_hash")),
        sa.UniqueConstraint("user_id", "group_id", name=op.f("uq_calendar_link_user_id_group_id")),
    )
    op.create_index(op.f("ix_calendar_link_user_id"), "calendar_link", ["user_id"])
    op.create_index(op.f("ix_calendar_link_group_id"), "calendar_link", ["group_id"])
    op.create_index(
        "uq_calendar_link_user_id",
        "calendar_link",
        ["user_id"],
        unique=True,
        sqlite_where=sa.text("group_id IS NULL"),
        postgresql_where=sa.text("group_id IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("calendar_link")
