"""Refusals as exceptions. Services raise them, `core.web.endpoints` turns them into RFC 9457 answers.

Everyone branches on `code`; the words are for people and come in the reader's language.
`PROBLEMS` is the whole list of codes; `docs/problems.md` is held to it by a test.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ProblemType:
    """What a code means: its HTTP status and its sentence (an English msgid, `{}` fields filled in)."""

    status: int
    title: str


PROBLEMS: dict[str, ProblemType] = {
    "bad_request": ProblemType(400, "The request could not be understood."),
    "unauthorized": ProblemType(401, "Please sign in."),
    "bad_credentials": ProblemType(401, "The e-mail or the password is not right."),
    "forbidden": ProblemType(403, "You are not allowed to do this."),
    "not_found": ProblemType(404, "This does not exist."),
    "invitation_withdrawn": ProblemType(
        410,
        "The invitation to “{event}” was withdrawn. Ask the organiser if you think it is a mistake.",
    ),
    "cursor_expired": ProblemType(
        410, "The changes after this cursor are not kept any more. Read everything anew, then go on."
    ),
    "unknown_code": ProblemType(404, "This code belongs to no registration."),
    "method_not_allowed": ProblemType(405, "This address does not take this method."),
    "not_acceptable": ProblemType(406, "This address does not answer in the format asked for."),
    "too_large": ProblemType(413, "The request is larger than allowed."),
    "unsupported_media_type": ProblemType(415, "Send the request as application/json."),
    "invalid": ProblemType(422, "Some fields need to be corrected."),
    "idempotency_mismatch": ProblemType(422, "This Idempotency-Key was used with another request."),
    "conflict": ProblemType(409, "This does not go together with what is already recorded."),
    "already_exists": ProblemType(409, "Such a record already exists."),
    "in_use": ProblemType(409, "Other records depend on this one."),
    "wrong_state": ProblemType(409, "This cannot be done while the state is “{state}”."),
    "capacity_below_confirmed": ProblemType(
        409, "{confirmed} people already hold a seat; the capacity cannot be lower."
    ),
    "capacity_below_kept": ProblemType(
        409,
        "{confirmed} people hold a seat and {kept} more seats are kept; the capacity cannot be lower.",
    ),
    "registration_closed": ProblemType(409, "Registration is not open."),
    "not_invited": ProblemType(409, "This event is by invitation only."),
    "already_registered": ProblemType(
        409, "This person is already signed up. The link to the registration was sent by e-mail again."
    ),
    "invitation_used": ProblemType(409, "This invitation has been accepted already."),
    "event_cancelled": ProblemType(409, "The event was cancelled."),
    "event_past": ProblemType(409, "The event is over."),
    "full": ProblemType(409, "All seats are taken."),
    "organisation_limit": ProblemType(409, "At most {limit} people of one organisation may sign up."),
    "too_few_free": ProblemType(409, "Only {free} free seats can be kept."),
    "too_early": ProblemType(409, "Attendance can be recorded from 24 hours before the start."),
    "wrong_event": ProblemType(409, "This registration belongs to another event."),
    "cancelled": ProblemType(409, "This registration was cancelled."),
    "waiting": ProblemType(409, "This person is on the waiting list."),
    "offer_expired": ProblemType(409, "The offer is no longer valid."),
    "no_address": ProblemType(409, "This person has no e-mail address."),
    "last_admin": ProblemType(409, "This is the only admin; make somebody else one first."),
    "cycle": ProblemType(409, "A record cannot stand under itself."),
    "other_partnership": ProblemType(409, "This record belongs to another partnership."),
    "stale": ProblemType(412, "Somebody else has changed this record in the meantime."),
    "if_match_required": ProblemType(428, "Send the version you have seen in If-Match."),
    "too_many_requests": ProblemType(429, "Too many requests. Please try again later."),
    "internal": ProblemType(500, "Something went wrong on our side. It has been recorded."),
    "not_ready": ProblemType(503, "The service is not ready yet."),
    "busy": ProblemType(503, "The service is busy. Please try again in a moment."),
}

FIELD_PROBLEMS: dict[str, str] = {
    "required": "Please fill this in.",
    "unknown_field": "This field is not known.",
    "too_long": "At most {max_length} characters.",
    "too_many": "At most {max_length} of them.",
    "too_short": "At least {min_length} characters.",
    "too_small": "Must not be less than {limit}.",
    "too_large": "Must not be more than {limit}.",
    "not_a_number": "Must be a number.",
    "not_a_date": "Must be a date or a time.",
    "not_a_choice": "Choose one of the values offered.",
    "not_an_email": "This is not an e-mail address.",
    "not_allowed": "This value is not allowed.",
    "wrong_type": "This value has the wrong type.",
    "nul": "This text contains a character that is not allowed.",
    "bad_cursor": "The cursor is not valid.",
    "bad_ico": "This is not a valid IČO.",
    "ends_before_starts": "The end must come after the start.",
    "overlaps": "Overlaps with another one.",
    "not_found": "This does not exist.",
    "other_partnership": "This record belongs to another partnership.",
    "duplicate": "Is there twice.",
    "sum_not_100": "The shares must add up to 100 %.",
    "hours_differ": "The hours of the sessions add up to {hours}, the course has {course_hours}.",
    "past": "This is in the past.",
    "after_start": "Must not be after the start of the event.",
    "no_capacity": "The event has no limit of seats, so none can be kept.",
    "weak_password": "The password is too short or too common.",
    "wrong_password": "This is not the present password.",
    "invalid": "This value is not valid.",
    "already_exists": "Is already there.",
    "unknown_placeholder": "There is no {what} here.",
    "unbalanced_brace": "A brace is missing its other half: {what}",
    "outside_dates": "Must lie within the days of an event of two or more days.",
    "already_registered": "This person is already signed up.",
    "not_invited": "This person is not a member of the group.",
}


class Problem(Exception):  # noqa: N818 - the word of RFC 9457
    """A refusal with a stable code. `params` fill the sentence and travel in the answer.

    `afterwards` is what is to be written although the request is refused: it is given a session, and a
    transaction of its own once everything else was rolled back.
    """

    afterwards: Callable[[Any], None] | None = None

    def __init__(self, code: str, *, headers: dict[str, str] | None = None, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
        self.headers = headers or {}

    @property
    def status(self) -> int:
        return PROBLEMS[self.code].status


class NotFound(Problem):
    """There is none, or its existence is not for this reader to know."""

    def __init__(self, code: str = "not_found") -> None:
        super().__init__(code)


class Forbidden(Problem):
    """Known, but not allowed."""

    def __init__(self) -> None:
        super().__init__("forbidden")


class Unauthorized(Problem):
    """No token, or one that is not valid."""

    def __init__(self, code: str = "unauthorized") -> None:
        super().__init__(code, headers={"WWW-Authenticate": "Bearer"})


class Conflict(Problem):
    """The request is well formed, the state of things does not allow it."""


class TooMany(Problem):
    """A limit of requests is reached; `seconds` until the next try makes sense."""

    def __init__(self, seconds: int) -> None:
        super().__init__("too_many_requests", headers={"Retry-After": str(seconds)}, retry_after=seconds)


@dataclass(frozen=True)
class FieldProblem:
    """One wrong field: a JSON pointer into the body (`#/email`) or a query name (`?limit`)."""

    pointer: str
    code: str
    params: dict[str, Any]


class Invalid(Problem):
    """A field is wrong in a way that only the service can see."""

    def __init__(self, pointer: str, code: str, **params: Any) -> None:
        super().__init__("invalid")
        self.fields = [FieldProblem(pointer, code, params)]
