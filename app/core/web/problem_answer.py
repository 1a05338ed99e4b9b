"""A problem answer (RFC 9457) of a code; it needs neither FastAPI nor the database."""

from http import HTTPStatus

import orjson
from starlette.responses import Response

from app.core.errors import FIELD_PROBLEMS, PROBLEMS, FieldProblem, sentence_in
from app.core.json_values import Json
from app.core.text import Translator, translator

MEDIA_TYPE = "application/problem+json"


def build(
    code: str,
    lang: str,
    instance: str,
    params: Json | None = None,
    fields: list[FieldProblem] | None = None,
    headers: dict[str, str] | None = None,
    status: int | None = None,
    sentence: str | None = None,
) -> Response:
    """`params` fill the sentence and travel beside it, so that a client need not read the sentence."""
    words = translator(lang)
    kind = PROBLEMS[code]
    body = {
        **(params or {}),
        "type": f"urn:kulaty-stul:problem:{code}",
        "title": HTTPStatus(status or kind.status).phrase,
        "status": status or kind.status,
        "code": code,
        "detail": sentence_in(words, sentence or kind.title, params or {}),
        "instance": instance,
        "errors": [_field_detail(field, words) for field in fields or []],
    }
    return Response(
        orjson.dumps(body, default=str),
        status or kind.status,
        {"Content-Language": lang, **(headers or {})},
        MEDIA_TYPE,
    )


def _field_detail(field: FieldProblem, words: Translator) -> Json:
    sentence = sentence_in(words, FIELD_PROBLEMS[field.code], field.params)
    return {"pointer": field.pointer, "code": field.code, "detail": sentence}
