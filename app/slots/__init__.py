"""Times of a consultation that people book, one each."""

from app.core.errors import ProblemType, register

register(
    problems={
        "no_slots_here": ProblemType(
            409,
            "Times can be offered at a consultation of one day, before anybody has signed up, outside of "
            "series and without kept seats.",
        ),
        "slot_taken": ProblemType(409, "Somebody else has this time. Choose another one."),
    },
)
