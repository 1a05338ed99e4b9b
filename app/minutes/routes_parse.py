"""`POST /minutes/parse`: minutes that were written elsewhere, as a proposal. It stores nothing."""

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from app.core.errors import Invalid
from app.core.json_values import Json
from app.core.plain_text import whole_number
from app.core.web import problems
from app.core.web.endpoints import RequestContext, Router, reads
from app.core.web.multipart import read_parts
from app.minutes.parsing.files import text_of
from app.minutes.parsing.propose import propose
from app.minutes.parsing.views import ParsedMinutes, ParseRequest

routes = Router(tags=["minutes"])
BODY: Json = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": ParseRequest.model_json_schema()},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary", "description": "DOCX or plain text."},
                        "partnership_id": {"type": "integer"},
                    },
                }
            },
        },
    }
}


@routes.post("/minutes/parse", openapi_extra=BODY)
@reads(slow=True, scope="people:read", personal="person_id")
def parse_minutes(context: RequestContext) -> ParsedMinutes:
    """Read Czech minutes: text as JSON, or a file with DOCX or plain text.

    A proposal with the place in the text behind each field; a field that is not certain stays empty.
    With a partnership each name has the person who may be meant, for readers of its people.
    """
    try:
        text, partnership_id = _sent(context)
    except ValidationError as error:
        refused = RequestValidationError([{**one, "loc": ("body", *one["loc"])} for one in error.errors()])
        return problems.from_validation(refused, context.lang, context.request.url.path)  # type: ignore[return-value]
    return propose(context.session, context.actor, text, partnership_id)


def _sent(context: RequestContext) -> tuple[str, int | None]:
    kind = context.request.headers.get("content-type", "")
    if not kind.lower().startswith("multipart/"):
        body = ParseRequest.model_validate_json(context.body)
        return body.text, body.partnership_id
    parts = read_parts(kind, context.body)
    if "file" not in parts.files:
        raise Invalid("#/file", "required")
    number = parts.fields.get("partnership_id", "").strip()
    partnership_id = whole_number(number) if number else None
    if number and not partnership_id:
        raise Invalid("#/partnership_id", "not_a_number")
    text = text_of(parts.files["file"])
    if not text.strip():
        raise Invalid("#/file", "no_text")
    return text, partnership_id
