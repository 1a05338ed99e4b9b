"""Two rules of groups and partnerships have the names of the contract"""

import sqlalchemy as sa
from alembic import op

revision = "0033_rules"
down_revision = "0032_agenda"
branch_labels = None
depends_on = None

NAMES = {"quorum": "quorum_percent", "newcomer_is_guest": "newcomer_as_guest"}
TABLES = ("partnership", "working_group")


def upgrade() -> None:
    _rename(NAMES)


def _rename(names: dict[str, str]) -> None:
    connection = op.get_bind()
    for name in TABLES:
        table = sa.table(name, sa.column("id"), sa.column("rules", sa.JSON()))
        for row in connection.execute(sa.select(table.c.id, table.c.rules)).all():
            rules = {names.get(rule, rule): value for rule, value in (row.rules or {}).items()}
            if rules != row.rules:
                connection.execute(sa.update(table).where(table.c.id == row.id).values(rules=rules))


def downgrade() -> None:
    _rename({new: old for old, new in NAMES.items()})
