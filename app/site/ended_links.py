"""What can be done by a personal link that has ended: have a new one sent to the mailbox it belongs to."""

import re

from starlette.requests import Request

from app.core.text import msgid

KINDS = ("registrations", "invitations", "meetings", "minutes")
"""Below `/my/`: what such a link opens."""
ONE = re.compile(rf"/my/(?:{'|'.join(KINDS)})/[^/]+")
ADVICE = msgid(
    "A personal link ends when a newer one was sent or the e-mail address was corrected. "
    "The newest e-mail about it holds the valid link. If you cannot find it, have a new one sent: it goes to "
    "the mailbox that we have now."
)


def asks_anew(request: Request) -> str | None:
    """The address that sends a new one, the same whether there is something or not."""
    found = ONE.match(request.url.path)
    return f"{found[0]}/link" if found else None
