"""Letters name what they link to; their links are made when they are sent"""

import re
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0023_letter_links"
down_revision = "0022_personal_data"
branch_labels = None
depends_on = None

LETTER = sa.table("letter", sa.column("id", sa.Integer), sa.column("data", sa.JSON))
NAMES = {"manage_url": "registration_id", "invitation_url": "invitation_id"}
AT_ONCE = 1_000


def upgrade() -> None:
    last = 0
    while rows := _after(last):
        for row in rows:
            _store(row.id, _without_links(row.data))
        last = rows[-1].id


def downgrade() -> None:
    """Links cannot be made here, so letters that wait go without."""
    last = 0
    while rows := _after(last):
        for row in rows:
            if "parts" in row.data:
                parts = [{"manage_url": None, **part} for part in row.data["parts"]]
                _store(row.id, {**row.data, "parts": parts})
        last = rows[-1].id


def _after(last: int) -> Any:
    statement = sa.select(LETTER.c.id, LETTER.c.data).where(LETTER.c.id > last)
    return op.get_bind().execute(statement.order_by(LETTER.c.id).limit(AT_ONCE)).all()


def _store(letter_id: int, data: dict[str, Any]) -> None:
    op.get_bind().execute(sa.update(LETTER).where(LETTER.c.id == letter_id).values(data=data))


def _without_links(data: dict[str, Any]) -> dict[str, Any]:
    found = {key: value for key, value in data.items() if key not in (*NAMES, "decline_url")}
    for link, name in NAMES.items():
        number = re.search(r"/my/\w+/(\d+)-", data.get(link) or "")
        if number:
            found[name] = int(number[1])
    if "parts" in found:
        found["parts"] = [_without_links(part) for part in found["parts"]]
    return found
