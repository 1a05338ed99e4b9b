"""Decisions of groups, and votes on them"""

import sqlalchemy as sa
from alembic import op

revision = "0041_decisions"
down_revision = "0040_suggestions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "consent",
                "silence",
                "per_rollam",
                "vote",
                name="decision_mode",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "adopted",
                "rejected",
                name="decision_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("comment_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("votes_for", sa.Integer(), nullable=True),
        sa.Column("votes_against", sa.Integer(), nullable=True),
        sa.Column("votes_abstained", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column(
            "effect_kind",
            sa.Enum(
                "none",
                "move",
                "recompose",
                "delegate",
                name="effect_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("effect_group_id", sa.Integer(), nullable=True),
        sa.Column("effect_parent_id", sa.Integer(), nullable=True),
        sa.Column("competence", sa.String(), nullable=False),
        sa.Column("folded_text", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(effect_kind = 'none') = (effect_group_id IS NULL)", name=op.f("ck_decision_effect_group")
        ),
        sa.CheckConstraint(
            "mode <> 'silence' OR comment_until IS NOT NULL", name=op.f("ck_decision_comment_until")
        ),
        sa.CheckConstraint(
            "state <> 'adopted' OR valid_from IS NOT NULL", name=op.f("ck_decision_valid_from")
        ),
        sa.CheckConstraint(
            "votes_for >= 0 AND votes_against >= 0 AND votes_abstained >= 0",
            name=op.f("ck_decision_counters"),
        ),
        sa.ForeignKeyConstraint(
            ["effect_group_id", "partnership_id"],
            ["working_group.id", "working_group.partnership_id"],
            name=op.f("fk_decision_effect_group_id_partnership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["effect_parent_id", "partnership_id"],
            ["working_group.id", "working_group.partnership_id"],
            name=op.f("fk_decision_effect_parent_id_partnership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "partnership_id"],
            ["event.id", "event.partnership_id"],
            name=op.f("fk_decision_event_id_partnership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["group_id", "partnership_id"],
            ["working_group.id", "working_group.partnership_id"],
            name=op.f("fk_decision_group_id_partnership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_decision_partnership_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("id", "partnership_id", name=op.f("uq_decision_id_partnership_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_decision_effect_group_id"), "decision", ["effect_group_id"], unique=False)
    op.create_index(op.f("ix_decision_effect_parent_id"), "decision", ["effect_parent_id"], unique=False)
    op.create_index(op.f("ix_decision_event_id"), "decision", ["event_id"], unique=False)
    op.create_index(op.f("ix_decision_group_id"), "decision", ["group_id"], unique=False)
    op.create_index(op.f("ix_decision_item_id"), "decision", ["item_id"], unique=False)
    op.create_index(op.f("ix_decision_partnership_id"), "decision", ["partnership_id"], unique=False)
    op.create_index("ix_decision_state_comment_until", "decision", ["state", "comment_until"], unique=False)
    op.create_index(op.f("ix_decision_updated_at"), "decision", ["updated_at"], unique=False)
    op.create_table(
        "decision_ballot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "vote",
            sa.Enum(
                "for",
                "against",
                "abstain",
                name="ballot",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_staff", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id", "partnership_id"],
            ["decision.id", "decision.partnership_id"],
            name=op.f("fk_decision_ballot_decision_id_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id", "partnership_id"],
            ["person.id", "person.partnership_id"],
            name=op.f("fk_decision_ballot_person_id_partnership_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_ballot")),
        sa.UniqueConstraint(
            "decision_id", "person_id", name=op.f("uq_decision_ballot_decision_id_person_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_decision_ballot_partnership_id"), "decision_ballot", ["partnership_id"], unique=False
    )
    op.create_index(op.f("ix_decision_ballot_person_id"), "decision_ballot", ["person_id"], unique=False)
    op.create_table(
        "decision_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "chair",
                "deputy",
                "secretary",
                "member",
                "guest",
                "alternate",
                name="group_role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "side",
            sa.Enum(
                "commissioner",
                "provider",
                "user",
                "public",
                name="side",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("voting", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "person_id IS NOT NULL OR organisation_id IS NOT NULL", name=op.f("ck_decision_member_somebody")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id", "partnership_id"],
            ["decision.id", "decision.partnership_id"],
            name=op.f("fk_decision_member_decision_id_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_decision_member_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id", "partnership_id"],
            ["person.id", "person.partnership_id"],
            name=op.f("fk_decision_member_person_id_partnership_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_member")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_decision_member_decision_id"), "decision_member", ["decision_id"], unique=False)
    op.create_index(
        op.f("ix_decision_member_organisation_id"), "decision_member", ["organisation_id"], unique=False
    )
    op.create_index(
        op.f("ix_decision_member_partnership_id"), "decision_member", ["partnership_id"], unique=False
    )
    op.create_index(op.f("ix_decision_member_person_id"), "decision_member", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_decision_member_person_id"), table_name="decision_member")
    op.drop_index(op.f("ix_decision_member_partnership_id"), table_name="decision_member")
    op.drop_index(op.f("ix_decision_member_organisation_id"), table_name="decision_member")
    op.drop_index(op.f("ix_decision_member_decision_id"), table_name="decision_member")
    op.drop_table("decision_member")
    op.drop_index(op.f("ix_decision_ballot_person_id"), table_name="decision_ballot")
    op.drop_index(op.f("ix_decision_ballot_partnership_id"), table_name="decision_ballot")
    op.drop_table("decision_ballot")
    op.drop_index(op.f("ix_decision_updated_at"), table_name="decision")
    op.drop_index("ix_decision_state_comment_until", table_name="decision")
    op.drop_index(op.f("ix_decision_partnership_id"), table_name="decision")
    op.drop_index(op.f("ix_decision_item_id"), table_name="decision")
    op.drop_index(op.f("ix_decision_group_id"), table_name="decision")
    op.drop_index(op.f("ix_decision_event_id"), table_name="decision")
    op.drop_index(op.f("ix_decision_effect_parent_id"), table_name="decision")
    op.drop_index(op.f("ix_decision_effect_group_id"), table_name="decision")
    op.drop_table("decision")
