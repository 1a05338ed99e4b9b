"""Telephone numbers that were stored before there was one rule for them, as the rule writes them"""

import sqlalchemy as sa
from alembic import op

from app.core.phones import normal_phones

revision = "0049_phones"
down_revision = "0048_promised"
branch_labels = None
depends_on = None

TABLES = ("organisation", "organisation_contact", "person", "registration", "group_application")


def upgrade() -> None:
    """What the rule refuses stays as it is: only people know which number was meant."""
    connection = op.get_bind()
    for name in TABLES:
        table = sa.table(name, sa.column("phone", sa.String()))
        stored = connection.execute(sa.select(table.c.phone).where(table.c.phone != "").distinct())
        for (phone,) in stored.all():
            wanted = _normal(phone)
            if wanted != phone:
                connection.execute(sa.update(table).where(table.c.phone == phone).values(phone=wanted))


def _normal(phone: str) -> str:
    try:
        return normal_phones(phone)
    except ValueError:
        return phone


def downgrade() -> None:
    """The numbers are the same."""
