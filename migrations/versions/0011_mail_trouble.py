"""Whether letters fail for our own sake"""

import sqlalchemy as sa
from alembic import op

revision = "0011_mail_trouble"
down_revision = "0010_normal_forms"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail_trouble",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_mail_trouble_counters")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_trouble")),
    )


def downgrade() -> None:
    op.drop_table("mail_trouble")
