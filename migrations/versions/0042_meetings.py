"""Members of groups at their meetings: registrations without a seat, answers, alternates and guests"""

import sqlalchemy as sa
from alembic import op

from app.core.database.migrate import add_value, remove_value

revision = "0042_meetings"
down_revision = "0041_decisions"
branch_labels = None
depends_on = None

CHECK = "ck_registration_registration_source"


def upgrade() -> None:
    add_value(op.get_bind(), "registration", "source", CHECK, "member")
    for name in ("guest", "silent"):
        op.add_column(
            "registration", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.execute(
        "ALTER TABLE registration ADD COLUMN alternate_for INTEGER"
        " CONSTRAINT fk_registration_alternate_for REFERENCES registration (id)"
        " CONSTRAINT ck_registration_alternate_for CHECK (alternate_for <> id)"
    )
    op.create_index("ix_registration_alternate_for", "registration", ["alternate_for"])
    op.create_table(
        "meeting_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column(
            "answer",
            sa.Enum(
                "none",
                "accepted",
                "apologised",
                name="member_answer",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "member_id IS NOT NULL OR registration_id IS NOT NULL", name=op.f("ck_meeting_member_somebody")
        ),
        sa.CheckConstraint("epoch >= 0", name=op.f("ck_meeting_member_epoch")),
        _within_partnership("event_id", "event", ondelete="CASCADE"),
        _within_partnership("registration_id", "registration"),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["group_member.id"],
            name=op.f("fk_meeting_member_member_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_member")),
        sa.UniqueConstraint("event_id", "member_id", name=op.f("uq_meeting_member_event_id_member_id")),
        sqlite_autoincrement=True,
    )
    for name in ("event_id", "member_id", "registration_id"):
        op.create_index(f"ix_meeting_member_{name}", "meeting_member", [name])


def _within_partnership(column: str, parent: str, **options: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column, "partnership_id"],
        [f"{parent}.id", f"{parent}.partnership_id"],
        name=op.f(f"fk_meeting_member_{column}_partnership_id"),
        **options,
    )


def downgrade() -> None:
    registration = sa.table("registration", sa.column("source"), sa.column("walk_in", sa.Boolean()))
    of_members = sa.update(registration).where(registration.c.source == "member")
    op.execute(of_members.values(source="staff", walk_in=True))  # people without a seat, as before
    op.drop_table("meeting_member")
    op.drop_index("ix_registration_alternate_for", "registration")
    for name in ("alternate_for", "silent", "guest"):
        op.drop_column("registration", name)
    remove_value(op.get_bind(), "registration", "source", CHECK, "member")
