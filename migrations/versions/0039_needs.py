"""Needs, effects and results of round tables"""

import sqlalchemy as sa
from alembic import op

revision = "0039_needs"
down_revision = "0038_online_public"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "need",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("target_group", sa.String(), nullable=False),
        sa.Column(
            "weight",
            sa.Enum(
                "core", "marginal", name="need_weight", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("territory_id", sa.Integer(), nullable=True),
        sa.Column("escalated_event_id", sa.Integer(), nullable=True),
        sa.Column("escalated_group_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "raised",
                "escalated",
                "answered",
                "closed",
                name="need_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("folded_target_group", sa.String(), nullable=False),
        sa.Column("folded_text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["escalated_event_id", "partnership_id"],
            ["event.id", "event.partnership_id"],
            name=op.f("fk_need_escalated_event_id_partnership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["escalated_group_id", "partnership_id"],
            ["working_group.id", "working_group.partnership_id"],
            name=op.f("fk_need_escalated_group_id_partnership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "partnership_id"],
            ["event.id", "event.partnership_id"],
            name=op.f("fk_need_event_id_partnership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["group_id", "partnership_id"],
            ["working_group.id", "working_group.partnership_id"],
            name=op.f("fk_need_group_id_partnership_id"),
        ),
        sa.ForeignKeyConstraint(["partnership_id"], ["partnership.id"], name=op.f("fk_need_partnership_id")),
        sa.ForeignKeyConstraint(["territory_id"], ["territory.id"], name=op.f("fk_need_territory_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
        sa.UniqueConstraint("id", "partnership_id", name=op.f("uq_need_id_partnership_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_need_escalated_event_id"), "need", ["escalated_event_id"], unique=False)
    op.create_index(op.f("ix_need_escalated_group_id"), "need", ["escalated_group_id"], unique=False)
    op.create_index(op.f("ix_need_event_id"), "need", ["event_id"], unique=False)
    op.create_index(op.f("ix_need_group_id"), "need", ["group_id"], unique=False)
    op.create_index(op.f("ix_need_partnership_id"), "need", ["partnership_id"], unique=False)
    op.create_index(op.f("ix_need_territory_id"), "need", ["territory_id"], unique=False)
    op.create_index(op.f("ix_need_updated_at"), "need", ["updated_at"], unique=False)
    op.create_table(
        "round_table_result",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("competences", sa.JSON(), nullable=False),
        sa.Column("good_practice", sa.JSON(), nullable=False),
        sa.Column("gaps", sa.JSON(), nullable=False),
        sa.Column("next_programme", sa.JSON(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id", "partnership_id"],
            ["event.id", "event.partnership_id"],
            name=op.f("fk_round_table_result_event_id_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_table_result")),
        sa.UniqueConstraint("event_id", name=op.f("uq_round_table_result_event_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_round_table_result_partnership_id"), "round_table_result", ["partnership_id"], unique=False
    )
    op.create_index(
        op.f("ix_round_table_result_updated_at"), "round_table_result", ["updated_at"], unique=False
    )
    op.create_table(
        "effect",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=True),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("attachment_ids", sa.JSON(), nullable=False),
        sa.Column("folded_text", sa.String(), nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_effect_counters")),
        sa.ForeignKeyConstraint(
            ["need_id", "partnership_id"],
            ["need.id", "need.partnership_id"],
            name=op.f("fk_effect_need_id_partnership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_effect_partnership_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effect")),
        sa.UniqueConstraint("id", "partnership_id", name=op.f("uq_effect_id_partnership_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_effect_need_id"), "effect", ["need_id"], unique=False)
    op.create_index(op.f("ix_effect_partnership_id"), "effect", ["partnership_id"], unique=False)
    op.create_index(op.f("ix_effect_updated_at"), "effect", ["updated_at"], unique=False)
    op.create_table(
        "need_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "escalated",
                "answered",
                "closed",
                name="step_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id", "partnership_id"],
            ["event.id", "event.partnership_id"],
            name=op.f("fk_need_step_event_id_partnership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["group_id", "partnership_id"],
            ["working_group.id", "working_group.partnership_id"],
            name=op.f("fk_need_step_group_id_partnership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["need_id", "partnership_id"],
            ["need.id", "need.partnership_id"],
            name=op.f("fk_need_step_need_id_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_step")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_need_step_event_id"), "need_step", ["event_id"], unique=False)
    op.create_index(op.f("ix_need_step_group_id"), "need_step", ["group_id"], unique=False)
    op.create_index(op.f("ix_need_step_need_id"), "need_step", ["need_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_need_step_need_id"), table_name="need_step")
    op.drop_index(op.f("ix_need_step_group_id"), table_name="need_step")
    op.drop_index(op.f("ix_need_step_event_id"), table_name="need_step")
    op.drop_table("need_step")
    op.drop_index(op.f("ix_effect_updated_at"), table_name="effect")
    op.drop_index(op.f("ix_effect_partnership_id"), table_name="effect")
    op.drop_index(op.f("ix_effect_need_id"), table_name="effect")
    op.drop_table("effect")
    op.drop_index(op.f("ix_round_table_result_updated_at"), table_name="round_table_result")
    op.drop_index(op.f("ix_round_table_result_partnership_id"), table_name="round_table_result")
    op.drop_table("round_table_result")
    op.drop_index(op.f("ix_need_updated_at"), table_name="need")
    op.drop_index(op.f("ix_need_territory_id"), table_name="need")
    op.drop_index(op.f("ix_need_partnership_id"), table_name="need")
    op.drop_index(op.f("ix_need_group_id"), table_name="need")
    op.drop_index(op.f("ix_need_event_id"), table_name="need")
    op.drop_index(op.f("ix_need_escalated_group_id"), table_name="need")
    op.drop_index(op.f("ix_need_escalated_event_id"), table_name="need")
    op.drop_table("need")
