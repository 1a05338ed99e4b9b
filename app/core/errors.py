"""Refusals as exceptions. Services raise them; `core.web.endpoints` turns them into RFC 9457 answers.

Everyone branches on `code`; the words are for people and come in the reader's language.
`PROBLEMS` and `FIELD_PROBLEMS` hold the codes of all rooms: a room registers its own in its `__init__.py`.
A test compares `docs/problems.md` with them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core.json_values import Json
from app.core.text import Translator, day


@dataclass(frozen=True)
class ProblemType:
    """What a code means: its HTTP status and its sentence (an English msgid, `{}` fields filled in)."""

    status: int
    title: str


PROBLEMS: dict[str, ProblemType] = {
    "bad_request": ProblemType(400, "The request could not be understood."),
    "unauthorized": ProblemType(401, "Please sign in."),
    "forbidden": ProblemType(403, "You are not allowed to do this."),
    "confirm_needed": ProblemType(403, "Confirm first that it is you: enter your password."),
    "not_found": ProblemType(404, "This does not exist."),
    "cursor_expired": ProblemType(
        410, "The changes after this cursor are not kept any more. Read everything anew, then go on."
    ),
    "method_not_allowed": ProblemType(405, "This address does not take this method."),
    "not_acceptable": ProblemType(406, "This address does not answer in the format asked for."),
    "too_large": ProblemType(413, "The request is larger than allowed."),
    "address_too_long": ProblemType(414, "This address is longer than allowed."),
    "unsupported_media_type": ProblemType(415, "Send the request as application/json."),
    "unknown_host": ProblemType(421, "This server does not answer under this name."),
    "invalid": ProblemType(422, "Some fields need to be corrected."),
    "idempotency_mismatch": ProblemType(422, "This Idempotency-Key was used with another request."),
    "conflict": ProblemType(409, "This does not go together with what is already recorded."),
    "already_exists": ProblemType(409, "Such a record already exists."),
    "in_use": ProblemType(409, "Other records depend on this one."),
    "wrong_state": ProblemType(409, "This cannot be done in its present state."),
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
    "skipped_hour": "This time does not exist: the clock is put forward an hour that night.",
    "not_a_choice": "Choose one of the values offered.",
    "not_an_email": "This is not an e-mail address.",
    "local_part_not_ascii": "Letters before the @ must be without accents.",
    "not_a_phone": "Type telephone numbers in digits, several of them separated by a comma.",
    "no_letter": "A name has at least one letter.",
    "web_address": "A name contains no address of a web page.",
    "not_allowed": "This value is not allowed.",
    "wrong_type": "This value has the wrong type.",
    "nul": "This text contains a character that is not allowed.",
    "bad_cursor": "The cursor is not valid.",
    "ends_before_starts": "The end must come after the start.",
    "opens_too_late": "Sign-up would end before it begins.",
    "not_found": "This does not exist.",
    "other_partnership": "This record belongs to another partnership.",
    "duplicate": "Is there twice.",
    "past": "This is in the past.",
    "future": "This is still to come.",
    "before_previous": "The next meeting begins after the one that it follows.",
    "invalid": "This value is not valid.",
    "not_svg": "This file is not an SVG picture.",
    "svg_declarations": "This SVG declares entities of its own. Save it as plain SVG.",
    "nothing_drawn": "No picture is left of this file: shapes and text are kept, embedded pictures are not.",
    "not_drawable": "Documents cannot show this picture. Save it as plain SVG.",
    "not_png": "This file is not a PNG picture.",
    "no_file": "Choose a file: one of the two is needed.",
    "file_too_large": "This file has more than {limit} KB.",
    "already_exists": "Is already there.",
    "unknown_placeholder": "There is no {what} here.",
    "unbalanced_brace": "A brace is missing its other half: {what}",
}


def register(
    *, problems: Mapping[str, ProblemType] | None = None, fields: Mapping[str, str] | None = None
) -> None:
    """Add codes of a room. ValueError for a code that another room uses already."""
    for known, added in ((PROBLEMS, problems or {}), (FIELD_PROBLEMS, fields or {})):
        taken = known.keys() & added.keys()
        if taken:
            raise ValueError(f"registered twice: {', '.join(sorted(taken))}")
    PROBLEMS.update(problems or {})
    FIELD_PROBLEMS.update(fields or {})


class Problem(Exception):  # noqa: N818 - the word of RFC 9457
    """A refusal with a stable code. `params` fill the sentence and are part of the answer.

    `sentence`, a msgid, stands in place of the usual one. `afterwards` writes something although the request
    is refused: it is called with a session in a transaction of its own, after the rollback of the request.
    """

    afterwards: Callable[[Any], None] | None = None
    sentence: str | None = None

    def __init__(self, code: str, *, headers: dict[str, str] | None = None, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
        self.headers = headers or {}

    @property
    def status(self) -> int:
        return PROBLEMS[self.code].status


def in_words(problem: Problem, words: Translator) -> str:
    """The sentence of a refusal in the reader's language."""
    return sentence_in(words, problem.sentence or PROBLEMS[problem.code].title, problem.params)


def sentence_in(words: Translator, sentence: str, params: Json) -> str:
    """`sentence`, a msgid, with its `{}` fields filled in; those without a value are blank."""
    said = {name: day(one, words.lang) if isinstance(one, date) else one for name, one in params.items()}
    return words.gettext(sentence).format_map(_BlankWhenMissing(said))


class _BlankWhenMissing(Json):
    def __missing__(self, key: str) -> str:
        return ""


class NotFound(Problem):
    """There is no such record, or this reader may not know of it."""

    def __init__(self, code: str = "not_found") -> None:
        super().__init__(code)


class Forbidden(Problem):
    """The actor is known, but may not do this."""

    def __init__(self) -> None:
        super().__init__("forbidden")


class Unauthorized(Problem):
    """There is no token, or it is not valid."""

    def __init__(self, code: str = "unauthorized") -> None:
        super().__init__(code, headers={"WWW-Authenticate": "Bearer"})


class Conflict(Problem):
    """The request is well formed, but the present state does not allow it."""


class TooMany(Problem):
    """A rate limit is reached; `seconds` is the time until the next try makes sense."""

    def __init__(self, seconds: int) -> None:
        super().__init__("too_many_requests", headers={"Retry-After": str(seconds)}, retry_after=seconds)


@dataclass(frozen=True)
class FieldProblem:
    """One wrong field: a JSON pointer into the body (`#/email`) or a query name (`?limit`)."""

    pointer: str
    code: str
    params: Json


class Invalid(Problem):
    """A field is wrong in a way that only the service can see."""

    def __init__(self, pointer: str, code: str, **params: Any) -> None:
        super().__init__("invalid")
        self.fields = [FieldProblem(pointer, code, params)]

    @classmethod
    def of(cls, first: FieldProblem, *more: FieldProblem) -> "Invalid":
        """Several wrong fields, told at once."""
        refusal = cls(first.pointer, first.code, **first.params)
        refusal.fields += more
        return refusal
