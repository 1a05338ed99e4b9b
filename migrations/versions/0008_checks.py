"""Counters that are never negative, codes that are known, letters of a partnership that is there"""

from alembic import op

from app.core.database.migrate import add_constraints, drop_constraints

revision = "0008_checks"
down_revision = "0007_invitation_links"
branch_labels = None
depends_on = None

SPOKEN = "CHECK (lang IN ('cs', 'en'))"
ADDED = {
    "account": {"ck_account_lang": SPOKEN},
    "attendance": {"ck_attendance_minutes": "CHECK (minutes >= 0)"},
    "change": {"ck_change_action": "CHECK (action IN ('created', 'updated', 'deleted'))"},
    "event": {
        "ck_event_counters": "CHECK (taken >= 0 AND kept >= 0 AND blocks >= 0 AND confirmed >= 0 AND waiting >= 0"
        " AND pending >= 0 AND attended >= 0 AND queue_last >= 0)"
    },
    "event_session": {
        "ck_event_session_counters": "CHECK (attended >= 0 AND recorded >= 0 AND headcount >= 0)"
    },
    "invitation": {"ck_invitation_lang": SPOKEN},
    "letter": {
        "ck_letter_state": "CHECK (state IN ('open', 'sent', 'refused', 'failed'))",
        "ck_letter_lang": SPOKEN,
        "ck_letter_attempts": "CHECK (attempts >= 0)",
        "fk_letter_partnership_id": "FOREIGN KEY(partnership_id) REFERENCES partnership (id) ON DELETE SET NULL",
    },
    "letter_words": {"ck_letter_words_lang": SPOKEN},
    "registration": {"ck_registration_lang": SPOKEN},
}
FORGOTTEN = (
    "UPDATE letter SET partnership_id = NULL"
    " WHERE NOT EXISTS (SELECT 1 FROM partnership WHERE partnership.id = letter.partnership_id)"
)


def upgrade() -> None:
    op.execute(FORGOTTEN)
    for table, rules in ADDED.items():
        add_constraints(op.get_bind(), table, rules)


def downgrade() -> None:
    for table, rules in ADDED.items():
        drop_constraints(op.get_bind(), table, rules)
