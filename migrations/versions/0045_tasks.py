"""Tasks of the people of a partnership"""

import sqlalchemy as sa
from alembic import op

revision = "0045_tasks"
down_revision = "0044_talks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("need_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "done",
                "cancelled",
                name="task_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("folded_text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id", "partnership_id"],
            ["decision.id", "decision.partnership_id"],
            name=op.f("fk_task_decision_id_partnership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "partnership_id"],
            ["event.id", "event.partnership_id"],
            name=op.f("fk_task_event_id_partnership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["group_id", "partnership_id"],
            ["working_group.id", "working_group.partnership_id"],
            name=op.f("fk_task_group_id_partnership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["need_id", "partnership_id"],
            ["need.id", "need.partnership_id"],
            name=op.f("fk_task_need_id_partnership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id", "partnership_id"],
            ["person.id", "person.partnership_id"],
            name=op.f("fk_task_owner_id_partnership_id"),
        ),
        sa.ForeignKeyConstraint(["partnership_id"], ["partnership.id"], name=op.f("fk_task_partnership_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("id", "partnership_id", name=op.f("uq_task_id_partnership_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_task_decision_id"), "task", ["decision_id"], unique=False)
    op.create_index(op.f("ix_task_due"), "task", ["due"], unique=False)
    op.create_index(op.f("ix_task_event_id"), "task", ["event_id"], unique=False)
    op.create_index(op.f("ix_task_group_id"), "task", ["group_id"], unique=False)
    op.create_index(op.f("ix_task_need_id"), "task", ["need_id"], unique=False)
    op.create_index(op.f("ix_task_owner_id"), "task", ["owner_id"], unique=False)
    op.create_index(op.f("ix_task_partnership_id"), "task", ["partnership_id"], unique=False)
    op.create_index(op.f("ix_task_updated_at"), "task", ["updated_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_task_updated_at"), table_name="task")
    op.drop_index(op.f("ix_task_partnership_id"), table_name="task")
    op.drop_index(op.f("ix_task_owner_id"), table_name="task")
    op.drop_index(op.f("ix_task_need_id"), table_name="task")
    op.drop_index(op.f("ix_task_group_id"), table_name="task")
    op.drop_index(op.f("ix_task_event_id"), table_name="task")
    op.drop_index(op.f("ix_task_due"), table_name="task")
    op.drop_index(op.f("ix_task_decision_id"), table_name="task")
    op.drop_table("task")
