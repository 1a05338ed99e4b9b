"""Who users are at a provider of OpenID Connect"""

import sqlalchemy as sa
from alembic import op

revision = "0030_single_sign_on"
down_revision = "0029_confirm_address"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account_identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account.id"], name=op.f("fk_account_identity_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_identity")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_account_identity_issuer_subject")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_account_identity_user_id"), "account_identity", ["user_id"])


def downgrade() -> None:
    op.drop_table("account_identity")
