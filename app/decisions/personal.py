"""What decisions hold of people: who votes how, and who is to be in a group."""

from app.core.database.columns import table_of
from app.core.personal import Data, Erased, Ground, Kept, Personal, Purpose, declare, of_person, same
from app.decisions.models import Decision, DecisionBallot, DecisionMember

MEMBERSHIP = Personal(Data.MEMBERSHIPS, Purpose.COOPERATION, Ground.PUBLIC_TASK, Kept.PEOPLE)

declare(Decision, other=("title", "text", "reason", "competence", "folded_text"))
declare(
    DecisionMember,
    same(MEMBERSHIP, "person_id"),
    rows=of_person(table_of(DecisionMember).c.person_id),
    erased=Erased.DELETED,
    shown=("decision_id", "organisation_id", "role", "side"),
)
declare(
    DecisionBallot,
    same(MEMBERSHIP, "person_id"),
    rows=of_person(table_of(DecisionBallot).c.person_id),
    erased=Erased.DELETED,
    shown=("decision_id", "vote", "cast_at"),
)
