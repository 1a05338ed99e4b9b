"""Who was there: check-in, attendance list, walk-ins."""

from app.core.errors import ProblemType, register

register(
    problems={
        "unknown_code": ProblemType(404, "This code belongs to no registration."),
        "too_early": ProblemType(409, "Attendance can be recorded from 24 hours before the start."),
        "wrong_event": ProblemType(409, "This registration belongs to another event."),
        "cancelled": ProblemType(409, "This registration was cancelled."),
        "maybe_listed": ProblemType(409, "Somebody on the list has a name like this one."),
        "waiting": ProblemType(409, "This person is on the waiting list."),
    },
    fields={"is_present": "This member is recorded present, so an alternate cannot come in their place."},
)
