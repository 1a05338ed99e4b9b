"""Files attached to records, with versions"""

import sqlalchemy as sa
from alembic import op

revision = "0034_attachments"
down_revision = "0033_rules"
branch_labels = None
depends_on = None

ABOUT = ("event", "group", "decision", "agenda_item", "minutes", "need", "effect")
OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."
TYPES = (
    "application/pdf",
    f"{OFFICE}wordprocessingml.document",
    f"{OFFICE}wordprocessingml.template",
    f"{OFFICE}spreadsheetml.sheet",
    f"{OFFICE}presentationml.presentation",
    f"{OPEN}text",
    f"{OPEN}text-template",
    f"{OPEN}spreadsheet",
    f"{OPEN}presentation",
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "text/plain",
)


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        _code("about_type", ABOUT),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        _code("visibility", ("public", "members", "internal")),
        sa.Column("latest", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_attachment_partnership_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("id", "partnership_id", name=op.f("uq_attachment_id_partnership_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_attachment_about_type_about_id", "attachment", ["about_type", "about_id"])
    op.create_index("ix_attachment_partnership_id", "attachment", ["partnership_id"])
    op.create_index("ix_attachment_updated_at", "attachment", ["updated_at"])
    op.create_table(
        "attachment_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        _code("media_type", TYPES),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("stored", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size > 0 AND number > 0", name=op.f("ck_attachment_version_counts")),
        sa.ForeignKeyConstraint(
            ["attachment_id", "partnership_id"],
            ["attachment.id", "attachment.partnership_id"],
            name=op.f("fk_attachment_version_attachment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment_version")),
        sa.UniqueConstraint(
            "attachment_id", "number", name=op.f("uq_attachment_version_attachment_id_number")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_attachment_version_stored", "attachment_version", ["stored"])


def _code(name: str, values: tuple[str, ...]) -> sa.Column[str]:
    length = max(32, *map(len, values))
    kind = sa.Enum(
        *values,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=length,
    )
    return sa.Column(name, kind, nullable=False)


def downgrade() -> None:
    op.drop_table("attachment_version")
    op.drop_table("attachment")
