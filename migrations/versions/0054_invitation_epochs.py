"""Links of invitations with an epoch, which ends those that were given out before"""

from alembic import op

revision = "0054_invitation_epochs"
down_revision = "0053_references"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE invitation ADD COLUMN link_epoch INTEGER DEFAULT 0 NOT NULL"
        " CONSTRAINT ck_invitation_link_epoch CHECK (link_epoch >= 0)"
    )


def downgrade() -> None:
    op.drop_column("invitation", "link_epoch")
