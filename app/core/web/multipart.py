"""A body of `multipart/form-data`, read where the handler runs: fields as text and files as bytes."""

from dataclasses import dataclass, field
from io import BytesIO

from python_multipart import parse_form
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import Field, File

from app.core.errors import Problem


@dataclass
class Parts:
    """By name; the last of several with one name. `names` are the names of the files."""

    fields: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


def read_parts(content_type: str, body: bytes) -> Parts:
    """Raises 415 for another type and 400 for a broken body."""
    if not content_type.lower().startswith("multipart/form-data"):
        raise Problem("unsupported_media_type")
    found = Parts()

    def take_field(one: Field) -> None:
        found.fields[(one.field_name or b"").decode(errors="replace")] = (one.value or b"").decode(
            errors="replace"
        )

    def take_file(one: File) -> None:
        one.file_object.seek(0)
        content = one.file_object.read()
        if content:
            name = (one.field_name or b"").decode(errors="replace")
            found.files[name] = content
            found.names[name] = (one.file_name or b"").decode(errors="replace")

    headers = {"Content-Type": content_type.encode(), "Content-Length": str(len(body)).encode()}
    try:
        parse_form(headers, BytesIO(body), take_field, take_file)
    except (FormParserError, ValueError) as error:
        raise Problem("bad_request") from error
    return found
