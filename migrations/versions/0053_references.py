"""Foreign keys of references that were numbers alone"""

import sqlalchemy as sa
from alembic import op

from app.core.database.migrate import add_constraints, drop_constraints

revision = "0053_references"
down_revision = "0052_searched"
branch_labels = None
depends_on = None

OF_DECISION = ("group_competence", "group_member", "group_placement")
KEYS = {
    **{
        table: {
            f"fk_{table}_decision_id_partnership_id": "FOREIGN KEY(decision_id, partnership_id)"
            " REFERENCES decision (id, partnership_id)"
        }
        for table in OF_DECISION
    },
    "decision": {
        "fk_decision_item_id": "FOREIGN KEY(item_id) REFERENCES minutes_item (id) ON DELETE SET NULL"
    },
    "letter": {"fk_letter_message_id": "FOREIGN KEY(message_id) REFERENCES message (id) ON DELETE SET NULL"},
}
REFERRED = {
    **dict.fromkeys(OF_DECISION, ("decision_id", "decision")),
    "decision": ("item_id", "minutes_item"),
    "letter": ("message_id", "message"),
}


def upgrade() -> None:
    for table, (column, parent) in REFERRED.items():
        place = sa.table(table, sa.column(column), sa.column("partnership_id"))
        referred = sa.table(parent, sa.column("id"), sa.column("partnership_id"))
        found = referred.c.id == place.c[column]
        if table in OF_DECISION:
            found &= referred.c.partnership_id == place.c.partnership_id
        lost = place.c[column].is_not(None) & ~sa.exists().where(found)
        op.execute(sa.update(place).where(lost).values({column: None}))
    for table, rules in KEYS.items():
        add_constraints(op.get_bind(), table, rules)


def downgrade() -> None:
    for table, rules in KEYS.items():
        drop_constraints(op.get_bind(), table, rules)
