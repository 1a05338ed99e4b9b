"""The agenda of meetings in a table of its own"""

import sqlalchemy as sa
from alembic import op

revision = "0032_agenda"
down_revision = "0031_shared"
branch_labels = None
depends_on = None

MEETING = sa.table("meeting", *map(sa.column, ("id", "partnership_id")), sa.column("agenda", sa.JSON()))
EVENT = sa.table(
    "event", *map(sa.column, ("id", "group_id")), sa.column("created_at", sa.DateTime(timezone=True))
)
NAMES = ("partnership_id", "event_id", "group_id", "parent_id", "position", "title", "text", "minutes")
ITEM = sa.table(
    "agenda_item",
    *map(sa.column, ("id", *NAMES, "presenter_name")),
    sa.column("created_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    op.create_table(
        "agenda_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=True)
            for name in (
                "event_id",
                "group_id",
                "parent_id",
                "presenter_id",
                "minutes",
                "start_offset",
                "origin_id",
            )
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("title", "text", "presenter_name")),
        sa.Column("origin_type", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "event_id IS NOT NULL OR group_id IS NOT NULL", name=op.f("ck_agenda_item_somewhere")
        ),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_agenda_item_parent")),
        sa.CheckConstraint("(origin_type IS NULL) = (origin_id IS NULL)", name=op.f("ck_agenda_item_origin")),
        sa.CheckConstraint(
            "position >= 0 AND minutes >= 0 AND start_offset >= 0", name=op.f("ck_agenda_item_counters")
        ),
        _reference("event_id", "event", ondelete="CASCADE"),
        _reference("group_id", "working_group"),
        _reference("parent_id", "agenda_item"),
        _reference("presenter_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
        sa.UniqueConstraint("id", "partnership_id", name=op.f("uq_agenda_item_id_partnership_id")),
        sqlite_autoincrement=True,
    )
    for name in ("event_id", "group_id", "parent_id", "presenter_id"):
        op.create_index(f"ix_agenda_item_{name}", "agenda_item", [name])
    _move_items()
    op.drop_column("meeting", "agenda")


def _reference(column: str, parent: str, **options: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column, "partnership_id"],
        [f"{parent}.id", f"{parent}.partnership_id"],
        name=op.f(f"fk_agenda_item_{column}_partnership_id"),
        **options,
    )


def _move_items() -> None:
    connection = op.get_bind()
    kept = sa.select(MEETING, EVENT.c.group_id, EVENT.c.created_at).join_from(
        MEETING, EVENT, EVENT.c.id == MEETING.c.id
    )
    for meeting in connection.execute(kept).all():
        for position, item in enumerate(meeting.agenda or []):
            connection.execute(
                sa.insert(ITEM).values(
                    partnership_id=meeting.partnership_id,
                    event_id=meeting.id,
                    group_id=meeting.group_id,
                    position=position,
                    title=item["title"],
                    text=item.get("note", ""),
                    presenter_name="",
                    minutes=item.get("minutes"),
                    created_at=meeting.created_at,
                )
            )


def downgrade() -> None:
    op.add_column("meeting", sa.Column("agenda", sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
    connection = op.get_bind()
    found: dict[int, list[dict[str, object]]] = {}
    items = sa.select(ITEM).where(ITEM.c.event_id.is_not(None)).order_by(ITEM.c.position, ITEM.c.id)
    for item in connection.execute(items):
        kept = {"title": item.title, "note": item.text, "minutes": item.minutes}
        found.setdefault(item.event_id, []).append(kept)
    for event_id, agenda in found.items():
        connection.execute(sa.update(MEETING).where(MEETING.c.id == event_id).values(agenda=agenda))
    for name in ("event_id", "group_id", "parent_id", "presenter_id"):
        op.drop_index(f"ix_agenda_item_{name}", "agenda_item")
    op.drop_table("agenda_item")
