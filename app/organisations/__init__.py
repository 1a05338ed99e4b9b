"""Organisations and people."""

from app.core.errors import ProblemType, register

register(
    problems={
        "nothing_to_undo": ProblemType(409, "There is no merge here that could be taken back."),
    },
    fields={
        "bad_ico": "This is not a valid IČO.",
    },
)
