"""Sign-ups that wait until their mailbox confirms them"""

import sqlalchemy as sa
from alembic import op

revision = "0029_confirm_address"
down_revision = "0028_second_factor"
branch_labels = None
depends_on = None

UNCONFIRMED = sa.text("status = 'pending' AND reason = 'confirm_address'")


def upgrade() -> None:
    for table in ("event", "partnership"):
        op.add_column(
            table, sa.Column("confirm_address", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.execute(
        "ALTER TABLE registration ADD COLUMN substitutes_id INTEGER"
        " CONSTRAINT fk_registration_substitutes_id REFERENCES registration (id)"
    )
    op.create_index("ix_registration_substitutes_id", "registration", ["substitutes_id"])
    op.create_index(
        "ix_registration_created_at_unconfirmed",
        "registration",
        ["created_at"],
        sqlite_where=UNCONFIRMED,
        postgresql_where=UNCONFIRMED,
    )


def downgrade() -> None:
    op.drop_index("ix_registration_created_at_unconfirmed", "registration")
    op.drop_index("ix_registration_substitutes_id", "registration")
    op.drop_column("registration", "substitutes_id")
    for table in ("partnership", "event"):
        op.drop_column(table, "confirm_address")
