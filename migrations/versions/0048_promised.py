"""Tasks from what was promised in a discussion"""

import sqlalchemy as sa
from alembic import op

from app.core.database.migrate import add_constraints, drop_constraints

revision = "0048_promised"
down_revision = "0047_search"
branch_labels = None
depends_on = None

RULES = {
    "fk_task_discussion_id": ("FOREIGN KEY(discussion_id) REFERENCES minutes_entry (id) ON DELETE SET NULL")
}


def upgrade() -> None:
    op.add_column("task", sa.Column("discussion_id", sa.Integer(), nullable=True))
    add_constraints(op.get_bind(), "task", RULES)
    op.create_index("uq_task_discussion_id", "task", ["discussion_id"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_task_discussion_id", table_name="task")
    drop_constraints(op.get_bind(), "task", RULES)
    op.drop_column("task", "discussion_id")
