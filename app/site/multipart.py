"""Bodies with files, as the API takes them."""

from collections.abc import Mapping
from uuid import uuid4

from app.site.json_values import Record

Files = Mapping[str, tuple[str, bytes]]
"""Names of fields with the name and the bytes of each file."""


def multipart(fields: Record, files: Files, mark: str = "") -> tuple[bytes, str]:
    """The body of an upload and its type. With the key of its form as `mark` it is the same each time."""
    mark = mark or uuid4().hex
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    for key, (name, content) in files.items():
        safe = " ".join(name.split()).replace('"', "%22")
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{key}"; filename="{safe}"\r\n\r\n'
        parts.append(head.encode(errors="replace") + content + b"\r\n")
    return b"".join(parts) + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"
