"""Refuses writes that another site made our visitor's browser send; no token in any form."""

import re
from urllib.parse import urlsplit

from starlette.requests import Request

ONE_CLICK = re.compile(r"/unsubscribe/[^/]+")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def from_our_own_pages(request: Request) -> bool:
    """Fetch metadata decides; browsers that send none (plain http) must name our host as `Origin`.

    A GET changes nothing here, so it may come from anywhere. Nor does it matter who sends one click of a mail
    program (RFC 8058): the token is the permission, and no session takes part.
    """
    if request.method in SAFE_METHODS or ONE_CLICK.fullmatch(request.url.path):
        return True
    fetch_site = request.headers.get("sec-fetch-site")
    if fetch_site is not None:
        return fetch_site in ("same-origin", "none")
    origin = urlsplit(request.headers.get("origin", "")).netloc
    ours = {request.headers.get("host"), urlsplit(request.app.state.settings.public_url).netloc}
    return bool(origin) and origin in ours
