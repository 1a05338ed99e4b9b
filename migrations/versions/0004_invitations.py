"""Invitations with their answers, and the roles that a round table needs"""

import sqlalchemy as sa
from alembic import op

revision = "0004_invitations"
down_revision = "0003_seats"
branch_labels = None
depends_on = None

LIVING = sa.text("status <> 'withdrawn'")
STATUSES = ("sent", "accepted", "declined", "withdrawn")
ONE_ADDRESSEE = (
    "(CASE WHEN person_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN organisation_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN office = '' THEN 0 ELSE 1 END) = 1"
)


def upgrade() -> None:
    op.create_table(
        "invitation",
        *_record(),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("function", sa.String(), nullable=False),
        sa.Column("addressee", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("lang", sa.String(length=2), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                *STATUSES, name="invitation_status", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("called_again_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("link_epoch", sa.Integer(), nullable=False),
        sa.CheckConstraint(ONE_ADDRESSEE, name=op.f("ck_invitation_one_addressee")),
        sa.CheckConstraint("seats >= 1", name=op.f("ck_invitation_seats")),
        *_within("invitation", event_id="event", person_id="person"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_invitation_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_invitation_partnership_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("id", "partnership_id", name=op.f("uq_invitation_id_partnership_id")),
        sqlite_autoincrement=True,
    )
    for column in ("organisation_id", "partnership_id", "person_id", "updated_at"):
        op.create_index(op.f(f"ix_invitation_{column}"), "invitation", [column])
    op.create_index("ix_invitation_event_id_id", "invitation", ["event_id", "id"])
    op.create_index(
        "uq_invitation_event_id_addressee_living",
        "invitation",
        ["event_id", "addressee"],
        unique=True,
        sqlite_where=LIVING,
        postgresql_where=LIVING,
    )
    op.create_table(
        "invited_registration",
        *_record(),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        *_within("invited_registration", invitation_id="invitation", registration_id="registration"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invited_registration")),
        sa.UniqueConstraint("registration_id", name=op.f("uq_invited_registration_registration_id")),
        sqlite_autoincrement=True,
    )
    for column in ("invitation_id", "updated_at"):
        op.create_index(op.f(f"ix_invited_registration_{column}"), "invited_registration", [column])
    op.add_column(
        "round_table", sa.Column("required_roles", sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
    )


def _record() -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    ]


def _within(table: str, **parents: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint(
            [column, "partnership_id"],
            [f"{parent}.id", f"{parent}.partnership_id"],
            name=op.f(f"fk_{table}_{column}_partnership_id"),
        )
        for column, parent in parents.items()
    ]


def downgrade() -> None:
    op.drop_column("round_table", "required_roles")
    op.drop_table("invited_registration")
    op.drop_table("invitation")
