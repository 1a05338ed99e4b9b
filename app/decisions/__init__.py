"""Decisions of groups, the votes on them, and the changes of structure that they carry out."""

from app.core.errors import ProblemType, register

register(
    problems={
        "no_vote_here": ProblemType(409, "This decision is not put to a vote by ballot."),
        "voting_closed": ProblemType(409, "The time for votes and objections is over."),
        "not_voting": ProblemType(409, "This person has no vote in the group."),
        "no_quorum": ProblemType(409, "{cast} of {members} voted; the rules of the group ask for {needed}."),
        "no_majority": ProblemType(409, "There are not more votes for the decision than against it."),
        "still_open": ProblemType(409, "The time for votes and objections is not over yet."),
        "own_ballot": ProblemType(409, "This member has voted already; a vote of one's own is not replaced."),
        "votes_cast": ProblemType(
            409, "Votes have been cast already, so what they are about stays as it is."
        ),
        "objected": ProblemType(409, "A member objects, so the decision is not adopted by silence."),
    },
    fields={
        "more_than_members": "{cast} votes, but only {members} members may vote.",
        "before_last_change": "Must not be before {first}: earlier days of the group stay as they are.",
    },
)
