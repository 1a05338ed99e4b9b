"""What is known of sessions, and links to set a password"""

import sqlalchemy as sa
from alembic import op

revision = "0024_sessions"
down_revision = "0023_letter_links"
branch_labels = None
depends_on = None

TIMES = ("last_used_at", "confirmed_at")
WORDS = ("device", "network")


def upgrade() -> None:
    for name in TIMES:
        op.add_column("session_token", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    for name in WORDS:
        op.add_column("session_token", sa.Column(name, sa.String(), nullable=True))
    op.execute(
        "ALTER TABLE session_token ADD COLUMN method VARCHAR(32) NOT NULL DEFAULT 'password' "
        "CONSTRAINT ck_session_token_sign_in_method CHECK (method IN ('password', 'oidc'))"
    )
    op.create_table(
        "password_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("purpose IN ('reset', 'invitation')", name=op.f("ck_password_link_link_purpose")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account.id"], name=op.f("fk_password_link_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_password_link_token_hash")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_password_link_user_id"), "password_link", ["user_id"])
    op.create_index(op.f("ix_password_link_expires_at"), "password_link", ["expires_at"])


def downgrade() -> None:
    op.drop_table("password_link")
    for name in ("method", *WORDS, *TIMES):
        op.drop_column("session_token", name)
