"""Funding programmes have an owner, as the other shared records do"""

from alembic import op

revision = "0046_programme_owner"
down_revision = "0045_tasks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE funding_programme ADD COLUMN owner_partnership_id INTEGER"
        " CONSTRAINT fk_funding_programme_owner_partnership_id REFERENCES partnership (id)"
    )
    op.create_index(
        "ix_funding_programme_owner_partnership_id", "funding_programme", ["owner_partnership_id"]
    )


def downgrade() -> None:
    op.drop_index("ix_funding_programme_owner_partnership_id", "funding_programme")
    op.drop_column("funding_programme", "owner_partnership_id")
