"""What a browser has posted, and the key of the page that it was posted from.

Every form of the site holds a key in its field `once`, drawn when its page was shown. All that a press writes
to the API goes under it. So the second press of the same page changes nothing and gets the same answer.
"""

import hashlib
from collections import Counter
from uuid import uuid4

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

ONCE = "once"
"""The field of the key; never sent to the API as part of a body."""
MOST_FIELDS = 10_000
WRITTEN = "site.written"
"""In the scope of a request: how often it has written the same."""


def new_key() -> str:
    """For a form or a button as it is shown."""
    return uuid4().hex


async def posted(request: Request) -> FormData:
    """The fields as they came. A sheet of a thousand people has five in each row."""
    try:
        return await request.form(max_fields=MOST_FIELDS)
    except UnicodeError as error:  # an encoding that the sender names and that is none of texts
        raise HTTPException(400) from error


async def uploaded(request: Request, name: str) -> tuple[str, str, bytes] | None:
    """File name, content type and bytes of a file field; None when no file was chosen."""
    found = (await posted(request)).get(name)
    if not isinstance(found, UploadFile) or not found.filename:
        return None
    return found.filename, found.content_type or "application/octet-stream", await found.read()


async def key_of_write(request: Request, version: str | None, body: bytes) -> str | None:
    """The Idempotency-Key of a write that this press makes; None for a form without a key.

    It depends on the body and the version it is for: another choice on the same page is another write. So is
    the same once more within one press, such as the second of two rows that are equal.
    """
    once = (await posted(request)).get(ONCE)
    if not once or not isinstance(once, str):
        return None
    digest = hashlib.sha256(b"\n".join(((version or "").encode(), body))).hexdigest()
    written: Counter[str] = request.scope.setdefault(WRITTEN, Counter())
    written[digest] += 1
    return f"{once[:64]}-{digest[:32]}-{written[digest]}"
