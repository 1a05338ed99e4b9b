"""Refuses writes that another site made our visitor's browser send; no token in any form."""

from urllib.parse import urlsplit

from starlette.requests import Request

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def from_our_own_pages(request: Request) -> bool:
    """Fetch metadata decides; browsers that send none (plain http) must name our host as `Origin`.

    A GET changes nothing here, so it may come from anywhere.
    """
    if request.method in SAFE_METHODS:
        return True
    fetch_site = request.headers.get("sec-fetch-site")
    if fetch_site is not None:
        return fetch_site in ("same-origin", "none")
    origin = urlsplit(request.headers.get("origin", "")).netloc
    ours = {request.headers.get("host"), urlsplit(request.app.state.settings.public_url).netloc}
    return bool(origin) and origin in ours
