"""Letters to the voting members of the group: a decision waits for their votes or objections."""

from sqlmodel import Session

from app.core.json_values import Json
from app.core.mail.outbox import enqueue
from app.core.settings import Settings
from app.decisions import ballots
from app.decisions.models import Decision, DecisionMode
from app.meetings.readers import readers
from app.partnerships.group_models import WorkingGroup
from app.partnerships.models import Partnership
from app.partnerships.rules import rules_of

OPENED = "decision_opened"


def write_to_voters(session: Session, decision: Decision) -> None:
    """To each with an address. Who has no login is told to whom to answer."""
    if not ballots.is_open(decision):
        return
    settings: Settings = session.info["settings"]
    partnership = session.get_one(Partnership, decision.partnership_id)
    facts: Json = {
        "event": {"title": decision.title, "url": None},
        "group": session.get_one(WorkingGroup, decision.group_id).name,
        "partnership": partnership.name,
        "expires_at": decision.comment_until.isoformat() if decision.comment_until else None,
        "silent": decision.mode == DecisionMode.SILENCE,
        "quoted": decision.text or None,
        "answer_to": partnership.contact_email,
    }
    page = f"{settings.public_url.rstrip('/')}/staff/decisions/{decision.id}"
    voters = ballots.voters(session, decision, rules_of(session, decision.group_id))
    for reader in readers(session, decision.group_id):
        if reader.person_id in voters:
            enqueue(
                session,
                OPENED,
                reader.email,
                reader.lang,
                {**facts, "name": reader.name, "read_url": page if reader.has_login else None},
                partnership_id=decision.partnership_id,
                about=f"decision:{decision.id}",
            )
