"""The programme of seminars and conferences"""

import sqlalchemy as sa
from alembic import op

revision = "0035_programme"
down_revision = "0034_attachments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "programme_item",
        sa.Column("id", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("event_id", "partnership_id", "position", "day", "start_offset", "minutes")
        ),
        _code("kind", "programme_kind", "talk", "break", "discussion"),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("attachment_ids", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "day >= 0 AND start_offset >= 0 AND position >= 0", name=op.f("ck_programme_item_counters")
        ),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_programme_item_minutes")),
        _reference("programme_item", "event_id", "event", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_item")),
        sa.UniqueConstraint("id", "partnership_id", name=op.f("uq_programme_item_id_partnership_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_programme_item_event_id", "programme_item", ["event_id"])
    op.create_table(
        "programme_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        _code("role", "programme_role", "speaker", "moderator"),
        sa.Column("position", sa.Integer(), nullable=False),
        _reference("programme_person", "item_id", "programme_item", ondelete="CASCADE"),
        _reference("programme_person", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_person")),
        sqlite_autoincrement=True,
    )
    for name in ("item_id", "person_id"):
        op.create_index(f"ix_programme_person_{name}", "programme_person", [name])


def _code(column: str, name: str, *values: str) -> sa.Column[str]:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
    return sa.Column(column, kind, nullable=False)


def _reference(table: str, column: str, parent: str, **options: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column, "partnership_id"],
        [f"{parent}.id", f"{parent}.partnership_id"],
        name=op.f(f"fk_{table}_{column}_partnership_id"),
        **options,
    )


def downgrade() -> None:
    op.drop_table("programme_person")
    op.drop_table("programme_item")
