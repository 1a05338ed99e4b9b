"""The change feed and the outbox, for other systems and for the staff."""

from app.core.errors import ProblemType, register

register(
    problems={
        "no_address": ProblemType(409, "This person has no e-mail address."),
    },
)
