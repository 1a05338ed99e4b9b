"""Security events, who looked at whom, and data protection officers"""

import sqlalchemy as sa
from alembic import op

from app.core.database.migrate import add_value, remove_value

revision = "0027_audit"
down_revision = "0026_mailbox_limit"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_value(op.get_bind(), "account_role", "role", "ck_account_role_role_name", "data_protection_officer")
    op.create_table(
        "access",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("api_key_id", sa.Integer(), nullable=True),
        sa.Column("request_id", sa.String(), nullable=True),
        sa.Column(
            "action",
            sa.Enum(
                "detail",
                "list",
                "search",
                "export",
                name="access_action",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=True),
        sa.Column("people", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_access_at"), "access", ["at"], unique=False)
    op.create_index("ix_access_partnership_id_id", "access", ["partnership_id", "id"], unique=False)
    op.create_index("ix_access_user_id_at", "access", ["user_id", "at"], unique=False)
    op.create_table(
        "security_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "signed_in",
                "sign_in_failed",
                "locked",
                "signed_out",
                "reset_asked",
                "invited",
                "password_set",
                "confirmed",
                "confirm_failed",
                "second_factor_on",
                "second_factor_off",
                "user_added",
                "user_changed",
                "role_given",
                "role_taken",
                "key_made",
                "key_revoked",
                "people_exported",
                "person_erased",
                "access_refused",
                name="security_event",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("api_key_id", sa.Integer(), nullable=True),
        sa.Column("about_user_id", sa.Integer(), nullable=True),
        sa.Column("about", sa.String(), nullable=True),
        sa.Column("partnership_id", sa.Integer(), nullable=True),
        sa.Column("network", sa.String(), nullable=True),
        sa.Column("request_id", sa.String(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_security_event")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_security_event_about_user_id"), "security_event", ["about_user_id"], unique=False
    )
    op.create_index(op.f("ix_security_event_at"), "security_event", ["at"], unique=False)
    op.create_index("ix_security_event_kind_at", "security_event", ["kind", "at"], unique=False)
    op.create_index(
        op.f("ix_security_event_partnership_id"), "security_event", ["partnership_id"], unique=False
    )
    op.create_index("ix_security_event_user_id_at", "security_event", ["user_id", "at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_security_event_user_id_at", table_name="security_event")
    op.drop_index(op.f("ix_security_event_partnership_id"), table_name="security_event")
    op.drop_index("ix_security_event_kind_at", table_name="security_event")
    op.drop_index(op.f("ix_security_event_at"), table_name="security_event")
    op.drop_index(op.f("ix_security_event_about_user_id"), table_name="security_event")
    op.drop_table("security_event")
    op.drop_index("ix_access_user_id_at", table_name="access")
    op.drop_index("ix_access_partnership_id_id", table_name="access")
    op.drop_index(op.f("ix_access_at"), table_name="access")
    op.drop_table("access")
    op.execute("DELETE FROM account_role WHERE role = 'data_protection_officer'")
    remove_value(
        op.get_bind(), "account_role", "role", "ck_account_role_role_name", "data_protection_officer"
    )
