"""Meetings of groups: members expected and invited, their answers, quorum, the next meeting, broken rules."""

from app.core.errors import ProblemType, register

register(
    problems={
        "no_members": ProblemType(409, "The meeting has no group whose members could be invited."),
    }
)
