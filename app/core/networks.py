"""Network addresses: by what clients are limited, how they are shown, and where a server can listen."""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import NamedTuple


class Client(NamedTuple):
    """Where a request comes from: the address, and what the program says it is (`User-Agent`)."""

    address: str
    program: str = ""


def counted_as(address: str) -> str:
    """What a limit counts: of IPv6 the /64, because one customer of a provider has all of its addresses."""
    known = _parsed(address)
    return str(ip_network((known, 64), strict=False)) if isinstance(known, IPv6Address) else str(known)


def shortened(address: str) -> str:
    """Enough to tell places apart, too little to find a household: /24 of IPv4, /48 of IPv6."""
    known = _parsed(address)
    if isinstance(known, str):
        return known
    return str(ip_network((known, 24 if isinstance(known, IPv4Address) else 48), strict=False))


def _parsed(address: str) -> IPv4Address | IPv6Address | str:
    """An IPv4 address that is written as IPv6 is the former; other texts are returned as they are."""
    try:
        known = ip_address(address)
    except ValueError:
        return address[:45]
    return (known.ipv4_mapped or known) if isinstance(known, IPv6Address) else known


def check_address(host: str, port: int) -> None:
    """Fail before anything is started; uvicorn would only log it. OSError with the reason."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind((host, port))
    except OSError as error:
        raise OSError(error.errno, error.strerror, f"cannot serve at {host}:{port}") from error
