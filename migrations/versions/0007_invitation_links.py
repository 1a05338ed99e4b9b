"""Links of invitations without an epoch, which nothing ever raised"""

import sqlalchemy as sa
from alembic import op

revision = "0007_invitation_links"
down_revision = "0006_sign_up_form"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("invitation", "link_epoch")


def downgrade() -> None:
    op.add_column("invitation", sa.Column("link_epoch", sa.Integer(), nullable=False, server_default="0"))
