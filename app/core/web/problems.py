"""Problem answers from refusals, from validation, from the database."""

from typing import Any

import structlog
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from starlette.responses import Response

from app.core import text
from app.core.errors import FIELD_PROBLEMS, FieldProblem, Invalid, Problem
from app.core.web.problem_answer import build

log = structlog.get_logger("problems")

VALIDATION_CODES = {
    "missing": "required",
    "extra_forbidden": "unknown_field",
    "string_too_long": "too_long",
    "too_long": "too_many",
    "string_too_short": "required",
    "too_short": "required",
    "greater_than_equal": "too_small",
    "greater_than": "too_small",
    "less_than_equal": "too_large",
    "less_than": "too_large",
    "int_parsing": "not_a_number",
    "int_type": "not_a_number",
    "int_from_float": "not_a_number",
    "float_parsing": "not_a_number",
    "float_type": "not_a_number",
    "decimal_parsing": "not_a_number",
    "decimal_type": "not_a_number",
    "decimal_max_digits": "too_large",
    "decimal_max_places": "invalid",
    "finite_number": "not_a_number",
    "datetime_parsing": "not_a_date",
    "datetime_from_date_parsing": "not_a_date",
    "datetime_type": "not_a_date",
    "timezone_aware": "not_a_date",
    "date_parsing": "not_a_date",
    "date_from_datetime_parsing": "not_a_date",
    "date_from_datetime_inexact": "not_a_date",
    "date_type": "not_a_date",
    "enum": "not_a_choice",
    "literal_error": "not_a_choice",
    "string_type": "wrong_type",
    "bool_type": "wrong_type",
    "bool_parsing": "wrong_type",
    "list_type": "wrong_type",
    "dict_type": "wrong_type",
    "model_type": "wrong_type",
    "model_attributes_type": "wrong_type",
}


def from_problem(problem: Problem, lang: str, instance: str) -> Response:
    fields = problem.fields if isinstance(problem, Invalid) else []
    return build(
        problem.code, lang, instance, problem.params, fields, problem.headers, sentence=problem.sentence
    )


def from_validation(error: RequestValidationError, lang: str, instance: str) -> Response:
    """Of a value that may be one of several types each type complains; once is enough."""
    distinct: dict[tuple[str, str], FieldProblem] = {}
    for field in (_field(one, error.body) for one in error.errors()[:100]):
        distinct.setdefault((field.pointer, field.code), field)
    return build("invalid", lang, instance, fields=list(distinct.values()))


def from_database(error: DBAPIError, lang: str, instance: str, method: str) -> Response:
    """What the constraints refuse is the sender's conflict; a lock or a database out of reach is not."""
    if isinstance(error, IntegrityError):
        said = str(error.orig).lower()
        if "foreign key" in said:
            return build("in_use" if method == "DELETE" else "conflict", lang, instance)
        return build("already_exists" if "unique" in said else "conflict", lang, instance)
    if _is_unreachable(error):
        log.warning("database_out_of_reach", instance=instance, reason=str(error.orig))
        return build("busy", lang, instance, headers={"Retry-After": "1"})
    if isinstance(error, OperationalError) and "locked" in str(error.orig):
        return build("busy", lang, instance, headers={"Retry-After": "1"})
    log.exception("unexpected", instance=instance, exc_info=error)
    return build("internal", lang, instance)


def _is_unreachable(error: DBAPIError) -> bool:
    """The connection was lost, or there was none to be had: then no server has given its reason a number."""
    refused = isinstance(error, OperationalError) and getattr(error.orig, "sqlstate", "") is None
    return error.connection_invalidated or refused


def _field(item: Any, body: object) -> FieldProblem:
    context = item.get("ctx", {})
    limit = next((context[name] for name in ("ge", "gt", "le", "lt") if name in context), None)
    is_empty = item.get("input", "") is None and item["type"].endswith("_type")
    code = "required" if is_empty else VALIDATION_CODES.get(item["type"], "invalid")
    if item["type"] == "value_error":
        raised = str(context.get("error", ""))
        code = raised if raised in FIELD_PROBLEMS else "not_an_email" if "email" in item["msg"] else "invalid"
    params = {name: context[name] for name in ("max_length", "min_length") if name in context}
    location = _without_branches(item["loc"], body, is_missing=item["type"] == "missing")
    return FieldProblem(_pointer(location), code, {"limit": _as_day(limit), **params})


def _as_day(limit: object) -> object:
    """The day of a limit in time, which pydantic tells as text, so that it is written as pages write days."""
    try:
        return text.local(limit).date() if isinstance(limit, str) else limit
    except ValueError:
        return limit


def _without_branches(location: tuple[Any, ...], body: object, *, is_missing: bool) -> tuple[Any, ...]:
    """Leave out what pydantic adds for each type that a value may have: only names and places of the body
    stay, and the name that is missing there."""
    if location[0] != "body" or not isinstance(body, (dict, list)):
        return location
    kept, value = [location[0]], body
    for place, part in enumerate(location[1:], 1):
        if part in value if isinstance(value, dict) else _is_place(value, part):
            value = value[part]
        elif not (is_missing and place == len(location) - 1):
            continue
        kept.append(part)
    return tuple(kept)


def _is_place(value: object, part: object) -> bool:
    return isinstance(value, list) and isinstance(part, int) and part < len(value)


def _pointer(location: tuple[Any, ...]) -> str:
    place, *rest = location
    path = "/".join(str(part).replace("~", "~0").replace("/", "~1") for part in rest)
    if place == "body":
        return f"#/{path}" if path and not (len(rest) == 1 and isinstance(rest[0], int)) else "#"
    return f"?{rest[0] if rest else ''}" if place == "query" else f"{place}:{path}"
