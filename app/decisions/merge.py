"""Rules of merging for ballots and for those who are to be in a group."""

import sqlalchemy as sa
from sqlmodel import Session

from app.core.database.columns import table_of
from app.decisions.models import Decision, DecisionBallot, DecisionMember
from app.organisations.merge_rules import Pair, change, repoint, repointed, rule

BALLOT, MEMBER = table_of(DecisionBallot), table_of(DecisionMember)


def _twice(pair: Pair) -> sa.Select[tuple[int]]:
    own = sa.select(BALLOT.c.decision_id).where(BALLOT.c.person_id == pair.kept_id)
    return sa.select(BALLOT.c.id).where(BALLOT.c.person_id == pair.gone_id, BALLOT.c.decision_id.in_(own))


@rule(
    DecisionBallot,
    "person_id",
    "Ballots move; of two on one decision that of the person kept counts.",
    twice=_twice,
    parent=(Decision, "decision_id"),
)
def merge_ballots(session: Session, pair: Pair) -> None:
    change(session, sa.delete(BALLOT).where(BALLOT.c.id.in_(_twice(pair))), "deleted")
    repoint(session, BALLOT.c.person_id, pair)


repointed(
    DecisionMember, "person_id", "Who is to be in a group by a decision stays so.", (Decision, "decision_id")
)
repointed(
    DecisionMember,
    "organisation_id",
    "Organisations that are to be in a group by a decision stay so.",
    (Decision, "decision_id"),
)
