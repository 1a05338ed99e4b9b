"""Requests by which a page asks whether it may show a part. Their refusal is no attempt to get in.

The site signs such a request by its id, so no other sender can keep a refusal out of the security log.
"""

from starlette.requests import Request

from app.core.secrets import is_signed, sign

HEADER = "X-Only-Asks"
PURPOSE = "only-asks"


def mark(secret: str, request_id: str) -> dict[str, str]:
    """The header of a request with this id."""
    return {HEADER: sign(secret, PURPOSE, request_id)}


def is_marked(request: Request, secret: str) -> bool:
    """Whether the site sent it to ask."""
    signature = request.headers.get(HEADER)
    request_id = str(request.scope.get("request_id") or "")
    return signature is not None and is_signed(secret, PURPOSE, request_id, signature)
