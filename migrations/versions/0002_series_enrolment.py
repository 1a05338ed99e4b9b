"""Enrolment in a whole series, and the dealing of its seats"""

import sqlalchemy as sa
from alembic import op

revision = "0002_series_enrolment"
down_revision = "0001_first_tables"
branch_labels = None
depends_on = None

WAITING = sa.text("status = 'waiting'")
LIVING = sa.text("cancelled_at IS NULL")
FOLLOW_THE_SERIES = """
UPDATE event SET undealt = true,
    deals_at = (SELECT series.allocates_at FROM series WHERE series.id = event.series_id)
WHERE taken + waiting + pending = 0 AND status NOT IN ('held', 'cancelled')
    AND series_id IN (SELECT id FROM series WHERE allocation = 'series_first')
"""


def upgrade() -> None:
    op.create_table(
        "series_enrolment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("territory_id", sa.Integer(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_series_enrolment_partnership_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id", "partnership_id"],
            ["person.id", "person.partnership_id"],
            name=op.f("fk_series_enrolment_person_id_partnership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["series_id", "partnership_id"],
            ["series.id", "series.partnership_id"],
            name=op.f("fk_series_enrolment_series_id_partnership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name=op.f("fk_series_enrolment_territory_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series_enrolment")),
        sqlite_autoincrement=True,
    )
    for column in ("partnership_id", "person_id", "territory_id", "updated_at"):
        op.create_index(op.f(f"ix_series_enrolment_{column}"), "series_enrolment", [column])
    op.create_index("ix_series_enrolment_series_id_id", "series_enrolment", ["series_id", "id"])
    op.create_index(
        "uq_series_enrolment_series_id_person_id_living",
        "series_enrolment",
        ["series_id", "person_id"],
        unique=True,
        sqlite_where=LIVING,
        postgresql_where=LIVING,
    )
    op.add_column("series", sa.Column("dealt_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("event", sa.Column("undealt", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("event", sa.Column("deals_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("registration", sa.Column("priority", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("registration", sa.Column("deal_place", sa.Integer(), nullable=True))
    op.add_column("registration", sa.Column("deal_seats", sa.Integer(), nullable=True))
    _refer_to_enrolments()
    op.create_index(op.f("ix_registration_enrolment_id"), "registration", ["enrolment_id"])
    op.drop_index("ix_registration_event_id_queue_key_waiting", "registration")
    _wait_by("ix_registration_event_id_priority_queue_key_waiting", "priority", "queue_key")
    op.execute(FOLLOW_THE_SERIES)


def _refer_to_enrolments() -> None:
    """SQLite adds a column with its reference in place; a copy of the table would lose its CHECKs."""
    name, column = "fk_registration_enrolment_id", "enrolment_id"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"ALTER TABLE registration ADD COLUMN {column} INTEGER"
            f" CONSTRAINT {name} REFERENCES series_enrolment (id)"
        )
        return
    op.add_column("registration", sa.Column(column, sa.Integer(), nullable=True))
    op.create_foreign_key(op.f(name), "registration", "series_enrolment", [column], ["id"])


def _wait_by(name: str, *columns: str) -> None:
    op.create_index(
        name, "registration", ["event_id", *columns], sqlite_where=WAITING, postgresql_where=WAITING
    )


def downgrade() -> None:
    op.drop_index("ix_registration_event_id_priority_queue_key_waiting", "registration")
    _wait_by("ix_registration_event_id_queue_key_waiting", "queue_key")
    op.drop_index(op.f("ix_registration_enrolment_id"), "registration")
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("fk_registration_enrolment_id"), "registration", type_="foreignkey")
    for column in ("enrolment_id", "deal_seats", "deal_place", "priority"):
        op.drop_column("registration", column)
    op.drop_column("event", "deals_at")
    op.drop_column("event", "undealt")
    op.drop_column("series", "dealt_at")
    op.drop_table("series_enrolment")
