"""Who answers letters, and who wants no more invitations"""

import sqlalchemy as sa
from alembic import op

revision = "0018_unsubscribed"
down_revision = "0017_minimum"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unsubscribed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnership.id"],
            name=op.f("fk_unsubscribed_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unsubscribed")),
        sa.UniqueConstraint("partnership_id", "address", name=op.f("uq_unsubscribed_partnership_id_address")),
        sqlite_autoincrement=True,
    )
    op.add_column("partnership", sa.Column("contact_name", sa.String(), server_default="", nullable=False))
    op.add_column("partnership", sa.Column("contact_email", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("partnership", "contact_email")
    op.drop_column("partnership", "contact_name")
    op.drop_table("unsubscribed")
