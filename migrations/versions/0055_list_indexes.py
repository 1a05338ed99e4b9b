"""Indexes for lists: the sessions of an event in their order, and absences by registration"""

import sqlalchemy as sa
from alembic import op

revision = "0055_list_indexes"
down_revision = "0054_invitation_epochs"
branch_labels = None
depends_on = None

ABSENT = sa.text("status = 'absent'")


def upgrade() -> None:
    op.create_index(
        "ix_attendance_registration_id_absent",
        "attendance",
        ["registration_id"],
        sqlite_where=ABSENT,
        postgresql_where=ABSENT,
    )
    op.create_index("ix_event_session_event_id_starts_at", "event_session", ["event_id", "starts_at", "id"])
    op.drop_index("ix_event_session_event_id", "event_session")


def downgrade() -> None:
    op.create_index("ix_event_session_event_id", "event_session", ["event_id"])
    op.drop_index("ix_event_session_event_id_starts_at", "event_session")
    op.drop_index("ix_attendance_registration_id_absent", "attendance")
