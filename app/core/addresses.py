"""E-mail addresses: the type of a field that takes one, and the one form in which they are compared.

A domain has two spellings, `město.example` and `xn--msto-gwa.example`, that name the same servers (IDNA 2008,
with the mapping of letter case of UTS 46). Nothing else is folded: `mesto.example` is another domain.
"""

from typing import Annotated

import idna
from pydantic import AfterValidator, BeforeValidator, EmailStr, TypeAdapter

from app.core.plain_text import as_read


def _ascii_mailbox(email: str) -> str:
    """Few servers take letters outside ASCII before the @ (SMTPUTF8), so a letter could not be delivered."""
    if not email.rpartition("@")[0].isascii():
        raise ValueError("local_part_not_ascii")
    return email


def _as_read(value: object) -> object:
    return as_read(value).strip() if isinstance(value, str) else value


Email = Annotated[EmailStr, AfterValidator(_ascii_mailbox), BeforeValidator(_as_read)]
"""An address from outside, also as `Name <address>`. It is kept with the domain as people read it."""

parse_email = TypeAdapter(Email).validate_python


def ascii_domain(domain: str) -> str:
    """The domain as DNS and SMTP spell it. ValueError when it cannot be one."""
    return domain.lower() if domain.isascii() else idna.encode(domain, uts46=True).decode()


def with_ascii_domain(email: str) -> str:
    """The form for other programs. What is no address stays as it is."""
    local, at, domain = email.strip().rpartition("@")
    try:
        return f"{local}{at}{ascii_domain(domain)}"
    except ValueError:
        return email.strip()


def normal_address(email: str) -> str:
    """The form to compare: lower case, domain in ASCII."""
    return with_ascii_domain(email).lower()


def spellings_of(normal: str) -> set[str]:
    """An address in its normal form as it may be kept: with the domain in ASCII, or as people read it."""
    local, at, domain = normal.rpartition("@")
    try:
        return {normal, f"{local}{at}{idna.decode(domain)}"}
    except (ValueError, IndexError):
        return {normal}
