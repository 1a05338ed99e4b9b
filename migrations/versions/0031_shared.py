"""Shared records have an owner; proposals to it, and contacts of each partnership"""

import sqlalchemy as sa
from alembic import op

revision = "0031_shared"
down_revision = "0030_single_sign_on"
branch_labels = None
depends_on = None

SHARED = ("organisation", "course")
RECORD = ("created_at", "updated_at")


def upgrade() -> None:
    for table in SHARED:
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN owner_partnership_id INTEGER"
            f" CONSTRAINT fk_{table}_owner_partnership_id REFERENCES partnership (id)"
        )
        op.create_index(f"ix_{table}_owner_partnership_id", table, ["owner_partnership_id"])
    op.create_table(
        "organisation_proposal",
        *_record("organisation_proposal"),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "accepted",
                "declined",
                name="proposal_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("fields", sa.JSON(), nullable=False),
        *_references("organisation_proposal"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "organisation_contact",
        *_record("organisation_contact"),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("person", sa.String(), nullable=False),
        *_references("organisation_contact"),
        sa.UniqueConstraint(
            "partnership_id",
            "organisation_id",
            name=op.f("uq_organisation_contact_partnership_id_organisation_id"),
        ),
        sqlite_autoincrement=True,
    )
    for table in ("organisation_proposal", "organisation_contact"):
        op.create_index(f"ix_{table}_updated_at", table, ["updated_at"])
        op.create_index(f"ix_{table}_organisation_id", table, ["organisation_id"])
    op.create_index("ix_organisation_proposal_partnership_id", "organisation_proposal", ["partnership_id"])


def _record(table: str) -> list[sa.schema.SchemaItem]:
    moments = [sa.Column(name, sa.DateTime(timezone=True), nullable=False) for name in RECORD]
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        *moments,
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _references(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.ForeignKeyConstraint(
            [f"{parent}_id"], [f"{parent}.id"], name=op.f(f"fk_{table}_{parent}_id"), ondelete="CASCADE"
        )
        for parent in ("organisation", "partnership")
    ]


def downgrade() -> None:
    op.drop_table("organisation_contact")
    op.drop_table("organisation_proposal")
    for table in SHARED:
        op.drop_index(f"ix_{table}_owner_partnership_id", table)
        op.drop_column(table, "owner_partnership_id")
