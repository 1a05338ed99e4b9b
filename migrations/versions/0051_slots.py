"""Times of consultations that people book, and the log of what was consulted"""

import sqlalchemy as sa
from alembic import op

revision = "0051_slots"
down_revision = "0050_calendar_links"
branch_labels = None
depends_on = None

HOLDS_SLOT = sa.text("slot_id IS NOT NULL AND status NOT IN ('declined', 'cancelled', 'expired')")
# Both databases add a column with its CHECK or reference in place.
ADDED = {
    "event": {
        "slots": "INTEGER DEFAULT 0 NOT NULL CONSTRAINT ck_event_slots"
        " CHECK (slots = 0 OR slots > 0 AND coalesce(capacity, 0) = slots)",
    },
    "registration": {
        "slot_id": "INTEGER CONSTRAINT fk_registration_slot_id REFERENCES slot (id)",
        "slot_moves": "INTEGER DEFAULT 0 NOT NULL CONSTRAINT ck_registration_slot_moves"
        " CHECK (slot_moves >= 0)",
    },
}


def upgrade() -> None:
    op.create_table(
        "slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_slot_ends_after_starts")),
        sa.ForeignKeyConstraint(
            ["event_id", "partnership_id"],
            ["event.id", "event.partnership_id"],
            name=op.f("fk_slot_event_id_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot")),
        sa.UniqueConstraint("id", "partnership_id", name=op.f("uq_slot_id_partnership_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_slot_partnership_id"), "slot", ["partnership_id"])
    op.create_index(op.f("ix_slot_updated_at"), "slot", ["updated_at"])
    op.create_index("ix_slot_event_id_starts_at", "slot", ["event_id", "starts_at"])
    for table, columns in ADDED.items():
        for name, kind in columns.items():
            op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind}")
    op.add_column("registration", sa.Column("log", sa.JSON(), nullable=True))
    op.create_index(
        "uq_registration_slot_id_holding",
        "registration",
        ["slot_id"],
        unique=True,
        sqlite_where=HOLDS_SLOT,
        postgresql_where=HOLDS_SLOT,
    )


def downgrade() -> None:
    op.drop_index("uq_registration_slot_id_holding", "registration")
    for name in ("log", "slot_moves", "slot_id"):
        op.drop_column("registration", name)
    op.drop_column("event", "slots")
    op.drop_table("slot")
