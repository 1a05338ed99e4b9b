"""Partnerships, their groups and the places of these in the chart."""

from app.core.errors import ProblemType, register

register(
    problems={
        "not_open": ProblemType(409, "This group is not open to new members."),
        "already_applied": ProblemType(409, "This person has applied already and will get an answer."),
        "already_member": ProblemType(409, "This person is in the group already."),
        "mailbox_applications": ProblemType(
            409, "At most {limit} people may wait for an answer under one e-mail address."
        ),
    }
)
