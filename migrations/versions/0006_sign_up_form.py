"""Lodging and meals, and what people need to take part"""

import sqlalchemy as sa
from alembic import op

revision = "0006_sign_up_form"
down_revision = "0005_letter_words"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("event", "registration"):
        op.add_column(table, sa.Column("stay", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
    op.create_table(
        "registration_need",
        sa.Column("registration_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("accessibility", sa.String(), nullable=False),
        sa.Column("diet", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id", "event_id"],
            ["registration.id", "registration.event_id"],
            name=op.f("fk_registration_need_registration_id_event_id"),
        ),
        sa.ForeignKeyConstraint(
            ["registration_id", "partnership_id"],
            ["registration.id", "registration.partnership_id"],
            name=op.f("fk_registration_need_registration_id_partnership_id"),
        ),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_registration_need")),
    )
    op.create_index(op.f("ix_registration_need_event_id"), "registration_need", ["event_id"])


def downgrade() -> None:
    op.drop_table("registration_need")
    for table in ("registration", "event"):
        op.drop_column(table, "stay")
