"""Seats kept for some, offered to those who wait, limited for one organisation"""

import sqlalchemy as sa
from alembic import op

revision = "0003_seats"
down_revision = "0002_series_enrolment"
branch_labels = None
depends_on = None

HELD_BACK = sa.text("released_at IS NULL")
# Both databases add a column with its CHECK or reference in place; a copy of the table on SQLite would lose
# the CHECKs that it has.
ADDED = {
    "event": {
        "move_up": "VARCHAR(32) DEFAULT 'auto' NOT NULL"
        " CONSTRAINT ck_event_move_up CHECK (move_up IN ('auto', 'offer'))",
        "offer_hours": "INTEGER DEFAULT 48 NOT NULL",
        "organisation_limit": "INTEGER",
        "blocks": "INTEGER DEFAULT 0 NOT NULL",
        "kept": "INTEGER DEFAULT 0 NOT NULL"
        " CONSTRAINT ck_event_kept CHECK (capacity IS NULL OR taken + kept <= capacity)",
    },
    "registration": {
        "block_id": "INTEGER CONSTRAINT fk_registration_block_id REFERENCES seat_block (id)",
        "cancelled_late": "BOOLEAN DEFAULT false NOT NULL",
    },
    "series": {"no_show_limit": "INTEGER"},
}


def upgrade() -> None:
    _create_blocks()
    for table, columns in ADDED.items():
        for name, kind in columns.items():
            op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind}")
    op.add_column("event", sa.Column("cancel_until", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_registration_block_id", "registration", ["block_id"])
    op.create_index("ix_person_partnership_id_folded_name", "person", ["partnership_id", "folded_name"])


def _create_blocks() -> None:
    op.create_table(
        "seat_block",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("territory_id", sa.Integer(), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(organisation_id IS NULL) <> (territory_id IS NULL)", name=op.f("ck_seat_block_one_of_two")
        ),
        sa.CheckConstraint("taken >= 0 AND taken <= seats", name=op.f("ck_seat_block_seats")),
        sa.ForeignKeyConstraint(
            ["event_id", "partnership_id"],
            ["event.id", "event.partnership_id"],
            name=op.f("fk_seat_block_event_id_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_seat_block_organisation_id")
        ),
        sa.ForeignKeyConstraint(["territory_id"], ["territory.id"], name=op.f("fk_seat_block_territory_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_block")),
        sa.UniqueConstraint("id", "partnership_id", name=op.f("uq_seat_block_id_partnership_id")),
        sqlite_autoincrement=True,
    )
    for column in ("organisation_id", "partnership_id", "territory_id", "updated_at"):
        op.create_index(op.f(f"ix_seat_block_{column}"), "seat_block", [column])
    op.create_index("ix_seat_block_event_id_id", "seat_block", ["event_id", "id"])
    op.create_index(
        "ix_seat_block_until", "seat_block", ["until"], sqlite_where=HELD_BACK, postgresql_where=HELD_BACK
    )


def downgrade() -> None:
    op.drop_index("ix_person_partnership_id_folded_name", "person")
    op.drop_index("ix_registration_block_id", "registration")
    op.drop_column("event", "cancel_until")
    for table, columns in ADDED.items():
        for name in columns:
            op.drop_column(table, name)
    op.drop_table("seat_block")
