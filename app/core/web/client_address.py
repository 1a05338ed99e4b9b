"""The address at the other end of a connection."""

from starlette.requests import Request

from app.core.settings import Settings


def peer_address(request: Request, settings: Settings) -> str:
    """Of the client; of a trusted proxy (`TRUSTED_PROXIES`) the address that it forwards for.

    Only the last entry of `X-Forwarded-For` was written by the proxy; a client can forge the others.
    """
    peer = request.client.host if request.client else "unknown"
    forwarded = request.headers.get("x-forwarded-for")
    if forwarded and peer in settings.proxies:
        return forwarded.split(",")[-1].strip()
    return peer
