"""Seats kept for an organisation or a territory."""

from app.core.errors import ProblemType, register

register(
    problems={
        "too_few_free": ProblemType(409, "Only {free} free seats can be kept."),
    },
    fields={
        "after_start": "Must not be after the start of the event.",
        "no_capacity": "The event has no limit of seats, so none can be kept.",
    },
)
