"""Minutes of events"""

import sqlalchemy as sa
from alembic import op

revision = "0043_minutes"
down_revision = "0042_meetings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "minutes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("file_number", sa.String(), nullable=False),
        sa.Column("file_plan_mark", sa.String(), nullable=False),
        sa.Column("disposal", sa.String(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "comment",
                "approved",
                "published",
                name="minutes_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("comment_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("minute_taker_id", sa.Integer(), nullable=True),
        sa.Column("minute_taker_name", sa.String(), nullable=False),
        sa.Column("verifier_id", sa.Integer(), nullable=True),
        sa.Column("verifier_name", sa.String(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopen_reason", sa.String(), nullable=False),
        sa.Column("latest", sa.Integer(), nullable=False),
        sa.Column("folded_text", sa.String(), nullable=False),
        sa.Column("public_text", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(state = 'published') = (published_at IS NOT NULL)", name=op.f("ck_minutes_published_at")
        ),
        sa.CheckConstraint(
            "state <> 'comment' OR comment_until IS NOT NULL", name=op.f("ck_minutes_comment_until")
        ),
        sa.CheckConstraint("latest >= 0", name=op.f("ck_minutes_counters")),
        sa.ForeignKeyConstraint(
            ["event_id", "partnership_id"],
            ["event.id", "event.partnership_id"],
            name=op.f("fk_minutes_event_id_partnership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["minute_taker_id", "partnership_id"],
            ["person.id", "person.partnership_id"],
            name=op.f("fk_minutes_minute_taker_id_partnership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_minutes_partnership_id")
        ),
        sa.ForeignKeyConstraint(
            ["verifier_id", "partnership_id"],
            ["person.id", "person.partnership_id"],
            name=op.f("fk_minutes_verifier_id_partnership_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes")),
        sa.UniqueConstraint("event_id", name=op.f("uq_minutes_event_id")),
        sa.UniqueConstraint("id", "partnership_id", name=op.f("uq_minutes_id_partnership_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_minutes_minute_taker_id"), "minutes", ["minute_taker_id"], unique=False)
    op.create_index(op.f("ix_minutes_partnership_id"), "minutes", ["partnership_id"], unique=False)
    op.create_index("ix_minutes_state_event_id", "minutes", ["state", "event_id"], unique=False)
    op.create_index(op.f("ix_minutes_updated_at"), "minutes", ["updated_at"], unique=False)
    op.create_index(op.f("ix_minutes_verifier_id"), "minutes", ["verifier_id"], unique=False)
    op.create_table(
        "minutes_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("internal", sa.Boolean(), nullable=False),
        sa.Column("agenda_item_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.CheckConstraint("position >= 0", name=op.f("ck_minutes_item_counters")),
        sa.ForeignKeyConstraint(
            ["agenda_item_id"],
            ["agenda_item.id"],
            name=op.f("fk_minutes_item_agenda_item_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["minutes_id", "partnership_id"],
            ["minutes.id", "minutes.partnership_id"],
            name=op.f("fk_minutes_item_minutes_id_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_item")),
        sa.UniqueConstraint("id", "partnership_id", name=op.f("uq_minutes_item_id_partnership_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_minutes_item_agenda_item_id"), "minutes_item", ["agenda_item_id"], unique=False)
    op.create_index(op.f("ix_minutes_item_minutes_id"), "minutes_item", ["minutes_id"], unique=False)
    op.create_index(op.f("ix_minutes_item_updated_at"), "minutes_item", ["updated_at"], unique=False)
    op.create_table(
        "minutes_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "cause",
            sa.Enum(
                "saved",
                "submitted",
                "approved",
                "published",
                "reopened",
                name="version_cause",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("by_items", sa.Boolean(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_minutes_version_number")),
        sa.ForeignKeyConstraint(
            ["minutes_id", "partnership_id"],
            ["minutes.id", "minutes.partnership_id"],
            name=op.f("fk_minutes_version_minutes_id_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["account.id"], name=op.f("fk_minutes_version_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_version")),
        sa.UniqueConstraint("minutes_id", "number", name=op.f("uq_minutes_version_minutes_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_minutes_version_user_id"), "minutes_version", ["user_id"], unique=False)
    op.create_table(
        "minutes_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["minutes_item.id"], name=op.f("fk_minutes_comment_item_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["minutes_id", "partnership_id"],
            ["minutes.id", "minutes.partnership_id"],
            name=op.f("fk_minutes_comment_minutes_id_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["account.id"], name=op.f("fk_minutes_comment_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_comment")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_minutes_comment_item_id"), "minutes_comment", ["item_id"], unique=False)
    op.create_index(op.f("ix_minutes_comment_minutes_id"), "minutes_comment", ["minutes_id"], unique=False)
    op.create_index(op.f("ix_minutes_comment_user_id"), "minutes_comment", ["user_id"], unique=False)
    op.create_table(
        "minutes_entry",
        sa.Column("speaker", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("follow_up", sa.String(), nullable=False),
        sa.Column("follow_up_due", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("position >= 0", name=op.f("ck_minutes_entry_counters")),
        sa.ForeignKeyConstraint(
            ["item_id", "partnership_id"],
            ["minutes_item.id", "minutes_item.partnership_id"],
            name=op.f("fk_minutes_entry_item_id_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_entry")),
        sa.UniqueConstraint("id", "partnership_id", name=op.f("uq_minutes_entry_id_partnership_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_minutes_entry_item_id"), "minutes_entry", ["item_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_minutes_entry_item_id"), table_name="minutes_entry")
    op.drop_table("minutes_entry")
    op.drop_index(op.f("ix_minutes_comment_user_id"), table_name="minutes_comment")
    op.drop_index(op.f("ix_minutes_comment_minutes_id"), table_name="minutes_comment")
    op.drop_index(op.f("ix_minutes_comment_item_id"), table_name="minutes_comment")
    op.drop_table("minutes_comment")
    op.drop_index(op.f("ix_minutes_version_user_id"), table_name="minutes_version")
    op.drop_table("minutes_version")
    op.drop_index(op.f("ix_minutes_item_updated_at"), table_name="minutes_item")
    op.drop_index(op.f("ix_minutes_item_minutes_id"), table_name="minutes_item")
    op.drop_index(op.f("ix_minutes_item_agenda_item_id"), table_name="minutes_item")
    op.drop_table("minutes_item")
    op.drop_index(op.f("ix_minutes_verifier_id"), table_name="minutes")
    op.drop_index(op.f("ix_minutes_updated_at"), table_name="minutes")
    op.drop_index("ix_minutes_state_event_id", table_name="minutes")
    op.drop_index(op.f("ix_minutes_partnership_id"), table_name="minutes")
    op.drop_index(op.f("ix_minutes_minute_taker_id"), table_name="minutes")
    op.drop_table("minutes")
