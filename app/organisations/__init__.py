"""Organisations and people."""

from app.core.errors import ProblemType, register

register(
    problems={
        "both_present": ProblemType(
            409, "Both were recorded present in the same hours at {events} events, so they are two people."
        ),
        "nothing_to_undo": ProblemType(409, "There is no merge here that could be taken back."),
    },
    fields={
        "bad_ico": "This is not a valid IČO.",
    },
)
