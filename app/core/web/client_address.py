"""The address at the other end of a connection."""

from ipaddress import IPv4Address, ip_address, ip_network

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


def network_of(address: str) -> str:
    """The key of rate limits: an IPv4 address, or the /64 of an IPv6 address, of which a customer has all."""
    try:
        given = ip_address(address)
    except ValueError:
        return address[:64]
    mapped = given if isinstance(given, IPv4Address) else given.ipv4_mapped
    return str(mapped or ip_network((int(given), 64), strict=False))
