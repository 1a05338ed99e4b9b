"""Passwords: strength, the slow hash and its check. Call these before the write lock is taken."""

from functools import cache

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


def hash_password(password: str) -> str:
    """Argon2id; about 50 ms and 64 MB by intention."""
    return str(_hasher().hash(password))


def verify_password(password: str, stored: str | None) -> bool:
    """Takes the same time without a stored hash, so that the time does not reveal who has a login."""
    right = bool(_hasher().verify(password, stored or _hash_of_no_user()))
    return right and stored is not None


def check_strength(password: str, email: str, pointer: str = "#/password") -> None:
    """Require length, some variety, and not the e-mail; more rules make passwords worse (NIST SP 800-63B)."""
    folded, address = fold(password), fold(email)
    named = folded in (address, address.partition("@")[0])
    if len(password) < SHORTEST or len(set(folded)) < FEWEST_DIFFERENT or named:
        raise Invalid(pointer, "weak_password")
