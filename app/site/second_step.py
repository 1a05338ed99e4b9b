"""What was typed on the sign-in page, kept for the page that asks for the code of the authenticator.

It travels encrypted in a hidden field, for five minutes; only this site can read it.
"""

import base64
import json

from starlette.requests import Request

from app.core import clock
from app.core.json_values import Json
from app.core.secrets import decrypt, encrypt
from app.site.session import settings_of

FIELD = "step"
PURPOSE = "second-step"
SECONDS = 300


def pack(request: Request, credentials: Json) -> str:
    plain = json.dumps({"at": clock.now().timestamp(), "typed": credentials}).encode()
    return base64.urlsafe_b64encode(encrypt(settings_of(request).secret_key, PURPOSE, plain)).decode()


def unpack(request: Request, text: str) -> Json | None:
    """None when it was not packed here within the five minutes."""
    try:
        sealed = base64.urlsafe_b64decode(text.encode("ascii", "replace"))
    except ValueError:
        return None
    plain = decrypt(settings_of(request).secret_key, PURPOSE, sealed)
    found = json.loads(plain) if plain else None
    if found is None or clock.now().timestamp() - found["at"] > SECONDS:
        return None
    typed: Json = found["typed"]
    return typed
