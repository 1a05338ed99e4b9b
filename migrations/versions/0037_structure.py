"""Competences of groups, and applications to join them"""

import sqlalchemy as sa
from alembic import op

revision = "0037_structure"
down_revision = "0036_newsletter"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "group_competence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("competence", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "until IS NULL OR since IS NULL OR until >= since", name=op.f("ck_group_competence_span")
        ),
        sa.ForeignKeyConstraint(
            ["group_id", "partnership_id"],
            ["working_group.id", "working_group.partnership_id"],
            name=op.f("fk_group_competence_group_id_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_group_competence_partnership_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_competence")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_group_competence_decision_id"), "group_competence", ["decision_id"], unique=False
    )
    op.create_index(op.f("ix_group_competence_group_id"), "group_competence", ["group_id"], unique=False)
    op.create_index(
        op.f("ix_group_competence_partnership_id"), "group_competence", ["partnership_id"], unique=False
    )
    op.create_index(op.f("ix_group_competence_updated_at"), "group_competence", ["updated_at"], unique=False)
    op.create_table(
        "group_application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title_before", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("last_name", sa.String(), nullable=False),
        sa.Column("title_after", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("organisation_name", sa.String(), nullable=True),
        sa.Column("position", sa.String(), nullable=True),
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
        sa.Column("motivation", sa.String(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("lang", sa.String(), nullable=False),
        sa.Column("folded_name", sa.String(), nullable=False),
        sa.Column("folded_email", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "accepted",
                "declined",
                name="application_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id", "partnership_id"],
            ["working_group.id", "working_group.partnership_id"],
            name=op.f("fk_group_application_group_id_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_group_application_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_group_application_partnership_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id", "partnership_id"],
            ["person.id", "person.partnership_id"],
            name=op.f("fk_group_application_person_id_partnership_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_application")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_group_application_organisation_id"), "group_application", ["organisation_id"], unique=False
    )
    op.create_index(
        op.f("ix_group_application_partnership_id"), "group_application", ["partnership_id"], unique=False
    )
    op.create_index(op.f("ix_group_application_person_id"), "group_application", ["person_id"], unique=False)
    op.create_index(
        op.f("ix_group_application_updated_at"), "group_application", ["updated_at"], unique=False
    )
    op.create_index(
        "uq_group_application_open",
        "group_application",
        ["group_id", "folded_email", "folded_name"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.add_column("group_member", sa.Column("decision_id", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_group_member_decision_id"), "group_member", ["decision_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_group_member_decision_id"), table_name="group_member")
    op.drop_column("group_member", "decision_id")
    op.drop_index(
        "uq_group_application_open",
        table_name="group_application",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.drop_index(op.f("ix_group_application_updated_at"), table_name="group_application")
    op.drop_index(op.f("ix_group_application_person_id"), table_name="group_application")
    op.drop_index(op.f("ix_group_application_partnership_id"), table_name="group_application")
    op.drop_index(op.f("ix_group_application_organisation_id"), table_name="group_application")
    op.drop_table("group_application")
    op.drop_index(op.f("ix_group_competence_updated_at"), table_name="group_competence")
    op.drop_index(op.f("ix_group_competence_partnership_id"), table_name="group_competence")
    op.drop_index(op.f("ix_group_competence_group_id"), table_name="group_competence")
    op.drop_index(op.f("ix_group_competence_decision_id"), table_name="group_competence")
    op.drop_table("group_competence")
