"""Events of all kinds, their sessions and the schedule."""

from app.core.errors import ProblemType, register

register(
    problems={
        "capacity_below_confirmed": ProblemType(
            409, "{confirmed} people already hold a seat; the capacity cannot be lower."
        ),
        "capacity_below_kept": ProblemType(
            409,
            "{confirmed} people hold a seat and {kept} more seats are kept; the capacity cannot be lower.",
        ),
        "event_cancelled": ProblemType(409, "The event was cancelled."),
        "operator_missing": ProblemType(
            409,
            "Nothing can be published before the notices say who runs this installation: set OPERATOR and "
            "OPERATOR_CONTACT.",
        ),
        "event_past": ProblemType(409, "The event is over."),
        "event_has_slots": ProblemType(
            409, "People book times at this event, and each of its times lies within its one day."
        ),
    },
    fields={
        "answered": "People have answered this question. Add another one instead.",
        "overlaps": "Overlaps with another one.",
        "hours_differ": "The hours of the sessions add up to {hours}, the course has {course_hours}.",
        "outside_meeting": "Must lie within the meeting.",
        "outside_sessions": "Must lie within one day of the event.",
        "outside_dates": "Must lie within the days of an event of two or more days.",
    },
)
