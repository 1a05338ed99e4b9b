"""Passwords: strength, the slow hash and its check. Call these before the write lock is taken.

A password is hashed in its NFKC form (NIST SP 800-63B): one keyboard sends `é` as one character, another as a
letter and a mark. Hashes from before that are of the password as it was typed.
"""

import unicodedata
from functools import cache
from typing import NamedTuple

from pwdlib import PasswordHash

from app.core.errors import Invalid
from app.core.text import fold

SHORTEST = 10
FEWEST_DIFFERENT = 5


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def _hash_of_no_user() -> str:
    return hash_password("a password that no user has")


class Verified(NamedTuple):
    """Whether a password is right; `new_hash` when the stored one is of the password as it was typed."""

    right: bool
    new_hash: str | None = None


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def hash_password(password: str) -> str:
    """Argon2id; about 50 ms and 64 MB by intention."""
    return str(_hasher().hash(_normal(password)))


def verify_password(password: str, stored: str | None) -> Verified:
    """Takes the same time without a stored hash, so that the time does not reveal who has a login."""
    known = stored or _hash_of_no_user()
    right = bool(_hasher().verify(_normal(password), known))
    as_typed = not right and password != _normal(password) and bool(_hasher().verify(password, known))
    if stored is None:
        return Verified(False)
    return Verified(right or as_typed, hash_password(password) if as_typed else None)


def check_strength(password: str, email: str, pointer: str = "#/password") -> None:
    """Require length, some variety, and not the e-mail; more rules make passwords worse (NIST SP 800-63B)."""
    folded, address = fold(password), fold(email)
    named = folded in (address, address.partition("@")[0])
    if len(_normal(password)) < SHORTEST or len(set(folded)) < FEWEST_DIFFERENT or named:
        raise Invalid(pointer, "weak_password")
