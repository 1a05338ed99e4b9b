"""Talks with possible partners"""

import sqlalchemy as sa
from alembic import op

revision = "0044_talks"
down_revision = "0043_minutes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "talk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("organisation_name", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("next_step", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "organisation_id IS NOT NULL OR organisation_name <> ''", name=op.f("ck_talk_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["group_id", "partnership_id"],
            ["working_group.id", "working_group.partnership_id"],
            name=op.f("fk_talk_group_id_partnership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_talk_organisation_id")
        ),
        sa.ForeignKeyConstraint(["partnership_id"], ["partnership.id"], name=op.f("fk_talk_partnership_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk")),
        sa.UniqueConstraint("id", "partnership_id", name=op.f("uq_talk_id_partnership_id")),
        sqlite_autoincrement=True,
    )
    for column in ("group_id", "organisation_id", "updated_at"):
        op.create_index(op.f(f"ix_talk_{column}"), "talk", [column])
    op.create_index("ix_talk_partnership_id_on", "talk", ["partnership_id", "on"])


def downgrade() -> None:
    op.drop_table("talk")
