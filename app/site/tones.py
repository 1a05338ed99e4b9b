"""The colours of badges, by what a code is of."""

TONES: dict[str, dict[str, str]] = {
    "event_status": {"open": "good", "planned": "info", "cancelled": "bad", "draft": "warn"},
    "seats": {"free": "good", "waiting": "warn", "full": "bad"},
    "letter_state": {"sent": "good", "open": "info", "refused": "bad", "failed": "bad"},
    "decision_state": {"proposed": "warn", "adopted": "good", "rejected": "bad"},
    "application_state": {"open": "warn", "accepted": "good", "declined": "bad"},
    "proposal_state": {"open": "warn", "accepted": "good", "declined": "bad"},
    "suggestion_state": {"open": "warn", "escalated": "info", "answered": "good"},
    "newsletter_state": {"draft": "warn", "sent": "good"},
    "task_state": {"open": "info", "done": "good", "overdue": "bad"},
    "minutes_state": {"draft": "warn", "comment": "info", "approved": "info", "published": "good"},
    "need_state": {"raised": "warn", "escalated": "info", "answered": "good"},
    "project_state": {
        "running": "good",
        "contracted": "good",
        "approved": "info",
        "rejected": "bad",
        "idea": "warn",
    },
    "member_answer": {"accepted": "good", "apologised": "info", "none": "warn"},
    "invitation_status": {"sent": "warn", "accepted": "good", "otherwise": "good", "declined": "bad"},
    "registration_status": {
        "confirmed": "good",
        "offered": "info",
        "waiting": "warn",
        "pending": "warn",
        "declined": "bad",
        "cancelled": "bad",
        "expired": "bad",
    },
}
"""The colours of badges; codes that are not named have none."""


def tone(code: str, kind: str) -> str:
    return TONES[kind].get(code, "")
