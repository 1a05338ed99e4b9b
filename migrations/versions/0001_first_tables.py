"""The first tables"""

import sqlalchemy as sa
from alembic import op

revision = "0001_first_tables"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("folded_email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("folded_name", sa.String(), nullable=False),
        sa.Column("lang", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("folded_email", name=op.f("uq_account_folded_email")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_updated_at"), ["updated_at"], unique=False)

    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tx", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("record_version", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=True),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("api_key_id", sa.Integer(), nullable=True),
        sa.Column("request_id", sa.String(), nullable=True),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.create_index("ix_change_tx_id", ["tx", "id"], unique=False)
        batch_op.create_index("ix_change_type_at", ["type", "at"], unique=False)
        batch_op.create_index("ix_change_type_record_id", ["type", "record_id"], unique=False)

    op.create_table(
        "course",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("hours", sa.BigInteger(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("accreditation", sa.String(), nullable=False),
        sa.Column("min_attendance_percent", sa.Integer(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("folded_title", sa.String(), nullable=False),
        sa.Column("sort_key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("course", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_course_folded_title"), ["folded_title"], unique=False)
        batch_op.create_index(batch_op.f("ix_course_sort_key"), ["sort_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_course_updated_at"), ["updated_at"], unique=False)

    op.create_table(
        "funding_programme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("support_threshold_hours", sa.Integer(), nullable=True),
        sa.Column("in_person_hours", sa.Integer(), nullable=True),
        sa.Column("retention_until", sa.Date(), nullable=True),
        sa.Column("publicity", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("folded_text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding_programme")),
        sa.UniqueConstraint("code", name=op.f("uq_funding_programme_code")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("funding_programme", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_funding_programme_updated_at"), ["updated_at"], unique=False)

    op.create_table(
        "idempotency_key",
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("body_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_idempotency_key")),
    )
    with op.batch_alter_table("idempotency_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_idempotency_key_created_at"), ["created_at"], unique=False)

    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("receiver", sa.String(), nullable=False),
        sa.Column("lang", sa.String(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("about", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_about"), ["about"], unique=False)
        batch_op.create_index(
            "ix_letter_open",
            ["due_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index(batch_op.f("ix_letter_partnership_id"), ["partnership_id"], unique=False)
        batch_op.create_index("ix_letter_receiver_state_id", ["receiver", "state", "id"], unique=False)

    op.create_table(
        "partnership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "local_partnership",
                "community_planning",
                "regional_planning",
                "transformation",
                "other",
                name="partnership_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("folded_name", sa.String(), nullable=False),
        sa.Column("sort_key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnership")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("partnership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_partnership_sort_key"), ["sort_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_partnership_updated_at"), ["updated_at"], unique=False)

    op.create_table(
        "schedule_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule_revision")),
    )
    op.create_table(
        "territory",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "country",
                "region",
                "district",
                "orp",
                "municipality",
                name="territory_level",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("district_id", sa.Integer(), nullable=True),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("folded_name", sa.String(), nullable=False),
        sa.Column("sort_key", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["district_id"], ["territory.id"], name=op.f("fk_territory_district_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["territory.id"], name=op.f("fk_territory_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_territory")),
        sa.UniqueConstraint("code", name=op.f("uq_territory_code")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("territory", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_territory_district_id"), ["district_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_territory_level"), ["level"], unique=False)
        batch_op.create_index(batch_op.f("ix_territory_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_territory_path"), ["path"], unique=False)
        batch_op.create_index(batch_op.f("ix_territory_sort_key"), ["sort_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_territory_updated_at"), ["updated_at"], unique=False)

    op.create_table(
        "account_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "admin",
                "coordinator",
                "facilitator",
                "member",
                "auditor",
                name="role_name",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("partnership_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnership.id"],
            name=op.f("fk_account_role_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account.id"], name=op.f("fk_account_role_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_role")),
        sa.UniqueConstraint(
            "user_id", "role", "partnership_id", name=op.f("uq_account_role_user_id_role_partnership_id")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("account_role", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_role_partnership_id"), ["partnership_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_account_role_updated_at"), ["updated_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_account_role_user_id"), ["user_id"], unique=False)
        batch_op.create_index(
            "uq_account_role_everywhere",
            ["user_id", "role"],
            unique=True,
            sqlite_where=sa.text("partnership_id IS NULL"),
            postgresql_where=sa.text("partnership_id IS NULL"),
        )

    op.create_table(
        "api_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_api_key_partnership_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account.id"], name=op.f("fk_api_key_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_key_token_hash")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("api_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_key_partnership_id"), ["partnership_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_api_key_updated_at"), ["updated_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_api_key_user_id"), ["user_id"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("ico", sa.String(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "municipality",
                "region",
                "state",
                "ngo",
                "church",
                "school",
                "health",
                "police",
                "labour_office",
                "company",
                "other",
                name="organisation_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("territory_id", sa.Integer(), nullable=True),
        sa.Column("website", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("folded_name", sa.String(), nullable=False),
        sa.Column("sort_key", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name=op.f("fk_organisation_territory_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("ico", name=op.f("uq_organisation_ico")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_folded_name"), ["folded_name"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_sort_key"), ["sort_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_territory_id"), ["territory_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_updated_at"), ["updated_at"], unique=False)

    op.create_table(
        "partnership_phase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "until IS NULL OR since IS NULL OR until >= since", name=op.f("ck_partnership_phase_span")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnership.id"],
            name=op.f("fk_partnership_phase_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnership_phase")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("partnership_phase", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_partnership_phase_partnership_id"), ["partnership_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_partnership_phase_updated_at"), ["updated_at"], unique=False)

    op.create_table(
        "partnership_territory",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("territory_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnership.id"],
            name=op.f("fk_partnership_territory_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name=op.f("fk_partnership_territory_territory_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnership_territory")),
        sa.UniqueConstraint(
            "partnership_id",
            "territory_id",
            name=op.f("uq_partnership_territory_partnership_id_territory_id"),
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("partnership_territory", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_partnership_territory_partnership_id"), ["partnership_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_partnership_territory_territory_id"), ["territory_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_partnership_territory_updated_at"), ["updated_at"], unique=False)

    op.create_table(
        "session_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account.id"], name=op.f("fk_session_token_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_session_token_token_hash")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("session_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_token_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_session_token_user_id"), ["user_id"], unique=False)

    op.create_table(
        "venue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("territory_id", sa.Integer(), nullable=True),
        sa.Column("online_url", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["partnership_id"], ["partnership.id"], name=op.f("fk_venue_partnership_id")),
        sa.ForeignKeyConstraint(["territory_id"], ["territory.id"], name=op.f("fk_venue_territory_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue")),
        sa.UniqueConstraint("id", "partnership_id", name=op.f("uq_venue_id_partnership_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("venue", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_venue_partnership_id"), ["partnership_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_venue_territory_id"), ["territory_id"], unique=False)

    op.create_table(
        "working_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "steering",
                "working",
                "coordination",
                "project_support",
                "implementation",
                "multidisciplinary",
                "open",
                "other",
                name="group_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("remit", sa.String(), nullable=False),
        sa.Column("target_groups", sa.JSON(), nullable=False),
        sa.Column("open_to_new_members", sa.Boolean(), nullable=False),
        sa.Column("joining_terms", sa.String(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("folded_name", sa.String(), nullable=False),
        sa.Column("sort_key", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_working_group_partnership_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_group")),
        sa.UniqueConstraint("id", "partnership_id", name=op.f("uq_working_group_id_partnership_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("working_group", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_working_group_partnership_id"), ["partnership_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_working_group_updated_at"), ["updated_at"], unique=False)

    op.create_table(
        "group_placement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("parent_id <> group_id", name=op.f("ck_group_placement_parent")),
        sa.ForeignKeyConstraint(
            ["group_id", "partnership_id"],
            ["working_group.id", "working_group.partnership_id"],
            name=op.f("fk_group_placement_group_id_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["parent_id", "partnership_id"],
            ["working_group.id", "working_group.partnership_id"],
            name=op.f("fk_group_placement_parent_id_partnership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_group_placement_partnership_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_placement")),
        sa.UniqueConstraint("group_id", "valid_from", name=op.f("uq_group_placement_group_id_valid_from")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("group_placement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_placement_decision_id"), ["decision_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_group_placement_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_group_placement_partnership_id"), ["partnership_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_group_placement_updated_at"), ["updated_at"], unique=False)

    op.create_table(
        "partnership_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "until IS NULL OR since IS NULL OR until >= since", name=op.f("ck_partnership_member_span")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_partnership_member_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnership.id"],
            name=op.f("fk_partnership_member_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnership_member")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("partnership_member", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_partnership_member_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_partnership_member_partnership_id"), ["partnership_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_partnership_member_updated_at"), ["updated_at"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("title_before", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("last_name", sa.String(), nullable=False),
        sa.Column("title_after", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("folded_name", sa.String(), nullable=False),
        sa.Column("folded_email", sa.String(), nullable=False),
        sa.Column("sort_key", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_person_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_person_partnership_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("id", "partnership_id", name=op.f("uq_person_id_partnership_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_folded_email"), ["folded_email"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(
            "ix_person_partnership_id_sort_key", ["partnership_id", "sort_key"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_person_updated_at"), ["updated_at"], unique=False)
        batch_op.create_index(
            "uq_person_partnership_id_folded_email_folded_name",
            ["partnership_id", "folded_email", "folded_name"],
            unique=True,
            sqlite_where=sa.text("folded_email <> ''"),
            postgresql_where=sa.text("folded_email <> ''"),
        )

    op.create_table(
        "project",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("registration_number", sa.String(), nullable=True),
        sa.Column("applicant_id", sa.Integer(), nullable=True),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "idea",
                "fiche",
                "application",
                "approved",
                "contracted",
                "running",
                "closed",
                "rejected",
                name="project_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("total_budget", sa.BigInteger(), nullable=True),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.Column("folded_text", sa.String(), nullable=False),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on",
            name=op.f("ck_project_ends_after_start"),
        ),
        sa.ForeignKeyConstraint(["applicant_id"], ["organisation.id"], name=op.f("fk_project_applicant_id")),
        sa.ForeignKeyConstraint(
            ["follows_id", "partnership_id"],
            ["project.id", "project.partnership_id"],
            name=op.f("fk_project_follows_id_partnership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_project_partnership_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["funding_programme.id"], name=op.f("fk_project_programme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("id", "partnership_id", name=op.f("uq_project_id_partnership_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_applicant_id"), ["applicant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_project_follows_id"), ["follows_id"], unique=False)
        batch_op.create_index("ix_project_partnership_id_id", ["partnership_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_project_programme_id"), ["programme_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_project_updated_at"), ["updated_at"], unique=False)
        batch_op.create_index(
            "uq_project_registration_number",
            ["registration_number"],
            unique=True,
            sqlite_where=sa.text("registration_number IS NOT NULL"),
            postgresql_where=sa.text("registration_number IS NOT NULL"),
        )

    op.create_table(
        "account_person",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_account_person_partnership_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id", "partnership_id"],
            ["person.id", "person.partnership_id"],
            name=op.f("fk_account_person_person_id_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account.id"], name=op.f("fk_account_person_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "partnership_id", name=op.f("pk_account_person")),
    )
    with op.batch_alter_table("account_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_person_person_id"), ["person_id"], unique=False)

    op.create_table(
        "affiliation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "until IS NULL OR since IS NULL OR until >= since", name=op.f("ck_affiliation_span")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_affiliation_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_affiliation_partnership_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id", "partnership_id"],
            ["person.id", "person.partnership_id"],
            name=op.f("fk_affiliation_person_id_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliation")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("affiliation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_affiliation_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_affiliation_partnership_id"), ["partnership_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_affiliation_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_affiliation_updated_at"), ["updated_at"], unique=False)

    op.create_table(
        "group_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
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
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("voting", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "person_id IS NOT NULL OR organisation_id IS NOT NULL", name=op.f("ck_group_member_somebody")
        ),
        sa.CheckConstraint(
            "until IS NULL OR since IS NULL OR until >= since", name=op.f("ck_group_member_span")
        ),
        sa.ForeignKeyConstraint(
            ["group_id", "partnership_id"],
            ["working_group.id", "working_group.partnership_id"],
            name=op.f("fk_group_member_group_id_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_group_member_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_group_member_partnership_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id", "partnership_id"],
            ["person.id", "person.partnership_id"],
            name=op.f("fk_group_member_person_id_partnership_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_member")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("group_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_member_group_id"), ["group_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_group_member_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_group_member_partnership_id"), ["partnership_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_group_member_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_group_member_updated_at"), ["updated_at"], unique=False)
        batch_op.create_index(
            "uq_group_member_group_id_person_id",
            ["group_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )

    op.create_table(
        "partnership_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "until IS NULL OR since IS NULL OR until >= since", name=op.f("ck_partnership_role_span")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnership.id"],
            name=op.f("fk_partnership_role_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id", "partnership_id"],
            ["person.id", "person.partnership_id"],
            name=op.f("fk_partnership_role_person_id_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnership_role")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("partnership_role", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_partnership_role_partnership_id"), ["partnership_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_partnership_role_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_partnership_role_updated_at"), ["updated_at"], unique=False)

    op.create_table(
        "person_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("folded_name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_person_alias_partnership_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id", "partnership_id"],
            ["person.id", "person.partnership_id"],
            name=op.f("fk_person_alias_person_id_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_alias")),
        sa.UniqueConstraint("person_id", "folded_name", name=op.f("uq_person_alias_person_id_folded_name")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("person_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_alias_folded_name"), ["folded_name"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_alias_partnership_id"), ["partnership_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_alias_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_alias_updated_at"), ["updated_at"], unique=False)

    op.create_table(
        "project_activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["parent_id", "partnership_id"],
            ["project_activity.id", "project_activity.partnership_id"],
            name=op.f("fk_project_activity_parent_id_partnership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "partnership_id"],
            ["project.id", "project.partnership_id"],
            name=op.f("fk_project_activity_project_id_partnership_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_activity")),
        sa.UniqueConstraint("id", "partnership_id", name=op.f("uq_project_activity_id_partnership_id")),
        sa.UniqueConstraint("project_id", "code", name=op.f("uq_project_activity_project_id_code")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("project_activity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_activity_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_project_activity_partnership_id"), ["partnership_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_project_activity_project_id"), ["project_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_project_activity_updated_at"), ["updated_at"], unique=False)

    op.create_table(
        "project_funding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("percent", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id", "partnership_id"],
            ["project.id", "project.partnership_id"],
            name=op.f("fk_project_funding_project_id_partnership_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_funding")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("project_funding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_funding_project_id"), ["project_id"], unique=False)

    op.create_table(
        "project_partner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_project_partner_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "partnership_id"],
            ["project.id", "project.partnership_id"],
            name=op.f("fk_project_partner_project_id_partnership_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_partner")),
        sa.UniqueConstraint(
            "project_id", "organisation_id", name=op.f("uq_project_partner_project_id_organisation_id")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("project_partner", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_project_partner_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_project_partner_project_id"), ["project_id"], unique=False)

    op.create_table(
        "project_indicator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("target", sa.BigInteger(), nullable=True),
        sa.Column("achieved", sa.BigInteger(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column(
            "computed_from",
            sa.Enum(
                "manual",
                "events_held",
                "attendances",
                "participants",
                "supported_persons",
                name="computation",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["activity_id", "partnership_id"],
            ["project_activity.id", "project_activity.partnership_id"],
            name=op.f("fk_project_indicator_activity_id_partnership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "partnership_id"],
            ["project.id", "project.partnership_id"],
            name=op.f("fk_project_indicator_project_id_partnership_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_indicator")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("project_indicator", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_indicator_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_project_indicator_partnership_id"), ["partnership_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_project_indicator_project_id"), ["project_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_project_indicator_updated_at"), ["updated_at"], unique=False)

    op.create_table(
        "project_milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id", "partnership_id"],
            ["project_activity.id", "project_activity.partnership_id"],
            name=op.f("fk_project_milestone_activity_id_partnership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "partnership_id"],
            ["project.id", "project.partnership_id"],
            name=op.f("fk_project_milestone_project_id_partnership_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_milestone")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("project_milestone", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_milestone_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(
            "ix_project_milestone_partnership_id_due_on", ["partnership_id", "due_on"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_project_milestone_project_id"), ["project_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_project_milestone_updated_at"), ["updated_at"], unique=False)

    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "meeting",
                "round_table",
                "training",
                "seminar",
                "workshop",
                "public_hearing",
                "focus_group",
                "conference",
                "supervision",
                "consultation",
                name="event_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("project_activity_id", sa.Integer(), nullable=True),
        sa.Column(
            "allocation",
            sa.Enum(
                "first_come",
                "series_first",
                name="seat_allocation",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("allocates_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("target", sa.Integer(), nullable=True),
        sa.Column("folded_title", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_series_partnership_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_activity_id", "partnership_id"],
            ["project_activity.id", "project_activity.partnership_id"],
            name=op.f("fk_series_project_activity_id_partnership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "partnership_id"],
            ["project.id", "project.partnership_id"],
            name=op.f("fk_series_project_id_partnership_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("id", "partnership_id", name=op.f("uq_series_id_partnership_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_series_folded_title"), ["folded_title"], unique=False)
        batch_op.create_index(batch_op.f("ix_series_partnership_id"), ["partnership_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_series_project_activity_id"), ["project_activity_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_series_project_id"), ["project_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_series_updated_at"), ["updated_at"], unique=False)

    op.create_table(
        "series_territory",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("territory_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["series_id", "partnership_id"],
            ["series.id", "series.partnership_id"],
            name=op.f("fk_series_territory_series_id_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["territory_id"], ["territory.id"], name=op.f("fk_series_territory_territory_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series_territory")),
        sa.UniqueConstraint(
            "series_id", "territory_id", name=op.f("uq_series_territory_series_id_territory_id")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("series_territory", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_series_territory_territory_id"), ["territory_id"], unique=False)

    op.create_table(
        "series_topic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_series_topic_course_id")),
        sa.ForeignKeyConstraint(
            ["series_id", "partnership_id"],
            ["series.id", "series.partnership_id"],
            name=op.f("fk_series_topic_series_id_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series_topic")),
        sa.UniqueConstraint("id", "partnership_id", name=op.f("uq_series_topic_id_partnership_id")),
        sa.UniqueConstraint("id", "series_id", name=op.f("uq_series_topic_id_series_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("series_topic", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_series_topic_course_id"), ["course_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_series_topic_series_id"), ["series_id"], unique=False)

    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "meeting",
                "round_table",
                "training",
                "seminar",
                "workshop",
                "public_hearing",
                "focus_group",
                "conference",
                "supervision",
                "consultation",
                name="event_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("project_activity_id", sa.Integer(), nullable=True),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("territory_id", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "planned",
                "open",
                "closed",
                "held",
                "cancelled",
                name="event_status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("planned_from", sa.Date(), nullable=True),
        sa.Column("planned_to", sa.Date(), nullable=True),
        sa.Column(
            "visibility",
            sa.Enum(
                "public",
                "members",
                "internal",
                name="visibility",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("organiser_id", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("min_participants", sa.Integer(), nullable=True),
        sa.Column(
            "registration_policy",
            sa.Enum(
                "open",
                "approval",
                "invitation",
                "members",
                name="registration_policy",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("registration_opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("registration_closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waiting_list", sa.Boolean(), nullable=False),
        sa.Column("form_fields", sa.JSON(), nullable=False),
        sa.Column("calendar_sequence", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.String(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=True),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("pending", sa.Integer(), nullable=False),
        sa.Column("attended", sa.Integer(), nullable=False),
        sa.Column("queue_last", sa.Integer(), nullable=False),
        sa.Column("folded_text", sa.String(), nullable=False),
        sa.CheckConstraint("capacity IS NULL OR taken <= capacity", name=op.f("ck_event_seats")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_event_ends_after_starts")),
        sa.CheckConstraint(
            "topic_id IS NULL OR series_id IS NOT NULL", name=op.f("ck_event_topic_of_series")
        ),
        sa.ForeignKeyConstraint(
            ["group_id", "partnership_id"],
            ["working_group.id", "working_group.partnership_id"],
            name=op.f("fk_event_group_id_partnership_id"),
        ),
        sa.ForeignKeyConstraint(["organiser_id"], ["organisation.id"], name=op.f("fk_event_organiser_id")),
        sa.ForeignKeyConstraint(["partnership_id"], ["partnership.id"], name=op.f("fk_event_partnership_id")),
        sa.ForeignKeyConstraint(
            ["project_activity_id", "partnership_id"],
            ["project_activity.id", "project_activity.partnership_id"],
            name=op.f("fk_event_project_activity_id_partnership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "partnership_id"],
            ["project.id", "project.partnership_id"],
            name=op.f("fk_event_project_id_partnership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["series_id", "partnership_id"],
            ["series.id", "series.partnership_id"],
            name=op.f("fk_event_series_id_partnership_id"),
        ),
        sa.ForeignKeyConstraint(["territory_id"], ["territory.id"], name=op.f("fk_event_territory_id")),
        sa.ForeignKeyConstraint(
            ["topic_id", "series_id"],
            ["series_topic.id", "series_topic.series_id"],
            name=op.f("fk_event_topic_id_series_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("id", "partnership_id", name=op.f("uq_event_id_partnership_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_organiser_id"), ["organiser_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_partnership_id"), ["partnership_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_event_project_activity_id"), ["project_activity_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_event_project_id"), ["project_id"], unique=False)
        batch_op.create_index("ix_event_series_cell", ["series_id", "topic_id", "territory_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_starts_at"), ["starts_at"], unique=False)
        batch_op.create_index("ix_event_status_starts_at", ["status", "starts_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_territory_id"), ["territory_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_updated_at"), ["updated_at"], unique=False)

    op.create_table(
        "event_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("from_value", sa.String(), nullable=True),
        sa.Column("to_value", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id", "partnership_id"],
            ["event.id", "event.partnership_id"],
            name=op.f("fk_event_change_event_id_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_change")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("event_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_change_event_id"), ["event_id"], unique=False)

    op.create_table(
        "event_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "facilitator",
                "lecturer",
                "organiser",
                name="event_role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id", "partnership_id"],
            ["event.id", "event.partnership_id"],
            name=op.f("fk_event_person_event_id_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id", "partnership_id"],
            ["person.id", "person.partnership_id"],
            name=op.f("fk_event_person_person_id_partnership_id"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["account.id"], name=op.f("fk_event_person_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_person")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("event_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_person_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_person_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_person_user_id"), ["user_id"], unique=False)

    op.create_table(
        "event_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hours", sa.BigInteger(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.Column("attended", sa.Integer(), nullable=False),
        sa.Column("recorded", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_event_session_ends_after_starts")),
        sa.ForeignKeyConstraint(
            ["event_id", "partnership_id"],
            ["event.id", "event.partnership_id"],
            name=op.f("fk_event_session_event_id_partnership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["venue_id", "partnership_id"],
            ["venue.id", "venue.partnership_id"],
            name=op.f("fk_event_session_venue_id_partnership_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_session")),
        sa.UniqueConstraint("id", "event_id", name=op.f("uq_event_session_id_event_id")),
        sa.UniqueConstraint("id", "partnership_id", name=op.f("uq_event_session_id_partnership_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("event_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_session_event_id"), ["event_id"], unique=False)
        batch_op.create_index("ix_event_session_listed", ["listed", "starts_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_session_partnership_id"), ["partnership_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_session_updated_at"), ["updated_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_session_venue_id"), ["venue_id"], unique=False)

    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("agenda", sa.JSON(), nullable=False),
        sa.Column("previous_meeting_id", sa.Integer(), nullable=True),
        sa.Column("quorum", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["id", "partnership_id"],
            ["event.id", "event.partnership_id"],
            name=op.f("fk_meeting_id_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["previous_meeting_id", "partnership_id"],
            ["meeting.id", "meeting.partnership_id"],
            name=op.f("fk_meeting_previous_meeting_id_partnership_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("id", "partnership_id", name=op.f("uq_meeting_id_partnership_id")),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_meeting_previous_meeting_id"), ["previous_meeting_id"], unique=False
        )

    op.create_table(
        "registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "confirmed",
                "pending",
                "waiting",
                "offered",
                "declined",
                "cancelled",
                "expired",
                name="registration_status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("queue_key", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column(
            "source",
            sa.Enum(
                "public",
                "staff",
                "walk_in",
                "api",
                name="registration_source",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("walk_in", sa.Boolean(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("staff_note", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("organisation_name", sa.String(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("consents", sa.JSON(), nullable=False),
        sa.Column("lang", sa.String(), nullable=False),
        sa.Column("manage_epoch", sa.Integer(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offer_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id", "partnership_id"],
            ["event.id", "event.partnership_id"],
            name=op.f("fk_registration_event_id_partnership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_registration_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_registration_partnership_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id", "partnership_id"],
            ["person.id", "person.partnership_id"],
            name=op.f("fk_registration_person_id_partnership_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("id", "event_id", name=op.f("uq_registration_id_event_id")),
        sa.UniqueConstraint("id", "partnership_id", name=op.f("uq_registration_id_partnership_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.create_index("ix_registration_event_id_id", ["event_id", "id"], unique=False)
        batch_op.create_index(
            "ix_registration_event_id_queue_key_waiting",
            ["event_id", "queue_key"],
            unique=False,
            sqlite_where=sa.text("status = 'waiting'"),
            postgresql_where=sa.text("status = 'waiting'"),
        )
        batch_op.create_index(
            "ix_registration_offer_expires_at",
            ["offer_expires_at"],
            unique=False,
            sqlite_where=sa.text("status = 'offered'"),
            postgresql_where=sa.text("status = 'offered'"),
        )
        batch_op.create_index(
            batch_op.f("ix_registration_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_registration_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_registration_updated_at"), ["updated_at"], unique=False)
        batch_op.create_index(
            "uq_registration_event_id_person_id_living",
            ["event_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("status NOT IN ('declined', 'cancelled', 'expired')"),
            postgresql_where=sa.text("status NOT IN ('declined', 'cancelled', 'expired')"),
        )

    op.create_table(
        "round_table",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=True),
        sa.Column(
            "level",
            sa.Enum(
                "local",
                "regional",
                name="round_table_level",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["id", "partnership_id"],
            ["event.id", "event.partnership_id"],
            name=op.f("fk_round_table_id_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_table")),
    )
    op.create_table(
        "round_table_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(organisation_id IS NULL) <> (role IS NULL)", name=op.f("ck_round_table_invitation_one_of_two")
        ),
        sa.ForeignKeyConstraint(
            ["event_id", "partnership_id"],
            ["event.id", "event.partnership_id"],
            name=op.f("fk_round_table_invitation_event_id_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_round_table_invitation_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_table_invitation")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("round_table_invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_round_table_invitation_event_id"), ["event_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_round_table_invitation_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "training",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_training_course_id")),
        sa.ForeignKeyConstraint(
            ["id", "partnership_id"],
            ["event.id", "event.partnership_id"],
            name=op.f("fk_training_id_partnership_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training")),
    )
    with op.batch_alter_table("training", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_training_course_id"), ["course_id"], unique=False)

    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "present",
                "excused",
                "absent",
                "unknown",
                name="attendance_status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column(
            "mode",
            sa.Enum(
                "in_person",
                "online",
                name="attendance_mode",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column(
            "method",
            sa.Enum(
                "manual",
                "qr",
                "sheet",
                "self",
                "api",
                name="attendance_method",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_attendance_recorded_by")),
        sa.ForeignKeyConstraint(
            ["registration_id", "event_id"],
            ["registration.id", "registration.event_id"],
            name=op.f("fk_attendance_registration_id_event_id"),
        ),
        sa.ForeignKeyConstraint(
            ["registration_id", "partnership_id"],
            ["registration.id", "registration.partnership_id"],
            name=op.f("fk_attendance_registration_id_partnership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["session_id", "event_id"],
            ["event_session.id", "event_session.event_id"],
            name=op.f("fk_attendance_session_id_event_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint(
            "registration_id", "session_id", name=op.f("uq_attendance_registration_id_session_id")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index("ix_attendance_event_id_status", ["event_id", "status"], unique=False)
        batch_op.create_index("ix_attendance_session_id_status", ["session_id", "status"], unique=False)
        batch_op.create_index(batch_op.f("ix_attendance_updated_at"), ["updated_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendance_updated_at"))
        batch_op.drop_index("ix_attendance_session_id_status")
        batch_op.drop_index("ix_attendance_event_id_status")

    op.drop_table("attendance")
    with op.batch_alter_table("training", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_training_course_id"))

    op.drop_table("training")
    with op.batch_alter_table("round_table_invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_round_table_invitation_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_round_table_invitation_event_id"))

    op.drop_table("round_table_invitation")
    op.drop_table("round_table")
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_registration_event_id_person_id_living",
            sqlite_where=sa.text("status NOT IN ('declined', 'cancelled', 'expired')"),
            postgresql_where=sa.text("status NOT IN ('declined', 'cancelled', 'expired')"),
        )
        batch_op.drop_index(batch_op.f("ix_registration_updated_at"))
        batch_op.drop_index(batch_op.f("ix_registration_person_id"))
        batch_op.drop_index(batch_op.f("ix_registration_organisation_id"))
        batch_op.drop_index(
            "ix_registration_offer_expires_at",
            sqlite_where=sa.text("status = 'offered'"),
            postgresql_where=sa.text("status = 'offered'"),
        )
        batch_op.drop_index(
            "ix_registration_event_id_queue_key_waiting",
            sqlite_where=sa.text("status = 'waiting'"),
            postgresql_where=sa.text("status = 'waiting'"),
        )
        batch_op.drop_index("ix_registration_event_id_id")

    op.drop_table("registration")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_previous_meeting_id"))

    op.drop_table("meeting")
    with op.batch_alter_table("event_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_session_venue_id"))
        batch_op.drop_index(batch_op.f("ix_event_session_updated_at"))
        batch_op.drop_index(batch_op.f("ix_event_session_partnership_id"))
        batch_op.drop_index("ix_event_session_listed")
        batch_op.drop_index(batch_op.f("ix_event_session_event_id"))

    op.drop_table("event_session")
    with op.batch_alter_table("event_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_person_user_id"))
        batch_op.drop_index(batch_op.f("ix_event_person_person_id"))
        batch_op.drop_index(batch_op.f("ix_event_person_event_id"))

    op.drop_table("event_person")
    with op.batch_alter_table("event_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_change_event_id"))

    op.drop_table("event_change")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_updated_at"))
        batch_op.drop_index(batch_op.f("ix_event_territory_id"))
        batch_op.drop_index("ix_event_status_starts_at")
        batch_op.drop_index(batch_op.f("ix_event_starts_at"))
        batch_op.drop_index("ix_event_series_cell")
        batch_op.drop_index(batch_op.f("ix_event_project_id"))
        batch_op.drop_index(batch_op.f("ix_event_project_activity_id"))
        batch_op.drop_index(batch_op.f("ix_event_partnership_id"))
        batch_op.drop_index(batch_op.f("ix_event_organiser_id"))
        batch_op.drop_index(batch_op.f("ix_event_group_id"))

    op.drop_table("event")
    with op.batch_alter_table("series_topic", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_series_topic_series_id"))
        batch_op.drop_index(batch_op.f("ix_series_topic_course_id"))

    op.drop_table("series_topic")
    with op.batch_alter_table("series_territory", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_series_territory_territory_id"))

    op.drop_table("series_territory")
    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_series_updated_at"))
        batch_op.drop_index(batch_op.f("ix_series_project_id"))
        batch_op.drop_index(batch_op.f("ix_series_project_activity_id"))
        batch_op.drop_index(batch_op.f("ix_series_partnership_id"))
        batch_op.drop_index(batch_op.f("ix_series_folded_title"))

    op.drop_table("series")
    with op.batch_alter_table("project_milestone", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_milestone_updated_at"))
        batch_op.drop_index(batch_op.f("ix_project_milestone_project_id"))
        batch_op.drop_index("ix_project_milestone_partnership_id_due_on")
        batch_op.drop_index(batch_op.f("ix_project_milestone_activity_id"))

    op.drop_table("project_milestone")
    with op.batch_alter_table("project_indicator", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_indicator_updated_at"))
        batch_op.drop_index(batch_op.f("ix_project_indicator_project_id"))
        batch_op.drop_index(batch_op.f("ix_project_indicator_partnership_id"))
        batch_op.drop_index(batch_op.f("ix_project_indicator_activity_id"))

    op.drop_table("project_indicator")
    with op.batch_alter_table("project_partner", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_partner_project_id"))
        batch_op.drop_index(batch_op.f("ix_project_partner_organisation_id"))

    op.drop_table("project_partner")
    with op.batch_alter_table("project_funding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_funding_project_id"))

    op.drop_table("project_funding")
    with op.batch_alter_table("project_activity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_activity_updated_at"))
        batch_op.drop_index(batch_op.f("ix_project_activity_project_id"))
        batch_op.drop_index(batch_op.f("ix_project_activity_partnership_id"))
        batch_op.drop_index(batch_op.f("ix_project_activity_parent_id"))

    op.drop_table("project_activity")
    with op.batch_alter_table("person_alias", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_alias_updated_at"))
        batch_op.drop_index(batch_op.f("ix_person_alias_person_id"))
        batch_op.drop_index(batch_op.f("ix_person_alias_partnership_id"))
        batch_op.drop_index(batch_op.f("ix_person_alias_folded_name"))

    op.drop_table("person_alias")
    with op.batch_alter_table("partnership_role", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_partnership_role_updated_at"))
        batch_op.drop_index(batch_op.f("ix_partnership_role_person_id"))
        batch_op.drop_index(batch_op.f("ix_partnership_role_partnership_id"))

    op.drop_table("partnership_role")
    with op.batch_alter_table("group_member", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_group_member_group_id_person_id",
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_group_member_updated_at"))
        batch_op.drop_index(batch_op.f("ix_group_member_person_id"))
        batch_op.drop_index(batch_op.f("ix_group_member_partnership_id"))
        batch_op.drop_index(batch_op.f("ix_group_member_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_group_member_group_id"))

    op.drop_table("group_member")
    with op.batch_alter_table("affiliation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_affiliation_updated_at"))
        batch_op.drop_index(batch_op.f("ix_affiliation_person_id"))
        batch_op.drop_index(batch_op.f("ix_affiliation_partnership_id"))
        batch_op.drop_index(batch_op.f("ix_affiliation_organisation_id"))

    op.drop_table("affiliation")
    with op.batch_alter_table("account_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_person_person_id"))

    op.drop_table("account_person")
    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_project_registration_number",
            sqlite_where=sa.text("registration_number IS NOT NULL"),
            postgresql_where=sa.text("registration_number IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_project_updated_at"))
        batch_op.drop_index(batch_op.f("ix_project_programme_id"))
        batch_op.drop_index("ix_project_partnership_id_id")
        batch_op.drop_index(batch_op.f("ix_project_follows_id"))
        batch_op.drop_index(batch_op.f("ix_project_applicant_id"))

    op.drop_table("project")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_person_partnership_id_folded_email_folded_name",
            sqlite_where=sa.text("folded_email <> ''"),
            postgresql_where=sa.text("folded_email <> ''"),
        )
        batch_op.drop_index(batch_op.f("ix_person_updated_at"))
        batch_op.drop_index("ix_person_partnership_id_sort_key")
        batch_op.drop_index(batch_op.f("ix_person_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_person_folded_email"))

    op.drop_table("person")
    with op.batch_alter_table("partnership_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_partnership_member_updated_at"))
        batch_op.drop_index(batch_op.f("ix_partnership_member_partnership_id"))
        batch_op.drop_index(batch_op.f("ix_partnership_member_organisation_id"))

    op.drop_table("partnership_member")
    with op.batch_alter_table("group_placement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_placement_updated_at"))
        batch_op.drop_index(batch_op.f("ix_group_placement_partnership_id"))
        batch_op.drop_index(batch_op.f("ix_group_placement_parent_id"))
        batch_op.drop_index(batch_op.f("ix_group_placement_decision_id"))

    op.drop_table("group_placement")
    with op.batch_alter_table("working_group", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_working_group_updated_at"))
        batch_op.drop_index(batch_op.f("ix_working_group_partnership_id"))

    op.drop_table("working_group")
    with op.batch_alter_table("venue", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_venue_territory_id"))
        batch_op.drop_index(batch_op.f("ix_venue_partnership_id"))

    op.drop_table("venue")
    with op.batch_alter_table("session_token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_token_user_id"))
        batch_op.drop_index(batch_op.f("ix_session_token_expires_at"))

    op.drop_table("session_token")
    with op.batch_alter_table("partnership_territory", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_partnership_territory_updated_at"))
        batch_op.drop_index(batch_op.f("ix_partnership_territory_territory_id"))
        batch_op.drop_index(batch_op.f("ix_partnership_territory_partnership_id"))

    op.drop_table("partnership_territory")
    with op.batch_alter_table("partnership_phase", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_partnership_phase_updated_at"))
        batch_op.drop_index(batch_op.f("ix_partnership_phase_partnership_id"))

    op.drop_table("partnership_phase")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_updated_at"))
        batch_op.drop_index(batch_op.f("ix_organisation_territory_id"))
        batch_op.drop_index(batch_op.f("ix_organisation_sort_key"))
        batch_op.drop_index(batch_op.f("ix_organisation_folded_name"))

    op.drop_table("organisation")
    with op.batch_alter_table("api_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_key_user_id"))
        batch_op.drop_index(batch_op.f("ix_api_key_updated_at"))
        batch_op.drop_index(batch_op.f("ix_api_key_partnership_id"))

    op.drop_table("api_key")
    with op.batch_alter_table("account_role", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_account_role_everywhere",
            sqlite_where=sa.text("partnership_id IS NULL"),
            postgresql_where=sa.text("partnership_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_account_role_user_id"))
        batch_op.drop_index(batch_op.f("ix_account_role_updated_at"))
        batch_op.drop_index(batch_op.f("ix_account_role_partnership_id"))

    op.drop_table("account_role")
    with op.batch_alter_table("territory", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_territory_updated_at"))
        batch_op.drop_index(batch_op.f("ix_territory_sort_key"))
        batch_op.drop_index(batch_op.f("ix_territory_path"))
        batch_op.drop_index(batch_op.f("ix_territory_parent_id"))
        batch_op.drop_index(batch_op.f("ix_territory_level"))
        batch_op.drop_index(batch_op.f("ix_territory_district_id"))

    op.drop_table("territory")
    op.drop_table("schedule_revision")
    with op.batch_alter_table("partnership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_partnership_updated_at"))
        batch_op.drop_index(batch_op.f("ix_partnership_sort_key"))

    op.drop_table("partnership")
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_index("ix_letter_receiver_state_id")
        batch_op.drop_index(batch_op.f("ix_letter_partnership_id"))
        batch_op.drop_index(
            "ix_letter_open",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index(batch_op.f("ix_letter_about"))

    op.drop_table("letter")
    with op.batch_alter_table("idempotency_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_idempotency_key_created_at"))

    op.drop_table("idempotency_key")
    with op.batch_alter_table("funding_programme", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_funding_programme_updated_at"))

    op.drop_table("funding_programme")
    with op.batch_alter_table("course", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_updated_at"))
        batch_op.drop_index(batch_op.f("ix_course_sort_key"))
        batch_op.drop_index(batch_op.f("ix_course_folded_title"))

    op.drop_table("course")
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.drop_index("ix_change_type_record_id")
        batch_op.drop_index("ix_change_type_at")
        batch_op.drop_index("ix_change_tx_id")

    op.drop_table("change")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_updated_at"))

    op.drop_table("account")
