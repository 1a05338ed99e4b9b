"""Files as people attach them."""

import zipfile
from io import BytesIO
from typing import Any

from httpx import Response

from tests.clients import Api

PDF = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def package(**parts: str) -> bytes:
    """A ZIP archive; `__` in a name stands for a slash or a dot that a keyword cannot have."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return made.getvalue()


def office(kind: str = WORD, **more: str) -> bytes:
    """A file of Word, as far as its type goes."""
    listed = f'<Types><Override PartName="/word/document.xml" ContentType="{kind}"/></Types>'
    return package(**{"[Content_Types].xml": listed, "word/document.xml": "<w/>", **more})


def attach(
    client: Api, about: str, number: object, content: bytes = PDF, name: str = "Podklady.pdf", **fields: Any
) -> Response:
    sent = {"about_type": about, "about_id": str(number), **fields}
    return client.post("/attachments", data=sent, files={"file": (name, content)})
