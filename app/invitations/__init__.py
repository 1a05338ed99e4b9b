"""Who is invited, and the answers."""

from app.core.errors import ProblemType, register

register(
    problems={
        "invitation_withdrawn": ProblemType(
            410,
            "The invitation to “{event}” was withdrawn. Ask the organiser if you think it is a mistake.",
        ),
        "invitation_used": ProblemType(409, "This invitation has been accepted already."),
    },
    fields={
        "address_of_person": "Correct the address of the person; the invitation follows it.",
        "address_changed": (
            "{name}: the address has changed from {before} to {email} ({day} {by}). Invite it there?"
        ),
    },
)
