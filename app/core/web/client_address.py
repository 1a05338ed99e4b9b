"""Who is at the other end of a connection."""

from starlette.requests import Request

from app.core.settings import Settings


def peer_address(request: Request, settings: Settings) -> str:
    """Of whoever is connected; a trusted proxy (`TRUSTED_PROXIES`) tells for whom it asks.

    Only the last entry of `X-Forwarded-For` was written by the proxy, the others are what it was told.
    """
    peer = request.client.host if request.client else "unknown"
    forwarded = request.headers.get("x-forwarded-for")
    if forwarded and peer in settings.proxies:
        return forwarded.split(",")[-1].strip()
    return peer
